import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { publicly } from '#platform/action/action'
import type { PublicCtx } from '#platform/action/context'
import { noteAudit } from '#platform/audit/audit'
import type { Route } from '#platform/http/routes'
import { oneLine } from '#platform/mail/outbox'
import * as contract from './contract.ts'
import { factorOff, factorOn, factorTaken, signedIn } from './events.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import { accountOf, guarded, guardedCode } from './guarded.ts'
import { doingOf, membersOf, noteFor, visitOf, workspaceOf } from './members.ts'
import {
  backupCodesLeft,
  dropAllFactors,
  dropFactor,
  factorOf,
  newTotp,
  passkeyCount,
  setFactor,
  spendCode,
  stepOf,
} from './second-factor.ts'
import type { SignedIn } from './sign-in.ts'
import { giveTicket, readTicket, takeTicket } from './tickets.ts'
import { ensureVouchesFor } from './vouching.ts'

const done = { ok: true } as const
const setUpMs = 15 * 60_000

/** The second factor: set up, asked for when signing in, removed. */
export function factorRoutes(gate: Gatekeeper): readonly Route[] {
  const { signIn } = gate
  return [
    publicly(contract.takeSecondStep, (ctx, answer) => secondStep(gate, ctx, answer)),
    publicly(contract.readSecondFactor, (ctx) =>
      ctx.services.database.inPublic(async (tx) => {
        const mine = ctx.actor.id ?? ''
        const factor = await factorOf(tx, mine)
        const rest = { passkeys: await passkeyCount(tx, mine), backupCodesLeft: await backupCodesLeft(tx, mine) }
        if (!factor) return { state: 'off' as const, since: null, ...rest }
        const readable = (await signIn.unseal(factor.sealed)) !== null
        return { state: readable ? ('on' as const) : ('unreadable' as const), since: factor.since, ...rest }
      }),
    ),
    publicly(contract.startSecondFactor, async (ctx, { password }) => {
      const person = await accountOf(gate, ctx)
      await guarded(ctx, person.email, person, () => signIn.checkPassword({ email: person.email, password }, visitOf(ctx)))
      const { secret, uri } = newTotp(person.email)
      const sealed = await signIn.seal(secret)
      return await ctx.services.database.inPublic(async (tx) => {
        const factor = await factorOf(tx, person.id)
        if (factor && (await signIn.unseal(factor.sealed)) !== null)
          throw new Problem('conflict', t('Your second factor is on. Switch it off first, to set up another app.'))
        const token = await giveTicket(tx, ctx.now, { purpose: 'new-factor', userId: person.id, payload: { sealed }, lastsMs: setUpMs })
        return { uri, secret, token }
      })
    }),
    publicly(contract.confirmSecondFactor, (ctx, answer) => confirm(gate, ctx, answer)),
    publicly(contract.removeSecondFactor, async (ctx, { password, code }) => {
      const person = await accountOf(gate, ctx)
      await guarded(ctx, person.email, person, () => signIn.checkPassword({ email: person.email, password }, visitOf(ctx)))
      await guardedCode(ctx, person, async (tx) => {
        await spendCode(tx, signIn, person.id, code, ctx.now)
        await dropFactor(tx, person.id)
      })
      await noteFor(ctx, person, factorOff, {})
      return done
    }),
    publicly(contract.takeSecondFactorAway, async (ctx, { userId }) => {
      const [person] = await signIn.users([userId])
      await ctx.services.database.inPublic(async (tx) => {
        const members = await membersOf(tx, workspaceOf(ctx).id)
        if (!person || !members.has(userId))
          throw new Problem('not-found', t('This person does not exist in this workspace, or was removed.'))
        if (userId === ctx.actor.id) throw new Problem('conflict', t('This is you. Switch your own second factor off under Second factor.'))
        await ensureVouchesFor(tx, ctx.actor, userId)
        if (!(await dropAllFactors(tx, userId))) throw new Problem('conflict', t('{{name}} has no second factor.', { name: person.name }))
        await noteAudit(tx, doingOf(ctx), factorTaken, { name: person.name })
        await gate.outbox.queue(tx, ctx.now, {
          kind: 'factor-removed',
          to: person.email,
          workspaceId: null,
          userId,
          subject: t('Your second factor for Interlock was removed'),
          text: t(
            'Hello {{name}},\n\n{{by}} removed your second factor. You sign in by your password alone now; set a second factor up again in the settings.\n',
            { name: oneLine(person.name), by: oneLine(ctx.actor.name) },
          ),
        })
      })
      gate.outbox.wake()
      return done
    }),
  ]
}

/** A ticket of the first step and a code become a session, once. */
async function secondStep(gate: Gatekeeper, ctx: PublicCtx, { token, code }: { token: string; code: string }) {
  const { database } = ctx.services
  const over = () => new Problem('not-found', t('This sign-in took too long or is over. Begin again with e-mail and password.'))
  const ticket = await database.inPublic((tx) => readTicket(tx, ctx.now, 'second-factor', token))
  const [person] = ticket?.userId == null ? [] : await gate.signIn.users([ticket.userId])
  if (!person) throw over()
  const used = await guardedCode(ctx, person, async (tx) => {
    if (!(await takeTicket(tx, ctx.now, 'second-factor', token))) throw over()
    return await spendCode(tx, gate.signIn, person.id, code, ctx.now)
  })
  await gate.signIn.enter(person.id, visitOf(ctx), ctx.answerHeaders)
  await gate.signIn.endSessionOf(ctx.headers)
  await noteFor(ctx, person, signedIn, {})
  const left = used === 'backup' ? await database.inPublic((tx) => backupCodesLeft(tx, person.id)) : null
  return { ok: true as const, backupCodesLeft: left }
}

/** The first right code switches the factor on. A ticket of somebody else switches nothing on. */
async function confirm(gate: Gatekeeper, ctx: PublicCtx, { token, code }: { token: string; code: string }) {
  const person: SignedIn = await accountOf(gate, ctx)
  const backupCodes = await guardedCode(ctx, person, async (tx) => {
    const ticket = await takeTicket(tx, ctx.now, 'new-factor', token)
    const sealed = typeof ticket?.payload.sealed === 'string' ? ticket.payload.sealed : ''
    const secret = ticket?.userId === person.id ? await gate.signIn.unseal(sealed) : null
    if (secret === null) throw new Problem('not-found', t('This took too long or was done already. Begin again to set up an app.'))
    const step = stepOf(secret, code, ctx.now)
    if (step === null)
      throw new Problem('not-allowed', t('This code is wrong. Look at your app for the next one, and at the clock of your phone.'))
    return await setFactor(tx, person.id, sealed, step, ctx.now)
  })
  await gate.signIn.endAllSessions(person.id)
  await gate.signIn.enter(person.id, visitOf(ctx), ctx.answerHeaders)
  await noteFor(ctx, person, factorOn, {})
  return { backupCodes }
}
