import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { millis } from '#kernel/time'
import type { PublicCtx } from '#platform/action/context'
import type { Tx } from '#platform/store/database'
import { countTry, forgiveTry } from './attempts.ts'
import { freshMinutes } from './contract.ts'
import { codeFailed, signInFailed, signInSlowed } from './events.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import { noteFor, visitOf } from './members.ts'
import type { SignedIn } from './sign-in.ts'

/** The account of whoever calls. Throws Problem `conflict` for the owner of a first run, who has none. */
export async function accountOf(gate: Gatekeeper, ctx: PublicCtx): Promise<SignedIn> {
  const [person] = ctx.actor.kind === 'user' ? await gate.signIn.users([ctx.actor.id]) : []
  if (!person) throw new Problem('conflict', t('There is no account yet. Set an e-mail address and a password first (Settings, Account).'))
  return person
}

/** A try with a password: slowed by account and by address, noted when it fails, forgiven when it is right, unless a second step follows. */
export async function guarded(
  ctx: PublicCtx,
  email: string,
  person: SignedIn | null,
  attempt: () => Promise<unknown>,
  then: 'forgive' | 'keep' = 'forgive',
): Promise<void> {
  const { database } = ctx.services
  const tried = { email, address: ctx.caller.address, now: ctx.now }
  const { slowed } = await countTry(database, tried)
  try {
    await attempt()
  } catch (error) {
    if (error instanceof Problem) await noteFor(ctx, person, slowed ? signInSlowed : signInFailed, {})
    throw error
  }
  if (then === 'forgive') await forgiveTry(database, tried)
}

/** A try with a code, counted together with those of the password. A wrong one leaves nothing behind but that it was tried. */
export async function guardedCode<T>(ctx: PublicCtx, person: SignedIn, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { database } = ctx.services
  const tried = { email: person.email, address: ctx.caller.address, now: ctx.now }
  await countTry(database, tried)
  try {
    const answer = await database.inPublic(work)
    await forgiveTry(database, tried)
    return answer
  } catch (error) {
    if (error instanceof Problem) await noteFor(ctx, person, codeFailed, {})
    throw error
  }
}

/** Whether whoever calls has signed in a few minutes ago. */
export async function isFresh(gate: Gatekeeper, ctx: PublicCtx): Promise<boolean> {
  const sessions = ctx.actor.kind === 'user' ? await gate.signIn.sessions(ctx.actor.id, ctx.headers, ctx.now) : []
  const here = sessions.find(({ current }) => current)
  return here !== undefined && millis(ctx.now) - Date.parse(here.signedInAt) < freshMinutes * 60_000
}

/**
 * Makes sure that it is the person who asks, and not somebody at a browser that they left open: by the password, or a sign-in of the last minutes.
 * Throws Problem `not-allowed` when neither is there, and as a sign-in does when the password is wrong.
 */
export async function ensureThemselves(gate: Gatekeeper, ctx: PublicCtx, person: SignedIn, password: string | undefined): Promise<void> {
  if (password !== undefined)
    return await guarded(ctx, person.email, person, () => gate.signIn.checkPassword({ email: person.email, password }, visitOf(ctx)))
  if (!(await isFresh(gate, ctx)))
    throw new Problem('not-allowed', t('You signed in a while ago. Give your password; without one, sign out and in again, then do this.'))
}
