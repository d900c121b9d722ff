import { found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { publicly } from '#platform/action/action'
import { noteAudit } from '#platform/audit/audit'
import type { Route } from '#platform/http/routes'
import { renameWorkspace } from '#platform/store/workspaces'
import * as contract from './contract.ts'
import { accessChanged, accessTaken, sessionsEndedOf, workspaceRenamed } from './events.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import { calledRole, doingOf, ensureMayGive, membersOf, placesOf, setMembership, workspaceOf } from './members.ts'
import { handedOut } from './rights.ts'
import { withFactor } from './second-factor.ts'
import { endTickets } from './tickets.ts'
import { ensureRunsAllOf } from './vouching.ts'

/** Workspaces, and who may enter them. */
export function peopleRoutes(gate: Gatekeeper): readonly Route[] {
  return [
    publicly(contract.createWorkspace, (ctx, { name }) => gate.createWorkspace(ctx, name)),
    publicly(contract.renameWorkspace, async (ctx, { name }) => {
      const { id, name: before } = workspaceOf(ctx)
      await ctx.services.database.inPublic(async (tx) => {
        await renameWorkspace(tx, id, name)
        await noteAudit(tx, doingOf(ctx), workspaceRenamed, { before, name })
      })
      return { id, name }
    }),
    publicly(contract.listAccounts, async (ctx) => {
      const { members, factors } = await ctx.services.database.inPublic(async (tx) => {
        const found = await placesOf(tx, workspaceOf(ctx).id)
        return { members: found, factors: await withFactor(tx, [...found.keys()]) }
      })
      const people = await gate.signIn.users([...members.keys()])
      return {
        accounts: people.map((person) => ({
          userId: person.id,
          name: person.name,
          email: person.email,
          role: members.get(person.id)?.role ?? 'viewer',
          ownRole: members.get(person.id)?.ownRole ?? null,
          secondFactor: factors.has(person.id),
        })),
      }
    }),
    publicly(contract.endSessionsOf, async (ctx, { userId }) => {
      const [person] = await gate.signIn.users([userId])
      await ctx.services.database.inPublic(async (tx) => {
        const role = (await membersOf(tx, workspaceOf(ctx).id)).get(userId)
        if (!person || role === undefined)
          throw new Problem('not-found', t('This person does not exist in this workspace, or was removed.'))
        if (userId === ctx.actor.id) throw new Problem('conflict', t('This is you. End your own sessions under Where you are signed in.'))
        ensureMayGive(ctx.actor, role)
        await ensureRunsAllOf(tx, ctx.actor, userId)
        await endTickets(tx, 'second-factor', userId)
        await noteAudit(tx, doingOf(ctx), sessionsEndedOf, { name: person.name })
      })
      return { ended: await gate.signIn.endAllSessions(userId) }
    }),
    publicly(contract.changeAccess, async (ctx, { userId, role }) => {
      const [person] = await gate.signIn.users([userId])
      const now = await ctx.services.database.inPublic(async (tx) => {
        const { id } = workspaceOf(ctx)
        const members = await placesOf(tx, id, 'FOR UPDATE')
        const current = found(members.get(userId), t('This person'))
        ensureMayGive(ctx.actor, current.role)
        const next = role === null ? null : await handedOut(tx, id, ctx.actor, role)
        const owners = [...members.values()].filter((each) => each.role === 'owner').length
        if (current.role === 'owner' && next?.role !== 'owner' && owners === 1)
          throw new Problem('conflict', t('This is the only owner. Make someone else an owner first.'))
        const name = person?.name ?? t('a person without account')
        const before = calledRole(current)
        if (next) {
          await setMembership(tx, id, userId, next, ctx.now)
          if (calledRole(next) !== before) await noteAudit(tx, doingOf(ctx), accessChanged, { name, before, role: calledRole(next) })
        } else {
          await tx.query('DELETE FROM membership WHERE workspace_id = $1 AND user_id = $2', [id, userId])
          await noteAudit(tx, doingOf(ctx), accessTaken, { name, before })
        }
        return next?.role ?? null
      })
      if (person && now !== null) await gate.entered(workspaceOf(ctx).id, person, now)
      return { ok: true } as const
    }),
  ]
}
