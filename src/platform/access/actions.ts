import type { Route } from '#platform/http/routes'
import type { Gatekeeper } from './gatekeeper.ts'
import { invitationRoutes } from './invitations.ts'
import { peopleRoutes } from './people.ts'
import { sessionRoutes } from './sessions.ts'

/** The routes of sign-in, sessions, workspaces and who may enter them. */
export function accessRoutes(gate: Gatekeeper): readonly Route[] {
  return [...sessionRoutes(gate), ...peopleRoutes(gate), ...invitationRoutes(gate)]
}
