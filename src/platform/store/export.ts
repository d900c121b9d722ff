import type { Tx } from './database.ts'
import { ident, infoOf, type Kept } from './kept.ts'

const pageSize = 2_000

/** Every row of the record tables, table by table in the given order, rows by id; read in pages inside the caller's snapshot. */
export async function* recordRows(tx: Tx, tables: Iterable<Kept>): AsyncGenerator<{ table: string; row: Record<string, unknown> }> {
  for (const kept of tables) {
    if (kept.nature !== 'record') continue
    const { name } = infoOf(kept)
    let after = '00000000-0000-0000-0000-000000000000'
    for (;;) {
      const rows = await tx.query<{ id: string; row: Record<string, unknown> }>(
        `SELECT t.id, to_jsonb(t) AS row FROM ${ident(name)} t WHERE t.id > $1 ORDER BY t.id LIMIT ${pageSize}`,
        [after],
      )
      for (const { row } of rows) yield { table: name, row }
      const last = rows.at(-1)
      if (!last || rows.length < pageSize) break
      after = last.id
    }
  }
}

/** How many rows each record table has. */
export async function recordCounts(tx: Tx, tables: Iterable<Kept>): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const kept of tables) {
    if (kept.nature !== 'record') continue
    const { name } = infoOf(kept)
    counts[name] = (await tx.query<{ n: number }>(`SELECT count(*) AS n FROM ${ident(name)}`))[0]?.n ?? 0
  }
  return counts
}
