import { found, Problem } from '#kernel/problem'
import { publicly } from '#platform/action/action'
import type { PublicCtx } from '#platform/action/context'
import type { Route } from '#platform/http/routes'
import { countTry, forgiveTry } from './attempts.ts'
import * as contract from './contract.ts'
import { passwordChanged, sessionEnded, signedIn, signedOut, signInFailed, signInSlowed } from './events.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import { noteFor, visitOf } from './members.ts'
import { changedLetter } from './passwords.ts'
import type { SignedIn } from './sign-in.ts'

const done = { ok: true } as const

/** Signing in and out, the password, and where one is signed in. */
export function sessionRoutes(gate: Gatekeeper): readonly Route[] {
  const { signIn } = gate
  return [
    publicly(contract.getSession, (ctx) => gate.session(ctx)),
    publicly(contract.signIn, async (ctx, credentials) => {
      const person = await signIn.userByEmail(credentials.email)
      await guarded(ctx, credentials.email, person, () => signIn.signIn(credentials, visitOf(ctx), ctx.answerHeaders))
      // The session that the browser came with, somebody else's perhaps, does not live on beside the new one.
      await signIn.endSessionOf(ctx.headers)
      if (person) await noteFor(ctx, person, signedIn, {})
      return done
    }),
    publicly(contract.signOut, async (ctx) => {
      await signIn.signOut(ctx.headers, ctx.answerHeaders)
      const [person] = ctx.actor.kind === 'user' ? await signIn.users([ctx.actor.id]) : []
      if (person) await noteFor(ctx, person, signedOut, {})
      return done
    }),
    publicly(contract.createAccount, async (ctx, owner) => {
      await gate.becomeOwner(ctx, owner)
      return done
    }),
    publicly(contract.changePassword, async (ctx, passwords) => {
      const person = await accountOf(gate, ctx)
      await guarded(ctx, person.email, person, () => signIn.changePassword(passwords, visitOf(ctx), ctx.headers, ctx.answerHeaders))
      await ctx.services.database.inPublic((tx) => gate.outbox.queue(tx, ctx.now, changedLetter(person)))
      gate.outbox.wake()
      await noteFor(ctx, person, passwordChanged, {})
      return done
    }),
    publicly(contract.listSessions, async (ctx) => ({
      sessions: ctx.actor.kind === 'user' ? await signIn.sessions(ctx.actor.id, ctx.headers, ctx.now) : [],
    })),
    publicly(contract.endSession, async (ctx, { id }) => {
      const person = await accountOf(gate, ctx)
      const one = found(
        (await signIn.sessions(person.id, ctx.headers, ctx.now)).find((each) => each.id === id),
        'This session',
      )
      if (one.current) throw new Problem('conflict', 'This is the session in which you are. Sign out to end it.')
      await signIn.endSessions(person.id, [id], ctx.headers)
      await noteFor(ctx, person, sessionEnded, { sessions: 1 })
      return done
    }),
    publicly(contract.endOtherSessions, async (ctx) => {
      const person = await accountOf(gate, ctx)
      const others = (await signIn.sessions(person.id, ctx.headers, ctx.now)).filter((each) => !each.current).map(({ id }) => id)
      await signIn.endSessions(person.id, others, ctx.headers)
      if (others.length > 0) await noteFor(ctx, person, sessionEnded, { sessions: others.length })
      return { ended: others.length }
    }),
  ]
}

/** The account of whoever calls. Throws Problem `conflict` for the owner of a first run, who has none. */
async function accountOf(gate: Gatekeeper, ctx: PublicCtx): Promise<SignedIn> {
  const [person] = ctx.actor.kind === 'user' ? await gate.signIn.users([ctx.actor.id]) : []
  if (!person) throw new Problem('conflict', 'There is no account yet. Set an e-mail address and a password first (Settings, Account).')
  return person
}

/** A try with a password: slowed by account and by address, noted when it fails, forgiven when it is right. */
async function guarded(ctx: PublicCtx, email: string, person: SignedIn | null, attempt: () => Promise<unknown>): Promise<void> {
  const { database } = ctx.services
  const tried = { email, address: ctx.caller.address, now: ctx.now }
  const { slowed } = await countTry(database, tried)
  try {
    await attempt()
  } catch (error) {
    if (error instanceof Problem) await noteFor(ctx, person, slowed ? signInSlowed : signInFailed, {})
    throw error
  }
  await forgiveTry(database, tried)
}
