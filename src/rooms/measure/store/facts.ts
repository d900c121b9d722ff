import type { Duck, DuckRow } from '#platform/analytics/duck'
import { quoteIdent, quoteText } from '#platform/analytics/duck'
import type { Dimension } from '../contract.ts'
import type { FactColumn, FactTable } from '../tables/fact-table.ts'
import { factTables } from '../tables/facts.ts'
import { derivedDimensions, type FactsShape } from './compile.ts'
import { marketingDimensions } from './compile-marketing.ts'
import { type MoneyOptions, settleMoney } from './currency.ts'

/** What is known of the facts as a whole. */
export interface About extends FactsShape {
  /** The day as of which open deals are still running, ISO. */
  readonly asOf: string
  /** The one currency that money is counted in; null when the data names none. */
  readonly currency: string | null
  /** Whether the facts were taken back to an earlier day. */
  readonly takenBack: boolean
  /** Where stage entries came from. */
  readonly stageSource: 'history' | 'entered' | 'none'
  /** Whether the data holds any lost deal; without, a close rate says nothing. */
  readonly hasLost: boolean
  /** Whether deals run through more than one pipeline, so that a stage needs its pipeline's name. */
  readonly severalPipelines: boolean
  /** The place in the ledger up to which these facts are true; null for facts from files. */
  readonly watermark: string | null
}

/** Makes the empty fact tables, where they are missing. */
export async function createFacts(duck: Duck): Promise<void> {
  await duck.run(factTables.map((table) => createSql(table)).join(';\n'))
}

/** Drops the fact tables, to be made and filled anew. */
export async function dropFacts(duck: Duck): Promise<void> {
  await duck.run(factTables.map((table) => `DROP TABLE IF EXISTS ${table.name}`).join(';\n'))
}

/** Texts that differ in most rows: looking for the same one takes longer than writing them. */
const mostlyDifferent: ReadonlySet<string> = new Set(['ref', 'name', 'account', 'account_key', 'lead_ref', 'campaign_said'])

/**
 * How a column lies in a file. DuckDB would try each way that it has on every group of rows, a third of the time that facts from nothing take, to save
 * some bytes of a file that can be made again: only texts that come often are kept once.
 */
const lying = ({ name, type }: FactColumn) =>
  `USING COMPRESSION ${type === 'VARCHAR' && !mostlyDifferent.has(name) ? 'dictionary' : 'uncompressed'}`

/** DDL of a fact table with its dimension columns. Without keys rows load faster; facts are unique as they are made. */
export function createSql(table: FactTable, dimensions: readonly string[] = [], keyed = true): string {
  const cuts = dimensions.map((key) => ({ name: `d_${key}`, type: 'VARCHAR' }))
  const columns = [...table.columns, ...cuts].map((column) => `${quoteIdent(column.name)} ${column.type} ${lying(column)}`)
  const key = keyed ? [`PRIMARY KEY (${table.key.join(', ')})`] : []
  return `CREATE TABLE IF NOT EXISTS ${table.name} (${[...columns, ...key].join(', ')})`
}

/** Reads what is known of the facts as a whole. */
export async function aboutFacts(duck: Duck): Promise<About> {
  const rows = await duck.all<{ key: string; value: string | null }>('SELECT key, value FROM about')
  const about = new Map(rows.map((row) => [row.key, row.value]))
  const currencies = await duck.all('SELECT DISTINCT currency FROM fact_deal WHERE amount IS NOT NULL AND currency IS NOT NULL LIMIT 2')
  const lost = await duck.one("SELECT 1 FROM fact_deal WHERE state = 'lost' LIMIT 1")
  const dimensions = await dimensionsOf(duck)
  const pipelines = await duck.all('SELECT DISTINCT pipeline FROM fact_deal LIMIT 2')
  const source = about.get('stage_source')
  return {
    asOf: about.get('as_of') ?? '1970-01-01',
    currency: about.get('currency') ?? null,
    takenBack: about.get('taken_back') === 'yes',
    stageSource: source === 'history' || source === 'entered' ? source : 'none',
    severalPipelines: pipelines.length > 1 && dimensions.some((dimension) => dimension.subject === 'deal' && dimension.key === 'pipeline'),
    hasLost: lost !== undefined,
    watermark: about.get('watermark') ?? null,
    severalCurrencies: currencies.length > 1,
    dimensions,
  }
}

/** Everything that the facts can be cut by, without the derived cuts by date. */
async function dimensionsOf(duck: Duck): Promise<Dimension[]> {
  const own = await duck.all<Dimension & DuckRow>(
    'SELECT subject, key, label, origin, values_count AS "values" FROM dimension ORDER BY subject, key',
  )
  const touched = await duck.one<{ firsts: number; lasts: number; any: boolean }>(
    'SELECT count(DISTINCT campaign_id) FILTER (first) AS firsts, count(DISTINCT campaign_id) FILTER (last) AS lasts, count(*) > 0 AS any FROM fact_credit',
  )
  return touched?.any ? [...own, ...marketingDimensions(touched.firsts, touched.lasts)] : own
}

/** All dimensions, those by date included. */
export function allDimensions(about: FactsShape): Dimension[] {
  return [...about.dimensions, ...derivedDimensions]
}

/** Writes what is known as a whole, key by key. Looking whether it is known already takes less than writing it. */
export async function setAbout(duck: Duck, values: Record<string, string | null>): Promise<void> {
  const known = new Map((await duck.all<{ key: string; value: string | null }>('FROM about')).map(({ key, value }) => [key, value]))
  const rows = Object.entries(values).filter(([key, value]) => known.get(key) !== value)
  if (rows.length === 0) return
  await duck.run(`INSERT OR REPLACE INTO about VALUES ${rows.map(() => '(?, ?)').join(', ')}`, rows.flat())
}

/** Grows when the fact tables or their making change; facts of another shape are made anew. */
const shape = '6'

/** The place in the ledger up to which the facts are true; null when there are none, or of another shape. */
export async function followed(duck: Duck): Promise<number | null> {
  const there = await duck.one("SELECT 1 FROM duckdb_tables() WHERE table_name = 'about' AND schema_name = 'main'")
  if (!there) return null
  const rows = await duck.all<{ key: string; value: string }>("SELECT key, value FROM about WHERE key IN ('watermark', 'shape')")
  const about = new Map(rows.map((row) => [row.key, row.value]))
  return about.get('shape') === shape && about.has('watermark') ? Number(about.get('watermark')) : null
}

/** Notes how far the facts are. */
export async function noteFollowed(duck: Duck, seq: number): Promise<void> {
  await setAbout(duck, { watermark: String(seq), shape })
}

/**
 * What is said of the facts as a whole once they are derived, whether anew or for a part: the last step of both. Money that has to be converted
 * is converted here, before anything is said of it.
 */
export async function settleFacts(
  duck: Duck,
  { today, asOf, ...money }: { readonly today: string; readonly asOf?: string | undefined } & MoneyOptions,
): Promise<void> {
  await settleAsOf(duck, today, asOf)
  await setAbout(duck, { currency: await settleMoney(duck, money) })
}

const happened: readonly (readonly [table: string, column: string])[] = [
  ['fact_deal', 'opened_on'],
  ['fact_deal', 'closed_on'],
  ['fact_lead', 'created_on'],
  ['fact_lead', 'converted_on'],
  ['fact_stage_entry', 'entered_on'],
  ['fact_stage_entry', 'left_on'],
]

/**
 * Sets as_of to the given day, or else to the latest day on which anything happened, but not after `today`. Expected dates do not count. Where facts changed,
 * the day before is mostly still there or a later one came: then days before it need not be looked at.
 */
async function settleAsOf(duck: Duck, today: string, asOf?: string): Promise<void> {
  const before = asOf
    ? undefined
    : await duck.one<{ day: string }>("SELECT value AS day FROM about WHERE key = 'as_of' AND value IS NOT NULL")
  const latest = asOf ?? (before && (await latestDay(duck, today, before.day))) ?? (await latestDay(duck, today)) ?? today
  await setAbout(duck, { as_of: latest })
}

/** The latest day on which anything happened, from a day on; null when nothing did. */
async function latestDay(duck: Duck, today: string, from?: string): Promise<string | null> {
  const day = (text: string) => `${quoteText(text)}::DATE`
  const each = happened.map(([table, column]) => {
    const since = from ? `${column} >= ${day(from)} AND ` : ''
    return `SELECT max(${column})::DATE AS day FROM ${table} WHERE ${since}${column} < (${day(today)} + 1)::DATE`
  })
  return (await duck.one<{ day: string | null }>(`SELECT max(day) AS day FROM (${each.join(' UNION ALL ')})`))?.day ?? null
}
