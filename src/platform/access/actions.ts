import type { Role } from '#kernel/access'
import type { Actor } from '#kernel/actor'
import type { WorkspaceId } from '#kernel/id'
import { found, Problem } from '#kernel/problem'
import { publicly } from '#platform/action/action'
import type { PublicCtx } from '#platform/action/context'
import type { Route } from '#platform/http/routes'
import type { Tx, WorkspaceRef } from '#platform/store/database'
import * as store from '#platform/store/workspaces'
import * as contract from './contract.ts'
import type { Gatekeeper } from './gatekeeper.ts'

const done = { ok: true } as const

/** The routes of sign-in, sessions, workspaces and who may enter them. */
export function accessRoutes(gate: Gatekeeper): readonly Route[] {
  return [
    publicly(contract.getSession, (ctx) => gate.session(ctx)),
    publicly(contract.signIn, async (ctx, credentials) => {
      await gate.signIn.signIn(credentials, ctx.answerHeaders)
      return done
    }),
    publicly(contract.signOut, async (ctx) => {
      await gate.signIn.signOut(ctx.headers, ctx.answerHeaders)
      return done
    }),
    publicly(contract.createAccount, async (ctx, owner) => {
      await gate.becomeOwner(ctx, owner)
      return done
    }),
    publicly(contract.changePassword, async (ctx, passwords) => {
      await gate.signIn.changePassword(passwords, ctx.headers, ctx.answerHeaders)
      return done
    }),
    publicly(contract.createWorkspace, (ctx, { name }) => gate.createWorkspace(ctx, name)),
    publicly(contract.renameWorkspace, async (ctx, { name }) => {
      const { id } = workspaceOf(ctx)
      await ctx.services.database.inPublic((tx) => store.renameWorkspace(tx, id, name))
      return { id, name }
    }),
    publicly(contract.listAccounts, async (ctx) => {
      const members = await ctx.services.database.inPublic((tx) => membersOf(tx, workspaceOf(ctx).id))
      const people = await gate.signIn.users([...members.keys()])
      return {
        accounts: people.map((person) => ({
          userId: person.id,
          name: person.name,
          email: person.email,
          role: members.get(person.id) ?? 'viewer',
        })),
      }
    }),
    publicly(contract.giveAccess, async (ctx, { name, email, role, password }) => {
      if (!(await gate.signIn.hasUsers())) {
        throw new Problem('conflict', 'Set an e-mail address and a password for yourself first (Settings, Account); then let others in.')
      }
      mayGive(ctx.actor, role)
      const person = (await gate.signIn.userByEmail(email)) ?? (await gate.signIn.createUser({ name, email, password: required(password) }))
      await ctx.services.database.inPublic((tx) => setMembership(tx, workspaceOf(ctx).id, person.id, role, ctx.now))
      return { userId: person.id, name: person.name, email: person.email, role }
    }),
    publicly(contract.changeAccess, async (ctx, { userId, role }) => {
      await ctx.services.database.inPublic(async (tx) => {
        const { id } = workspaceOf(ctx)
        const members = await membersOf(tx, id, 'FOR UPDATE')
        const current = found(members.get(userId), 'This person')
        mayGive(ctx.actor, current)
        if (role) mayGive(ctx.actor, role)
        const owners = [...members.values()].filter((each) => each === 'owner').length
        if (current === 'owner' && role !== 'owner' && owners === 1)
          throw new Problem('conflict', 'This is the only owner. Make someone else an owner first.')
        if (role) await setMembership(tx, id, userId, role, ctx.now)
        else await tx.query('DELETE FROM membership WHERE workspace_id = $1 AND user_id = $2', [id, userId])
      })
      return done
    }),
  ]
}

function workspaceOf(ctx: PublicCtx): WorkspaceRef {
  if (!ctx.caller.workspace) throw new Problem('invalid-input', 'Say which workspace: send its id in the header Interlock-Workspace.')
  return ctx.caller.workspace
}

function required(password: string | undefined): string {
  if (password === undefined)
    throw new Problem('invalid-input', 'This person is new here: give a first password, which they change after signing in.')
  return password
}

/** Nobody gives or takes a role above their own. */
function mayGive(actor: Actor, role: Role): void {
  if (role === 'owner' && !(actor.kind === 'user' && actor.role === 'owner'))
    throw new Problem('not-allowed', 'Only an owner makes, changes or removes owners.')
}

async function membersOf(tx: Tx, workspaceId: WorkspaceId, lock: '' | 'FOR UPDATE' = ''): Promise<Map<string, Role>> {
  const rows = await tx.query<{ user_id: string; role: Role }>(
    `SELECT user_id, role FROM membership WHERE workspace_id = $1 ORDER BY user_id ${lock}`,
    [workspaceId],
  )
  return new Map(rows.map((row) => [row.user_id, row.role]))
}

async function setMembership(tx: Tx, workspaceId: WorkspaceId, userId: string, role: Role, now: string): Promise<void> {
  await tx.query(
    'INSERT INTO membership (workspace_id, user_id, role, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (workspace_id, user_id) DO UPDATE SET role = excluded.role',
    [workspaceId, userId, role, now],
  )
}
