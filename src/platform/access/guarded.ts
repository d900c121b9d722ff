import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { PublicCtx } from '#platform/action/context'
import type { Tx } from '#platform/store/database'
import { countTry, forgiveTry } from './attempts.ts'
import { codeFailed, signInFailed, signInSlowed } from './events.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import { noteFor } from './members.ts'
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
