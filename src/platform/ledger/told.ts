import type { Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Tx } from '../store/database.ts'
import { ident, infoOf, type Kept } from '../store/kept.ts'
import { plainText, rowsOfImages } from './images.ts'

/** An event of a kind, with whether it is undone at the moment. */
export interface ToldEvent {
  readonly id: Id<'event'>
  readonly payload: unknown
  readonly by: string
  readonly at: Instant
  readonly undone: boolean
}

/** At most a hundred events of a kind, newest first; of those whose payload has these values, or the one with this id. An undo that was itself undone does not count. */
export async function toldEvents(
  tx: Tx,
  kind: string,
  { one = null, having = {} }: { readonly one?: Id<'event'> | null; readonly having?: Readonly<Record<string, string>> } = {},
): Promise<ToldEvent[]> {
  return await tx.query<ToldEvent & Record<string, unknown>>(
    `SELECT e.id, e.payload, e.actor_name AS by, e.recorded_at AS at,
       coalesce((SELECT NOT EXISTS (SELECT 1 FROM event r WHERE r.undoes = u.id) FROM event u WHERE u.undoes = e.id ORDER BY u.seq DESC LIMIT 1), false) AS undone
     FROM event e WHERE e.kind = $1 AND ($2::uuid IS NULL OR e.id = $2::uuid) AND e.payload @> $3::jsonb ORDER BY e.seq DESC LIMIT 100`,
    [kind, one, JSON.stringify(having)],
  )
}

/**
 * The rows that an event wrote and that belong to records which something else changed since: they stay with their record, so that a deal that is left
 * keeps its history.
 */
export async function partsOfChanged(
  tx: Tx,
  eventId: Id<'event'>,
  record: Kept,
  parts: readonly { readonly table: Kept; readonly column: string }[],
): Promise<string[]> {
  const { name } = infoOf(record)
  const changed = await tx.query<{ id: string }>(
    `SELECT DISTINCT c.row_ids[1] AS id FROM change c LEFT JOIN ${ident(name)} t ON t.id = c.row_ids[1]
     WHERE c.event_id = $1 AND c.tbl = $2 AND c.op = 'update' AND t.touched_by IS DISTINCT FROM coalesce((c.after->>'touched_by')::uuid, $1)`,
    [eventId, name],
  )
  if (changed.length === 0 || parts.length === 0) return []
  const ids = changed.map((row) => row.id)
  await tx.query(`SELECT ${plainText}`)
  const found: string[] = []
  for (const { table, column } of parts) {
    const info = infoOf(table)
    const gone = rowsOfImages(info, `c.event_id = $1 AND c.tbl = '${info.name}' AND c.op = 'delete'`)
    const rows = await tx.query<{ id: string }>(
      `SELECT t.id FROM change c, LATERAL unnest(c.row_ids) AS r(id) JOIN ${ident(info.name)} t ON t.id = r.id
       WHERE c.event_id = $1 AND c.tbl = '${info.name}' AND c.op <> 'delete' AND t.${ident(column)} = ANY($2::uuid[])
       UNION SELECT g.id FROM (${gone}) AS g WHERE g.${ident(column)} = ANY($2::uuid[])`,
      [eventId, ids],
    )
    for (const row of rows) found.push(row.id)
  }
  return found
}

/** The last number that the ledger gave. */
export async function headOf(tx: Tx): Promise<number> {
  return (await tx.query<{ seq: number }>('SELECT seq FROM ledger_head'))[0]?.seq ?? 0
}

interface Stretch {
  readonly after: number
  readonly upTo: number
  readonly most: number
}

interface Touch {
  readonly id: string
  /** The event's place in the ledger. */
  readonly seq: number
  readonly op: 'insert' | 'update' | 'delete'
}

/** What events between two places of the ledger did to rows of a table, in their order; at most `most`. */
export async function touchesOf(tx: Tx, table: string, { after, upTo, most }: Stretch): Promise<readonly Touch[]> {
  return await tx.query<Touch & Record<string, unknown>>(
    // Sorted within each event, which keeps PostgreSQL from joining all that was ever changed.
    `SELECT r.id, e.seq, c.op FROM (SELECT id, seq FROM event WHERE seq > $1 AND seq <= $2 ORDER BY seq) e
       CROSS JOIN LATERAL (SELECT no, op, row_ids FROM change WHERE event_id = e.id AND tbl = $3 ORDER BY event_id, no) c, LATERAL unnest(c.row_ids) AS r(id)
     ORDER BY e.seq, c.no LIMIT $4::integer`,
    [after, upTo, table, most],
    'rows touched',
  )
}

/** Rows of a table that events between two places of the ledger wrote, with the last thing that was done to each; of the first `most` writes. */
export async function rowsTouched(tx: Tx, table: string, within: Stretch): Promise<ReadonlyMap<string, Touch['op']>> {
  const touched = new Map<string, Touch['op']>()
  // A row that was made and changed since is new to whoever listens.
  for (const { id, op } of await touchesOf(tx, table, within))
    touched.set(id, op === 'update' && touched.get(id) === 'insert' ? 'insert' : op)
  return touched
}
