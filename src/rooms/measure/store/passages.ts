import { type Duck, type DuckRow, quoteIdent, quoteText } from '#platform/analytics/duck'
import type { Passage, StuckCount, Wins } from '../contract.ts'
import { metricNamed } from '../metrics/catalog.ts'
import { cycle, timed } from '../metrics/deals.ts'
import { exactMean, settled } from './exact.ts'
import { ofDimension, ofWhole } from './stay-counts.ts'

/** What left stages, of the counted stays. */
const ended = "outcome <> 'open' AND has_left"

/** SQL: sums over counted stays, by these columns. Stays count with their days where both ends are recorded, not only seen in a snapshot some time after. Days come in order, so that sums have one last digit. */
const passages = (
  by: string,
  from: string,
) => `SELECT ${by}, sum(gone)::BIGINT AS left, sum(forward)::BIGINT AS forward, sum(known)::BIGINT AS n, sum(known * t)::DOUBLE AS days,
    sum(known * ln(t + 0.5) ORDER BY t) AS logs, sum(known * ln(t + 0.5) ** 2 ORDER BY t) AS squares
  FROM (SELECT ${by}, t, sum(n) AS gone, coalesce(sum(n) FILTER (outcome IN ('advanced', 'won')), 0) AS forward,
      coalesce(sum(n) FILTER (NOT entered_seen AND NOT left_seen), 0) AS known ${from} AND ${ended} GROUP BY ${by}, t)
  GROUP BY ${by}`

/** The day as a value: asked of `about` in each expression it would be joined to every row. */
const date = (asOf: string) => `${quoteText(asOf)}::DATE`

function passageOf(row: DuckRow): Passage {
  const of = (name: string) => Number(row[name] ?? 0)
  return { left: of('left'), forward: of('forward'), stays: { n: of('n'), days: of('days'), logs: of('logs'), squares: of('squares') } }
}

// Answers come in one order: of two equal segments the same is the best one, whatever order the facts lie in.

/** Where something was counted. */
export interface Place {
  readonly pipeline: string
  readonly stage: string
}

/** What left each stage in the last year; what was entered and left within it; and the same of the year before. Stays have to be counted. */
export async function stagePassages(duck: Duck): Promise<(Place & { all: Passage; within: Passage; before: Passage })[]> {
  const rows = await duck.all<DuckRow & Place & { this_year: boolean; whole: boolean }>(
    `${passages('pipeline, stage, this_year, whole', `${ofWhole} AND (this_year OR year_before)`)} ORDER BY ALL`,
  )
  const counted = Map.groupBy(rows, (row) => JSON.stringify([row.pipeline, row.stage]))
  return [...counted.values()].flatMap((own) => {
    const [first] = own
    const of = (thisYear: boolean, whole?: boolean) =>
      added(own.filter((row) => row.this_year === thisYear && (whole === undefined || row.whole === whole)).map((row) => passageOf(row)))
    return first ? [{ ...placeOf(first), all: of(true), within: of(true, true), before: of(false, true) }] : []
  })
}

/** Several counts as one. */
function added(all: readonly Passage[]): Passage {
  const sum = (of: (passage: Passage) => number) => all.reduce((total, passage) => total + of(passage), 0)
  return {
    left: sum((each) => each.left),
    forward: sum((each) => each.forward),
    stays: {
      n: sum(({ stays }) => stays.n),
      days: sum(({ stays }) => stays.days),
      logs: sum(({ stays }) => stays.logs),
      squares: sum(({ stays }) => stays.squares),
    },
  }
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

/** What left each stage in the last year, for each value of each dimension that at least `least` entries of the stage have. Stays have to be counted. */
export async function segmentPassages(duck: Duck, keys: readonly string[], least: number): Promise<(Place & Value & { all: Passage })[]> {
  const rows = await Promise.all(
    keys.map((key) =>
      duck.all<DuckRow & Place & Value>(
        `${passages('pipeline, stage, dimension, value', `${ofDimension(key)} AND this_year`)} HAVING sum(gone) >= ${Math.trunc(least)} ORDER BY ALL`,
      ),
    ),
  )
  return rows.flat().map((row) => ({ ...placeOf(row), dimension: row.dimension, value: row.value, all: passageOf(row) }))
}

const inCurrency = '(?::VARCHAR IS NULL OR f.currency = ?)'
/** Of each won deal, once: whether it was won in the last year, its size in the one currency, and its days. */
const wonDeal = (asOf: string) => `(f.closed_on > ${date(asOf)} - 365 AND f.closed_on <= ${date(asOf)}) AS this_year,
  CASE WHEN ${inCurrency} THEN f.amount END AS size, CASE WHEN ${timed} THEN ${cycle} END AS cycle`
const winColumns = `count_if(won AND this_year) AS won_year, count(size) FILTER (WHERE won) AS sizes, ${exactMean('size', ' FILTER (WHERE won)')} AS mean_won,
  stddev_samp(size) FILTER (WHERE won) AS mean_won_sd, count(cycle) FILTER (WHERE won) AS cycles, avg(cycle) FILTER (WHERE won) AS cycle_mean`
const isWon = "f.state = 'won' AS won"

function winsOf(row: DuckRow): Wins {
  const number = (name: string) => (row[name] === null || row[name] === undefined ? null : Number(row[name]))
  return {
    wonInSpan: number('won_year') ?? 0,
    sizes: number('sizes') ?? 0,
    meanWon: number('mean_won'),
    meanWonSd: settled(number('mean_won_sd')),
    cycles: number('cycles') ?? 0,
    cycleMean: number('cycle_mean'),
  }
}

/** Won deals of all. */
export async function wins(duck: Duck, asOf: string, currency: string | null): Promise<Wins> {
  const row = await duck.one<DuckRow>(
    `SELECT ${winColumns} FROM (SELECT ${isWon}, ${wonDeal(asOf)} FROM fact_deal f WHERE f.state = 'won')`,
    [currency, currency],
  )
  return winsOf(row ?? {})
}

/** Won deals of each value of each dimension, with how many closed and how many of those were won. */
export async function segmentWins(
  duck: Duck,
  keys: readonly string[],
  asOf: string,
  currency: string | null,
): Promise<(Value & Wins & { closed: number; won: number })[]> {
  if (keys.length === 0) return []
  const each = eachDimension(keys, '')
  const rows = await duck.all<DuckRow>(
    `SELECT ${each.columns}, count(*) AS closed, count_if(won) AS won, ${winColumns}
     FROM (SELECT ${isWon}, ${wonDeal(asOf)}, ${each.names} FROM fact_deal f WHERE f.state IN ('won', 'lost')) GROUP BY ${each.sets} HAVING ${each.kept} ORDER BY ALL`,
    [currency, currency],
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
     UNION ALL SELECT NULL, NULL, true, ${inAll.columns}, ${counted} FROM old GROUP BY ${inAll.sets} HAVING ${inAll.kept} ORDER BY ALL`,
    [currency, currency],
  )
  return rows.map((row) => ({
    ...whose(row, keys),
    place: row.whole === true ? null : { pipeline: String(row.pipeline), stage: String(row.stage) },
    stuck: { count: Number(row.stuck), amount: Number(row.amount ?? 0), withoutAmount: Number(row.without_amount) },
  }))
}
