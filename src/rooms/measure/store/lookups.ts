import { type Duck, quoteIdent, quoteText } from '#platform/analytics/duck'
import type { Source } from './source.ts'

/** A header of a file that was mapped to a field of a kind; the label of a dimension comes from it. */
export interface FieldLabel {
  readonly kind: string
  readonly field: string
  readonly header: string
}

export type Origin = 'deal' | 'account' | 'owner' | 'product' | 'lead'

/** A possible dimension: an SQL expression over the rows `d` and what they reach, before it is known how many values it has. */
export interface Candidate {
  readonly origin: Origin
  readonly field: string
  /** Whether it is a column of the company's own, called by its header. */
  readonly custom: boolean
  readonly sql: string
}

/** Fields of a kind that can cut deals or leads when they are reached through it. */
export const reachedFields = {
  account: ['industry', 'country', 'type', 'city', 'account_territory'],
  user: ['manager', 'territory', 'team', 'role'],
  product: ['family'],
  lead: ['industry', 'country', 'territory'],
} as const

export type Reached = keyof typeof reachedFields

/** How a name is compared where ids are missing: case, accents, spaces and punctuation do not count. */
export const loose = (sql: string) => `regexp_replace(lower(strip_accents(${sql})), '[\\s\\p{P}\\p{S}]', '', 'g')`

/** A text without blanks around it, null for an empty one. Few have any, and looking for them costs a sixth of trimming. */
export const tidy = (sql: string) =>
  `CASE WHEN ${sql} = '' OR starts_with(${sql}, ' ') OR ends_with(${sql}, ' ') THEN nullif(trim(${sql}), '') ELSE ${sql} END`

/** Headers that ended up in `custom`, for a kind, in the order of their letters. */
export async function customHeaders(duck: Duck, source: Source, kind: string): Promise<string[]> {
  if (!source.columns(kind).has('custom')) return []
  const rows = await duck.all<{ header: string }>(
    `SELECT DISTINCT unnest(keys) AS header FROM (SELECT json_keys(any_value(custom)) AS keys FROM ${source.live(kind)} WHERE custom IS NOT NULL AND custom <> '{}' GROUP BY hash(custom))`,
  )
  return rows.map((row) => row.header).sort()
}

/** All of these headers of the JSON column `custom` in one pass, as the list column `held`; see `heldAt`. */
export function heldColumn(headers: readonly string[]): string {
  if (headers.length === 0) return 'NULL::VARCHAR[] AS held'
  const paths = headers.map((header) => quoteText(`/${header.replaceAll('~', '~0').replaceAll('/', '~1')}`))
  return `json_extract_string(custom, [${paths.join(', ')}]) AS held`
}

/** The value at a place of `held`. */
export function heldAt(column: string, place: number): string {
  return `${column}[${place + 1}]`
}

/** A lookup from key to the attributes of a kind: a temporary table with one row a key. Where rows of one key disagree, the attribute is null. */
export async function makeLookup(
  duck: Duck,
  source: Source,
  kind: Reached,
  name: string,
  key: string,
  { all, held }: Attributes,
): Promise<void> {
  const agreed = all.map(({ as, sql }) => {
    const one = source.distinct ? sql : `CASE WHEN min(${sql}) = max(${sql}) THEN min(${sql}) END`
    return `${one} AS ${quoteIdent(as)}`
  })
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE ${name} AS SELECT ${key} AS k${agreed.map((each) => `, ${each}`).join('')}
     FROM (SELECT *, ${held} FROM ${source.live(kind)}) WHERE ${key} IS NOT NULL AND ${key} <> ''${source.distinct ? '' : ' GROUP BY 1'}`,
  )
}

export interface Attributes {
  readonly all: readonly { readonly as: string; readonly sql: string; readonly field: string; readonly custom: boolean }[]
  /** The column that custom attributes are taken from. */
  readonly held: string
}

/** Whether there is any row of a kind. What the rooms lend has no kinds without rows. */
export async function holds(duck: Duck, source: Source, kind: string): Promise<boolean> {
  if (source.columns(kind).size === 0) return false
  return source.distinct || (await duck.one(`SELECT 1 FROM ${source.live(kind)} LIMIT 1`)) !== undefined
}

/** The attributes of a kind as columns a0…: its own fields that are in the files, and every custom column. */
export async function attributesOf(duck: Duck, source: Source, kind: Reached): Promise<Attributes> {
  const columns = source.columns(kind)
  if (!(await holds(duck, source, kind))) return { all: [], held: heldColumn([]) }
  const fields = reachedFields[kind].filter((field) => columns.has(field)).map((field) => ({ field, custom: false, sql: tidy(field) }))
  const headers = kind === 'lead' ? [] : await customHeaders(duck, source, kind)
  const own = headers.map((header, place) => ({ field: header, custom: true, sql: tidy(heldAt('held', place)) }))
  return { all: [...fields, ...own].map((attribute, index) => ({ ...attribute, as: `a${index}` })), held: heldColumn(headers) }
}
