import { mayGive } from '#kernel/access'
import { type Actor, rightsOf, roleOf } from '#kernel/actor'
import type { WorkspaceId } from '#kernel/id'
import type { ListDeclaration } from '#kernel/list'
import { Problem } from '#kernel/problem'
import { allRights, covers } from '#kernel/rights'
import { said, t } from '#kernel/text'
import { no, ok, type Verdict } from '#kernel/verdict'
import { publicly } from '#platform/action/action'
import { noteAudit } from '#platform/audit/audit'
import type { Route } from '#platform/http/routes'
import type { Tx } from '#platform/store/database'
import { type GivenRole, listRights, narrowedRoles, setRights } from './contract.ts'
import { rightsChanged } from './events.ts'
import { checkedRights, knownFields } from './known-fields.ts'
import { doingOf, workspaceOf } from './members.ts'
import { type Standing, standingOf, writtenRights } from './own-role-store.ts'

/** Reading and setting of what roles may do with records. `lists` say which fields there are. */
export function rightsRoutes(lists: readonly ListDeclaration[]): readonly Route[] {
  return [
    publicly(listRights, async (ctx) => {
      const written = await ctx.services.database.inPublic((tx) => writtenRights(tx, workspaceOf(ctx).id))
      const { own, custom } = await knownFields(ctx, lists)
      return {
        roles: narrowedRoles.map((role) => ({ role, rights: written.get(role) ?? allRights })),
        fields: [...own],
        customFields: custom.map(({ object, key, label }) => ({ object, key, label })),
      }
    }),
    publicly(setRights, async (ctx, { role, ...wanted }) => {
      const { id } = workspaceOf(ctx)
      const known = await knownFields(ctx, lists)
      const rights = await ctx.services.database.inPublic(async (tx) => {
        const before = (await writtenRights(tx, id)).get(role) ?? allRights
        const rights = checkedRights(known, role, wanted, [...before.hidden, ...before.locked])
        await tx.query(
          `INSERT INTO role_rights (workspace_id, role, rights, changed_at) VALUES ($1, $2, $3::jsonb, $4)
           ON CONFLICT (workspace_id, role) DO UPDATE SET rights = excluded.rights, changed_at = excluded.changed_at`,
          [id, role, JSON.stringify(rights), ctx.now],
        )
        await noteAudit(tx, doingOf(ctx), rightsChanged, { role, ...rights })
        return rights
      })
      return { role, rights }
    }),
  ]
}

/** Whether somebody may give, take or change a role: it is not above theirs and sees no more than they do themselves. */
export function mayHand(actor: Actor, { role, ownRole, rights }: Standing): Verdict {
  const byRole = mayGive(roleOf(actor), role)
  if (!byRole.ok) return byRole
  const mine = rightsOf(actor)
  if (mine === allRights || covers(mine, rights)) return ok
  return no(t('The role {{role}} may see or do more than yours. Ask an owner to give it.', { role: ownRole?.name ?? said(role, 'role') }))
}

/** The role that somebody gives. Throws Problem `not-allowed` when it is above theirs or sees more, `not-found` when it is not there. */
export async function handedOut(tx: Tx, workspaceId: WorkspaceId, actor: Actor, given: GivenRole): Promise<Standing> {
  const standing = await standingOf(tx, workspaceId, given)
  const verdict = mayHand(actor, standing)
  if (!verdict.ok) throw new Problem('not-allowed', verdict.why)
  return standing
}
