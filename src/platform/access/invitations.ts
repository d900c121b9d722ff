import { createHash } from 'node:crypto'
import type { Role } from '#kernel/access'
import type { Id, WorkspaceId } from '#kernel/id'
import { found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { type Instant, later } from '#kernel/time'
import { publicly } from '#platform/action/action'
import type { PublicCtx } from '#platform/action/context'
import { noteAudit } from '#platform/audit/audit'
import type { Route } from '#platform/http/routes'
import { newId, newSecret } from '#platform/ids'
import { linkHere, oneLine } from '#platform/mail/outbox'
import type { Tx } from '#platform/store/database'
import type { GivenRole, OwnRoleRef } from './contract.ts'
import * as contract from './contract.ts'
import { invitationAccepted, invitationMade, invitationRenewed, invitationRevoked } from './events.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import { calledRole, doingOf, membersOf, setMembership, visitOf, workspaceOf } from './members.ts'
import { ownRoleShown } from './own-role-store.ts'
import { ensureHardToGuess } from './password-strength.ts'
import { handedOut } from './rights.ts'
import type { SignedIn } from './sign-in.ts'

interface Kept {
  readonly id: Id<'invitation'>
  readonly email: string
  readonly role: Role
  readonly ownRole: OwnRoleRef
  readonly invitedBy: string
  readonly createdAt: Instant
  readonly expiresAt: Instant
}

const columns = `id, email, role, invited_by_name AS "invitedBy", created_at AS "createdAt", expires_at AS "expiresAt", ${ownRoleShown('invitation')}`
const open = 'accepted_at IS NULL AND revoked_at IS NULL'

/** A link holds 256 random bits, so a plain hash of it gives nothing away and needs no salt. */
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')

/** An invitation as the audit log keeps it. */
const told = (kept: Pick<Kept, 'email' | 'role' | 'ownRole'>) => ({ email: kept.email, role: calledRole(kept) })

/** What a new link is, and until when. */
function newLink(now: Instant) {
  const token = newSecret()
  return { link: `/invitation#${token}`, hash: hashOf(token), expiresAt: later(now, contract.invitationDays * 86_400_000) }
}

const shown = (kept: Kept, now: Instant) => ({ ...kept, state: kept.expiresAt > now ? ('open' as const) : ('expired' as const) })

/** Invitations: made and taken back by those who run the workspace, accepted by whoever holds the link. */
export function invitationRoutes(gate: Gatekeeper): readonly Route[] {
  return [
    publicly(contract.invite, (ctx, wanted) => invite(gate, ctx, wanted)),
    publicly(contract.listInvitations, async (ctx) => {
      const rows = await ctx.services.database.inPublic((tx) =>
        tx.query<Kept & Record<string, unknown>>(
          `SELECT ${columns} FROM invitation WHERE workspace_id = $1 AND ${open} ORDER BY created_at DESC, id DESC`,
          [workspaceOf(ctx).id],
        ),
      )
      return { invitations: rows.map((row) => shown(row, ctx.now)) }
    }),
    publicly(contract.renewInvitation, (ctx, { id }) =>
      ctx.services.database
        .inPublic(async (tx) => {
          const kept = await openOne(tx, workspaceOf(ctx).id, id)
          await handedOut(tx, workspaceOf(ctx).id, ctx.actor, kept.ownRole?.id ?? kept.role)
          const { link, hash, expiresAt } = newLink(ctx.now)
          await tx.query('UPDATE invitation SET token_hash = $2, expires_at = $3 WHERE id = $1', [id, hash, expiresAt])
          await noteAudit(tx, doingOf(ctx), invitationRenewed, told(kept))
          await mailLink(gate, tx, ctx, { ...kept, expiresAt }, link)
          return { ...shown({ ...kept, expiresAt }, ctx.now), link, mailed: gate.outbox.sends }
        })
        .then(andWake(gate)),
    ),
    publicly(contract.revokeInvitation, (ctx, { id }) =>
      ctx.services.database.inPublic(async (tx) => {
        const kept = await openOne(tx, workspaceOf(ctx).id, id)
        await tx.query('UPDATE invitation SET revoked_at = $2 WHERE id = $1', [id, ctx.now])
        await noteAudit(tx, doingOf(ctx), invitationRevoked, told(kept))
        return { ok: true } as const
      }),
    ),
    publicly(contract.readInvitation, async (ctx, { token }) => {
      const { email, role, ownRole, invitedBy, company } = await ctx.services.database.inPublic((tx) => byToken(tx, token, ctx.now))
      const person = await gate.signIn.userByEmail(email)
      return { company, invitedBy, email, role, ownRole, hasAccount: person !== null, mine: person !== null && person.id === ctx.actor.id }
    }),
    publicly(contract.acceptInvitation, (ctx, answer) => accept(gate, ctx, answer)),
  ]
}

async function invite(gate: Gatekeeper, ctx: PublicCtx, { email, role: given }: { email: string; role: GivenRole }) {
  const { id: workspaceId } = workspaceOf(ctx)
  if (!(await gate.signIn.hasUsers()))
    throw new Problem('conflict', t('Set an e-mail address and a password for yourself first (Settings, Account); then let others in.'))
  const known = await gate.signIn.userByEmail(email)
  return await ctx.services.database
    .inPublic(async (tx) => {
      if (known && (await membersOf(tx, workspaceId)).has(known.id))
        throw new Problem('conflict', t('{{email}} has access already. Change the role in the list of people.', { email }))
      const { role, ownRole } = await handedOut(tx, workspaceId, ctx.actor, given)
      await tx.query(`UPDATE invitation SET revoked_at = $3 WHERE workspace_id = $1 AND email = $2 AND ${open}`, [
        workspaceId,
        email,
        ctx.now,
      ])
      const { link, hash, expiresAt } = newLink(ctx.now)
      const id = newId<'invitation'>(ctx.now)
      const kept: Kept = { id, email, role, ownRole, invitedBy: ctx.actor.name, createdAt: ctx.now, expiresAt }
      await tx.query(
        `INSERT INTO invitation (id, workspace_id, email, role, own_role, token_hash, invited_by, invited_by_name, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [id, workspaceId, email, role, ownRole?.id ?? null, hash, ctx.actor.id, ctx.actor.name, ctx.now, expiresAt],
      )
      await noteAudit(tx, doingOf(ctx), invitationMade, told(kept))
      await mailLink(gate, tx, ctx, kept, link)
      return { ...shown(kept, ctx.now), link, mailed: gate.outbox.sends }
    })
    .then(andWake(gate))
}

/** After the commit: what was put into the outbox is sent now. */
const andWake =
  (gate: Gatekeeper) =>
  <T>(answer: T) => {
    gate.outbox.wake()
    return answer
  }

/** The link by mail, to whom it is for. */
async function mailLink(gate: Gatekeeper, tx: Tx, ctx: PublicCtx, { email, role, ownRole, expiresAt }: Kept, link: string): Promise<void> {
  const { id, name } = workspaceOf(ctx)
  const invites = t('{{name}} invites you to {{company}} in Interlock', { name: oneLine(ctx.actor.name), company: oneLine(name) })
  await gate.outbox.queue(tx, ctx.now, {
    kind: 'invitation',
    to: email,
    workspaceId: id,
    userId: null,
    subject: invites,
    text: t(
      '{{invites}} as {{role}}. This link lets one person in, and ends after {{invitationDays}} days:\n\n{{link}}\n\nIf you do not know what this is about, leave it; without the link nothing happens.\n',
      { invites, role: calledRole({ role, ownRole }), invitationDays: contract.invitationDays, link: linkHere },
    ),
    link,
    sendBy: expiresAt,
  })
}

async function openOne(tx: Tx, workspaceId: WorkspaceId, id: string): Promise<Kept> {
  const rows = await tx.query<Kept & Record<string, unknown>>(
    `SELECT ${columns} FROM invitation WHERE workspace_id = $1 AND id = $2 AND ${open} FOR UPDATE`,
    [workspaceId, id],
  )
  return found(rows[0], t('This open invitation'))
}

/** The invitation of a link that still opens something. One answer for all that do not, so that a link tells nothing once it is over. */
async function byToken(tx: Tx, token: string, now: Instant) {
  const [row] = await tx.query<Kept & { workspaceId: WorkspaceId; company: string }>(
    `SELECT ${columns}, workspace_id AS "workspaceId", (SELECT w.name FROM workspace w WHERE w.id = workspace_id) AS company
     FROM invitation WHERE token_hash = $1 AND ${open} AND expires_at > $2 FOR UPDATE`,
    [hashOf(token), now],
  )
  if (!row) {
    throw new Problem(
      'not-found',
      t('This invitation opens nothing any more: it was used or taken back, or it has expired. Ask whoever invited you for a new link.'),
    )
  }
  return row
}

async function accept(
  gate: Gatekeeper,
  ctx: PublicCtx,
  answer: { token: string; name?: string | undefined; password?: string | undefined },
) {
  const entered = await ctx.services.database.inPublic(async (tx) => {
    const { id, email, role, ownRole, workspaceId, company } = await byToken(tx, answer.token, ctx.now)
    const person = (await ownAccount(gate, ctx, email)) ?? (await newAccount(gate, ctx, email, company, answer))
    // Who has access already keeps the role: an invitation gives, it never takes.
    if (!(await membersOf(tx, workspaceId)).has(person.id)) await setMembership(tx, workspaceId, person.id, { role, ownRole }, ctx.now)
    await tx.query('UPDATE invitation SET accepted_at = $2 WHERE id = $1', [id, ctx.now])
    const actor = { kind: 'user', id: person.id, name: person.name, role } as const
    await noteAudit(tx, { ...doingOf(ctx), actor, workspace: { id: workspaceId } }, invitationAccepted, told({ email, role, ownRole }))
    return { workspaceId, person, role }
  })
  await gate.entered(entered.workspaceId, entered.person, entered.role)
  return { workspace: entered.workspaceId }
}

/** The account of the address, if there is one; then only its owner, signed in, may accept. */
async function ownAccount(gate: Gatekeeper, ctx: PublicCtx, email: string): Promise<SignedIn | null> {
  const person = await gate.signIn.userByEmail(email)
  if (person && person.id !== ctx.actor.id)
    throw new Problem('conflict', t('There is an account for {{email}}. Sign in with it, then open the link again.', { email }))
  return person
}

async function newAccount(
  gate: Gatekeeper,
  ctx: PublicCtx,
  email: string,
  company: string,
  { name, password }: { name?: string | undefined; password?: string | undefined },
): Promise<SignedIn> {
  if (name === undefined || password === undefined)
    throw new Problem('invalid-input', t('Give your name and a password of your own to come in.'))
  await ensureHardToGuess(password, [name, email, company])
  return await gate.signIn.createUser({ name, email, password }, visitOf(ctx), ctx.answerHeaders)
}
