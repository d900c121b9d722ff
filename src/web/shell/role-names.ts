import type { Role } from '#kernel/access'
import { type GivenRole, type ListedRole, listRoles } from '#platform/access/contract'
import { useAsk } from '#web/client/queries'
import { said } from '#web/kit/text'

/** What somebody is: a built-in role, and the one of the company's own that stands on it. */
interface Place {
  readonly role: Role
  readonly ownRole: { readonly id: string; readonly name: string } | null
}

/** A role as it is read; an owner of the company is another word than the owner of a deal. */
export function roleName(role: Role | Place): string {
  return typeof role === 'string' ? said(role, 'role') : (role.ownRole?.name ?? said(role.role, 'role'))
}

/** The same of a role in the list of all, beginning like a name. */
export function listedName({ own, base }: ListedRole): string {
  const name = roleName(base)
  return own?.name ?? name.charAt(0).toUpperCase() + name.slice(1)
}

/** Roles to choose from. */
export function roleChoices<R extends Role>(roles: readonly R[]): { value: R; label: string }[] {
  return roles.map((role) => ({ value: role, label: roleName(role) }))
}

/** The roles that whoever looks may give, built-in ones first. */
export function useRolesToGive(): { value: GivenRole; label: string }[] {
  const { data } = useAsk(listRoles, {})
  const mine = (data?.roles ?? []).filter((role) => role.mayGive.ok)
  return mine.map((role) => ({ value: role.given as GivenRole, label: listedName(role) }))
}
