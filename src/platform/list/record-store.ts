import type { EventId } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Tx } from '../store/database.ts'
import { ident } from '../store/kept.ts'

/** Who wrote a record last, and when. */
export interface Author {
  readonly by: string
  readonly at: Instant
}

/** The version of a row and its custom fields, locked until the end of the transaction; undefined when there is no such row. */
export async function lockRow(tx: Tx, table: string, id: string): Promise<{ version: string; custom: Record<string, string> } | undefined> {
  const rows = await tx.query<{ version: string; custom: Record<string, string> }>(
    `SELECT touched_by AS version, custom FROM ${ident(table)} WHERE id = $1::uuid FOR UPDATE`,
    [id],
  )
  return rows[0]
}

export async function authorOf(tx: Tx, eventId: string): Promise<Author | undefined> {
  return (
    await tx.query<Author & Record<string, unknown>>('SELECT actor_name AS by, recorded_at AS at FROM event WHERE id = $1::uuid', [eventId])
  )[0]
}

/** Who wrote records last, by the events that did. */
export async function authorsOf(tx: Tx, eventIds: readonly string[]): Promise<Map<string, Author>> {
  const rows = await tx.query<Author & { id: string }>(
    'SELECT id, actor_name AS by, recorded_at AS at FROM event WHERE id = ANY($1::uuid[])',
    [eventIds],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** Locks records until the end of the transaction, in the order of their ids. */
export async function lockRows(tx: Tx, table: string, ids: readonly string[]): Promise<void> {
  await tx.query(`SELECT FROM ${ident(table)} WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`, [ids])
}

/** An event that wrote a record, with the columns before and after. */
export interface Written extends Author {
  readonly eventId: EventId
  readonly kind: string
  readonly undone: boolean
  readonly before: Record<string, unknown>
  readonly after: Record<string, unknown>
}

const mostWrites = 500
const undone =
  'coalesce((SELECT NOT EXISTS (SELECT 1 FROM event r WHERE r.undoes = u.id) FROM event u WHERE u.undoes = e.id ORDER BY u.seq DESC LIMIT 1), false) AS undone'

/** The last writes that changed a record, newest first. */
export async function writesOf(tx: Tx, table: string, id: string): Promise<Written[]> {
  return await tx.query<Written & Record<string, unknown>>(
    `SELECT e.id AS "eventId", e.kind, e.actor_name AS by, e.recorded_at AS at, c.before, c.after, ${undone}
     FROM change c JOIN event e ON e.id = c.event_id
     WHERE c.row_ids[1] = $2::uuid AND c.op <> 'insert' AND c.op = 'update' AND c.tbl = $1 ORDER BY e.seq DESC, c.no DESC LIMIT ${mostWrites}`,
    [table, id],
  )
}

/** The event by which a record came to be: the one that its oldest image points to, or that wrote it at all. */
export async function madeBy(tx: Tx, eventId: string): Promise<Omit<Written, 'before' | 'after'> | undefined> {
  const rows = await tx.query<Omit<Written, 'before' | 'after'> & Record<string, unknown>>(
    `SELECT e.id AS "eventId", e.kind, e.actor_name AS by, e.recorded_at AS at, ${undone} FROM event e WHERE e.id = $1::uuid`,
    [eventId],
  )
  return rows[0]
}

/** The names of records of one table by their ids. */
export async function namesOf(tx: Tx, table: string, ids: readonly string[]): Promise<Map<string, string>> {
  const name = table === 'person' ? 'full_name' : 'name'
  const rows = await tx.query<{ id: string; name: string }>(`SELECT id, ${name} AS name FROM ${ident(table)} WHERE id = ANY($1::uuid[])`, [
    ids,
  ])
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** Whether an event changed this record by hand. */
export async function isChangeOf(tx: Tx, eventId: string, kind: string, id: string): Promise<boolean> {
  const rows = await tx.query('SELECT 1 FROM event WHERE id = $1::uuid AND kind = $2 AND subject_id = $3::uuid', [eventId, kind, id])
  return rows.length > 0
}
