import type { Duck } from '#platform/analytics/duck'
import type { LinkageColumn, Model, Scored } from '../contract/linkage.ts'
import { clustersOf, componentsOf } from '../rules/linkage-clusters.ts'
import { learn } from '../rules/linkage-em.ts'
import { nicknames } from '../rules/nicknames.ts'
import * as store from '../store/linkage.ts'

export interface Linked {
  readonly model: Model
  /** Ids of the records that are one, group by group. */
  readonly groups: string[][]
  /** Pairs that were looked at and do not speak against it clearly. */
  readonly pairs: readonly (Scored & { readonly first: string; readonly second: string })[]
  readonly looked: number
}

export interface Wanted {
  readonly duck: Duck
  /** A table of texts with `id`, the columns and, where two sets are linked, `source`. */
  readonly table: string
  readonly columns: readonly LinkageColumn[]
  readonly sources?: boolean
}

const sampled = 40_000
/** Pairs that are at least this likely, in bits, are told; from 0 on it is more likely than not that they are one. */
const told = -4
/** Components above this are cut by a higher bar before anybody looks at all pairs in them. */
const mostTogether = 60

/** Which records of a table are one, by a model that is learned from the table alone. */
export async function link({ duck, table, columns, sources = false }: Wanted): Promise<Linked> {
  const records = { duck, table, columns, sources, nicknames }
  const { records: count, pairs } = await store.spell(records)
  const looked = await store.block(records, count)
  await store.sample(records, count, sampled)
  await store.compare(records, 'pair', 'compared')
  await store.compare(records, 'random_pair', 'compared_random')
  const [candidates, sample] = [await store.patterns(records, 'compared'), await store.patterns(records, 'compared_random')]
  const model = learn({ columns, candidates, sample, records: count, pairs })
  const scored = await store.score(records, model, 'compared', told)
  const together = componentsOf(scored, told).filter(({ length }) => length > 2 && length <= mostTogether)
  await store.compareWithin(records, together, 'compared_within')
  const within = await store.score(records, model, 'compared_within', -1e9)
  const ids = await store.idsOf(records)
  const idOf = (record: number) => ids[record]?.id ?? ''
  const all = [...scored, ...within]
  const groups = clustersOf(all, 0, sources ? (record) => Number(ids[record]?.source) : undefined)
  return {
    model,
    groups: groups.map((members) => members.map(idOf)),
    pairs: all.filter(({ weight }) => weight > told).map((pair) => ({ ...pair, first: idOf(pair.a), second: idOf(pair.b) })),
    looked,
  }
}
