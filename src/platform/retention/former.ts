import type { Instant } from '#kernel/time'
import { blankRemoved } from '../privacy/erase.ts'
import { heldOn } from '../privacy/held.ts'
import type { Holding } from '../privacy/holdings.ts'
import type { Tx } from '../store/database.ts'
import type { Query } from './lent.ts'

/** Rows of people who are held: what was changed about them stays whole. */
async function heldRows(tx: Tx, holdings: readonly Holding[], subject: string): Promise<string[]> {
  const people = await tx.query<{ id: string }>(`SELECT record_id AS id FROM retention_hold WHERE kind = 'person'`)
  if (people.length === 0) return []
  const held = await heldOn(
    tx,
    holdings,
    subject,
    people.map(({ id }) => id),
  )
  return held.flatMap(({ rows }) => rows.map((row) => row.id))
}

/** Events recorded before `before` that still know what a personal field held; an event that touched a row of somebody who is held stays whole. */
export async function formerDue(tx: Tx, holdings: readonly Holding[], subject: string, before: Instant): Promise<Query> {
  const values: unknown[] = [before]
  const tables = holdings.map(({ table, personal }) => {
    values.push(
      table,
      personal.map(({ name }) => name),
    )
    return `(c.tbl = $${values.length - 1} AND (c.op = 'delete' OR c.op = 'update' AND c.before ?| $${values.length}::text[]))`
  })
  const held = await heldRows(tx, holdings, subject)
  values.push(held)
  const free =
    held.length === 0
      ? `cardinality($${values.length}::uuid[]) = 0`
      : `NOT EXISTS (SELECT 1 FROM change c WHERE c.event_id = e.id AND c.op <> 'insert' AND c.row_ids && $${values.length}::uuid[])`
  return {
    text: `SELECT e.id, e.kind AS what, e.recorded_at AS at FROM event e WHERE e.forgotten_at IS NULL AND e.recorded_at < $1::timestamptz
      AND EXISTS (SELECT 1 FROM change c WHERE c.event_id = e.id AND (${tables.join(' OR ')})) AND ${free}`,
    values,
  }
}

/** Takes former personal values out of events, which from then on cannot be undone. What the numbers need, in plain columns, stays. */
export async function forgetFormer(tx: Tx, holdings: readonly Holding[], ids: readonly string[], now: Instant): Promise<void> {
  for (const holding of holdings) {
    const { table, personal } = holding
    await tx.query(
      `UPDATE change SET before = before - $3::text[], after = after - $3::text[] WHERE event_id = ANY($1::uuid[]) AND tbl = $2 AND op = 'update'`,
      [ids, table, personal.map(({ name }) => name)],
    )
    await blankRemoved(tx, holding, { events: ids })
  }
  await tx.query('UPDATE event SET forgotten_at = $2 WHERE id = ANY($1::uuid[])', [ids, now])
}
