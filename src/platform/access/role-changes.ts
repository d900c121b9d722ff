import { toldInWords } from '#kernel/event'
import { found, Problem } from '#kernel/problem'
import { rightsOn } from '#kernel/role-difference'
import { t } from '#kernel/text'
import type { Instant } from '#kernel/time'
import { no, ok, type Verdict } from '#kernel/verdict'
import { publicly } from '#platform/action/action'
import type { PublicCtx } from '#platform/action/context'
import { noteAudit } from '#platform/audit/audit'
import type { Route } from '#platform/http/routes'
import type { Tx } from '#platform/store/database'
import * as contract from './contract.ts'
import { type RoleChange, roleChanged, roleMade, roleRemoved, roleTakenBack } from './events.ts'
import { doingOf, workspaceOf } from './members.ts'
import * as store from './own-role-store.ts'
import { mayHand } from './rights.ts'

const shownChanges = 50
const kinds = [roleMade.kind, roleChanged.kind, roleRemoved.kind, roleTakenBack.kind]

interface Entry {
  readonly id: string
  readonly at: Instant
  readonly kind: string
  readonly by: string
  readonly change: RoleChange
}

/** What was changed about roles is what the audit log keeps of it, and is taken back from there. */
export const changeRoutes: readonly Route[] = [
  publicly(contract.roleChanges, (ctx) =>
    ctx.services.database.inPublic(async (tx) => {
      const entries = await entriesOf(tx, ctx)
      const holders = await store.holdersByRole(tx, workspaceOf(ctx).id, ctx.now)
      const changes = entries.slice(0, shownChanges).map((entry) => ({
        ...{ id: entry.id, at: entry.at, by: entry.by, said: toldInWords(entry.kind, entry.change) },
        undo: mayTakeBack(ctx, entry, entries, holders.get(entry.change.id) ?? store.nobody),
      }))
      return { changes }
    }),
  ),
  publicly(contract.undoRole, (ctx, { id }) =>
    ctx.services.database.inPublic(async (tx) => {
      const workspace = workspaceOf(ctx)
      await store.holdRoles(tx, workspace.id)
      const entries = await entriesOf(tx, ctx)
      const entry = found(
        entries.find((one) => one.id === id),
        t('This change of a role'),
      )
      const holders = (await store.holdersByRole(tx, workspace.id, ctx.now)).get(entry.change.id) ?? store.nobody
      const verdict = mayTakeBack(ctx, entry, entries, holders)
      if (!verdict.ok) throw new Problem('conflict', verdict.why)
      return { change: await takeBack(tx, ctx, entry.change) }
    }),
  ),
]

/** Changes of roles, the newest first. Those that the log has lost cannot be taken back. */
async function entriesOf(tx: Tx, ctx: PublicCtx): Promise<Entry[]> {
  const rows = await tx.query<Omit<Entry, 'change'> & { payload: unknown }>(
    `SELECT id, at, kind, actor_name AS by, payload FROM audit_entry WHERE workspace_id = $1 AND kind = ANY($2) ORDER BY at DESC, id DESC LIMIT 500`,
    [workspaceOf(ctx).id, kinds],
  )
  return rows.flatMap(({ payload, ...row }) => {
    const read = roleMade.payload.safeParse(payload)
    return read.success ? [{ ...row, change: read.data }] : []
  })
}

const asRole = (id: string, { name, about, base, rights }: NonNullable<RoleChange['before']>): store.OwnRole => ({
  id: id as store.OwnRoleId,
  name,
  about,
  base: base as store.OwnRole['base'],
  rights: rightsOn(base, rights),
})

/** Whether a change may be taken back: the last one of its role, by who may give the role as it was and as it is. */
function mayTakeBack(ctx: PublicCtx, { id, change }: Entry, entries: readonly Entry[], holders: store.Holders): Verdict {
  const last = entries.find((one) => one.change.id === change.id)
  if (last?.id !== id) return no(t('The role was changed again since. Take the later change back first.'))
  for (const one of [change.before, change.after]) {
    if (one === null) continue
    const verdict = mayHand(ctx.actor, store.asStanding(asRole(change.id, one)))
    if (!verdict.ok) return verdict
  }
  const held = holders.people.length + holders.invitations.length + holders.keys.length
  if (change.before === null && held > 0) return no(store.heldBy(change.after?.name ?? '', holders))
  return ok
}

/** Makes a role what it was before a change; who became something else by its removal gets it back, unless they are something else by now. */
async function takeBack(tx: Tx, ctx: PublicCtx, { id, before, after, became }: RoleChange): Promise<string> {
  const workspace = workspaceOf(ctx)
  const roleId = id as store.OwnRoleId
  const told = { id, before: after, after: before, became: null }
  if (before === null) {
    await store.dropOwnRole(tx, workspace.id, roleId)
    return await noteAudit(tx, doingOf(ctx), roleTakenBack, told)
  }
  const role = asRole(id, before)
  await store.ensureFree(tx, workspace.id, role)
  await store.keepOwnRole(tx, workspace.id, role, ctx.now)
  if (after === null && became !== null) {
    const now = await store.standingIfThere(tx, workspace.id, became.given as contract.GivenRole)
    if (now !== null) await store.giveInstead(tx, workspace.id, became, now, store.asStanding(role))
  }
  return await noteAudit(tx, doingOf(ctx), roleTakenBack, told)
}
