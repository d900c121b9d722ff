import type { Instant } from '#kernel/time'
import { later } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { inReading, inWriting } from '#platform/action/work'
import { openDuck } from '#platform/analytics/duck'
import { finish, hasten, schedule } from '#platform/due/due'
import type { DueHandler, DueWork } from '#platform/due/runner'
import { comparedBy, type LikelyKind, likelyKinds } from '../contract/likely.ts'
import type { Model } from '../contract/linkage.ts'
import { pairsFound } from '../events.ts'
import { oftenKey } from '../rules/linkage-keys.ts'
import { forgetKeysOfGone, keepOften } from '../store/arrivals.ts'
import * as store from '../store/likely.ts'
import { likelyPairs } from '../tables/likely.ts'
import { fillKeys, settingOf, subjectId } from './likely-keys.ts'
import { keyOf, leastTold, noteChanged, noteFresh } from './likely-notes.ts'
import { type LikelyFound, likelyIn } from './linkage.ts'

/** After records went in the open event: who was likely one of them is no longer told. */
export async function forgetPairsOfGone({ tx, ledger }: Pick<Ctx, 'tx' | 'ledger'>): Promise<void> {
  const ids = await store.pairsOfGone(tx)
  if (ids.length > 0) await ledger.remove(likelyPairs, ids)
}

export { likelyWork } from '../store/likely.ts'

/** No more pairs are told than anybody would go through. */
const most = 10_000
const memoryMb = 1_024

/** So soon after something new arrived all is looked through: a look at so many records takes seconds. More wait for the next day. */
const soonMs = 300_000
const dayMs = 86_400_000
const mostSoon = 50_000

/** Sets a look at all people and accounts, because some arrived or changed; where there are many of them, so long after. */
export async function lookSoon(ctx: Ctx, laterMs = dayMs): Promise<void> {
  const wait = (await store.roughlyHowMany(ctx.tx)) > mostSoon ? laterMs : soonMs
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
  /** When the records were read. */
  readonly at: Instant
  readonly pairs: readonly LikelyFound[]
  readonly often: ReadonlyMap<number, number>
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
  for (const { kind } of seen) await fillKeys(work, kind)
  const { item } = work
  await inWriting(
    settingOf(work),
    async (ctx) => {
      const sums = { found: 0, changed: 0, gone: 0 }
      for (const one of seen) {
        const noted = await note(ctx, one, await store.lastLook(ctx.tx, one.kind))
        sums.found += noted.found
        sums.changed += noted.changed
        sums.gone += noted.gone
        await store.keepModel(ctx.tx, one.kind, { model: one.model, at: ctx.now, seq: one.seq, looked: one.looked })
        await keepOften(ctx.tx, one.kind, one.often)
        await forgetKeysOfGone(ctx.tx, one.kind)
      }
      await finish(ctx.tx, item)
      if (ctx.ledger.writes > 0) ctx.tell(pairsFound, sums)
    },
    { statementMs: 0 },
  )
}

async function seenOf(work: DueWork, kind: LikelyKind): Promise<Seen | null> {
  const { signal } = work
  const duck = await openDuck({ memoryMb })
  const stop = () => duck.interrupt()
  signal.addEventListener('abort', stop)
  try {
    const read = await inReading(
      settingOf(work),
      async ({ tx, now }) => {
        const seq = await store.lastSeq(tx)
        return (await store.bringRecords(tx, duck, kind)) < 2 ? null : { seq, at: now }
      },
      { statementMs: 0, snapshot: true },
    )
    signal.throwIfAborted()
    if (read === null) return null
    const { often, ...learned } = await likelyIn({ duck, table: 'record', columns: comparedBy[kind] }, leastTold, most)
    return { kind, ...read, ...learned, often: new Map(often.map(({ place, value, records }) => [oftenKey(place, value), records])) }
  } finally {
    signal.removeEventListener('abort', stop)
    duck.close()
  }
}

/** Brings what is noted in line with what was found. What somebody decided stays. */
async function note(ctx: Ctx, { kind, pairs, at }: Seen, since: Instant | null): Promise<{ found: number; changed: number; gone: number }> {
  const noted = await store.notedPairs(ctx.tx, kind)
  const before = new Map(noted.map((row) => [keyOf(row.firstId, row.secondId), row]))
  const now = new Map(pairs.map((pair) => [keyOf(pair.first, pair.second), pair]))
  const found = await noteFresh(
    ctx,
    kind,
    [...now].filter(([key]) => !before.has(key)).map(([, pair]) => pair),
  )
  // Who arrived while the records were looked through is not gone because it was not seen; what was noted at arrival is told of by the look that sees it too.
  const changed = await noteChanged(ctx, noted, now, since)
  const gone = noted
    .filter((row) => row.state === 'open' && row.modelAt <= at && !now.has(keyOf(row.firstId, row.secondId)))
    .map(({ id }) => id)
  if (gone.length > 0) await ctx.ledger.remove(likelyPairs, gone)
  return { found, changed, gone: gone.length }
}
