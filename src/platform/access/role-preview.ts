import type { ListDeclaration } from '#kernel/list'
import { many } from '#kernel/may'
import { Problem } from '#kernel/problem'
import type { Rights } from '#kernel/rights'
import { type Difference, differenceOf } from '#kernel/role-difference'
import { said, t } from '#kernel/text'
import type { PublicCtx } from '#platform/action/context'
import type { GivenRole, RolePreview } from './contract.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import { calledField, checkedRights, type KnownFields, knownFields } from './known-fields.ts'
import { workspaceOf } from './members.ts'
import { holdersByRole, holdersShown, nobody, standingOf } from './own-role-store.ts'

interface Asked {
  readonly role: GivenRole
  readonly rights?: Rights | undefined
  readonly become?: GivenRole | undefined
}

/** Who has a role, and what they would lose and gain by other rights of it, or by another role instead. */
export async function previewOf(
  gate: Gatekeeper,
  ctx: PublicCtx,
  lists: readonly ListDeclaration[],
  { role, rights, become }: Asked,
): Promise<RolePreview> {
  if ((rights === undefined) === (become === undefined))
    throw new Problem('invalid-input', t('Say either other rights, or what those become who have the role.'))
  const { id } = workspaceOf(ctx)
  const fields = await knownFields(ctx, lists)
  return await ctx.services.database.inPublic(async (tx) => {
    const before = await standingOf(tx, id, role)
    const after =
      become !== undefined
        ? await standingOf(tx, id, become)
        : {
            role: before.role,
            rights:
              rights === undefined
                ? before.rights
                : checkedRights(fields, before.role, rights, [...before.rights.hidden, ...before.rights.locked]),
          }
    const holders = (await holdersByRole(tx, id, ctx.now)).get(role) ?? nobody
    const names = new Map((await gate.signIn.users([...holders.people])).map((person) => [person.id, person.name]))
    const { lost, gained } = differenceOf(before, after)
    return {
      holders: holdersShown(holders, names),
      lost: lost.map((one) => lostInWords(one, fields)),
      gained: gained.map((one) => gainedInWords(one, fields)),
    }
  })
}

function lostInWords(one: Difference, fields: KnownFields): string {
  switch (one.what) {
    case 'role':
      return t('May not do what only the role {{role}} may', { role: said(one.role, 'role') })
    case 'object':
      return one.narrow === 'none'
        ? t('Does not see {{many}} any more', { many: said(many[one.object]) })
        : t('Sees {{many}}, but does not change them any more', { many: said(many[one.object]) })
    case 'read':
      return t('Does not read a field of {{many}} any more: {{field}}', {
        many: said(many[one.object]),
        field: calledField(one.field, fields),
      })
    case 'change':
      return t('Does not change a field of {{many}} any more: {{field}}', {
        many: said(many[one.object]),
        field: calledField(one.field, fields),
      })
    case 'export':
      return t('Takes no lists and documents away as files any more')
  }
}

function gainedInWords(one: Difference, fields: KnownFields): string {
  switch (one.what) {
    case 'role':
      return t('May do what the role {{role}} may', { role: said(one.role, 'role') })
    case 'object':
      if (one.wide === 'see') return t('Sees {{many}}', { many: said(many[one.object]) })
      return one.narrow === 'none'
        ? t('Sees and changes {{many}}', { many: said(many[one.object]) })
        : t('Changes {{many}}', { many: said(many[one.object]) })
    case 'read':
      return t('Reads a field of {{many}}: {{field}}', { many: said(many[one.object]), field: calledField(one.field, fields) })
    case 'change':
      return t('Changes a field of {{many}}: {{field}}', { many: said(many[one.object]), field: calledField(one.field, fields) })
    case 'export':
      return t('Takes lists and documents away as files')
  }
}
