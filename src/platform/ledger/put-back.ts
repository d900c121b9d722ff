import type { Tx } from '../store/database.ts'
import { ident, infoOf, type Kept, type TableInfo } from '../store/kept.ts'
import type { Ledger } from './ledger.ts'

/** Columns of one row as the ledger noted them, by their names in SQL. Where `touched_by` stands among them, the row points to that event again. */
export interface Image {
  readonly id: string
  readonly before: Readonly<Record<string, unknown>>
}

/** Puts columns of rows back to what the ledger noted, and notes that in turn. All images name the same columns. Answers how many rows were there. */
export async function putBackColumns(tx: Tx, ledger: Ledger, info: TableInfo, images: readonly Image[]): Promise<number> {
  const name = ident(info.name)
  const names = info.columns.filter((column) => column.name !== 'id' && column.name in (images[0]?.before ?? {}))
  const sets = names.map((column) => `${ident(column.name)} = p.${ident(column.name)}`).join(', ')
  const image = (source: string) => names.map((column) => `'${column.name}', ${source}.${ident(column.name)}`).join(', ')
  const rows = await tx.query<{ n: number }>(
    `WITH v AS (SELECT r.id, p.* FROM unnest($1::uuid[], $2::text[]) AS r(id, doc), LATERAL jsonb_to_record(r.doc::jsonb) AS p(${names.map((column) => `${ident(column.name)} ${column.sqlType}`).join(', ')})),
     old AS (SELECT t.id, jsonb_build_object(${image('t')}) AS before FROM ${name} t JOIN v ON v.id = t.id),
     new AS (UPDATE ${name} AS t SET ${sets} FROM v AS p WHERE t.id = p.id RETURNING t.id, jsonb_build_object(${image('t')}) AS after),
     noted AS (INSERT INTO change (event_id, tbl, op, row_ids, before, after) SELECT $3::uuid, $4, 'update', ARRAY[old.id], old.before, new.after FROM old JOIN new ON new.id = old.id RETURNING 1)
     SELECT count(*) AS n FROM noted`,
    [images.map((row) => row.id), images.map((row) => JSON.stringify(row.before)), ledger.eventId, info.name],
  )
  return rows[0]?.n ?? 0
}

/** The same for rows of one table whatever columns each names, as writes of the open event. */
export async function putBack(tx: Tx, ledger: Ledger, table: Kept, images: readonly Image[]): Promise<void> {
  for (const group of byShape(images)) ledger.noteWrites(await putBackColumns(tx, ledger, infoOf(table), group))
}

/** Inserts a row that was removed as it was, pointing to the event that it names. */
export async function putBackRow(tx: Tx, ledger: Ledger, table: Kept, row: Readonly<Record<string, unknown>>): Promise<void> {
  const info = infoOf(table)
  const names = info.columns.map(({ name }) => ident(name)).join(', ')
  const record = info.columns.map(({ name, sqlType }) => `${ident(name)} ${sqlType}`).join(', ')
  await tx.query(
    `WITH back AS (INSERT INTO ${ident(info.name)} (${names}) SELECT ${names} FROM jsonb_to_record($1::jsonb) AS p(${record}) RETURNING id, touched_by)
     INSERT INTO change (event_id, tbl, op, row_ids, after) SELECT $2::uuid, $3, 'insert', ARRAY[id], jsonb_build_object('touched_by', touched_by) FROM back`,
    [JSON.stringify(row), ledger.eventId, info.name],
  )
  ledger.noteWrites(1)
}

/** Groups updates whose images name the same columns. Keeps the order inside each group. */
export function byShape<R extends Image>(rows: readonly R[]): R[][] {
  const groups = new Map<string, R[]>()
  for (const row of rows) {
    const shape = Object.keys(row.before).sort().join()
    const group = groups.get(shape) ?? []
    group.push(row)
    groups.set(shape, group)
  }
  return [...groups.values()]
}
