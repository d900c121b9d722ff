import { type Duck, type DuckRow, quoteIdent } from '#platform/analytics/duck'
import type { Passage, StuckCount, Wins } from '../contract.ts'
import { metricNamed } from '../metrics/catalog.ts'
import { cycle, timed } from '../metrics/deals.ts'
import { asOf } from '../metrics/declare.ts'
import { inLastYear } from '../metrics/stages.ts'

const entered = 'e.entered_on::DATE'
const left = 'e.left_on::DATE'
const forward = "e.outcome IN ('advanced', 'won')"
const days = `greatest(date_diff('day', ${entered}, ${left}), 0)`
/** Both ends of the stay are recorded, not only seen in a snapshot some time after. */
const recorded = 'NOT coalesce(e.entered_seen, false) AND NOT coalesce(e.left_seen, false)'
const ended = "e.outcome <> 'open' AND e.left_on IS NOT NULL"

/** Columns of a passage over the relation `s`, which has forward, known, days and log; counted where `rows` holds. */
function passageColumns(as: string, rows = 'true'): string {
  const known = `FILTER (WHERE ${rows} AND known)`
  return `count_if(${rows}) AS ${as}left, count_if(${rows} AND forward) AS ${as}forward, count_if(${rows} AND known) AS ${as}n,
    coalesce(sum(days) ${known}, 0)::DOUBLE AS ${as}days, coalesce(sum(log) ${known}, 0) AS ${as}logs, coalesce(sum(log * log) ${known}, 0) AS ${as}squares`
}

const stay = `${forward} AS forward, ${recorded} AS known, ${days} AS days, ln(${days} + 0.5) AS log`

function passageOf(row: DuckRow, as: string): Passage {
  const of = (name: string) => Number(row[as + name] ?? 0)
  return { left: of('left'), forward: of('forward'), stays: { n: of('n'), days: of('days'), logs: of('logs'), squares: of('squares') } }
}

/** Where something was counted. */
export interface Place {
  readonly pipeline: string
  readonly stage: string
}

/** What left each stage in the last year; what was entered and left within it; and the same of the year before. */
export async function stagePassages(duck: Duck): Promise<(Place & { all: Passage; within: Passage; before: Passage })[]> {
  const rows = await duck.all<DuckRow & Place>(
    `SELECT pipeline, stage, ${passageColumns('all_', 'this_year')}, ${passageColumns('within_', 'this_year AND begun_this_year')}, ${passageColumns('before_', 'NOT this_year AND begun_before')}
     FROM (SELECT f.pipeline, e.stage, ${stay}, ${inLastYear} AS this_year, ${entered} > ${asOf} - 365 AS begun_this_year, ${entered} > ${asOf} - 730 AS begun_before
       FROM fact_stage_entry e JOIN fact_deal f USING (deal_id) WHERE ${ended} AND ${left} > ${asOf} - 730 AND ${left} <= ${asOf}) s
     GROUP BY ALL`,
  )
  return rows.map((row) => ({
    ...placeOf(row),
    all: passageOf(row, 'all_'),
    within: passageOf(row, 'within_'),
    before: passageOf(row, 'before_'),
  }))
}

const placeOf = ({ pipeline, stage }: Place): Place => ({ pipeline, stage })

/** A value of a dimension. */
export interface Value {
  readonly dimension: string
  readonly value: string
}

/** GROUPING SETS of some common columns with each dimension alone; which one a row is about is the only `g…` that is 0. */
function eachDimension(keys: readonly string[], common: string): { names: string; columns: string; sets: string; kept: string } {
  const names = keys.map((key) => quoteIdent(`d_${key}`))
  const own = common === '' ? '' : `${common}, `
  return {
    names: names.map((name) => `f.${name}`).join(', '),
    columns: names.map((name, index) => `${name} AS v${index}, grouping(${name}) AS g${index}`).join(', '),
    sets: `GROUPING SETS (${names.map((name) => `(${own}${name})`).join(', ')})`,
    kept: names.map((name) => `(grouping(${name}) = 0 AND ${name} IS NOT NULL)`).join(' OR '),
  }
}

function whose(row: DuckRow, keys: readonly string[]): Value {
  const at = keys.findIndex((_, index) => Number(row[`g${index}`]) === 0)
  return { dimension: keys[at] ?? '', value: String(row[`v${at}`]) }
}

/** What left each stage in the last year, for each value of each dimension that at least `least` entries of the stage have. */
export async function segmentPassages(duck: Duck, keys: readonly string[], least: number): Promise<(Place & Value & { all: Passage })[]> {
  if (keys.length === 0) return []
  const each = eachDimension(keys, 'pipeline, stage')
  const rows = await duck.all<DuckRow & Place>(
    `SELECT pipeline, stage, ${each.columns}, ${passageColumns('all_')}
     FROM (SELECT f.pipeline, e.stage, ${each.names}, ${stay} FROM fact_stage_entry e JOIN fact_deal f USING (deal_id) WHERE ${ended} AND ${inLastYear}) s
     GROUP BY ${each.sets} HAVING count(*) >= ${Math.trunc(least)} AND (${each.kept})`,
  )
  return rows.map((row) => ({ ...placeOf(row), ...whose(row, keys), all: passageOf(row, 'all_') }))
}

const inCurrency = '(?::VARCHAR IS NULL OR f.currency = ?)'
const wonRows = "f.state = 'won'"
const winColumns = `count_if(${wonRows} AND f.closed_on > ${asOf} - 365 AND f.closed_on <= ${asOf}) AS won_year,
  count(f.amount) FILTER (WHERE ${wonRows} AND ${inCurrency}) AS sizes, avg(f.amount::DOUBLE) FILTER (WHERE ${wonRows} AND ${inCurrency}) AS mean_won,
  stddev_samp(f.amount::DOUBLE) FILTER (WHERE ${wonRows} AND ${inCurrency}) AS mean_won_sd,
  count(*) FILTER (WHERE ${wonRows} AND ${timed}) AS cycles, avg(${cycle}) FILTER (WHERE ${wonRows} AND ${timed}) AS cycle_mean`
const moneyParams = (currency: string | null) => Array.from({ length: 6 }, () => currency)

function winsOf(row: DuckRow): Wins {
  const number = (name: string) => (row[name] === null || row[name] === undefined ? null : Number(row[name]))
  return {
    wonInSpan: number('won_year') ?? 0,
    sizes: number('sizes') ?? 0,
    meanWon: number('mean_won'),
    meanWonSd: number('mean_won_sd'),
    cycles: number('cycles') ?? 0,
    cycleMean: number('cycle_mean'),
  }
}

/** Won deals of all. */
export async function wins(duck: Duck, currency: string | null): Promise<Wins> {
  return winsOf((await duck.one<DuckRow>(`SELECT ${winColumns} FROM fact_deal f`, moneyParams(currency))) ?? {})
}

/** Won deals of each value of each dimension, with how many closed and how many of those were won. */
export async function segmentWins(
  duck: Duck,
  keys: readonly string[],
  currency: string | null,
): Promise<(Value & Wins & { closed: number; won: number })[]> {
  if (keys.length === 0) return []
  const each = eachDimension(keys, '')
  const rows = await duck.all<DuckRow>(
    `SELECT ${each.columns}, count_if(f.state IN ('won', 'lost')) AS closed, count_if(${wonRows}) AS won, ${winColumns}
     FROM fact_deal f GROUP BY ${each.sets} HAVING ${each.kept}`,
    moneyParams(currency),
  )
  return rows.map((row) => ({ ...whose(row, keys), ...winsOf(row), closed: Number(row.closed), won: Number(row.won) }))
}

/** Open deals older than nine of ten won ones, for each value of each dimension: in all stages (then without a stage), and by stage. */
export async function segmentStuck(
  duck: Duck,
  keys: readonly string[],
  currency: string | null,
): Promise<(Value & { place: Place | null; stuck: StuckCount })[]> {
  if (keys.length === 0) return []
  const byStage = eachDimension(keys, 'pipeline, stage')
  const inAll = eachDimension(keys, '')
  const counted = 'count(*) AS stuck, sum(amount) FILTER (WHERE ours)::DOUBLE AS amount, count_if(amount IS NULL) AS without_amount'
  const rows = await duck.all<DuckRow>(
    `WITH old AS (SELECT f.pipeline, f.stage, f.amount, ${inCurrency} AS ours, ${inAll.names} FROM fact_deal f WHERE ${metricNamed('stuck_count').rows})
     SELECT pipeline, stage, false AS whole, ${byStage.columns}, ${counted} FROM old WHERE stage IS NOT NULL GROUP BY ${byStage.sets} HAVING ${byStage.kept}
     UNION ALL SELECT NULL, NULL, true, ${inAll.columns}, ${counted} FROM old GROUP BY ${inAll.sets} HAVING ${inAll.kept}`,
    [currency, currency],
  )
  return rows.map((row) => ({
    ...whose(row, keys),
    place: row.whole === true ? null : { pipeline: String(row.pipeline), stage: String(row.stage) },
    stuck: { count: Number(row.stuck), amount: Number(row.amount ?? 0), withoutAmount: Number(row.without_amount) },
  }))
}
