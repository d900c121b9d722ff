import type { WorkspaceId } from '#kernel/id'
import type { Tx } from '../store/database.ts'

/**
 * Removes entries of a company that were kept long enough. Only this takes the right to delete, which nobody has, for the length of its transaction, and
 * gives it back; others do not see it meanwhile. Answers how many went.
 */
export async function forgetAudit(tx: Tx, workspaceId: WorkspaceId, ids: readonly string[]): Promise<number> {
  // Rights are one row of the catalogue: one at a time.
  await tx.query('SELECT pg_advisory_xact_lock(740132)')
  await tx.query('GRANT DELETE ON audit_entry TO CURRENT_USER')
  const gone = await tx.query('DELETE FROM audit_entry WHERE workspace_id = $1 AND id = ANY($2::uuid[]) RETURNING id', [workspaceId, ids])
  await tx.query('REVOKE DELETE ON audit_entry FROM CURRENT_USER')
  return gone.length
}
