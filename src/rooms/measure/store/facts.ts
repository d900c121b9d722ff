import type { Duck, DuckRow } from '#platform/analytics/duck'
import { quoteIdent, quoteText } from '#platform/analytics/duck'
import type { Dimension } from '../contract.ts'
import type { FactColumn, FactTable } from '../tables/fact-table.ts'
import { factTables } from '../tables/facts.ts'
import { derivedDimensions, type FactsShape } from './compile.ts'
import { marketingDimensions } from './compile-marketing.ts'
import { type MoneyOptions, settleMoney } from './currency.ts'
import { type Known, knownOf, setAbout } from './known.ts'

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

/** Grows when the fact tables or their making change; facts of another shape are made anew. */
const shape = '8'

/** Facts that can follow: the place in the ledger up to which they are true, and what is known of them. */
export interface Followed {
  readonly seq: number
  readonly known: Known
}

/** How far the facts are; null when there are none, or of another shape. */
export async function followed(duck: Duck): Promise<Followed | null> {
  const known = await knownOf(duck).catch((error: unknown) => {
    if (/Table with name about does not exist/.test(String(error))) return null
    throw error
  })
  const seq = known?.get('watermark')
  return known && seq && known.get('shape') === shape ? { seq: Number(seq), known } : null
}

/** Notes how far the facts are. */
export async function noteFollowed(duck: Duck, seq: number, known?: Known): Promise<void> {
  await setAbout(duck, { watermark: String(seq), shape }, known)
}

/**
 * What is said of the facts as a whole once they are derived, whether anew or for a part: the last step of both. Money that has to be converted
 * is converted here, before anything is said of it. `known` is what was known before a part was derived.
 */
export async function settleFacts(
  duck: Duck,
  { today, asOf, ...money }: { readonly today: string; readonly asOf?: string | undefined } & MoneyOptions,
  known?: Known,
): Promise<void> {
  await setAbout(duck, { as_of: asOf ?? (await lastDay(duck, today, known?.get('as_of') ?? undefined)) ?? today }, known)
  await setAbout(duck, { currency: await settleMoney(duck, money, known) }, known)
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
 * The last day on which anything happened, but not after `today`; null when nothing did. Expected dates do not count. Where facts changed, a later day came, or
 * the day `before` is mostly still there: both are found without looking at every row.
 */
async function lastDay(duck: Duck, today: string, before?: string): Promise<string | null> {
  const each = (select: (column: string) => string, where: (column: string) => string) =>
    happened.map(([table, column]) => `SELECT ${select(column)} FROM ${table} WHERE ${where(column)}`).join(' UNION ALL ')
  const day = (text: string, later = 0) => `(${quoteText(text)}::DATE + ${later})::DATE`
  const notAfter = (column: string) => `${column} < ${day(today, 1)}`
  const latest = async (where: (column: string) => string) => {
    const days = each((column) => `max(${column})::DATE AS day`, where)
    return (await duck.one<{ day: string | null }>(`SELECT max(day) AS day FROM (${days})`))?.day ?? null
  }
  if (before !== undefined && before <= today) {
    const later = await latest((column) => `${column} >= ${day(before, 1)} AND ${notAfter(column)}`)
    if (later !== null) return later
    const same = each(
      () => '1',
      (column) => `${column} >= ${day(before)} AND ${column} < ${day(before, 1)}`,
    )
    if (await duck.one(`SELECT 1 FROM (${same}) LIMIT 1`)) return before
  }
  return await latest(notAfter)
}
