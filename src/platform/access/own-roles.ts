import { roles } from '#kernel/access'
import type { ListDeclaration } from '#kernel/list'
import { Problem } from '#kernel/problem'
import { allRights } from '#kernel/rights'
import { rightsOn } from '#kernel/role-difference'
import { t } from '#kernel/text'
import { no, ok, type Verdict } from '#kernel/verdict'
import { publicly } from '#platform/action/action'
import type { PublicCtx } from '#platform/action/context'
import { noteAudit } from '#platform/audit/audit'
import type { Route } from '#platform/http/routes'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/store/database'
import * as contract from './contract.ts'
import { roleChanged, roleMade, roleRemoved } from './events.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import { checkedRights, knownFields } from './known-fields.ts'
import { doingOf, workspaceOf } from './members.ts'
import * as store from './own-role-store.ts'
import { handedOut, mayHand } from './rights.ts'
import { changeRoutes } from './role-changes.ts'
import { previewOf } from './role-preview.ts'

const mostRoles = 100

/** Roles of a company's own: made, changed and removed by those who run it, and never beyond what they may do themselves. */
export function ownRoleRoutes(gate: Gatekeeper, lists: readonly ListDeclaration[]): readonly Route[] {
  return [
    publicly(contract.listRoles, (ctx) => listed(gate, ctx)),
    publicly(contract.addRole, async (ctx, { base, ...wanted }) => {
      const rights = checkedRights(await knownFields(ctx, lists), base, wanted.rights)
      return await change(ctx, async (tx, id) => {
        const role = { id: newId<'own_role'>(ctx.now), name: wanted.name, about: wanted.about, base, rights }
        await store.ensureFree(tx, id, role)
        ensureMayHand(ctx, role)
        const { length } = await store.ownRolesOf(tx, id)
        if (length >= mostRoles)
          throw new Problem('conflict', t('There are {{n}} roles, and more cannot be made. Remove one first.', { n: mostRoles }))
        await store.keepOwnRole(tx, id, role, ctx.now)
        return {
          id: role.id,
          change: await noteAudit(tx, doingOf(ctx), roleMade, { id: role.id, before: null, after: plain(role), became: null }),
        }
      })
    }),
    publicly(contract.changeRole, async (ctx, { id: roleId, ...wanted }) => {
      const known = wanted.rights && (await knownFields(ctx, lists))
      return await change(ctx, async (tx, id) => {
        const before = await store.ownRoleOf(tx, id, roleId, 'FOR UPDATE')
        ensureMayHand(ctx, before)
        const { hidden, locked } = before.rights
        const rights = wanted.rights && known ? checkedRights(known, before.base, wanted.rights, [...hidden, ...locked]) : before.rights
        const after = { ...before, name: wanted.name ?? before.name, about: wanted.about ?? before.about, rights }
        await store.ensureFree(tx, id, after)
        ensureMayHand(ctx, after)
        await store.keepOwnRole(tx, id, after, ctx.now)
        const told = { id: roleId, before: plain(before), after: plain(after), became: null }
        return { id: roleId, change: await noteAudit(tx, doingOf(ctx), roleChanged, told) }
      })
    }),
    publicly(contract.removeRole, (ctx, { id: roleId, become }) => change(ctx, (tx) => remove(tx, ctx, roleId, become))),
    publicly(contract.previewRole, (ctx, asked) => previewOf(gate, ctx, lists, asked)),
    ...changeRoutes,
  ]
}

const change = <T>(ctx: PublicCtx, work: (tx: Tx, workspaceId: ReturnType<typeof workspaceOf>['id']) => Promise<T>): Promise<T> =>
  ctx.services.database.inPublic(async (tx) => {
    const { id } = workspaceOf(ctx)
    await store.holdRoles(tx, id)
    return await work(tx, id)
  })

const plain = ({ name, about, base, rights }: store.OwnRole) => ({ name, about, base, rights })

/** Throws Problem `not-allowed` for a role above that of whoever changes it, or that may do more. */
function ensureMayHand(ctx: PublicCtx, role: store.OwnRole): void {
  const verdict = mayHand(ctx.actor, store.asStanding(role))
  if (!verdict.ok) throw new Problem('not-allowed', verdict.why)
}

/** Removes a role. Those who have it become something else first, or are named where nobody said what. */
async function remove(tx: Tx, ctx: PublicCtx, roleId: store.OwnRoleId, become: contract.GivenRole | undefined) {
  const { id } = workspaceOf(ctx)
  const role = await store.ownRoleOf(tx, id, roleId, 'FOR UPDATE')
  ensureMayHand(ctx, role)
  const holders = (await store.holdersByRole(tx, id, ctx.now)).get(roleId) ?? store.nobody
  const who = { people: holders.people, invitations: holders.invitations.map((one) => one.id), keys: holders.keys.map((one) => one.id) }
  const held = who.people.length + who.invitations.length + who.keys.length
  if (become === roleId) throw new Problem('invalid-input', t('Choose another role than the one that goes.'))
  if (held > 0 && become === undefined) throw new Problem('conflict', store.heldBy(role.name, holders))
  const next = held > 0 && become !== undefined ? await handedOut(tx, id, ctx.actor, become) : null
  if (next) await store.giveInstead(tx, id, who, store.asStanding(role), next)
  await store.dropOwnRole(tx, id, roleId)
  const became = next && { given: next.ownRole?.id ?? next.role, name: next.ownRole?.name ?? next.role, ...lists(who) }
  return { id: roleId, change: await noteAudit(tx, doingOf(ctx), roleRemoved, { id: roleId, before: plain(role), after: null, became }) }
}

const lists = (who: { people: readonly string[]; invitations: readonly string[]; keys: readonly string[] }) => ({
  people: [...who.people],
  invitations: [...who.invitations],
  keys: [...who.keys],
})

async function listed(gate: Gatekeeper, ctx: PublicCtx): Promise<{ roles: contract.ListedRole[] }> {
  const { id } = workspaceOf(ctx)
  const { own, written, holders } = await ctx.services.database.inPublic(async (tx) => ({
    own: await store.ownRolesOf(tx, id),
    written: await store.writtenRights(tx, id),
    holders: await store.holdersByRole(tx, id, ctx.now),
  }))
  const people = await gate.signIn.users([...holders.values()].flatMap((one) => one.people))
  const names = new Map(people.map((person) => [person.id, person.name]))
  const shown = (standing: store.Standing, about: string, mayChange: Verdict): contract.ListedRole => {
    const given = standing.ownRole?.id ?? standing.role
    return {
      ...{ given, base: standing.role, own: standing.ownRole, about, rights: standing.rights },
      holders: store.holdersShown(holders.get(given) ?? store.nobody, names),
      mayGive: mayHand(ctx.actor, standing),
      mayChange,
    }
  }
  const owns = ctx.actor.kind === 'user' && ctx.actor.role === 'owner'
  const builtIn = roles.map((role) => {
    const rights = rightsOn(role, written.get(role) ?? allRights)
    const mayChange =
      role === 'owner' ? no(t('Owners see and change everything.')) : owns ? ok : no(t('Owners change the rights of built-in roles.'))
    return shown({ role, ownRole: null, rights }, '', mayChange)
  })
  return {
    roles: [...builtIn, ...own.map((role) => shown(store.asStanding(role), role.about, mayHand(ctx.actor, store.asStanding(role))))],
  }
}
