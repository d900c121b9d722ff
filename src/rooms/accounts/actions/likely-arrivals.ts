import { later } from '#kernel/time'
import type { Ctx, ReadCtx } from '#platform/action/context'
import { inReading, inWriting } from '#platform/action/work'
import { finish, scheduleOnce } from '#platform/due/due'
import type { DueHandler, DueWork } from '#platform/due/runner'
import { headOf } from '#platform/ledger/told'
import type { Heard } from '#platform/reactions/reaction'
import { comparedBy, type LikelyKind } from '../contract/likely.ts'
import { pairsArrived } from '../events.ts'
import { agreementOf, type Spelled, spell } from '../rules/linkage-agree.ts'
import { keysOf, oftenKey } from '../rules/linkage-keys.ts'
import { exactWeight, partsOf, weightOf } from '../rules/linkage-weights.ts'
import * as store from '../store/arrivals.ts'
import { isSet, type PairRow } from '../store/likely.ts'
import { likelyPairs } from '../tables/likely.ts'
import { settingOf, subjectId } from './likely-keys.ts'
import { keyOf, leastTold, noteChanged, noteFresh } from './likely-notes.ts'
import { lookSoon } from './likely-work.ts'
import type { LikelyFound } from './linkage.ts'

export { arrivalWork } from '../store/arrivals.ts'

/** So long after somebody arrived they are compared: many who arrive together are compared together. */
const soonMs = 1_000
/** So many are compared in one transaction, which takes a fifth of a second; then others have their turn. */
const atOnce = 500
/** More than these who wait are compared by a look at all, which is cheaper by far. */
const mostWaiting = 20_000
const hourMs = 3_600_000

/** Whether anything new has to be set: not while a look and a comparison are set already. */
export async function arrivalsFor({ tx }: ReadCtx, events: readonly Heard[]): Promise<ReadonlySet<Heard['id']>> {
  const [first] = events
  return first === undefined || ((await isSet(tx)) && (await isSet(tx, store.arrivalWork))) ? new Set() : new Set([first.id])
}

/** Sets that those who arrived or changed are compared with those who were there, soon, and that all are looked through later. */
export async function arrived(ctx: Ctx): Promise<void> {
  await setSoon(ctx)
  await lookSoon(ctx)
}

const setSoon = async ({ tx, now }: Pick<Ctx, 'tx' | 'now'>) => {
  await scheduleOnce(tx, now, { kind: store.arrivalWork, subjectId, dueAt: later(now, soonMs) })
}

/** Compares those who arrived or changed since with those who were there, by what the last look learned. */
export const workArrivals: DueHandler = async (work) => {
  const { item } = work
  const more = await inWriting(settingOf(work), async (ctx) => {
    const sums = { found: 0, changed: 0, gone: 0 }
    let left = false
    for (const kept of await store.keptModels(ctx.tx)) {
      const one = await checkNext(ctx, kept)
      sums.found += one.found
      sums.changed += one.changed
      sums.gone += one.gone
      left ||= one.left
    }
    await finish(ctx.tx, item)
    if (left) await setSoon(ctx)
    if (ctx.ledger.writes > 0) ctx.tell(pairsArrived, sums)
    return left
  })
  // Who came while this was set was not set anew: nothing that was committed before it was finished is overlooked here.
  if (!more && (await anyLeft(work))) await inWriting(settingOf(work), setSoon)
}

const anyLeft = (work: DueWork): Promise<boolean> =>
  inReading(settingOf(work), async ({ tx }) => {
    const upTo = await headOf(tx)
    for (const { kind, checked } of await store.keptModels(tx))
      if ((await store.howManyArrived(tx, kind, { after: checked, upTo, most: 1 })) > 0) return true
    return false
  })

interface Checked {
  readonly found: number
  readonly changed: number
  readonly gone: number
  /** Whether more wait. */
  readonly left: boolean
}
const nothing: Checked = { found: 0, changed: 0, gone: 0, left: false }

async function checkNext(ctx: Ctx, kept: store.KeptModel): Promise<Checked> {
  const { kind, model, checked, skipped } = kept
  const columns: readonly { readonly name: string }[] = comparedBy[kind]
  // A model of another version says nothing of the columns of this one: the next look makes one.
  if (model.columns.some(({ name }, i) => columns[i]?.name !== name)) return nothing
  const upTo = await headOf(ctx.tx)
  const rows = await store.nextArrived(ctx.tx, kind, { after: checked, upTo, skip: skipped, most: atOnce })
  const last = rows.at(-1)
  if (last === undefined) {
    await store.moveChecked(ctx.tx, kind, { checked: upTo, skipped: 0 })
    return nothing
  }
  const left = rows.length === atOnce
  if (left && (await store.howManyArrived(ctx.tx, kind, { after: checked, upTo, most: mostWaiting })) > mostWaiting + skipped) {
    await store.forgetKeysSince(ctx.tx, kind, { after: checked, upTo })
    await store.moveChecked(ctx.tx, kind, { checked: upTo, skipped: 0 })
    await lookSoon(ctx, hourMs)
    return nothing
  }
  const ofLast = rows.filter(({ seq }) => seq === last.seq).length
  const before = rows[0]?.seq === last.seq ? skipped : 0
  await store.moveChecked(ctx.tx, kind, left ? { checked: last.seq - 1, skipped: before + ofLast } : { checked: upTo, skipped: 0 })
  return { ...(await compareArrived(ctx, kept, [...new Set(rows.map(({ id }) => id))])), left }
}

/** Compares some records with those that share a key with them, and brings what is noted of them in line. */
async function compareArrived(ctx: Ctx, { kind, model }: store.KeptModel, ids: readonly string[]): Promise<Omit<Checked, 'left'>> {
  const { found, there } = await foundWith(ctx, { kind, model }, ids)
  const noted = await store.pairsOf(ctx.tx, ids)
  const before = new Set(noted.map((row) => keyOf(row.firstId, row.secondId)))
  const fresh = await noteFresh(
    ctx,
    kind,
    [...found].filter(([key]) => !before.has(key)).map(([, pair]) => pair),
  )
  const changed = await noteChanged(ctx, noted, found)
  const rest = await settleMerged(ctx, kind, noted, { found, there })
  return { found: fresh, changed: changed + rest.changed, gone: rest.gone }
}

/** The likely pairs of some records by the model, and which records were seen. The keys by which they are found are written on the way. */
export async function foundWith(
  { tx }: Pick<ReadCtx, 'tx'>,
  { kind, model }: Pick<store.KeptModel, 'kind' | 'model'>,
  ids: readonly string[],
): Promise<{ found: Map<string, LikelyFound>; there: Set<string> }> {
  const columns = comparedBy[kind]
  const texts = await store.textsOf(tx, kind, ids)
  const those = new Map(texts.map((one) => [one.id, spell(columns, one.texts)]))
  const keyed = [...those].map(([id, of]) => ({ id, keys: keysOf(kind, of) }))
  const gone = ids.filter((id) => !those.has(id))
  const values = [...those.values()].flatMap((of) => of.values.flatMap((value, i) => (value === null ? [] : [oftenKey(i, value)])))
  // They travel together, and are done in this order: those of one batch find each other by the keys that were just written.
  const [, , candidates, often] = await Promise.all([
    store.writeKeys(tx, kind, keyed),
    store.forgetKeys(tx, gone),
    store.candidatesOf(tx, kind, keyed),
    store.oftenOf(tx, kind, values),
  ])
  const spelled = new Map<string, Spelled>(those)
  const found = new Map<string, LikelyFound>()
  for (const { of, id, texts: said } of candidates) {
    const known = spelled.get(id) ?? spell(columns, said)
    spelled.set(id, known)
    const key = keyOf(of, id)
    const own = those.get(of)
    if (!own || found.has(key)) continue
    const agreement = agreementOf(columns, own, known, (column, value) => often.get(oftenKey(column, value)) ?? 1)
    if (exactWeight(model, agreement) <= leastTold) continue
    const parts = partsOf(model, agreement)
    found.set(key, { first: of, second: id, weight: weightOf(model, parts), parts })
  }
  return { found, there: new Set(spelled.keys()) }
}

/** Pairs that were merged are the same until they are taken apart again; those of which one is gone otherwise, or which are likely no more, are told no more. */
async function settleMerged(
  ctx: Ctx,
  kind: LikelyKind,
  noted: readonly PairRow[],
  { found, there }: { readonly found: ReadonlyMap<string, LikelyFound>; readonly there: ReadonlySet<string> },
): Promise<{ changed: number; gone: number }> {
  const likely = ({ firstId, secondId }: PairRow) => found.has(keyOf(firstId, secondId))
  const both = ({ firstId, secondId }: PairRow) => there.has(firstId) && there.has(secondId)
  const ended = noted.filter((row) => row.state === 'open' && !likely(row))
  const merged = await store.mergedInto(ctx.tx, kind, [...new Set(ended.flatMap(({ firstId, secondId }) => [firstId, secondId]))])
  const now = (id: string) => merged.get(id)?.into ?? id
  const joined = ended.filter((row) => now(row.firstId) === now(row.secondId))
  const apart = noted.filter((row) => row.state === 'same' && both(row))
  const again = apart.filter(likely)
  const patches = [
    ...joined.map(({ id, firstId, secondId }) => {
      const by = merged.get(firstId) ?? merged.get(secondId)
      return { id, state: 'same' as const, decidedBy: by?.by ?? null, decidedAt: by?.at ?? ctx.now }
    }),
    ...again.map(({ id }) => ({ id, state: 'open' as const, decidedBy: null, decidedAt: null })),
  ]
  if (patches.length > 0) await ctx.ledger.update(likelyPairs, patches)
  const gone = [...ended.filter((row) => !joined.includes(row)), ...apart.filter((row) => !likely(row))].map(({ id }) => id)
  if (gone.length > 0) await ctx.ledger.remove(likelyPairs, gone)
  return { changed: patches.length, gone: gone.length }
}
