import type { Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import type { LikelyKind } from '../contract/likely.ts'
import { chanceOf } from '../rules/linkage-em.ts'
import * as store from '../store/likely.ts'
import { countsOf, placesOf } from '../store/merge.ts'
import { likelyPairs } from '../tables/likely.ts'
import type { LikelyFound } from './linkage.ts'

/** Pairs are told from a chance of a quarter on, in bits. */
export const leastTold = Math.log2(0.25 / 0.75)
/** A pair that weighs about the same as before is left as it is. */
const muchChanged = 0.5

/** One key for two records, whichever comes first. */
export const keyOf = (one: string, other: string) => (one < other ? `${one} ${other}` : `${other} ${one}`)

const shown = ({ weight, parts }: LikelyFound, at: Instant) => ({ weight, probability: chanceOf(weight), parts, modelAt: at })

/** Notes pairs that were not noted before; answers those of them whose records are both there. */
export async function noteFresh(ctx: Ctx, kind: LikelyKind, fresh: readonly LikelyFound[]): Promise<number> {
  if (fresh.length === 0) return 0
  const there = await store.stillThere(ctx.tx, kind, [...new Set(fresh.flatMap(({ first, second }) => [first, second]))])
  const both = fresh.filter(({ first, second }) => there.has(first) && there.has(second))
  const hangs = await hangingOn(ctx, kind, both)
  await ctx.ledger.insert(
    likelyPairs,
    both.map((pair) => ({
      ...{ id: newId<'likely_pair'>(ctx.now), kind, ...shown(pair, ctx.now), state: 'open' as const, decidedBy: null, decidedAt: null },
      firstId: pair.first < pair.second ? pair.first : pair.second,
      secondId: pair.first < pair.second ? pair.second : pair.first,
      hangs: (hangs.get(pair.first) ?? 0) + (hangs.get(pair.second) ?? 0),
    })),
  )
  return both.length
}

/** Brings what open pairs weigh in line with what was found of them; `since` are those to be told of although they weigh the same. */
export async function noteChanged(
  ctx: Ctx,
  noted: readonly store.PairRow[],
  found: ReadonlyMap<string, LikelyFound>,
  since: Instant | null = null,
): Promise<number> {
  const changed = noted.flatMap((row) => {
    const pair = found.get(keyOf(row.firstId, row.secondId))
    if (row.state !== 'open' || !pair) return []
    const told = Math.abs(pair.weight - row.weight) > muchChanged || (since !== null && row.modelAt > since)
    return told ? [{ id: row.id, ...shown(pair, ctx.now) }] : []
  })
  if (changed.length > 0) await ctx.ledger.update(likelyPairs, changed)
  return changed.length
}

/** How many rows name each of these records. */
async function hangingOn(ctx: Ctx, kind: LikelyKind, pairs: readonly LikelyFound[]): Promise<Map<string, number>> {
  const ids = [...new Set(pairs.flatMap(({ first, second }) => [first, second]))]
  const counts = ids.length === 0 ? [] : await countsOf(ctx.tx, placesOf(ctx.services.keptTables, kind), kind, ids)
  const sums = new Map<string, number>()
  for (const { id, rows } of counts) sums.set(id, (sums.get(id) ?? 0) + rows)
  return sums
}
