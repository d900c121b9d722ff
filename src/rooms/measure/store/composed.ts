import type { Duck, DuckRow, DuckValue } from '#platform/analytics/duck'
import type { Slice } from '../contract.ts'
import type { Metric } from '../metrics/declare.ts'
import { composedSql, type FactsShape, sumsOf } from './compile.ts'

/** What rows that fell together by chance add up to. */
interface LotSums {
  readonly n: number
  readonly sums: readonly number[]
}

/** The lots of one group of rows. */
interface GroupLots {
  readonly group: readonly (string | null)[]
  readonly lots: LotSums[]
  from: string | null
  to: string | null
}

/** What a composed metric adds up, in so many lots that chance made, for each combination of the `by` values that occurs. */
export async function composedLots(
  duck: Duck,
  metric: Metric,
  slice: Slice,
  by: readonly string[],
  lots: number,
  facts: FactsShape,
): Promise<GroupLots[]> {
  const { sql, params } = composedSql(metric, slice, by, lots, facts)
  const width = sumsOf(metric).length
  const groups = new Map<string, GroupLots>()
  for (const row of await duck.all<DuckRow>(sql, params)) {
    const group = by.map((_, index) => textOr(row[`g${index}`]))
    const key = JSON.stringify(group)
    const [from, to] = [textOr(row.from), textOr(row.to)]
    const one = groups.get(key) ?? { group, lots: [], from, to }
    groups.set(key, one)
    one.lots.push({ n: Number(row.n), sums: Array.from({ length: width }, (_, index) => Number(row[`s${index}`] ?? 0)) })
    if (from !== null && (one.from === null || from < one.from)) one.from = from
    if (to !== null && (one.to === null || to > one.to)) one.to = to
  }
  // The whole has an answer also where nothing counts.
  return groups.size > 0 || by.length > 0 ? [...groups.values()] : [{ group: [], lots: [], from: null, to: null }]
}

function textOr(value: DuckValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}
