import type { Duck } from '#platform/analytics/duck'
import type { LikelyPart, LinkageColumn, Model } from '../contract/linkage.ts'
import { clustersOf, componentsOf } from '../rules/linkage-clusters.ts'
import { learn } from '../rules/linkage-em.ts'
import { partsOf, weightOf } from '../rules/linkage-weights.ts'
import { nicknames } from '../rules/nicknames.ts'
import * as store from '../store/linkage.ts'

export interface Linked {
  readonly model: Model
  /** Ids of the records that are one, group by group. */
  readonly groups: string[][]
  /** Pairs of which it is more likely than not, by themselves, that they are one. */
  readonly pairs: readonly (readonly [string, string])[]
  /** How many pairs were looked at. */
  readonly looked: number
}

export interface Wanted {
  readonly duck: Duck
  /** A table of texts with `id`, the columns and, where two sets are linked, `source`. */
  readonly table: string
  readonly columns: readonly LinkageColumn[]
  readonly sources?: boolean
}

const sampled = 20_000
/** Pairs down to this hold a group together, in bits; from 0 on it is more likely than not that a pair is one. */
const weak = -4
/** Larger groups are not looked through pair by pair: their pairs are what the blocks told. */
const mostTogether = 60

/** Learns from the records of a table alone how those that are one agree, and weighs the pairs that share a block. */
async function weighed({ duck, table, columns, sources = false }: Wanted) {
  const records: store.Records = { duck, table, columns, sources, nicknames }
  const { records: count, pairs } = await store.spell(records)
  const looked = await store.block(records, count)
  await store.sample(records, count, sampled)
  await store.compare(records, 'pair', 'compared')
  await store.compare(records, 'random_pair', 'compared_random')
  const [candidates, sample] = [await store.patterns(records, 'compared'), await store.patterns(records, 'compared_random')]
  const model = learn({ columns, candidates, sample, records: count, pairs })
  const scored = await store.score(records, model, 'compared', weak)
  const together = componentsOf(scored, weak).filter(({ length }) => length > 2 && length <= mostTogether)
  await store.compareWithin(records, together, 'compared_within')
  return { records, model, looked, scored }
}

/** Which records of a table are one. */
export async function link(wanted: Wanted): Promise<Linked> {
  const { records, model, looked, scored } = await weighed(wanted)
  const all = [...scored, ...(await store.score(records, model, 'compared_within', -1_000))]
  const ids = await store.idsOf(records, [...new Set(all.flatMap(({ a, b }) => [a, b]))])
  const idOf = (record: number) => ids.get(record)?.id ?? ''
  const groups = clustersOf(all, 0, wanted.sources ? (record) => Number(ids.get(record)?.source) : undefined)
  return {
    model,
    groups: groups.map((members) => members.map(idOf)),
    pairs: all.filter(({ weight }) => weight > 0).map(({ a, b }) => [idOf(a), idOf(b)]),
    looked,
  }
}

export interface LikelyFound {
  readonly first: string
  readonly second: string
  readonly weight: number
  readonly parts: LikelyPart[]
}

/** The pairs of a table that are likely one, the likeliest first, each with what speaks for and against. */
export async function likelyIn(
  wanted: Wanted,
  least: number,
  most: number,
): Promise<{ model: Model; looked: number; pairs: LikelyFound[]; often: store.Often[] }> {
  const { records, model, looked } = await weighed(wanted)
  const found = await store.explain(records, model, least, most)
  return {
    model,
    looked,
    often: await store.oftenIn(records),
    pairs: found.map(({ first, second, levels, shared }) => {
      const parts = partsOf(model, { levels, shared })
      return { first, second, weight: weightOf(model, parts), parts }
    }),
  }
}
