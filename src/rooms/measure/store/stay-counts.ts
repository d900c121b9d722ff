import { type Duck, quoteIdent, quoteText } from '#platform/analytics/duck'
import type { Slice } from '../contract.ts'
import type { Metric } from '../metrics/declare.ts'
import { stageMetrics } from '../metrics/stages.ts'
import { marketingCuts } from './compile-marketing.ts'
import type { About } from './facts.ts'
import { type PackedBits, packValues } from './packed-values.ts'

/**
 * Stays in stages, counted once and then read by everything that looks at them: for the whole and for each value of each
 * dimension alone, how many entries of each stage lasted how many days, ended how, and when. A million deals leave some hundred thousand rows.
 */
const table = 'temp.stay_count'

/** The dimensions by which stays are counted on a connection, while somebody works with them. */
const inUse = new WeakMap<Duck, ReadonlySet<string>>()

/** More values than this is a list of names. */
const mostValues = 60

/** Works with the stays counted; facts must not change meanwhile. Counted already, they are not counted again. */
export async function withStayCounts<T>(duck: Duck, about: About, work: () => Promise<T>): Promise<T> {
  if (inUse.has(duck)) return work()
  const cut = about.stageSource === 'none' ? [] : about.dimensions
  // What marketing brings is no column of a deal: it is asked where it is wanted.
  const ofDeals = cut.filter(({ subject, key }) => subject === 'deal' && marketingCuts.deal?.[key] === undefined)
  const keys = ofDeals.filter(({ values }) => values <= mostValues).map(({ key }) => key)
  await count(duck, about.asOf, keys)
  inUse.set(duck, new Set(keys))
  try {
    return await work()
  } finally {
    inUse.delete(duck)
    await duck.run(`DROP TABLE IF EXISTS ${table}`)
  }
}

const outcomes = ['advanced', 'won', 'lost', 'moved_back', 'open'] as const

/**
 * What is told apart of a stay besides its days is packed into one number with them, and the values of all dimensions into another: numbers are grouped faster
 * than texts, and one is joined to each stay faster than several.
 */
async function count(duck: Duck, asOf: string, keys: readonly string[]): Promise<void> {
  const day = `${quoteText(asOf)}::DATE`
  const flag = (condition: string, bit: number) => `CASE WHEN ${condition} THEN ${bit} ELSE 0 END`
  const code = [
    `greatest(coalesce(e.left, ${day}) - e.entered, 0)::BIGINT * 1024`,
    `CASE e.outcome ${outcomes.map((outcome, index) => `WHEN '${outcome}' THEN ${index}`).join(' ')} ELSE 7 END`,
    flag('e.entered_seen', 8),
    flag('e.left_seen', 16),
    flag(`e.entered <= ${day}`, 32),
    flag(`e.left > ${day} - 365 AND e.left <= ${day}`, 64),
    flag(`e.left > ${day} - 730 AND e.left <= ${day} - 365`, 128),
    flag(`e.entered > CASE WHEN e.left > ${day} - 365 THEN ${day} - 365 ELSE ${day} - 730 END`, 256),
    flag('e.left IS NOT NULL', 512),
  ].join(' + ')
  const packed = packValues(await hashesOf(duck, keys))
  const words = Array.from({ length: (packed.at(-1)?.word ?? -1) + 1 }, (_, word) => `w${word}`)
  const cuts = words.map((name, word) => {
    const own = packed.flatMap((each, index) =>
      each.word === word ? [`(${bitsIn(`hash(${quoteIdent(`d_${keys[index]}`)})`, each)} << ${each.up})`] : [],
    )
    return `, ${own.join(' | ')} AS ${name}`
  })
  // One pass for each dimension over a narrow table: GROUPING SETS carry all dimensions in the key of every group, and take twice as long.
  const grouped = (place: number, k: string, position: string) => `SELECT ${place} AS place, ${k} AS k, spot, code,
      count(*) AS n, min(entered) AS first_in, max(entered) AS last_in, ${position} AS position FROM stay GROUP BY ALL`
  const passes = packed.map((each, index) => grouped(index, bitsIn(`w${each.word}`, { ...each, shift: each.up }), 'NULL::INTEGER'))
  const values = packed.map(
    (each, index) => `SELECT ${index} AS place, ${bitsIn('hash', each)} AS k, ${quoteText(keys[index] ?? '')} AS dimension, value
      FROM stay_value WHERE place = ${index}`,
  )
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE stay AS WITH cut AS (SELECT deal_id, hash(pipeline) AS p${cuts.join('')} FROM fact_deal)
     SELECT hash(p, hash(e.stage)) AS spot, ${code} AS code, e.entered, e.position${words.map((name) => `, ${name}`).join('')}
     FROM (SELECT *, entered_on::DATE AS entered, left_on::DATE AS left FROM fact_stage_entry) e JOIN cut USING (deal_id);
     CREATE OR REPLACE TEMP TABLE stay_count AS
     WITH grouped AS (${[grouped(-1, '0::UBIGINT', 'min(position)'), ...passes].join(' UNION ALL ')}),
     stages AS (
       SELECT p.pipeline, s.stage, hash(hash(p.pipeline), hash(s.stage)) AS spot
       FROM (SELECT DISTINCT pipeline FROM fact_deal) p, (SELECT DISTINCT stage FROM fact_stage_entry) s),
     named AS (SELECT -1 AS place, 0::UBIGINT AS k, NULL::VARCHAR AS dimension, NULL::VARCHAR AS value${values.map((each) => ` UNION ALL ${each}`).join('')})
     SELECT s.pipeline, s.stage, v.dimension, v.value, (g.code // 1024)::INTEGER AS t, [${outcomes.map(quoteText).join(', ')}][1 + (g.code & 7)] AS outcome,
       g.code & 8 <> 0 AS entered_seen, g.code & 16 <> 0 AS left_seen, g.code & 32 <> 0 AS begun, g.code & 64 <> 0 AS this_year, g.code & 128 <> 0 AS year_before,
       g.code & 256 <> 0 AS whole, g.code & 512 <> 0 AS has_left, g.n, g.first_in, g.last_in, g.position
     FROM grouped g JOIN stages s USING (spot) JOIN named v USING (place, k);
     DROP TABLE stay; DROP TABLE stay_value`,
  )
}

/** Leaves the values of each dimension with their hashes in the temporary table `stay_value`, by the place of the dimension, and answers the hashes. */
async function hashesOf(duck: Duck, keys: readonly string[]): Promise<bigint[][]> {
  const each = keys.map(
    (key, index) =>
      `SELECT ${index} AS place, v AS value, hash(v) AS hash FROM (SELECT DISTINCT ${quoteIdent(`d_${key}`)} AS v FROM fact_deal)`,
  )
  await duck.run(`CREATE OR REPLACE TEMP TABLE stay_value AS ${each.length > 0 ? each.join(' UNION ALL ') : nobody}`)
  const rows = await duck.all<{ place: number; hash: string }>('SELECT place, hash::VARCHAR AS hash FROM stay_value')
  return keys.map((_, index) => rows.flatMap(({ place, hash }) => (place === index ? [BigInt(hash)] : [])))
}

const nobody = 'SELECT 0 AS place, NULL::VARCHAR AS value, 0::UBIGINT AS hash LIMIT 0'

/** SQL: these bits of a number. */
const bitsIn = (sql: string, { shift, bits }: Pick<PackedBits, 'shift' | 'bits'>) => `((${sql} >> ${shift}) & ${2 ** bits - 1}::UBIGINT)`

/** The stays as the metrics of the time in stage count them: those conditions over the counted stays. */
export const stayRows = `begun AND (outcome = 'open' OR has_left) AND NOT entered_seen AND (outcome = 'open' OR NOT left_seen)`

/** SQL of how many stays lasted how many days and how many of them have ended, by stage; null where stays are not counted. */
export const countedStays = (duck: Duck): string | null =>
  staysCounted(duck)
    ? `SELECT pipeline, stage, t, sum(n)::BIGINT AS n, coalesce(sum(n) FILTER (outcome <> 'open'), 0)::BIGINT AS d ${ofWhole} AND ${stayRows} GROUP BY ALL`
    : null

/** SQL of which counted stays belong to the whole, or to one dimension. */
export const ofWhole = `FROM ${table} WHERE dimension IS NULL`
export const ofDimension = (key: string) => `FROM ${table} WHERE dimension = ${quoteText(key)} AND value IS NOT NULL`

/** Whether stays are counted on this connection by all of these dimensions. */
function staysCounted(duck: Duck, keys: readonly string[] = []): boolean {
  const known = inUse.get(duck)
  return known !== undefined && keys.every((key) => known.has(key))
}

const ofStage = ['pipeline', 'stage']

/**
 * The life table of a metric of the time in stage, read from the counted stays: columns g0… for `by`, t, d, c, from and to, as `lifeTableSql` gives them. Null
 * where more than one dimension is asked besides pipeline and stage, or stays are not counted.
 */
export function countedLives(duck: Duck, metric: Metric, slice: Slice, by: readonly string[]): { sql: string; params: string[] } | null {
  const stay = stageMetrics.find(({ name }) => name === 'time_in_stage_median')
  if (metric.rows !== stay?.rows || metric.of !== stay.of || slice.opened || slice.closed) return null
  const where = Object.entries(slice.where)
  const [one, ...others] = [...new Set([...where.map(([key]) => key), ...by])].filter((key) => !ofStage.includes(key))
  const named = [...where.map(([key]) => key), ...by].includes('pipeline') ? ['pipeline'] : []
  if (others.length > 0 || !staysCounted(duck, one === undefined ? named : [one, ...named])) return null
  const of = (key: string) => (key === 'pipeline' ? "nullif(pipeline, '')" : key === 'stage' ? 'stage' : 'value')
  const params: string[] = []
  const conditions = where.map(([key, value]) => {
    if (value !== null) params.push(value)
    return value === null ? `${of(key)} IS NULL` : `${of(key)} = ?`
  })
  const groups = by.map((key, index) => `${of(key)} AS g${index}`)
  const sums = [
    `t`,
    `coalesce(sum(n) FILTER (outcome <> 'open'), 0)::BIGINT AS d`,
    `coalesce(sum(n) FILTER (outcome = 'open'), 0)::BIGINT AS c`,
    'min(first_in) AS "from"',
    'max(last_in) AS "to"',
  ]
  return {
    sql: `SELECT ${[...groups, ...sums].join(', ')} ${one === undefined ? ofWhole : `FROM ${table} WHERE dimension = ${quoteText(one)}`} AND ${[stayRows, ...conditions].join(' AND ')}
      GROUP BY ${[...by, 't'].map((_, index) => index + 1).join(', ')} ORDER BY t`,
    params,
  }
}
