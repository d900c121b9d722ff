import type { Duck } from '#platform/analytics/duck'
import { candidatesOf, type Reach } from './candidates.ts'
import { type Candidate, tidy } from './lookups.ts'
import type { Source } from './source.ts'

export type Subject = 'deal' | 'lead'

/** The rows of a subject, ready to become facts: `rows` as `d`, joined with what they reach. */
export interface Ready {
  readonly candidates: readonly Candidate[]
  readonly rows: string
  readonly joins: string
  readonly source: Source
}

const values: Record<Subject, string> = {
  deal: `${tidy('d.name')} AS name,
    coalesce(${tidy('d.account_name')}, d.account_external_id) AS account, coalesce(${tidy('d.owner_name')}, d.owner_external_id) AS owner,
    coalesce(d.pipeline, '') AS pipeline, d.stage, coalesce(d.state, 'open') AS state, d.amount, ${tidy('d.currency')} AS currency,
    d.opened_at::DATE AS opened_on, CASE WHEN d.state IN ('won', 'lost') THEN d.closed_at::DATE END AS closed_on, d.expected_on`,
  lead: `coalesce(${tidy('d.full_name')}, nullif(trim(concat_ws(' ', d.first_name, d.last_name)), '')) AS name,
    coalesce(${tidy('d.owner_name')}, d.owner_external_id) AS owner, d.source, d.status, d.converted,
    d.created_at::DATE AS created_on, d.converted_at::DATE AS converted_on`,
}

/** Finds what a subject can be cut by and which of its rows count. `only` is a condition on the rows; `fileNames` make references such as `deals.csv:12`. */
export async function ready(
  duck: Duck,
  source: Source,
  subject: Subject,
  { fileNames = [], only }: { fileNames?: readonly string[]; only?: string } = {},
): Promise<Ready> {
  const reach: Reach = await candidatesOf(duck, source, subject)
  const rows = await newest(duck, source, subject, fileNames, reach.held)
  return { candidates: reach.candidates, rows: `(${rows}${only ? ` WHERE ${only}` : ''})`, joins: reach.joins, source }
}

/** A query that answers the facts of a subject: its own columns, then `more`. `id` is the expression of their number. */
export function factsSql(subject: Subject, { rows, joins, source }: Ready, more: string, id = '(d.place + 1)::INTEGER'): string {
  const record = source.columns(subject).has('record_id') ? 'd.record_id' : 'NULL::UUID'
  return `SELECT ${id} AS ${subject}_id, ${record} AS record_id, d.shown AS ref, ${values[subject]}${more} FROM ${rows} d ${joins}`
}

/** Live rows with `shown` (what people recognise them by) and `held`; of several rows with one id the newest (where known, by modification), else the last. */
async function newest(duck: Duck, source: Source, kind: Subject, fileNames: readonly string[], held: string): Promise<string> {
  const live = source.live(kind)
  if (source.distinct) return `SELECT ${tidy('external_id')} AS shown, ${held}, * FROM ${live}`
  const files = fileNames.map((name, index) => `WHEN ${index} THEN '${name.replaceAll("'", "''")}'`).join(' ')
  const file = files ? `CASE file_no ${files} ELSE 'file ' || file_no END` : `'file ' || file_no`
  const key = tidy('external_id')
  const repeated = await duck.one(`SELECT 1 FROM ${live} HAVING count(${key}) > count(DISTINCT hash(${key})) FILTER (${key} IS NOT NULL)`)
  const modified = source.columns(kind).has('modified_at') ? 'modified_at DESC NULLS LAST, ' : ''
  const one = `QUALIFY ${key} IS NULL OR row_number() OVER (PARTITION BY ${key} ORDER BY ${modified}file_no DESC, row_no DESC) = 1`
  const kept = repeated ? `(SELECT * FROM ${live} ${one})` : live
  return `SELECT coalesce(${key}, ${file} || ':' || row_no) AS shown, ${held}, * FROM ${kept}`
}
