import type { Duck, DuckRow, DuckValue } from '#platform/analytics/duck'
import type { Slice } from '../contract.ts'
import type { Metric } from '../metrics/declare.ts'
import { addsUp, type Compiled, type FactsShape, foldedSql, lifeTableSql, mostFolded, ranksSql, recordsSql, valuesSql } from './compile.ts'
import { settled } from './exact.ts'
import { naming } from './kept-sets.ts'
import { countedLives } from './stay-counts.ts'

/** What DuckDB answers for one metric in one group, before intervals. */
export interface RawValue {
  readonly metric: Metric
  readonly group: readonly (string | null)[]
  readonly n: number
  readonly value: number | null
  readonly sd: number | null
  readonly from: string | null
  readonly to: string | null
}

/** At day t, d left and c were last seen still there. */
export interface LifeCount {
  readonly t: number
  readonly d: number
  readonly c: number
}

/** A life table of one group. */
export interface RawLife {
  readonly group: readonly (string | null)[]
  readonly rows: readonly LifeCount[]
  readonly from: string | null
  readonly to: string | null
}

/** Values of metrics of one subject, for each combination of the `by` values that occurs. Survival metrics are not asked here. */
export async function rawValues(
  duck: Duck,
  metrics: readonly Metric[],
  slice: Slice,
  by: readonly string[],
  facts: FactsShape,
): Promise<RawValue[]> {
  const [folded, others] = [metrics.filter(addsUp), metrics.filter((metric) => !addsUp(metric))]
  const found: RawValue[] = []
  for (let at = 0; at < folded.length; at += mostFolded) {
    const some = folded.slice(at, at + mostFolded)
    found.push(...(await valuesOf(duck, some, by, foldedSql(some, slice, by, facts))))
  }
  if (others.length > 0) found.push(...(await valuesOf(duck, others, by, valuesSql(others, slice, by, facts))))
  const places = new Map(metrics.map((metric, index) => [metric, index]))
  return found.sort((a, b) => (places.get(a.metric) ?? 0) - (places.get(b.metric) ?? 0) || byGroup(a, b))
}

/** By the values of the group, none last: DuckDB gives groups in any order, and an answer must come again as it was. */
function byGroup(a: { readonly group: readonly (string | null)[] }, b: { readonly group: readonly (string | null)[] }): number {
  for (const [index, mine] of a.group.entries()) {
    const theirs = b.group[index] ?? null
    if (mine === theirs) continue
    if (mine === null || theirs === null) return mine === null ? 1 : -1
    return mine < theirs ? -1 : 1
  }
  return 0
}

async function valuesOf(duck: Duck, metrics: readonly Metric[], by: readonly string[], { sql, params }: Compiled): Promise<RawValue[]> {
  const rows = await duck.all<DuckRow>(naming(duck, sql), params)
  return rows.flatMap((row) =>
    metrics.map((metric, index) => ({
      metric,
      group: groupOf(row, by),
      n: Number(row[`n${index}`] ?? 0),
      value: metric.fold.kind === 'count' ? Number(row[`n${index}`] ?? 0) : numberOr(row[`v${index}`]),
      sd: settled(numberOr(row[`sd${index}`])),
      from: textOr(row[`from${index}`]),
      to: textOr(row[`to${index}`]),
    })),
  )
}

/** Counted values at ranks, for groups of the given sizes: key is the group as JSON and the rank. */
export async function valuesAtRanks(
  duck: Duck,
  metric: Metric,
  slice: Slice,
  by: readonly string[],
  ranks: readonly { n: number; k: number }[],
  facts: FactsShape,
): Promise<Map<string, number>> {
  if (ranks.length === 0) return new Map()
  const { sql, params } = ranksSql(metric, slice, by, ranks, facts)
  const rows = await duck.all<DuckRow>(sql, params)
  return new Map(rows.map((row) => [rankKey(groupOf(row, by), Number(row.k)), Number(row.x)]))
}

/** The key of `valuesAtRanks`. */
export function rankKey(group: readonly (string | null)[], rank: number): string {
  return JSON.stringify([group, rank])
}

/** Life tables of a survival metric, for each combination of the `by` values that occurs. */
export async function lifeTables(duck: Duck, metric: Metric, slice: Slice, by: readonly string[], facts: FactsShape): Promise<RawLife[]> {
  const { sql, params } = countedLives(duck, metric, slice, by) ?? lifeTableSql(metric, slice, by, facts)
  const tables = new Map<string, { group: (string | null)[]; rows: LifeCount[]; from: string | null; to: string | null }>()
  for (const row of await duck.all<DuckRow>(sql, params)) {
    const group = groupOf(row, by)
    const key = JSON.stringify(group)
    const table = tables.get(key) ?? { group, rows: [], from: null, to: null }
    tables.set(key, table)
    table.rows.push({ t: Number(row.t), d: Number(row.d), c: Number(row.c) })
    const from = textOr(row.from)
    const to = textOr(row.to)
    if (from !== null && (table.from === null || from < table.from)) table.from = from
    if (to !== null && (table.to === null || to > table.to)) table.to = to
  }
  return [...tables.values()].sort(byGroup)
}

/** One row behind a value. `counted` is what it put in; entries also say where and for how long. */
export interface FactRecord extends DuckRow {
  id: string
  ref: string | null
  name: string | null
  owner: string | null
  dated: string | null
  counted: DuckValue
}

/** The rows behind a value, newest first. */
export async function recordsBehind(
  duck: Duck,
  metric: Metric,
  slice: Slice,
  facts: FactsShape,
  page?: { limit: number; offset: number },
): Promise<FactRecord[]> {
  const { sql, params } = recordsSql(metric, slice, facts, page)
  return duck.all<FactRecord>(naming(duck, sql), params)
}

function groupOf(row: DuckRow, by: readonly string[]): (string | null)[] {
  return by.map((_, index) => textOr(row[`g${index}`]))
}

function numberOr(value: DuckValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value)
}

function textOr(value: DuckValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}
