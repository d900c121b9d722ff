import { carry } from '#platform/analytics/bridge'
import { type Duck, quoteIdent } from '#platform/analytics/duck'
import type { Lent } from '#platform/analytics/lent'
import type { Tx } from '#platform/store/database'

/** Grows when the mirror's tables change; a mirror of another shape is made anew. */
const shape = 2

const columnsOf = (lent: Lent) => [{ name: 'record_id', type: 'VARCHAR', sql: `${lent.id}::text` }, ...lent.columns]

/** The place in the ledger up to which the mirror is true; null when there is none, or one of another shape. */
export async function mirrored(duck: Duck): Promise<number | null> {
  const there = await duck.one("SELECT 1 FROM information_schema.tables WHERE table_schema = 'staged' AND table_name = 'watermark'")
  if (!there) return null
  const row = await duck.one<{ seq: number; shape: number }>('SELECT seq, shape FROM staged.watermark')
  return row?.shape === shape ? row.seq : null
}

/** Notes how far the mirror is. */
export async function noteMirrored(duck: Duck, seq: number): Promise<void> {
  await duck.run(`CREATE OR REPLACE TABLE staged.watermark AS SELECT ${Math.trunc(seq)}::BIGINT AS seq, ${shape} AS shape`)
}

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

/** Drops what is mirrored and makes empty tables. */
export async function clearMirror(duck: Duck, all: readonly Lent[]): Promise<void> {
  await duck.run('DROP SCHEMA IF EXISTS staged CASCADE; CREATE SCHEMA staged')
  for (const lent of all) {
    const columns = columnsOf(lent).map((column) => `${quoteIdent(column.name)} ${column.type}`)
    await duck.run(
      `CREATE TABLE staged.${quoteIdent(lent.kind)} (${columns.join(', ')}, file_no INTEGER DEFAULT 0, row_no BIGINT DEFAULT 0, reject VARCHAR)`,
    )
  }
}

/** Takes over all records of a kind. Returns how many. */
export function mirrorAll(tx: Tx, duck: Duck, lent: Lent): Promise<number> {
  return load(tx, duck, lent, 'true')
}

/** Takes over the records that changed rows concern, and forgets those that are gone. Returns how many were looked at. */
export async function mirrorChanged(tx: Tx, duck: Duck, lent: Lent, changed: ReadonlyMap<string, readonly string[]>): Promise<number> {
  const conditions: string[] = []
  for (const [table, condition] of Object.entries(lent.concerns)) {
    const ids = changed.get(table)
    if (ids && ids.length > 0) conditions.push(condition.replaceAll('$ids', uuidArray(ids)))
  }
  if (conditions.length === 0) return 0
  const own = changed.get(lent.from.split(' ')[0] ?? '') ?? []
  if (own.length > 0) await duck.run(`DELETE FROM staged.${quoteIdent(lent.kind)} WHERE record_id IN (SELECT unnest(?))`, [own])
  return await load(tx, duck, lent, conditions.join(' OR '))
}

/** COPY takes no parameters. Ids come from our own uuid columns and are checked again. */
function uuidArray(ids: readonly string[]): string {
  for (const id of ids) if (!/^[0-9a-f-]{36}$/.test(id)) throw new TypeError('The ledger holds an id that is no uuid.')
  return `'{${ids.join(',')}}'::uuid[]`
}

async function load(tx: Tx, duck: Duck, lent: Lent, condition: string): Promise<number> {
  const columns = columnsOf(lent)
  const select = `SELECT ${columns.map((column) => column.sql).join(', ')} FROM ${lent.from} WHERE ${condition}`
  return await carry(tx, duck, { select, table: `staged.${quoteIdent(lent.kind)}`, key: 'record_id', columns })
}
