import { said, t } from './text.ts'
import { no, ok, type Verdict } from './verdict.ts'

/** What a member of a workspace may be. The order is from most to least. */
export const roles = ['owner', 'admin', 'sales', 'marketing', 'viewer'] as const
export type Role = (typeof roles)[number]

/** Who may call an endpoint. There is no default: an endpoint without it does not compile. */
export type Access =
  | { readonly who: 'anyone' }
  | { readonly who: 'signed-in' }
  | { readonly who: 'members'; readonly roles: readonly Role[] }

/** Everyone, without signing in. */
export const anyone: Access = { who: 'anyone' }

/** Everyone who is signed in, with or without a workspace. */
export const signedIn: Access = { who: 'signed-in' }

/** Members of the workspace with one of these roles. */
export function members(...allowed: readonly Role[]): Access {
  return { who: 'members', roles: allowed }
}

/** Every member may look. */
export const everyMember = members(...roles)

/** Those who may change business records. */
export const editors = members('owner', 'admin', 'sales', 'marketing')

/** Those who may change how the workspace is run. */
export const managers = members('owner', 'admin')

/** Whether someone with a role may give another one: nobody gives or takes a role above their own. */
export function mayGive(mine: Role | null, role: Role): Verdict {
  if (mine === 'owner' || ((mine === 'admin' || mine === role) && role !== 'owner')) return ok
  if (mine !== null && role === 'viewer') return ok
  return no(
    role === 'owner'
      ? t('Only an owner makes, changes or removes owners.')
      : t('A role above your own, {{role}}, is given by an owner or admin.', { role: said(role, 'role') }),
  )
}

/** Whether someone may call an endpoint; the why says what to do. `role` is theirs in the workspace at hand. */
export function mayCall(access: Access, actor: { readonly kind: string; readonly ownRole?: string }, role: Role | null): Verdict {
  if (access.who === 'anyone') return ok
  if (actor.kind === 'public') return no(t('Sign in first.'))
  if (access.who === 'signed-in' || actor.kind === 'system') return ok
  if (role === null) return no(t('Choose a workspace that you are a member of.'))
  if (access.roles.includes(role)) return ok
  return no(
    t('Your role here is {{role}}; this needs {{roles}}. Ask an owner or admin of the workspace.', {
      role: actor.ownRole ?? said(role, 'role'),
      roles: access.roles.map((one) => said(one, 'role')).join(t(' or ')),
    }),
  )
}
