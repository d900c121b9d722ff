import type { ListDeclaration } from '#kernel/list'
import { groupOf } from '#kernel/may'
import type { Route } from '#platform/http/routes'
import { factorRoutes } from './factors.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import { invitationRoutes } from './invitations.ts'
import { keyRoutes } from './keys.ts'
import { ownRoleRoutes } from './own-roles.ts'
import { passkeyRoutes } from './passkeys.ts'
import { passwordRoutes } from './passwords.ts'
import { peopleRoutes } from './people.ts'
import { providerRoutes } from './providers.ts'
import { rightsRoutes } from './rights.ts'
import { sessionRoutes } from './sessions.ts'
import { signInRuleRoutes } from './sign-in-rules.ts'

/** The routes of sign-in, sessions, workspaces, who may enter them, and keys that reach the others. */
export function accessRoutes(gate: Gatekeeper, others: readonly Route[], lists: readonly ListDeclaration[]): readonly Route[] {
  const groups = [...new Set(others.map(({ endpoint }) => groupOf(endpoint)))].toSorted()
  return [
    ...sessionRoutes(gate),
    ...signInRuleRoutes(gate),
    ...passwordRoutes(gate),
    ...factorRoutes(gate),
    ...passkeyRoutes(gate),
    ...providerRoutes(gate),
    ...peopleRoutes(gate),
    ...invitationRoutes(gate),
    ...keyRoutes(groups),
    ...rightsRoutes(lists),
    ...ownRoleRoutes(gate, lists),
  ]
}
