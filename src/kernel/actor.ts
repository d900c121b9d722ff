import type { Role } from './access.ts'

/** Who does something. Never null: the unknown visitor is a kind of its own. */
export type Actor =
  | { readonly kind: 'user'; readonly id: string; readonly name: string; readonly role: Role | null }
  | { readonly kind: 'system'; readonly id: null; readonly name: string }
  | { readonly kind: 'public'; readonly id: null; readonly name: 'visitor' }

/** A visitor who is not signed in. */
export const visitor: Actor = { kind: 'public', id: null, name: 'visitor' }
