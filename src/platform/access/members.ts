import { mayGive, type Role } from '#kernel/access'
import { type Actor, roleOf } from '#kernel/actor'
import type { WorkspaceId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { PublicCtx } from '#platform/action/context'
import type { Doing } from '#platform/audit/audit'
import type { Tx, WorkspaceRef } from '#platform/store/database'
import type { From } from './sign-in.ts'

/** The workspace that a call names. Throws Problem `invalid-input` when it names none. */
export function workspaceOf(ctx: PublicCtx): WorkspaceRef {
  if (!ctx.caller.workspace) throw new Problem('invalid-input', 'Say which workspace: send its id in the header Interlock-Workspace.')
  return ctx.caller.workspace
}

/** Who does this, for the audit log. */
export function doingOf(ctx: PublicCtx): Doing {
  return { actor: ctx.actor, address: ctx.caller.address, workspace: ctx.caller.workspace, now: ctx.now }
}

/** What a session remembers of a visit. */
export function visitOf(ctx: PublicCtx): From {
  return { address: ctx.caller.address, userAgent: ctx.headers.get('user-agent')?.slice(0, 400) ?? null }
}

/** Throws Problem `not-allowed` when the role is above that of whoever gives or takes it. */
export function ensureMayGive(actor: Actor, role: Role): void {
  const verdict = mayGive(roleOf(actor), role)
  if (!verdict.ok) throw new Problem('not-allowed', verdict.why)
}

/** Roles of all members by the id of the user. */
export async function membersOf(tx: Tx, workspaceId: WorkspaceId, lock: '' | 'FOR UPDATE' = ''): Promise<Map<string, Role>> {
  const rows = await tx.query<{ user_id: string; role: Role }>(
    `SELECT user_id, role FROM membership WHERE workspace_id = $1 ORDER BY user_id ${lock}`,
    [workspaceId],
  )
  return new Map(rows.map((row) => [row.user_id, row.role]))
}

export async function setMembership(tx: Tx, workspaceId: WorkspaceId, userId: string, role: Role, now: string): Promise<void> {
  await tx.query(
    'INSERT INTO membership (workspace_id, user_id, role, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (workspace_id, user_id) DO UPDATE SET role = excluded.role',
    [workspaceId, userId, role, now],
  )
}
