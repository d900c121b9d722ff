import type { Role } from '#kernel/access'
import { said } from '#web/kit/text'

/** A role as it is read; an owner of the company is another word than the owner of a deal. */
export function roleName(role: Role): string {
  return said(role, 'role')
}

/** Roles to choose from. */
export function roleChoices<R extends Role>(roles: readonly R[]): { value: R; label: string }[] {
  return roles.map((role) => ({ value: role, label: roleName(role) }))
}
