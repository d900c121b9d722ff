import type { Role } from '#kernel/access'
import { type Actor, rightsOf } from '#kernel/actor'
import type { WorkspaceId } from '#kernel/id'
import { customField, type ListDeclaration } from '#kernel/list'
import { Problem } from '#kernel/problem'
import { allRights, covers, fieldPattern, type Rights, type RightsObject, readRights } from '#kernel/rights'
import { t } from '#kernel/text'
import { publicly } from '#platform/action/action'
import { noteAudit } from '#platform/audit/audit'
import type { Route } from '#platform/http/routes'
import type { Tx } from '#platform/store/database'
import { listRights, narrowedRoles, setRights } from './contract.ts'
import { rightsChanged } from './events.ts'
import { doingOf, workspaceOf } from './members.ts'

/** Reading and setting of what roles may do with records. `lists` say which fields there are. */
export function rightsRoutes(lists: readonly ListDeclaration[]): readonly Route[] {
  const fields = lists.flatMap((list) =>
    list.columns.filter(({ key }) => key !== list.name).map(({ key, label }) => ({ object: list.kind as RightsObject, key, label })),
  )
  return [
    publicly(listRights, async (ctx) => {
      const written = await ctx.services.database.inPublic((tx) => writtenRights(tx, workspaceOf(ctx).id))
      return { roles: narrowedRoles.map((role) => ({ role, rights: written.get(role) ?? allRights })), fields }
    }),
    publicly(setRights, async (ctx, { role, ...wanted }) => {
      const rights = readRights({ ...wanted, hidden: [...new Set(wanted.hidden)].toSorted() })
      for (const field of rights.hidden) ensureKnown(fields, field)
      const { id } = workspaceOf(ctx)
      await ctx.services.database.inPublic(async (tx) => {
        await tx.query(
          `INSERT INTO role_rights (workspace_id, role, rights, changed_at) VALUES ($1, $2, $3::jsonb, $4)
           ON CONFLICT (workspace_id, role) DO UPDATE SET rights = excluded.rights, changed_at = excluded.changed_at`,
          [id, role, JSON.stringify(rights), ctx.now],
        )
        await noteAudit(tx, doingOf(ctx), rightsChanged, { role, ...rights })
      })
      return { role, rights }
    }),
  ]
}

/** A misspelt field would hide nothing, and nobody would notice. */
function ensureKnown(fields: readonly { object: string; key: string; label: string }[], field: string): void {
  const [, object, key = ''] = fieldPattern.exec(field) ?? []
  const known = fields.filter((one) => one.object === object)
  if (known.length > 0 && (customField(key) !== null || known.some((one) => one.key === key))) return
  throw new Problem(
    'invalid-input',
    known.length === 0
      ? t('"{{field}}" cannot be hidden: single fields can be hidden of {{known}}.', {
          field,
          known: [...new Set(fields.map((one) => one.object))].join(', '),
        })
      : t('"{{field}}" cannot be hidden. Of {{object}} there are {{known}}, and custom:<name> or custom:*.', {
          field,
          object: object ?? '',
          known: known.map((one) => one.key).join(', '),
        }),
  )
}

async function writtenRights(tx: Tx, workspaceId: WorkspaceId): Promise<Map<Role, Rights>> {
  const rows = await tx.query<{ role: Role; rights: unknown }>('SELECT role, rights FROM role_rights WHERE workspace_id = $1', [
    workspaceId,
  ])
  return new Map(rows.map(({ role, rights }) => [role, readRights(rights)]))
}

/** Throws Problem `not-allowed` when a role that somebody gives would see more than they do themselves. */
export async function ensureSeesNoMore(tx: Tx, workspaceId: WorkspaceId, actor: Actor, role: Role): Promise<void> {
  const mine = rightsOf(actor)
  if (mine === allRights || covers(mine, (await writtenRights(tx, workspaceId)).get(role) ?? allRights)) return
  throw new Problem('not-allowed', t('The role {{role}} may see or do more than yours. Ask an owner to give it.', { role }))
}
