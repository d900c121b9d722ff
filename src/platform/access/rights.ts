import { mayGive, type Role } from '#kernel/access'
import { type Actor, rightsOf, roleOf } from '#kernel/actor'
import type { WorkspaceId } from '#kernel/id'
import { customField, type ListDeclaration } from '#kernel/list'
import { Problem } from '#kernel/problem'
import { allRights, covers, fieldPattern, type Rights, type RightsObject } from '#kernel/rights'
import { fieldParts, rightsOn } from '#kernel/role-difference'
import { said, t } from '#kernel/text'
import { no, ok, type Verdict } from '#kernel/verdict'
import { publicly } from '#platform/action/action'
import { noteAudit } from '#platform/audit/audit'
import type { Route } from '#platform/http/routes'
import type { Tx } from '#platform/store/database'
import { type GivenRole, listRights, narrowedRoles, setRights } from './contract.ts'
import { rightsChanged } from './events.ts'
import { doingOf, workspaceOf } from './members.ts'
import { type Standing, standingOf, writtenRights } from './own-role-store.ts'

/** Reading and setting of what roles may do with records. `lists` say which fields there are. */
export function rightsRoutes(lists: readonly ListDeclaration[]): readonly Route[] {
  const fields = fieldsOf(lists)
  return [
    publicly(listRights, async (ctx) => {
      const written = await ctx.services.database.inPublic((tx) => writtenRights(tx, workspaceOf(ctx).id))
      return { roles: narrowedRoles.map((role) => ({ role, rights: written.get(role) ?? allRights })), fields }
    }),
    publicly(setRights, async (ctx, { role, ...wanted }) => {
      const rights = checkedRights(fields, role, wanted)
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

/** A field that rights can be about; `edited` ones can be kept from changes. */
export interface RightsField {
  readonly object: RightsObject
  readonly key: string
  readonly label: string
  readonly edited: boolean
}

export const fieldsOf = (lists: readonly ListDeclaration[]): RightsField[] =>
  lists.flatMap((list) =>
    list.columns
      .filter(({ key }) => key !== list.name)
      .map(({ key, label, edited = false }) => ({ object: list.kind as RightsObject, key, label, edited })),
  )

/** Rights that somebody writes down for a role, in order. Throws Problem `invalid-input` for fields that there are not. */
export function checkedRights(fields: readonly RightsField[], role: Role, wanted: Rights): Rights {
  const hidden = [...new Set(wanted.hidden)].toSorted()
  const locked = [...new Set(wanted.locked)].filter((field) => !hidden.includes(field)).toSorted()
  for (const field of [...hidden, ...locked]) ensureKnown(fields, field)
  const fixed = locked.find((field) => {
    const [object, key] = fieldParts(field)
    return fields.some((one) => one.object === object && one.key === key && !one.edited)
  })
  if (fixed !== undefined)
    throw new Problem('invalid-input', t('"{{field}}" is changed by nobody by hand, so there is nothing to keep.', { field: fixed }))
  return rightsOn(role, { ...wanted, hidden, locked })
}

/** A misspelt field would hide nothing, and nobody would notice. */
function ensureKnown(fields: readonly RightsField[], field: string): void {
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
