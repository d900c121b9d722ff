import { found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { publicly } from '#platform/action/action'
import type { PublicCtx } from '#platform/action/context'
import type { Route } from '#platform/http/routes'
import type { Tx } from '#platform/store/database'
import * as contract from './contract.ts'
import { passwordChanged, sessionEnded, signedIn, signedOut } from './events.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import { accountOf, guarded } from './guarded.ts'
import { noteFor, visitOf } from './members.ts'
import { companyNamesOf, ensureHardToGuess } from './password-strength.ts'
import { changedLetter } from './passwords.ts'
import { factorOf, passkeyCount } from './second-factor.ts'
import type { SignIn } from './sign-in.ts'
import { giveTicket } from './tickets.ts'

const done = { ok: true } as const

/** Signing in and out, the password, and where one is signed in. */
export function sessionRoutes(gate: Gatekeeper): readonly Route[] {
  const { signIn } = gate
  return [
    publicly(contract.getSession, (ctx) => gate.session(ctx)),
    publicly(contract.signIn, (ctx, credentials) => enterByPassword(gate, ctx, credentials)),
    publicly(contract.signOut, async (ctx) => {
      await signIn.signOut(ctx.headers, ctx.answerHeaders)
      // Not "cookies", which takes those of other programs of the domain too, and not "storage": there stand language and colours, and no data.
      ctx.answerHeaders.set('clear-site-data', '"cache"')
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
      const companies = await ctx.services.database.inPublic((tx) => companyNamesOf(tx, person.id))
      await ensureHardToGuess(passwords.next, [person.name, person.email, ...companies])
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
        t('This session'),
      )
      if (one.current) throw new Problem('conflict', t('This is the session in which you are. Sign out to end it.'))
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

const secondStepMs = 10 * 60_000

/** A right password is a session, or for an account with a second factor a ticket for the second step. */
async function enterByPassword(gate: Gatekeeper, ctx: PublicCtx, credentials: { email: string; password: string }) {
  const { signIn } = gate
  const { database } = ctx.services
  const person = await signIn.userByEmail(credentials.email)
  const { app = null, passkey = false } = person ? await database.inPublic((tx) => waysOf(signIn, tx, person.id)) : {}
  const asks = app !== null || passkey
  // With a second factor the try is forgiven after the second step only: whoever has the password may not guess codes for ever.
  await guarded(ctx, credentials.email, person, () => signIn.checkPassword(credentials, visitOf(ctx)), asks ? 'keep' : 'forgive')
  if (!person) throw new Error('A password was right for nobody.')
  if (asks) {
    const token = await database.inPublic((tx) =>
      giveTicket(tx, ctx.now, { purpose: 'second-factor', userId: person.id, lastsMs: secondStepMs }),
    )
    return { ok: true as const, secondStep: { token, app: app ?? ('off' as const), passkey } }
  }
  await signIn.enter(person.id, visitOf(ctx), ctx.answerHeaders)
  // The session that the browser came with, somebody else's perhaps, does not live on beside the new one.
  await signIn.endSessionOf(ctx.headers)
  await noteFor(ctx, person, signedIn, {})
  return { ok: true as const, secondStep: null }
}

/** What an account has besides its password. */
async function waysOf(signIn: SignIn, tx: Tx, userId: string): Promise<{ app: 'on' | 'unreadable' | null; passkey: boolean }> {
  const factor = await factorOf(tx, userId)
  const app = factor === null ? null : (await signIn.unseal(factor.sealed)) === null ? ('unreadable' as const) : ('on' as const)
  return { app, passkey: (await passkeyCount(tx, userId)) > 0 }
}
