import type { Actor } from '#kernel/actor'
import type { Instant } from '#kernel/time'
import { later } from '#kernel/time'
import type { Ctx, ReadCtx } from '#platform/action/context'
import { inReading, inWriting } from '#platform/action/work'
import { openDuck } from '#platform/analytics/duck'
import { finish, hasten, schedule } from '#platform/due/due'
import type { DueHandler, DueWork } from '#platform/due/runner'
import { newId } from '#platform/ids'
import type { Heard } from '#platform/reactions/reaction'
import { comparedBy, type LikelyKind, likelyKinds } from '../contract/likely.ts'
import type { Model } from '../contract/linkage.ts'
import { pairsFound } from '../events.ts'
import { chanceOf } from '../rules/linkage-em.ts'
import * as store from '../store/likely.ts'
import { countsOf, placesOf } from '../store/merge.ts'
import { likelyPairs } from '../tables/likely.ts'
import { type LikelyFound, likelyIn } from './linkage.ts'

/** After records went in the open event: who was likely one of them is no longer told. */
export async function forgetPairsOfGone({ tx, ledger }: Pick<Ctx, 'tx' | 'ledger'>): Promise<void> {
  const ids = await store.pairsOfGone(tx)
  if (ids.length > 0) await ledger.remove(likelyPairs, ids)
}

export { likelyWork } from '../store/likely.ts'

const actor: Actor = { kind: 'system', id: null, name: 'Duplicates' }
/** One look for a workspace. */
const subjectId = '00000000-0000-0000-0000-000000000000'

/** Pairs are told from a chance of a quarter on, in bits; and no more than anybody would go through. */
const least = Math.log2(0.25 / 0.75)
const most = 10_000
/** A pair that weighs about the same as before is left as it is. */
const muchChanged = 0.5
const memoryMb = 1_024

/** So soon after something new arrived all is looked through: a look at so many records takes seconds. More wait for the next day. */
const soonMs = 300_000
const dayMs = 86_400_000
const mostSoon = 50_000

/** Whether anything new has to be noted: not while a look is set already. */
export async function looksFor(ctx: ReadCtx, events: readonly Heard[]): Promise<ReadonlySet<Heard['id']>> {
  const [first] = events
  return first === undefined || (await store.isSet(ctx.tx)) ? new Set() : new Set([first.id])
}

/** Sets a look at all people and accounts, because some arrived or changed. */
export async function lookSoon(ctx: Ctx): Promise<void> {
  const wait = (await store.roughlyHowMany(ctx.tx)) > mostSoon ? dayMs : soonMs
  await hasten(ctx.tx, ctx.now, { kind: store.likelyWork, subjectId, dueAt: later(ctx.now, wait), slackMs: 0 })
}

/** Looks at all people and accounts now. */
export async function lookNow(ctx: Ctx): Promise<void> {
  await schedule(ctx.tx, ctx.now, { kind: store.likelyWork, subjectId, payload: {} })
}

interface Seen {
  readonly kind: LikelyKind
  readonly model: Model
  readonly looked: number
  readonly seq: number
  readonly pairs: readonly LikelyFound[]
}

/**
 * Learns from all people and all accounts of a workspace, and notes which are likely one. Outside of any transaction but those that read and write; ends between
 * two steps when somebody else has the work.
 */
export const workLikely: DueHandler = async (work) => {
  const seen: Seen[] = []
  for (const kind of likelyKinds) {
    const found = await seenOf(work, kind)
    if (found) seen.push(found)
  }
  const { services, workspace, item, signal } = work
  await inWriting(
    { services, workspace, actor, signal },
    async (ctx) => {
      const sums = { found: 0, changed: 0, gone: 0 }
      for (const one of seen) {
        const noted = await note(ctx, one)
        sums.found += noted.found
        sums.changed += noted.changed
        sums.gone += noted.gone
        await store.keepModel(ctx.tx, one.kind, { model: one.model, at: ctx.now, seq: one.seq, looked: one.looked })
      }
      await finish(ctx.tx, item)
      if (ctx.ledger.writes > 0) ctx.tell(pairsFound, sums)
    },
    { statementMs: 0 },
  )
}

async function seenOf({ services, workspace, signal }: DueWork, kind: LikelyKind): Promise<Seen | null> {
  const duck = await openDuck({ memoryMb })
  const stop = () => duck.interrupt()
  signal.addEventListener('abort', stop)
  try {
    const seq = await inReading(
      { services, workspace, actor, signal },
      async ({ tx }) => {
        const upTo = await store.lastSeq(tx)
        return (await store.bringRecords(tx, duck, kind)) < 2 ? null : upTo
      },
      { statementMs: 0, snapshot: true },
    )
    signal.throwIfAborted()
    if (seq === null) return null
    return { kind, seq, ...(await likelyIn({ duck, table: 'record', columns: comparedBy[kind] }, least, most)) }
  } finally {
    signal.removeEventListener('abort', stop)
    duck.close()
  }
}

const keyOf = (one: string, other: string) => (one < other ? `${one} ${other}` : `${other} ${one}`)

/** Brings what is noted in line with what was found. What somebody decided stays. */
async function note(ctx: Ctx, { kind, pairs }: Seen): Promise<{ found: number; changed: number; gone: number }> {
  const noted = await store.notedPairs(ctx.tx, kind)
  const before = new Map(noted.map((row) => [keyOf(row.firstId, row.secondId), row]))
  const now = new Map(pairs.map((pair) => [keyOf(pair.first, pair.second), pair]))
  const fresh = [...now].filter(([key]) => !before.has(key)).map(([, pair]) => pair)
  const there = await store.stillThere(ctx.tx, kind, [...new Set(fresh.flatMap(({ first, second }) => [first, second]))])
  const both = fresh.filter(({ first, second }) => there.has(first) && there.has(second))
  const hangs = await hangingOn(ctx, kind, both)
  const shown = ({ weight, parts }: LikelyFound, at: Instant) => ({ weight, probability: chanceOf(weight), parts, modelAt: at })
  await ctx.ledger.insert(
    likelyPairs,
    both.map((pair) => ({
      ...{ id: newId<'likely_pair'>(ctx.now), kind, ...shown(pair, ctx.now), state: 'open' as const, decidedBy: null, decidedAt: null },
      firstId: pair.first < pair.second ? pair.first : pair.second,
      secondId: pair.first < pair.second ? pair.second : pair.first,
      hangs: (hangs.get(pair.first) ?? 0) + (hangs.get(pair.second) ?? 0),
    })),
  )
  const changed = noted.flatMap((row) => {
    const pair = now.get(keyOf(row.firstId, row.secondId))
    return row.state === 'open' && pair && Math.abs(pair.weight - row.weight) > muchChanged ? [{ id: row.id, ...shown(pair, ctx.now) }] : []
  })
  if (changed.length > 0) await ctx.ledger.update(likelyPairs, changed)
  const gone = noted.filter((row) => row.state === 'open' && !now.has(keyOf(row.firstId, row.secondId))).map(({ id }) => id)
  if (gone.length > 0) await ctx.ledger.remove(likelyPairs, gone)
  return { found: both.length, changed: changed.length, gone: gone.length }
}

/** How many rows name each of these records. */
async function hangingOn(ctx: Ctx, kind: LikelyKind, pairs: readonly LikelyFound[]): Promise<Map<string, number>> {
  const ids = [...new Set(pairs.flatMap(({ first, second }) => [first, second]))]
  const counts = ids.length === 0 ? [] : await countsOf(ctx.tx, placesOf(ctx.services.keptTables, kind), kind, ids)
  const sums = new Map<string, number>()
  for (const { id, rows } of counts) sums.set(id, (sums.get(id) ?? 0) + rows)
  return sums
}
