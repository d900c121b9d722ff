/** The statements by which the ledger writes rows and what their undo needs. */
import type { EventId } from '#kernel/id'
import { ident, infoOf, type Kept, type PatchOf, type TableInfo } from '../store/kept.ts'

/** Rows that one statement writes at most: keeps parameters and memory small. */
export const chunkSize = 5_000

/** Rows of one table that are to be inserted. */
export interface Added {
  readonly info: TableInfo
  readonly rows: readonly unknown[]
}

/** One statement that inserts rows of some tables and notes their ids. Its text follows from the tables alone. References are looked at when all rows are there. */
export function insertion(eventId: EventId, added: readonly Added[]): [text: string, values: unknown[], name: string] {
  const values: unknown[] = [eventId]
  const parts: string[] = []
  const notes: string[] = []
  for (const [place, { info, rows }] of added.entries()) {
    const columns = info.columns.filter((column) => column.key !== 'touchedBy')
    const first = values.length + 1
    const names = columns.map((column) => ident(column.name)).join(', ')
    const arrays = columns.map((column, index) => `$${first + index}::${arrayType(column.sqlType)}[]`).join(', ')
    const picks = columns.map((column, index) => castBack(`v.c${index}`, column.sqlType)).join(', ')
    const aliases = columns.map((_, index) => `c${index}`).join(', ')
    parts.push(
      `w${place} AS (INSERT INTO ${ident(info.name)} (${names}, touched_by) SELECT ${picks}, $1::uuid FROM unnest(${arrays}) AS v(${aliases}))`,
    )
    const idColumn = columns.findIndex((column) => column.key === 'id')
    notes.push(`($1::uuid, '${info.name}', 'insert', $${first + idColumn}::uuid[])`)
    for (const column of columns) values.push(rows.map((row) => encode((row as Record<string, unknown>)[column.key], column.sqlType)))
  }
  const text = `WITH ${parts.join(', ')} INSERT INTO change (event_id, tbl, op, row_ids) VALUES ${notes.join(', ')}`
  return [text, values, `insert ${added.map(({ info }) => info.name).join(', ')}`]
}

/** The statements that change rows by id, with what locks them: in a statement of its own and in the order of ids, so that the images are of the rows as they really are. */
export function* updates<K extends Kept>(keptTable: K, patches: readonly PatchOf<K>[], eventId: EventId) {
  const info = infoOf(recordOnly(keptTable))
  const byColumns = new Map<string, PatchOf<K>[]>()
  for (const patch of patches) {
    const signature = info.columns
      .filter((column) => column.key !== 'id' && (patch as Record<string, unknown>)[column.key] !== undefined)
      .map((column) => column.key)
    if (signature.length === 0) continue
    const group = byColumns.get(signature.join()) ?? []
    group.push(patch)
    byColumns.set(signature.join(), group)
  }
  for (const [signature, group] of byColumns) {
    const columns = signature
      .split(',')
      .map((key) => info.columns.find((column) => column.key === key))
      .filter((column) => column !== undefined)
    const arrays = columns.map((column, index) => `$${index + 3}::${arrayType(column.sqlType)}[]`).join(', ')
    const aliases = columns.map((_, index) => `c${index}`).join(', ')
    const sets = columns.map((column, index) => `${ident(column.name)} = ${castBack(`v.c${index}`, column.sqlType)}`).join(', ')
    const image = (source: string) => columns.map((column) => `'${column.name}', ${source}.${ident(column.name)}`).join(', ')
    for (const chunk of chunks(group)) {
      const ids = chunk.map((row) => row.id)
      const values = columns.map((column) => chunk.map((row) => encode((row as Record<string, unknown>)[column.key], column.sqlType)))
      yield {
        name: info.name,
        statement: updateName(`${info.name}: ${signature}`),
        rows: chunk.length,
        lock: [`SELECT id FROM ${ident(info.name)} WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`, [ids]] as const,
        text: `WITH v AS (SELECT * FROM unnest($2::uuid[], ${arrays}) AS v(id, ${aliases})),
         old AS (SELECT t.id, jsonb_build_object(${image('t')}, 'touched_by', t.touched_by) AS before FROM ${ident(info.name)} t JOIN v ON v.id = t.id),
         new AS (UPDATE ${ident(info.name)} AS t SET ${sets}, touched_by = $1::uuid FROM v WHERE t.id = v.id RETURNING t.id, jsonb_build_object(${image('t')}) AS after),
         noted AS (INSERT INTO change (event_id, tbl, op, row_ids, before, after)
           SELECT $1::uuid, '${info.name}', 'update', ARRAY[old.id], old.before, new.after FROM old JOIN new ON new.id = old.id RETURNING 1)
         SELECT count(*) AS n FROM noted`,
        values: [eventId, ids, ...values],
      }
    }
  }
}

const updateNames = new Map<string, string>()

/** A short name for the update of certain columns of a table: PostgreSQL names statements in 63 letters. */
function updateName(columns: string): string {
  const known = updateNames.get(columns)
  if (known !== undefined) return known
  const name = `update ${updateNames.size + 1}`
  updateNames.set(columns, name)
  return name
}

/** The table, where its rows are written through the ledger. Throws a TypeError otherwise. */
export function recordOnly<K extends Kept>(keptTable: K): K {
  if (keptTable.nature !== 'record') throw new TypeError('Only record tables are written through the ledger.')
  return keptTable
}

/** Rows in pieces of at most `size`. */
export function* chunks<T>(rows: readonly T[], size = chunkSize): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size)
}

/** jsonb travels as text inside arrays, because the driver would take an object in an array for a nested array. */
function arrayType(sqlType: string): string {
  return sqlType === 'jsonb' ? 'text' : sqlType
}

function castBack(expression: string, sqlType: string): string {
  return sqlType === 'jsonb' ? `${expression}::jsonb` : expression
}

function encode(value: unknown, sqlType: string): unknown {
  if (value === undefined || value === null) return null
  return sqlType === 'jsonb' ? JSON.stringify(value) : value
}
