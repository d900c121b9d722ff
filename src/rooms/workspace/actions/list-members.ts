import type { Id } from '#kernel/id'
import type { Tx } from '#platform/store/database'
import { allMembers } from '../store/members.ts'

/** Those who are in the team of a member, or report to them, the member included. */
export { teamAround } from '../store/members.ts'

/** Everyone who may own a record, by name. */
export function listMembers(tx: Tx): Promise<{ id: Id<'member'>; name: string }[]> {
  return allMembers(tx)
}
