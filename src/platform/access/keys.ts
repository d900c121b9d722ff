import { createHash } from 'node:crypto'
import { mayGive, type Role } from '#kernel/access'
import type { KeyReach } from '#kernel/actor'
import type { Id, WorkspaceId } from '#kernel/id'
import { found, Problem } from '#kernel/problem'
import { type Rights, readRights, shared } from '#kernel/rights'
import { t } from '#kernel/text'
import { type Instant, later } from '#kernel/time'
import { publicly } from '#platform/action/action'
import type { PublicCtx } from '#platform/action/context'
import { noteAudit } from '#platform/audit/audit'
import type { Route } from '#platform/http/routes'
import { newId, newSecret } from '#platform/ids'
import type { Tx, WorkspaceRef } from '#platform/store/database'
import type { GivenRole, OwnRoleRef } from './contract.ts'
import * as contract from './contract.ts'
import { keyMade, keyRevoked } from './events.ts'
import { calledRole, doingOf, workspaceOf } from './members.ts'
import { ownRoleShown } from './own-role-store.ts'
import { handedOut } from './rights.ts'

/** What every secret begins with, so that scanners for leaked secrets can find one. */
const prefix = 'ilk_'

/** A secret holds 256 random bits, so a plain hash of it gives nothing away and needs no salt. */
const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex')

interface KeyRow {
  readonly id: Id<'api_key'>
  readonly name: string
  readonly role: Role
  readonly ownRole: OwnRoleRef
  readonly scope: KeyReach['scope']
  readonly groups: string[]
  readonly hint: string
  readonly madeBy: string
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly lastUsedAt: Instant | null
  readonly lastUsedFrom: string | null
  /** The role that its maker has now. */
  readonly makersRole: Role | null
}

const columns = `k.id, k.name, k.role, k.scope, k.groups, k.hint, k.made_by_name AS "madeBy", k.created_at AS "createdAt",
  k.expires_at AS "expiresAt", k.last_used_at AS "lastUsedAt", k.last_used_from AS "lastUsedFrom", m.role AS "makersRole", ${ownRoleShown('k')}`
const from = 'api_key k LEFT JOIN membership m ON m.workspace_id = k.workspace_id AND m.user_id = k.made_by'

/** Making, listing and revoking of API keys; `groups` are those of all endpoints that a key can reach. */
export function keyRoutes(groups: readonly string[]): readonly Route[] {
  return [
    publicly(contract.listKeys, async (ctx) => {
      const rows = await ctx.services.database.inPublic((tx) =>
        tx.query<KeyRow & Record<string, unknown>>(
          `SELECT ${columns} FROM ${from} WHERE k.workspace_id = $1 AND k.revoked_at IS NULL ORDER BY k.created_at DESC, k.id DESC`,
          [workspaceOf(ctx).id],
        ),
      )
      return { keys: rows.map((row) => shown(row, ctx.now)), groups: [...groups] }
    }),
    publicly(contract.makeKey, (ctx, wanted) => make(ctx, wanted, groups)),
    publicly(contract.revokeKey, (ctx, { id }) =>
      ctx.services.database.inPublic(async (tx) => {
        const rows = await tx.query<{ name: string }>(
          'UPDATE api_key SET revoked_at = $3 WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING name',
          [workspaceOf(ctx).id, id, ctx.now],
        )
        await noteAudit(tx, doingOf(ctx), keyRevoked, found(rows[0], t('This API key')))
        return { ok: true } as const
      }),
    ),
  ]
}

/** A key never does more than its maker could: it rests when they lose the role. */
const outranked = ({ makersRole, role }: Pick<KeyRow, 'makersRole' | 'role'>) => makersRole === null || !mayGive(makersRole, role).ok

function shown(row: KeyRow, now: Instant) {
  const state = row.expiresAt <= now ? ('expired' as const) : outranked(row) ? ('idle' as const) : ('works' as const)
  return { ...row, state }
}

interface Wanted extends KeyReach {
  readonly name: string
  readonly role: GivenRole
  readonly days: number
}

async function make(ctx: PublicCtx, { name, role: given, scope, groups, days }: Wanted, known: readonly string[]) {
  const { actor } = ctx
  const workspace = workspaceOf(ctx)
  const unknown = groups.find((group) => !known.includes(group))
  if (unknown !== undefined)
    throw new Problem(
      'invalid-input',
      t('There is no group of endpoints "{{unknown}}". There are {{known}}.', { unknown, known: known.join(', ') }),
    )
  const secret = prefix + newSecret()
  return await ctx.services.database.inPublic(async (tx) => {
    const [member] = await tx.query('SELECT 1 FROM membership WHERE workspace_id = $1 AND user_id = $2', [workspace.id, actor.id])
    const { role, ownRole } = await handedOut(tx, workspace.id, actor, given)
    if (!member)
      throw new Problem(
        'conflict',
        t('A key belongs to a person. Set an e-mail address and a password first (Settings, Account), and sign in.'),
      )
    const row: KeyRow = {
      id: newId<'api_key'>(ctx.now),
      name,
      role,
      ownRole,
      scope,
      groups: [...new Set(groups)],
      hint: secret.slice(-4),
      madeBy: actor.name,
      createdAt: ctx.now,
      expiresAt: later(ctx.now, days * 86_400_000),
      lastUsedAt: null,
      lastUsedFrom: null,
      makersRole: role,
    }
    await tx.query(
      `INSERT INTO api_key (id, workspace_id, name, role, scope, groups, secret_hash, hint, made_by, made_by_name, created_at, expires_at, own_role)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        ...[
          row.id,
          workspace.id,
          name,
          role,
          scope,
          row.groups,
          hashOf(secret),
          row.hint,
          actor.id,
          actor.name,
          row.createdAt,
          row.expiresAt,
        ],
        ownRole?.id ?? null,
      ],
    )
    await noteAudit(tx, doingOf(ctx), keyMade, { name, role: calledRole(row), scope })
    return { ...shown(row, ctx.now), secret }
  })
}

/** What a bearer token opens. */
export interface OpenedKey extends KeyReach {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly ownRole: OwnRoleRef
  readonly workspace: WorkspaceRef
  /** What limits it; undefined for nothing. */
  readonly rights: Rights | undefined
  /** Whether the last minute does not know yet that it is in use. */
  readonly unnoted: boolean
}

/** What is written down for the role of a row: of the company's own role, or of the built-in one, joined by the second name. */
const rightsSql = (alias: string, builtIn: string) =>
  `CASE WHEN ${alias}.own_role IS NULL THEN ${builtIn}.rights ELSE (SELECT o.rights FROM own_role o WHERE o.id = ${alias}.own_role) END`

/** Whether a bearer token looks like one of our keys. */
export const isKey = (token: string) => token.startsWith(prefix)

/** The key of a secret, if it still opens something; its use is noted to the minute. */
export async function openKey(tx: Pick<Tx, 'query'>, secret: string, now: Instant): Promise<OpenedKey | null> {
  const [row] = await tx.query<
    KeyRow & { workspaceId: WorkspaceId; workspace: string; schema: string; keysRights: unknown; makersRights: unknown }
  >(
    `SELECT ${columns}, w.id AS "workspaceId", w.name AS workspace, w.schema_name AS schema, ${rightsSql('k', 'kr')} AS "keysRights", ${rightsSql('m', 'mr')} AS "makersRights"
     FROM ${from} LEFT JOIN role_rights kr ON kr.workspace_id = k.workspace_id AND kr.role = k.role
     LEFT JOIN role_rights mr ON mr.workspace_id = k.workspace_id AND mr.role = m.role JOIN workspace w ON w.id = k.workspace_id WHERE k.secret_hash = $1 AND k.revoked_at IS NULL AND k.expires_at > $2`,
    [hashOf(secret), now],
    'open key',
  )
  if (!row || outranked(row)) return null
  const { id, name, role, ownRole, scope, groups, workspaceId, workspace, schema } = row
  const limits = [row.keysRights ?? null, row.makersRights ?? null].filter((written) => written !== null).map(readRights)
  const rights = limits.length === 0 ? undefined : limits.reduce(shared)
  const unnoted = row.lastUsedAt === null || row.lastUsedAt < later(now, -60_000)
  return { id, name, role, ownRole, scope, groups, rights, unnoted, workspace: { id: workspaceId, name: workspace, schema } }
}

/** Notes that a key is in use, which is told to the minute. */
export async function noteKeyUsed(tx: Tx, { id }: OpenedKey, address: string, now: Instant): Promise<void> {
  await tx.query('UPDATE api_key SET last_used_at = $2, last_used_from = $3 WHERE id = $1', [id, now, address])
}
