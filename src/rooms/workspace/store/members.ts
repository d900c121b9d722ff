import type { Id } from '#kernel/id'
import type { Tx } from '#platform/store/database'
import { members } from '../tables.ts'

/** Everyone who owns deals or leads, by name. */
export function allMembers(tx: Tx): Promise<{ id: Id<'member'>; name: string }[]> {
  const { table } = members
  return tx.db.select({ id: table.id, name: table.name }).from(table).orderBy(table.name, table.id)
}

/** Those who are in the team of a member, or report to them, the member included. */
export async function teamAround(tx: Tx, id: string): Promise<{ id: Id<'member'>; name: string }[]> {
  return await tx.query<{ id: Id<'member'>; name: string }>(
    `SELECT m.id, m.name FROM member m, member me WHERE me.id = $1 AND (m.id = me.id OR m.team = me.team OR lower(m.manager) = lower(me.name)) ORDER BY m.name, m.id`,
    [id],
  )
}

/** A member of this name whom no file knows by an id. */
export async function memberWithoutId(tx: Tx, nameKey: string): Promise<Id<'member'> | null> {
  const [row] = await tx.query<{ id: Id<'member'> }>(
    'SELECT id FROM member WHERE name_key = $1 AND external_id IS NULL ORDER BY id LIMIT 1',
    [nameKey],
  )
  return row?.id ?? null
}
