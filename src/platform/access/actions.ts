import { publicly } from '#platform/action/action'
import type { Route } from '#platform/http/routes'
import * as contract from './contract.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import { invitationRoutes } from './invitations.ts'
import { peopleRoutes } from './people.ts'

const done = { ok: true } as const

/** The routes of sign-in, sessions, workspaces and who may enter them. */
export function accessRoutes(gate: Gatekeeper): readonly Route[] {
  return [
    publicly(contract.getSession, (ctx) => gate.session(ctx)),
    publicly(contract.signIn, async (ctx, credentials) => {
      await gate.signIn.signIn(credentials, ctx.answerHeaders)
      return done
    }),
    publicly(contract.signOut, async (ctx) => {
      await gate.signIn.signOut(ctx.headers, ctx.answerHeaders)
      return done
    }),
    publicly(contract.createAccount, async (ctx, owner) => {
      await gate.becomeOwner(ctx, owner)
      return done
    }),
    publicly(contract.changePassword, async (ctx, passwords) => {
      await gate.signIn.changePassword(passwords, ctx.headers, ctx.answerHeaders)
      return done
    }),
    ...peopleRoutes(gate),
    ...invitationRoutes(gate),
  ]
}
