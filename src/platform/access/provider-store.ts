import type { Role } from '#kernel/access'
import type { WorkspaceId } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import type { OwnRoleRef, rolesBySignOn } from './contract.ts'
import type { Place } from './members.ts'
import type { Recognised } from './openid.ts'
import { ownRoleShown } from './own-role-store.ts'

/** A provider of single sign-on as a company has set it up. */
export interface KeptProvider {
  readonly workspaceId: WorkspaceId
  readonly label: string
  readonly issuer: string
  readonly clientId: string
  readonly sealedSecret: string
  readonly domains: readonly string[]
  readonly role: (typeof rolesBySignOn)[number]
  /** The owner who set it up: it lets nobody into what that owner does not own. */
  readonly setBy: string
}

const columns = `workspace_id AS "workspaceId", label, issuer, client_id AS "clientId", sealed_secret AS "sealedSecret", domains, role, set_by AS "setBy"`

export async function providerOf(tx: Tx, workspaceId: string): Promise<KeptProvider | null> {
  const [row] = await tx.query<KeptProvider & Record<string, unknown>>(`SELECT ${columns} FROM identity_provider WHERE workspace_id = $1`, [
    workspaceId,
  ])
  return row ?? null
}

/** What stands on the sign-in page. */
export async function shownProviders(tx: Tx): Promise<{ id: WorkspaceId; label: string }[]> {
  return await tx.query<{ id: WorkspaceId; label: string }>(
    'SELECT workspace_id AS id, label FROM identity_provider ORDER BY label, workspace_id',
  )
}

export async function keepProvider(tx: Tx, kept: KeptProvider, now: Instant): Promise<void> {
  await tx.query(
    `INSERT INTO identity_provider (workspace_id, label, issuer, client_id, sealed_secret, domains, role, set_by, set_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (workspace_id) DO UPDATE SET label = excluded.label, issuer = excluded.issuer, client_id = excluded.client_id,
       sealed_secret = excluded.sealed_secret, domains = excluded.domains, role = excluded.role, set_by = excluded.set_by, set_at = excluded.set_at`,
    [kept.workspaceId, kept.label, kept.issuer, kept.clientId, kept.sealedSecret, kept.domains, kept.role, kept.setBy, now],
  )
}

export async function dropProvider(tx: Tx, workspaceId: WorkspaceId): Promise<boolean> {
  return (await tx.query('DELETE FROM identity_provider WHERE workspace_id = $1 RETURNING label', [workspaceId])).length > 0
}

/** Whose account somebody is for a provider, once they signed in by it. */
export async function linkedUser(tx: Tx, workspaceId: WorkspaceId, { issuer, subject }: Recognised): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>(
    'SELECT user_id AS id FROM provider_identity WHERE workspace_id = $1 AND issuer = $2 AND subject = $3',
    [workspaceId, issuer, subject],
  )
  return row?.id ?? null
}

export async function linkUser(
  tx: Tx,
  workspaceId: WorkspaceId,
  { issuer, subject }: Recognised,
  userId: string,
  now: Instant,
): Promise<void> {
  await tx.query(
    `INSERT INTO provider_identity (workspace_id, issuer, subject, user_id, created_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (workspace_id, issuer, subject) DO NOTHING`,
    [workspaceId, issuer, subject, userId, now],
  )
}

/** Uses up the open invitation of an address, if there is one; gives its role. */
export async function takeInvitation(tx: Tx, workspaceId: WorkspaceId, email: string, now: Instant): Promise<Place | null> {
  const [row] = await tx.query<{ role: Role; ownRole: OwnRoleRef }>(
    `UPDATE invitation SET accepted_at = $3 WHERE workspace_id = $1 AND email = $2 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $3
     RETURNING role, ${ownRoleShown('invitation')}`,
    [workspaceId, email, now],
  )
  return row ?? null
}
