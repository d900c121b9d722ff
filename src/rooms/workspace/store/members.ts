import type { Id } from '#kernel/id'
import type { Tx } from '#platform/store/database'
import { members } from '../tables.ts'

/** Everyone who owns deals or leads, by name. */
export function allMembers(tx: Tx): Promise<{ id: Id<'member'>; name: string }[]> {
  const { table } = members
  return tx.db.select({ id: table.id, name: table.name }).from(table).orderBy(table.name, table.id)
}
