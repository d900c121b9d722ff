import { customValue } from '#kernel/custom-field'
import { customColumn, customField, hidesCustom, type ListColumn, type ListDeclaration, readColumns, readSort } from '#kernel/list'
import type { Cell, ListRow } from '#kernel/list-endpoints'
import { readRule } from '#kernel/rule'
import { type Day, dayOf, type Instant } from '#kernel/time'
import type { Tx } from '../store/database.ts'
import { type Asked, compileCount, compileCustomField, compilePage, compileRecord, compileValues, ordersOf } from './compile.ts'
import { lostPlace, type Place, stretchesFrom } from './place.ts'
import type { ListSource } from './source.ts'

/** What a caller says of a list, as texts. */
export interface Said {
  readonly filter?: string | undefined
  readonly search?: string | undefined
  readonly sort?: string | undefined
  readonly columns?: string | undefined
}

/** What is asked, checked against the declaration. Throws a Problem that says what can be asked. */
export function askedOf(list: ListDeclaration, said: Said, now: Instant): Asked {
  return {
    rule: readRule(list, said.filter),
    search: (said.search ?? '').replaceAll('\u0000', ' '),
    sort: readSort(list, said.sort),
    columns: readColumns(list, said.columns),
    today: dayOf(now) as Day,
  }
}

export interface Page {
  readonly rows: ListRow[]
  /** Where the next page begins; null when there is none. */
  readonly next: Place | null
}

type Answered = Record<string, unknown>

/** One page of a list behind a place. */
export async function readPage(tx: Tx, source: ListSource, asked: Asked, at: { place: Place | null; limit: number }): Promise<Page> {
  const found: Answered[] = []
  for (const stretch of stretchesFrom(ordersOf(source, asked.sort), at.place)) {
    // One more than wanted tells whether there is a next page.
    const missing = at.limit + 1 - found.length
    if (missing <= 0) break
    const { text, values } = compilePage(source, asked, { stretch, place: at.place, limit: missing })
    const rows = await tx.query(text, values).catch((error: unknown) => Promise.reject(at.place === null ? error : misplaced(error)))
    for (const row of rows) found.push(row)
  }
  const shown = found.slice(0, at.limit)
  const last = found.length > at.limit ? shown.at(-1) : undefined
  return {
    rows: shown.map((row) => rowOf(asked.columns, row)),
    next: last ? { values: asked.sort.map((_, index) => (last[`k${index}`] ?? null) as string | null), id: String(last.id) } : null,
  }
}

/** A value of a cursor that is none of its column's type is the cursor's fault. */
function misplaced(error: unknown): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  return code.startsWith('22') ? lostPlace() : error
}

/** A row of an answer with its cells. */
export function rowOf(columns: readonly ListColumn[], row: Answered): ListRow {
  return {
    id: String(row.id),
    version: String(row.version),
    cells: Object.fromEntries(columns.map((column, index) => [column.key, cellOf(column, row, index)])),
  }
}

function cellOf(column: ListColumn, row: Answered, index: number): Cell {
  const { type } = column
  const value = row[`c${index}`] ?? null
  if (customField(column.key) !== null) return customCell(column, value)
  if (type === 'reference') {
    const id = row[`i${index}`] ?? null
    return id === null ? null : { id: String(id), label: String(value ?? '') }
  }
  if (value === null) return null
  if (type === 'money') return { amount: String(value), currency: (row[`m${index}`] ?? null) as string | null }
  // JSON knows no NaN and no infinity.
  if (type === 'number') return Number.isFinite(Number(value)) ? Number(value) : null
  return type === 'flag' ? value === true : String(value)
}

/** A custom field as a value of its type; what does not read so is shown as it stands. */
function customCell({ type, currency }: ListColumn, value: unknown): Cell {
  if (value === null) return null
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const read = customValue(type, text)
  if (read === null) return text
  return type === 'money' ? { amount: text, currency: currency ?? null } : read
}

/** How many records are found. */
export async function countRows(tx: Tx, source: ListSource, asked: Pick<Asked, 'rule' | 'search' | 'today'>): Promise<number> {
  const { text, values } = compileCount(source, asked)
  return (await tx.query<{ n: number }>(text, values))[0]?.n ?? 0
}

/** One record with all columns of the declaration and its custom fields; null when there is none. */
export async function readRecord(tx: Tx, source: ListSource, id: string): Promise<ListRow | null> {
  const { text, values } = compileRecord(source, source.list.columns, id)
  const row = (await tx.query<Answered>(text, values))[0]
  if (!row) return null
  const { cells, ...rest } = rowOf(source.list.columns, row)
  const own = Object.entries((row.custom ?? {}) as Record<string, unknown>).filter(([field]) => !hidesCustom(source.list, field))
  const settled = (source.list.custom ?? []).map(({ key }) => [key, null] as const)
  const custom = own.map(([field, value]) => {
    const { key } = customColumn(field)
    return [key, customCell(source.list.custom?.find((column) => column.key === key) ?? customColumn(field), value)] as const
  })
  return { ...rest, cells: { ...cells, ...Object.fromEntries([...settled, ...custom]) } }
}

const mostValues = 100

/** The values that a column holds, with how often. */
export async function valuesOf(
  tx: Tx,
  source: ListSource,
  column: ListColumn,
  search: string,
): Promise<{ value: string; label: string; count: number }[]> {
  const { text, values } = compileValues(source, column, search.replaceAll('\u0000', ' '), mostValues)
  const rows = await tx.query<{ value: string; label: string; n: number }>(text, values)
  return rows.map(({ value, label, n }) => ({ value, label, count: n }))
}

const mostCustomFields = 500

/** All custom fields: those that are settled in their order, then the others, each looked for among the records that have none of those found before. */
export async function customFieldsOf(tx: Tx, source: ListSource): Promise<ListColumn[]> {
  const settled = source.list.custom ?? []
  const known = settled.map(({ key }) => customField(key) ?? '')
  while (known.length < mostCustomFields) {
    const { text, values } = compileCustomField(source, known)
    const rows = await tx.query<{ field: string }>(text, values)
    if (rows[0] === undefined) break
    known.push(rows[0].field)
  }
  const others = known.slice(settled.length).filter((field) => !hidesCustom(source.list, field))
  return [...settled, ...others.toSorted().map(customColumn)]
}
