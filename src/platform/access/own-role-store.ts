import { type Role, roles } from '#kernel/access'
import type { Id, WorkspaceId } from '#kernel/id'
import { found, Problem } from '#kernel/problem'
import { allRights, type Rights } from '#kernel/rights'
import { type Reach, rightsOn } from '#kernel/role-difference'
import { plural, said, spoken, t } from '#kernel/text'
import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import type { BaseRole, GivenRole, OwnRoleRef } from './contract.ts'

export type OwnRoleId = Id<'own_role'>

/** A role of the company's own as it is kept. */
export interface OwnRole {
  readonly id: OwnRoleId
  readonly name: string
  readonly about: string
  readonly base: BaseRole
  readonly rights: Rights
}

/** A role that was given, built-in or not, with all that it may. */
export interface Standing extends Reach {
  readonly ownRole: OwnRoleRef
}

/** Of a table with the column own_role: the role as answers show it. */
export const ownRoleShown = (alias: string) =>
  `(SELECT jsonb_build_object('id', o.id, 'name', o.name) FROM own_role o WHERE o.id = ${alias}.own_role) AS "ownRole"`

const isBuiltIn = (given: GivenRole): given is Role => (roles as readonly string[]).includes(given)

const columns = 'id, name, about, base, rights'
type Row = Omit<OwnRole, 'rights'> & { rights: unknown } & Record<string, unknown>
const read = ({ id, name, about, base, rights }: Row): OwnRole => ({ id, name, about, base, rights: rightsOn(base, rights) })

/** Changes of roles wait for each other, so that two people do not make the same one. */
export async function holdRoles(tx: Tx, workspaceId: WorkspaceId): Promise<void> {
  await tx.query('SELECT 1 FROM workspace WHERE id = $1 FOR NO KEY UPDATE', [workspaceId])
}

export async function ownRolesOf(tx: Tx, workspaceId: WorkspaceId): Promise<OwnRole[]> {
  const rows = await tx.query<Row>(`SELECT ${columns} FROM own_role WHERE workspace_id = $1 ORDER BY lower(name), id`, [workspaceId])
  return rows.map(read)
}

/** One role of the company's own; `held` keeps it as it is until the end of the transaction. Throws Problem `not-found`. */
export async function ownRoleOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: OwnRoleId,
  held: 'FOR SHARE' | 'FOR UPDATE' | '' = '',
): Promise<OwnRole> {
  const rows = await tx.query<Row>(`SELECT ${columns} FROM own_role WHERE workspace_id = $1 AND id = $2 ${held}`, [workspaceId, id])
  return read(found(rows[0], t('This role')))
}

/** A role of the company's own as it is given. */
export const asStanding = ({ id, name, base, rights }: OwnRole): Standing => ({ role: base, ownRole: { id, name }, rights })

/** Throws Problem `conflict` for a name that another role has, built-in ones included. */
export async function ensureFree(tx: Tx, workspaceId: WorkspaceId, { id, name }: Pick<OwnRole, 'id' | 'name'>): Promise<void> {
  const same = (other: string) => other.toLocaleLowerCase(spoken()) === name.toLocaleLowerCase(spoken())
  const taken = (await ownRolesOf(tx, workspaceId)).some((role) => role.id !== id && same(role.name))
  if (taken || roles.some((role) => same(role) || same(said(role, 'role'))))
    throw new Problem('conflict', t('There is a role {{name}} already. Choose another name.', { name }))
}

export async function keepOwnRole(
  tx: Tx,
  workspaceId: WorkspaceId,
  { id, name, about, base, rights }: OwnRole,
  now: Instant,
): Promise<void> {
  await tx.query(
    `INSERT INTO own_role (id, workspace_id, name, about, base, rights, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $7)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, about = excluded.about, rights = excluded.rights, changed_at = excluded.changed_at`,
    [id, workspaceId, name, about, base, JSON.stringify(rights), now],
  )
}

export async function dropOwnRole(tx: Tx, workspaceId: WorkspaceId, id: OwnRoleId): Promise<void> {
  // What no longer opens anything keeps the built-in role that it stood on.
  for (const table of ['invitation', 'api_key'])
    await tx.query(`UPDATE ${table} SET own_role = NULL WHERE workspace_id = $1 AND own_role = $2`, [workspaceId, id])
  await tx.query('DELETE FROM own_role WHERE workspace_id = $1 AND id = $2', [workspaceId, id])
}

/** Rights of the built-in roles, where an owner has written some down. */
export async function writtenRights(tx: Tx, workspaceId: WorkspaceId): Promise<Map<Role, Rights>> {
  const rows = await tx.query<{ role: Role; rights: unknown }>('SELECT role, rights FROM role_rights WHERE workspace_id = $1', [
    workspaceId,
  ])
  return new Map(rows.map(({ role, rights }) => [role, rightsOn(role, rights)]))
}

/** What a role that is to be given may do. One of the company's own stays until the end of the transaction. Throws Problem `not-found`. */
export async function standingOf(tx: Tx, workspaceId: WorkspaceId, given: GivenRole): Promise<Standing> {
  if (isBuiltIn(given)) {
    const written = (await writtenRights(tx, workspaceId)).get(given)
    return { role: given, ownRole: null, rights: rightsOn(given, written ?? allRights) }
  }
  const { id, name, base, rights } = await ownRoleOf(tx, workspaceId, given, 'FOR SHARE')
  return { role: base, ownRole: { id, name }, rights }
}

/** The same, or null for a role that is gone. */
export async function standingIfThere(tx: Tx, workspaceId: WorkspaceId, given: GivenRole): Promise<Standing | null> {
  return await standingOf(tx, workspaceId, given).catch((error) => {
    if (error instanceof Problem && error.kind === 'not-found') return null
    throw error
  })
}

/** Ids of those who have a role: people, open invitations, keys that are not over. */
export interface Holders {
  readonly people: readonly string[]
  readonly invitations: readonly { readonly id: string; readonly email: string }[]
  readonly keys: readonly { readonly id: string; readonly name: string }[]
}

const liveInvitation = 'accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2'
const liveKey = 'revoked_at IS NULL AND expires_at > $2'

/** Who has which role, by its name or id. */
export async function holdersByRole(tx: Tx, workspaceId: WorkspaceId, now: Instant): Promise<Map<string, Holders>> {
  const found = new Map<string, { people: string[]; invitations: { id: string; email: string }[]; keys: { id: string; name: string }[] }>()
  const of = (given: string) => {
    const known = found.get(given) ?? { people: [], invitations: [], keys: [] }
    found.set(given, known)
    return known
  }
  const given = 'coalesce(own_role::text, role) AS given'
  const people = await tx.query<{ given: string; id: string }>(
    `SELECT ${given}, user_id AS id FROM membership WHERE workspace_id = $1 ORDER BY user_id`,
    [workspaceId],
  )
  for (const row of people) of(row.given).people.push(row.id)
  const invitations = await tx.query<{ given: string; id: string; email: string }>(
    `SELECT ${given}, id, email FROM invitation WHERE workspace_id = $1 AND ${liveInvitation} ORDER BY email, id`,
    [workspaceId, now],
  )
  for (const { id, email, ...row } of invitations) of(row.given).invitations.push({ id, email })
  const keys = await tx.query<{ given: string; id: string; name: string }>(
    `SELECT ${given}, id, name FROM api_key WHERE workspace_id = $1 AND ${liveKey} ORDER BY name, id`,
    [workspaceId, now],
  )
  for (const { id, name, ...row } of keys) of(row.given).keys.push({ id, name })
  return found
}

export const nobody: Holders = { people: [], invitations: [], keys: [] }

/** Why a role cannot go without a word on those who have it. */
export function heldBy(name: string, { people, invitations, keys }: Holders): string {
  const who = [
    people.length > 0 ? plural(people.length, '{{n}} person', '{{n}} people', { n: people.length }) : '',
    invitations.length > 0 ? plural(invitations.length, '{{n}} open invitation', '{{n}} open invitations', { n: invitations.length }) : '',
    keys.length > 0 ? plural(keys.length, '{{n}} API key', '{{n}} API keys', { n: keys.length }) : '',
  ].filter((part) => part !== '')
  return t('The role {{name}} is in use: {{who}}. Say what they become, or give them another role first.', { name, who: who.join(', ') })
}

/** Who has a role, by name. */
export function holdersShown({ people, invitations, keys }: Holders, names: ReadonlyMap<string, string>) {
  return {
    people: people.map((id) => names.get(id) ?? t('a person without account')).toSorted((a, b) => a.localeCompare(b, spoken())),
    invitations: invitations.map(({ email }) => email),
    keys: keys.map(({ name }) => name),
  }
}

/** Gives people, invitations and keys another role, where they have the one that is said. */
export async function giveInstead(
  tx: Tx,
  workspaceId: WorkspaceId,
  who: { readonly people: readonly string[]; readonly invitations: readonly string[]; readonly keys: readonly string[] },
  from: Standing,
  to: Standing,
): Promise<void> {
  const tables = [
    ['membership', 'user_id', who.people, 'text[]'],
    ['invitation', 'id', who.invitations, 'uuid[]'],
    ['api_key', 'id', who.keys, 'uuid[]'],
  ] as const
  for (const [table, id, ids, type] of tables)
    await tx.query(
      `UPDATE ${table} SET role = $3, own_role = $4 WHERE workspace_id = $1 AND ${id} = ANY($2::${type}) AND role = $5 AND own_role IS NOT DISTINCT FROM $6`,
      [workspaceId, ids, to.role, to.ownRole?.id ?? null, from.role, from.ownRole?.id ?? null],
    )
}
