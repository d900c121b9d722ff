import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { later } from '#kernel/time'
import { publicly } from '#platform/action/action'
import type { PublicCtx } from '#platform/action/context'
import { noteAudit } from '#platform/audit/audit'
import type { Route } from '#platform/http/routes'
import { type Letter, linkHere, oneLine } from '#platform/mail/outbox'
import type { Tx } from '#platform/store/database'
import { countTry, forgiveTry } from './attempts.ts'
import * as contract from './contract.ts'
import { passwordForgotten, passwordLinkMade, passwordReset } from './events.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import { doingOf, membersOf, noteFor, workspaceOf } from './members.ts'
import { companyNamesOf, ensureHardToGuess } from './password-strength.ts'
import type { SignedIn } from './sign-in.ts'
import { endTickets, giveTicket, takeTicket } from './tickets.ts'
import { ensureVouchesFor } from './vouching.ts'

const linkMs = contract.passwordLinkMinutes * 60_000
const done = { ok: true } as const

/** A forgotten password: a one-time link by mail, or from an owner, and the new password that it lets one set. */
export function passwordRoutes(gate: Gatekeeper): readonly Route[] {
  return [
    publicly(contract.forgotPassword, async (ctx, { email }) => {
      if (!gate.outbox.sends)
        throw new Problem(
          'conflict',
          t('This Interlock sends no mail. Ask an owner of your company for a link: Settings, People with access.'),
        )
      await countTry(ctx.services.database, { email, address: ctx.caller.address, now: ctx.now, to: 'reset' })
      const person = await gate.signIn.userByEmail(email)
      await ctx.services.database.inPublic(async (tx) => {
        // The same statements for an address without account: its ticket is of nobody, and its mail is not written.
        const link = await newLink(tx, ctx, person?.id ?? null)
        await gate.outbox.queue(tx, ctx.now, person && resetLetter(person, link, later(ctx.now, linkMs)))
      })
      gate.outbox.wake()
      await noteFor(ctx, person, passwordForgotten, {})
      return done
    }),
    publicly(contract.resetPassword, async (ctx, { token, password }) => {
      const person = await ctx.services.database.inPublic(async (tx) => {
        const ticket = await takeTicket(tx, ctx.now, 'password', token)
        const [found] = ticket?.userId == null ? [] : await gate.signIn.users([ticket.userId])
        if (found) await ensureHardToGuess(password, [found.name, found.email, ...(await companyNamesOf(tx, found.id))])
        if (!found) {
          throw new Problem(
            'not-found',
            t('This link opens nothing any more: it was used, a newer one was made, or it has expired. Ask for a new one.'),
          )
        }
        await endTickets(tx, 'password', found.id)
        await endTickets(tx, 'second-factor', found.id)
        await gate.signIn.setPassword(found.id, password)
        await gate.outbox.queue(tx, ctx.now, changedLetter(found))
        return found
      })
      gate.outbox.wake()
      await forgiveTry(ctx.services.database, { email: person.email, address: ctx.caller.address, now: ctx.now })
      await noteFor(ctx, person, passwordReset, {})
      return done
    }),
    publicly(contract.makePasswordLink, async (ctx, { userId }) => {
      const [person] = await gate.signIn.users([userId])
      return await ctx.services.database.inPublic(async (tx) => {
        const members = await membersOf(tx, workspaceOf(ctx).id)
        if (!person || !members.has(userId))
          throw new Problem('not-found', t('This person does not exist in this workspace, or was removed.'))
        if (userId === ctx.actor.id) throw new Problem('conflict', t('This is you. Change your own password under Your account.'))
        await ensureVouchesFor(tx, ctx.actor, userId)
        const link = await newLink(tx, ctx, userId)
        await noteAudit(tx, doingOf(ctx), passwordLinkMade, { name: person.name })
        return { link, name: person.name, expiresAt: later(ctx.now, linkMs) }
      })
    }),
  ]
}

/** A link that sets a password once. Those before it open nothing any more. */
async function newLink(tx: Tx, ctx: PublicCtx, userId: string | null): Promise<string> {
  await endTickets(tx, 'password', userId ?? '')
  return `/new-password#${await giveTicket(tx, ctx.now, { purpose: 'password', userId, lastsMs: linkMs })}`
}

function resetLetter(person: SignedIn, link: string, sendBy: Letter['sendBy'] & string): Letter {
  return {
    kind: 'password',
    to: person.email,
    workspaceId: null,
    userId: person.id,
    subject: t('A new password for Interlock'),
    text: t(
      'Hello {{name}},\n\nsomebody, hopefully you, asked for a new password. This link lets you set one, once, within {{passwordLinkMinutes}} minutes:\n\n{{link}}\n\nIf it was not you, leave it: your password stays as it is.\n',
      { name: oneLine(person.name), passwordLinkMinutes: contract.passwordLinkMinutes, link: linkHere },
    ),
    link,
    sendBy,
  }
}

/** Tells the owner of an account that its password is another now. */
export function changedLetter(person: SignedIn): Letter {
  return {
    kind: 'password-changed',
    to: person.email,
    workspaceId: null,
    userId: person.id,
    subject: t('Your password for Interlock was changed'),
    text: t(
      'Hello {{name}},\n\nyour password was changed, and your other sessions have ended. If it was not you, ask an owner of your company to make you a link for a new one, now.\n',
      { name: oneLine(person.name) },
    ),
  }
}
