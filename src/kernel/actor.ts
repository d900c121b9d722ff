import type { Role } from './access.ts'
import { allRights, type Rights } from './rights.ts'

/** How far an API key reaches. */
export interface KeyReach {
  readonly scope: 'read' | 'write'
  /** Groups of endpoints (the part of their ids before the dot); empty for all. */
  readonly groups: readonly string[]
}

/** Who does something. A user who lacks what the company asks for has no role there until they have it. Without rights written down for their role, they may do all that the role may. Never null: the unknown visitor is a kind of its own. */
export type Actor =
  | {
      readonly kind: 'user'
      readonly id: string
      readonly name: string
      readonly role: Role | null
      readonly lacks?: 'second-factor'
      readonly rights?: Rights
      /** What the role is called when it is one of the company's own. */
      readonly ownRole?: string
    }
  | {
      readonly kind: 'key'
      readonly id: string
      readonly name: string
      readonly role: Role
      readonly reach: KeyReach
      readonly rights?: Rights
      readonly ownRole?: string
    }
  | { readonly kind: 'system'; readonly id: null; readonly name: string }
  | { readonly kind: 'public'; readonly id: null; readonly name: 'visitor' }

/** A visitor who is not signed in. */
export const visitor: Actor = { kind: 'public', id: null, name: 'visitor' }

/** The role that someone has in the workspace at hand; null for who has none. */
export function roleOf(actor: Actor): Role | null {
  return actor.kind === 'user' || actor.kind === 'key' ? actor.role : null
}

/** What somebody may do with records. Owners, and work that the product does by itself, may do everything. */
export function rightsOf(actor: Actor): Rights {
  return (actor.kind === 'user' || actor.kind === 'key' ? actor.rights : undefined) ?? allRights
}
