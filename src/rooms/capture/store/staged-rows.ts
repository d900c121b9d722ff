import { type Duck, quoteIdent } from '#platform/analytics/duck'
import { type StagedKind, stagedKinds } from '../shapes.ts'

export type StagedRow = Record<string, never>

const batchSize = 4_000

/** A row that a room returned, and where it stands. */
export interface Located {
  readonly kind: StagedKind
  readonly fileNo: number
  readonly rowNo: number
  readonly reason: string
}

const usable = 'reject IS NULL AND NOT coalesce(deleted, false)'
/** The condition for rows that are to be taken. */
export const usableOf = (kind: StagedKind) =>
  kind === 'user' || kind === 'product' || kind === 'stage_history' ? 'reject IS NULL' : usable

/** How many rows of each kind are to be taken; kinds without rows are not in it. */
export async function stagedCounts(duck: Duck): Promise<ReadonlyMap<StagedKind, number>> {
  const each = stagedKinds.map((kind) => `SELECT '${kind}' AS kind, count(*) AS n FROM staged.${quoteIdent(kind)} WHERE ${usableOf(kind)}`)
  const rows = await duck.all<{ kind: StagedKind; n: number }>(each.join(' UNION ALL '))
  return new Map(rows.filter(({ n }) => n > 0).map(({ kind, n }) => [kind, n]))
}

/** The rows to be taken, in the order of the files, in batches. */
export async function* stagedBatches(duck: Duck, kind: StagedKind): AsyncGenerator<StagedRow[]> {
  let batch: StagedRow[] = []
  for await (const rows of duck.stream<StagedRow>(
    `SELECT * FROM staged.${quoteIdent(kind)} WHERE ${usableOf(kind)} ORDER BY file_no, row_no`,
  )) {
    batch.push(...rows)
    if (batch.length >= batchSize) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

/** Makes room for the rows that rooms return; forgets those of an earlier run. */
export async function beginReturned(duck: Duck): Promise<void> {
  await duck.run('CREATE OR REPLACE TABLE returned (kind VARCHAR, file_no INTEGER, row_no BIGINT, reason VARCHAR)')
}

/**
 * Forgets what taking the rows left, but for those that were returned, and brings the file of the database up to date. Left to closing, that happens on the
 * main thread, where nobody got an answer for twelve seconds after a million rows, and waiting connections broke off.
 */
export async function tidy(duck: Duck): Promise<void> {
  const left = await duck.all<{ what: string; name: string }>(`SELECT 'VIEW' AS what, view_name AS name FROM duckdb_views()
      WHERE NOT internal AND NOT temporary AND schema_name = 'main'
    UNION ALL SELECT 'TABLE', table_name FROM duckdb_tables() WHERE NOT temporary AND schema_name = 'main' AND table_name != 'returned'`)
  if (left.length > 0) await duck.run(left.map(({ what, name }) => `DROP ${what} ${quoteIdent(name)}`).join('; '))
  await duck.run('CHECKPOINT')
}

/** Whether files were staged to the end, by this version: there is room for returned rows and a table for every kind. */
export async function knowsReturned(duck: Duck): Promise<boolean> {
  const tables = `count(*) FILTER (table_name = 'returned') AS returned, count(*) FILTER (schema_name = 'staged' AND list_contains(?, table_name)) AS kinds`
  const row = await duck.one<{ returned: number; kinds: number }>(`SELECT ${tables} FROM duckdb_tables()`, [[...stagedKinds]])
  return row !== undefined && row.returned > 0 && row.kinds === stagedKinds.length
}

export async function keepReturned(duck: Duck, rows: readonly Located[]): Promise<void> {
  await duck.run(
    'INSERT INTO returned SELECT r.kind, r.file_no, r.row_no, r.reason FROM (SELECT unnest(from_json(?::JSON, \'[{"kind":"VARCHAR","file_no":"INTEGER","row_no":"BIGINT","reason":"VARCHAR"}]\')) AS r)',
    [JSON.stringify(rows.map((row) => ({ kind: row.kind, file_no: row.fileNo, row_no: row.rowNo, reason: row.reason })))],
  )
}
