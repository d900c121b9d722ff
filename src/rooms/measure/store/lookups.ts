import { type Duck, quoteIdent, quoteText } from '#platform/analytics/duck'

/** A header of a file that was mapped to a field of a kind; the label of a dimension comes from it. */
export interface FieldLabel {
  readonly kind: string
  readonly field: string
  readonly header: string
}

/** A possible dimension: an SQL expression over the wide relation, before it is known how many values it has. */
export interface Candidate {
  readonly field: string
  readonly label: string
  readonly origin: 'deal' | 'account' | 'owner' | 'product' | 'lead'
  readonly sql: string
}

/** Fields of a kind that can cut deals or leads when they are reached through it. */
export const reachedFields = {
  account: ['industry', 'country', 'type', 'city'],
  user: ['manager', 'territory', 'team', 'role'],
  product: ['family'],
  lead: ['industry', 'country', 'territory'],
} as const

export type Reached = keyof typeof reachedFields

/** How a name is compared where ids are missing: case, accents, spaces and punctuation do not count. */
export const loose = (sql: string) => `regexp_replace(lower(strip_accents(${sql})), '[\\s\\p{P}\\p{S}]', '', 'g')`

/** Rows of a staged kind that are neither rejected nor deleted. */
export async function liveRows(duck: Duck, kind: string): Promise<string> {
  const columns = await columnsOf(duck, kind)
  return `(SELECT * FROM staged.${kind} WHERE reject IS NULL${columns.has('deleted') ? ' AND NOT coalesce(deleted, false)' : ''})`
}

/** The columns of a staged kind; empty when no file of that kind was given. */
export async function columnsOf(duck: Duck, kind: string): Promise<Set<string>> {
  const rows = await duck.all<{ name: string }>(
    "SELECT column_name AS name FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = 'staged' AND table_name = ?",
    [kind],
  )
  return new Set(rows.map((row) => row.name))
}

/** Headers that ended up in `custom`, for a kind. */
export async function customHeaders(duck: Duck, kind: string): Promise<string[]> {
  const rows = await duck.all<{ header: string }>(
    `SELECT header FROM (SELECT DISTINCT unnest(json_keys(custom)) AS header FROM ${await liveRows(duck, kind)} WHERE custom IS NOT NULL) ORDER BY header`,
  )
  return rows.map((row) => row.header)
}

/** All of these headers of the JSON column `custom` in one pass, as the list column `held`; see `heldAt`. */
export function heldColumn(headers: readonly string[]): string {
  if (headers.length === 0) return 'NULL::VARCHAR[] AS held'
  const paths = headers.map((header) => quoteText(`/${header.replaceAll('~', '~0').replaceAll('/', '~1')}`))
  return `json_extract_string(custom, [${paths.join(', ')}]) AS held`
}

/** The value at a place of `held`, as trimmed text. */
export function heldAt(column: string, place: number): string {
  return `trim(${column}[${place + 1}])`
}

/** A lookup from key to the attributes of a kind: a temporary table with one row a key. Where rows of one key disagree, the attribute is null. */
export async function makeLookup(duck: Duck, kind: Reached, name: string, key: string, { all, held }: Attributes): Promise<void> {
  const agreed = all.map(({ as, sql }) => `CASE WHEN count(DISTINCT ${sql}) = 1 THEN min(${sql}) END AS ${quoteIdent(as)}`)
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE ${name} AS SELECT ${key} AS k, count(*) AS k_rows${agreed.map((each) => `, ${each}`).join('')}
     FROM (SELECT *, ${held} FROM ${await liveRows(duck, kind)}) WHERE ${key} IS NOT NULL AND ${key} <> '' GROUP BY 1`,
  )
}

export interface Attributes {
  readonly all: readonly { readonly as: string; readonly sql: string; readonly field: string; readonly label: string }[]
  /** The column that custom attributes are taken from. */
  readonly held: string
}

/** The attributes of a kind as columns a0…, with their labels: its own fields that are in the files, and every custom column. */
export async function attributesOf(duck: Duck, kind: Reached, labels: readonly FieldLabel[]): Promise<Attributes> {
  const columns = await columnsOf(duck, kind)
  if (columns.size === 0 || !(await duck.one(`SELECT 1 FROM ${await liveRows(duck, kind)} LIMIT 1`)))
    return { all: [], held: heldColumn([]) }
  const fields = reachedFields[kind]
    .filter((field) => columns.has(field))
    .map((field) => ({ field, label: labelOf(labels, kind, field), sql: `nullif(trim(${field}), '')` }))
  const headers = kind === 'lead' ? [] : await customHeaders(duck, kind)
  const own = headers.map((header, place) => ({ field: header, label: header, sql: `nullif(${heldAt('held', place)}, '')` }))
  return { all: [...fields, ...own].map((attribute, index) => ({ ...attribute, as: `a${index}` })), held: heldColumn(headers) }
}

/** The header that was mapped to a field, or the field's own name in plain words. */
export function labelOf(labels: readonly FieldLabel[], kind: string, field: string): string {
  return labels.find((label) => label.kind === kind && label.field === field)?.header ?? field.replaceAll('_', ' ').replace(/ name$/, '')
}
