import { type Duck, type DuckRow, quoteIdent, quoteText } from '#platform/analytics/duck'
import type { Metric } from '../metrics/declare.ts'
import type { LifeCount } from './answers.ts'
import { type FactsShape, rowsOf } from './compile.ts'
import { ofDimension, stayRows } from './stay-counts.ts'

/** A value of a dimension of deals, with the place of its counted rows in the ranking of all of them. */
export interface RankedGroup extends DuckRow {
  dimension: string
  value: string
  n: number
  rank_sum: number
  all_rows: number
  ties: number
}

/** Of values x that t rows have in common, the rank r that each of these rows has: the mean of the places that they take together. */
const meanRanks = (counts: string) => `SELECT *, (sum(t) OVER (ORDER BY x) - t)::DOUBLE + (t + 1) / 2.0 AS r FROM (${counts})`

/** Ranks what the metric's rows put in, once, and sums the ranks for each value of the dimensions with at least so many rows. */
export async function rankedGroups(
  duck: Duck,
  metric: Metric,
  dimensions: readonly string[],
  least: number,
  facts: FactsShape,
): Promise<RankedGroup[]> {
  if (dimensions.length === 0) return []
  const columns = dimensions.map((key) => `f.${column(key)}`).join(', ')
  const groups = dimensions.map(
    (key) => `SELECT ${quoteText(key)} AS dimension, ${column(key)} AS value, count(*) AS n, sum(r)::DOUBLE AS rank_sum
      FROM ranked WHERE ${column(key)} IS NOT NULL GROUP BY ALL HAVING count(*) >= ${Math.trunc(least)}`,
  )
  return await duck.all<RankedGroup>(
    `WITH counted AS MATERIALIZED (SELECT ${columns}, ${metric.of} AS x FROM fact_deal f WHERE ${rowsOf(metric, facts)}),
      ranks AS MATERIALIZED (${meanRanks('SELECT x, count(*) AS t FROM counted GROUP BY x')}),
      ranked AS MATERIALIZED (SELECT c.* EXCLUDE (x), r FROM counted c JOIN ranks USING (x)),
      whole AS (SELECT coalesce(sum(t), 0)::BIGINT AS all_rows, coalesce(sum(t::DOUBLE ** 3 - t), 0)::DOUBLE AS ties FROM ranks)
      SELECT g.*, whole.* FROM (${groups.join(' UNION ALL ')}) g, whole`,
  )
}

/** The ranking of one value of a dimension among all rows but those of other values. */
export async function rankedWithout(
  duck: Duck,
  metric: Metric,
  { dimension, value, without }: { dimension: string; value: string; without: readonly string[] },
  facts: FactsShape,
): Promise<{ n: number; rankSum: number; all: number; ties: number }> {
  const row = await duck.one<{ n: number; rank_sum: number; all_rows: number; ties: number }>(
    `WITH counted AS (SELECT coalesce(f.${column(dimension)} = ?, false) AS own, ${metric.of} AS x FROM fact_deal f
        WHERE ${rowsOf(metric, facts)} AND NOT coalesce(list_contains(?, f.${column(dimension)}), false)),
      ranks AS (${meanRanks('SELECT x, count(*) AS t, count_if(own) AS mine FROM counted GROUP BY x')})
      SELECT coalesce(sum(mine), 0)::BIGINT AS n, coalesce(sum(mine * r), 0)::DOUBLE AS rank_sum, coalesce(sum(t), 0)::BIGINT AS all_rows,
        coalesce(sum(t::DOUBLE ** 3 - t), 0)::DOUBLE AS ties FROM ranks`,
    [value, [...without]],
  )
  return { n: row?.n ?? 0, rankSum: row?.rank_sum ?? 0, all: row?.all_rows ?? 0, ties: row?.ties ?? 0 }
}

/** The median of what all rows put in that have another value, or none, in a dimension. */
export async function medianOfOthers(
  duck: Duck,
  metric: Metric,
  dimension: string,
  value: string,
  facts: FactsShape,
): Promise<number | null> {
  const row = await duck.one<{ x: number | null }>(
    `SELECT quantile_cont(${metric.of}, 0.5)::DOUBLE AS x FROM fact_deal f WHERE ${rowsOf(metric, facts)} AND f.${column(dimension)} IS DISTINCT FROM ?`,
    [value],
  )
  return row?.x ?? null
}

/** Stays in one stage that lasted t days, for one value of a dimension. */
export interface StageLife extends DuckRow, LifeCount {
  stage: string
  value: string
}

/** The life table of each stage for each value of a dimension. Stays have to be counted. */
export async function stageLives(duck: Duck, dimension: string): Promise<StageLife[]> {
  return await duck.all<StageLife>(
    `SELECT pipeline || ' ' || stage AS stage, value, t, coalesce(sum(n) FILTER (outcome <> 'open'), 0)::BIGINT AS d, coalesce(sum(n) FILTER (outcome = 'open'), 0)::BIGINT AS c
     ${ofDimension(dimension)} AND ${stayRows} GROUP BY ALL ORDER BY ALL`,
  )
}

function column(key: string): string {
  return quoteIdent(`d_${key}`)
}
