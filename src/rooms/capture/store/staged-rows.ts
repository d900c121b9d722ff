import { type Duck, quoteIdent } from '#platform/analytics/duck'
import type { StagedKind } from '../shapes.ts'

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

async function has(duck: Duck, kind: StagedKind): Promise<boolean> {
  const row = await duck.one<{ n: number }>(
    "SELECT count(*) AS n FROM information_schema.tables WHERE table_schema = 'staged' AND table_name = ?",
    [kind],
  )
  return (row?.n ?? 0) > 0
}

/** How many rows of a kind are to be taken. */
export async function stagedCount(duck: Duck, kind: StagedKind): Promise<number> {
  if (!(await has(duck, kind))) return 0
  return (await duck.one<{ n: number }>(`SELECT count(*) AS n FROM staged.${quoteIdent(kind)} WHERE ${usableOf(kind)}`))?.n ?? 0
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

/** Whether there is room for returned rows: files were staged to the end. */
export async function knowsReturned(duck: Duck): Promise<boolean> {
  const row = await duck.one<{ n: number }>("SELECT count(*) AS n FROM information_schema.tables WHERE table_name = 'returned'")
  return (row?.n ?? 0) > 0
}

export async function keepReturned(duck: Duck, rows: readonly Located[]): Promise<void> {
  await duck.run(
    'INSERT INTO returned SELECT r.kind, r.file_no, r.row_no, r.reason FROM (SELECT unnest(from_json(?::JSON, \'[{"kind":"VARCHAR","file_no":"INTEGER","row_no":"BIGINT","reason":"VARCHAR"}]\')) AS r)',
    [JSON.stringify(rows.map((row) => ({ kind: row.kind, file_no: row.fileNo, row_no: row.rowNo, reason: row.reason })))],
  )
}
