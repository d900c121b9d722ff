import { desc, eq } from 'drizzle-orm'
import type { EventId } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import type { NewRowOf, RowOf } from '#platform/store/kept'
import { imports } from '../tables.ts'

export type ImportRow = RowOf<typeof imports>

export async function importById(tx: Tx, id: ImportRow['id'], lock = false): Promise<ImportRow | null> {
  const query = tx.db.select().from(imports.table).where(eq(imports.table.id, id))
  const rows = await (lock ? query.for('update') : query)
  return rows[0] ?? null
}

export function allImports(tx: Tx): Promise<ImportRow[]> {
  return tx.db.select().from(imports.table).orderBy(desc(imports.table.createdAt), desc(imports.table.id)).limit(500)
}

export async function addImport(tx: Tx, row: NewRowOf<typeof imports>): Promise<void> {
  await tx.db.insert(imports.table).values(row)
}

/** Those of these files, by their hashes, that some import has. */
export async function filesNeeded(tx: Tx, hashes: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ sha256: string }>(
    "SELECT DISTINCT f->>'sha256' AS sha256 FROM import, LATERAL jsonb_array_elements(files) AS f WHERE files_gone_at IS NULL AND f->>'sha256' = ANY($1)",
    [hashes],
  )
  return new Set(rows.map((row) => row.sha256))
}

/** A query of imports whose files lie here, for the rules of retention. */
export const importsWithFiles = `SELECT id, name AS what, coalesce(finished_at, created_at) AS at FROM import
  WHERE files_gone_at IS NULL AND task IS NULL AND files <> '[]'::jsonb`

/** The first import that brought each custom field of a kind of record, by the name in its file. */
export async function originsOfFields(
  tx: Tx,
  kind: 'deal' | 'account' | 'person' | 'lead',
): Promise<Map<string, { import: string; name: string; at: Instant | null }>> {
  const rows = await tx.query<{ field: string; import: string; name: string; at: Instant | null }>(
    `SELECT DISTINCT ON (field) c->>'name' AS field, i.id AS import, i.name, i.finished_at AS at
     FROM import i, LATERAL jsonb_array_elements(i.guess->'files') AS f, LATERAL jsonb_array_elements(f->'mapping') AS m, LATERAL jsonb_array_elements(f->'columns') AS c
     WHERE i.event_id IS NOT NULL AND f->>'kind' = $1 AND m->>'field' = 'custom' AND c->>'index' = m->>'column'
     ORDER BY field, i.created_at, i.id`,
    [kind],
  )
  return new Map(rows.map(({ field, ...origin }) => [field, origin]))
}

/** Notes that the files of imports are no longer kept, and forgets the example values that were shown of them. Answers the imports. */
export async function withoutFiles(tx: Tx, ids: readonly string[], at: Instant): Promise<Pick<ImportRow, 'id' | 'files'>[]> {
  return await tx.query<Pick<ImportRow, 'id' | 'files'>>(
    'UPDATE import SET files_gone_at = $2, checked = NULL, preview = NULL WHERE id = ANY($1::uuid[]) RETURNING id, files',
    [ids, at],
  )
}

export async function changeImport(tx: Tx, id: ImportRow['id'], set: Partial<ImportRow>): Promise<void> {
  await tx.db.update(imports.table).set(set).where(eq(imports.table.id, id))
}

/** Whether the workspace may hold a record: every one was written by an event. */
export async function mayHoldRecords(tx: Tx): Promise<boolean> {
  const rows = await tx.query<{ seq: number }>('SELECT seq FROM ledger_head WHERE id = 1')
  return (rows[0]?.seq ?? 0) > 0
}

/** The connection that a transaction runs on, as PostgreSQL calls it. */
export async function connectionOf(tx: Tx): Promise<number> {
  const rows = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  return rows[0]?.pid ?? 0
}

/** Ends the statement that another connection is at; its transaction then goes back. */
export async function endStatement(tx: Tx, connection: number): Promise<void> {
  await tx.query('SELECT pg_cancel_backend($1)', [connection])
}

export async function deleteImport(tx: Tx, id: ImportRow['id']): Promise<void> {
  await tx.db.delete(imports.table).where(eq(imports.table.id, id))
}

/** Rows that an event has made so far, by table. */
export async function insertedByTable(tx: Tx, eventId: EventId): Promise<Map<string, number>> {
  const rows = await tx.query<{ tbl: string; n: number }>(
    "SELECT tbl, sum(cardinality(row_ids)) AS n FROM change WHERE event_id = $1 AND op = 'insert' GROUP BY tbl ORDER BY tbl",
    [eventId],
  )
  return new Map(rows.map((row) => [row.tbl, Number(row.n)]))
}
