import type { Tx } from '../store/database.ts'

/** The last event of the workspace. */
export async function ledgerHead(tx: Tx): Promise<number> {
  return (await tx.query<{ seq: number }>('SELECT seq FROM ledger_head WHERE id = 1'))[0]?.seq ?? 0
}

/** Rows that changed after a place in the ledger, by table. */
export async function changedSince(tx: Tx, seq: number): Promise<Map<string, string[]>> {
  const rows = await tx.query<{ tbl: string; ids: string[] }>(
    `SELECT c.tbl, array_agg(DISTINCT r.id) AS ids FROM event e JOIN change c ON c.event_id = e.id, LATERAL unnest(c.row_ids) AS r(id)
     WHERE e.seq > $1 GROUP BY c.tbl`,
    [seq],
  )
  return new Map(rows.map((row) => [row.tbl, row.ids]))
}

/**
 * A condition: whether an event wrote rows of one of some tables, both given as SQL. Asked of one event after the other by the index: as EXISTS, PostgreSQL
 * would read all that was ever changed into memory for a handful of events.
 */
export function wroteOneOf(eventId: string, tables: string): string {
  return `(SELECT c.no FROM change c WHERE c.event_id = ${eventId} AND c.tbl = ANY(${tables}) ORDER BY c.event_id, c.no LIMIT 1) IS NOT NULL`
}

/** A query: the ids of all rows that some events made, whose ids are given as SQL. */
export function madeIn(eventIds: string): string {
  return `SELECT made.id FROM change c, LATERAL unnest(c.row_ids) AS made(id) WHERE c.event_id = ANY(${eventIds}) AND c.op = 'insert'`
}

/** Ids as SQL, for COPY, which takes no parameters. They come from our own uuid columns and are checked again. */
export function uuidArray(ids: readonly string[]): string {
  for (const id of ids) if (!/^[0-9a-f-]{36}$/.test(id)) throw new TypeError('The ledger holds an id that is no uuid.')
  return `'{${ids.join(',')}}'::uuid[]`
}
