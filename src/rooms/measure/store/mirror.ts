import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { to as copyTo } from 'pg-copy-streams'
import { type Duck, quoteIdent, quoteText } from '#platform/analytics/duck'
import type { Lent } from '#platform/analytics/lent'
import type { Tx } from '#platform/store/database'

/** Grows when the mirror's tables change; a mirror of another shape is made anew. */
const shape = 1

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

/** PostgreSQL writes CSV, DuckDB reads it: the fastest way between the two without an extension. */
async function load(tx: Tx, duck: Duck, lent: Lent, condition: string): Promise<number> {
  const columns = columnsOf(lent)
  const path = join(duck.tempDir, `lent-${lent.kind}.csv`)
  const table = `staged.${quoteIdent(lent.kind)}`
  try {
    const select = `SELECT ${columns.map((column) => column.sql).join(', ')} FROM ${lent.from} WHERE ${condition}`
    await pipeline(tx.client.query(copyTo(`COPY (${select}) TO STDOUT (FORMAT csv, FORCE_QUOTE *, NULL '')`)), createWriteStream(path))
    const types = columns.map((column) => `${quoteText(column.name)}: ${quoteText(column.type)}`).join(', ')
    const names = columns.map((column) => quoteIdent(column.name)).join(', ')
    const source = `read_csv(${quoteText(path)}, header = false, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, auto_detect = false, max_line_size = 16777216, buffer_size = 33554432, columns = {${types}})`
    await duck.run(`DELETE FROM ${table} WHERE record_id IN (SELECT record_id FROM ${source})`)
    return await duck.run(`INSERT INTO ${table} (${names}) SELECT ${names} FROM ${source}`)
  } finally {
    await rm(path, { force: true })
  }
}
