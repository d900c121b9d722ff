import type { z } from 'zod'
import { mayGive, type Role } from '#kernel/access'
import { type Actor, roleOf, visitor } from '#kernel/actor'
import type { EventKind } from '#kernel/event'
import type { WorkspaceId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { PublicCtx } from '#platform/action/context'
import { type Doing, noteAudit } from '#platform/audit/audit'
import type { Tx, WorkspaceRef } from '#platform/store/database'
import type { OwnRoleRef } from './contract.ts'
import { ownRoleShown } from './own-role-store.ts'
import type { From, SignedIn } from './sign-in.ts'

/** The workspace that a call names. Throws Problem `invalid-input` when it names none. */
export function workspaceOf(ctx: PublicCtx): WorkspaceRef {
  if (!ctx.caller.workspace) throw new Problem('invalid-input', t('Say which workspace: send its id in the header Interlock-Workspace.'))
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
export async function membersOf(tx: Tx, workspaceId: WorkspaceId): Promise<Map<string, Role>> {
  const rows = await tx.query<{ user_id: string; role: Role }>(
    'SELECT user_id, role FROM membership WHERE workspace_id = $1 ORDER BY user_id',
    [workspaceId],
  )
  return new Map(rows.map((row) => [row.user_id, row.role]))
}

/** What a member is: a built-in role, and the one of the company's own that stands on it. */
export interface Place {
  readonly role: Role
  readonly ownRole: OwnRoleRef
}

/** The name of a role as the audit log keeps it. */
export const calledRole = ({ role, ownRole }: Place) => ownRole?.name ?? role

/** The same with roles of the company's own. */
export async function placesOf(tx: Tx, workspaceId: WorkspaceId, lock: '' | 'FOR UPDATE' = ''): Promise<Map<string, Place>> {
  const rows = await tx.query<{ userId: string; role: Role; ownRole: OwnRoleRef }>(
    `SELECT m.user_id AS "userId", m.role, ${ownRoleShown('m')} FROM membership m WHERE m.workspace_id = $1 ORDER BY m.user_id ${lock}`,
    [workspaceId],
  )
  return new Map(rows.map(({ userId, role, ownRole }) => [userId, { role, ownRole }]))
}

export async function setMembership(
  tx: Tx,
  workspaceId: WorkspaceId,
  userId: string,
  { role, ownRole }: Place,
  now: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO membership (workspace_id, user_id, role, own_role, created_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (workspace_id, user_id) DO UPDATE SET role = excluded.role, own_role = excluded.own_role`,
    [workspaceId, userId, role, ownRole?.id ?? null, now],
  )
}

/**
 * What happens to an account is noted in every workspace that it may enter; each of them is concerned, and none sees the others. Tries at an address
 * without account are noted in none, with as much work, so that the time of the answer does not tell them apart.
 */
export async function noteFor<P extends z.ZodType>(
  ctx: PublicCtx,
  person: SignedIn | null,
  event: EventKind<P>,
  payload: z.input<P>,
): Promise<void> {
  const actor = person ? ({ kind: 'user', id: person.id, name: person.name, role: null } as const) : visitor
  await ctx.services.database.inPublic(async (tx) => {
    const places = await tx.query<{ id: WorkspaceId }>(
      'SELECT workspace_id AS id FROM membership WHERE user_id = $1 ORDER BY workspace_id',
      [person?.id ?? ''],
    )
    for (const workspace of places.length > 0 ? places : [null]) await noteAudit(tx, { ...doingOf(ctx), actor, workspace }, event, payload)
  })
}
