import { found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { publicly } from '#platform/action/action'
import type { PublicCtx } from '#platform/action/context'
import type { Route } from '#platform/http/routes'
import { type Letter, oneLine } from '#platform/mail/outbox'
import { countTry, forgiveTry } from './attempts.ts'
import * as contract from './contract.ts'
import { backupCodesRenewed, passkeyAdded, passkeyBehind, passkeyFailed, passkeyRemoved, signedInByPasskey } from './events.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import { accountOf, ensureThemselves, isFresh } from './guarded.ts'
import { noteFor, visitOf } from './members.ts'
import { dropPasskey, keepPasskey, notePasskeyUse, type OwnedKey, passkeyNamed, passkeysOf } from './passkey-store.ts'
import { dropUselessCodes, newBackupCodes, withFactor } from './second-factor.ts'
import type { SignedIn } from './sign-in.ts'
import { giveTicket, takeTicket } from './tickets.ts'
import { algorithms, challengeIn, challengeMs, newKey, partyAt, provenCount, type RelyingParty } from './webauthn.ts'

const done = { ok: true } as const

/** Passkeys: made, listed, removed, and signed in with. A device that has asked who is there counts as both factors. */
export function passkeyRoutes(gate: Gatekeeper): readonly Route[] {
  return [
    publicly(contract.listPasskeys, async (ctx) => {
      const { origin, works } = partyAt(gate.origin())
      const passkeys = await ctx.services.database.inPublic((tx) => passkeysOf(tx, ctx.actor.id ?? ''))
      return { passkeys, origin, works, asksPassword: !(await isFresh(gate, ctx)) }
    }),
    publicly(contract.startPasskey, async (ctx, { password }) => {
      const party = workingParty(gate)
      const person = await accountOf(gate, ctx)
      await ensureThemselves(gate, ctx, person, password)
      return await ctx.services.database.inPublic(async (tx) => ({
        options: {
          challenge: await giveTicket(tx, ctx.now, { purpose: 'new-passkey', userId: person.id, lastsMs: challengeMs }),
          rp: { id: party.id, name: 'Interlock' },
          user: { id: handleOf(person), name: person.email, displayName: person.name },
          pubKeyCredParams: algorithms.map((alg) => ({ alg, type: 'public-key' as const })),
          timeout: challengeMs,
          excludeCredentials: (await passkeysOf(tx, person.id)).map(({ credentialId }) => ({
            id: credentialId,
            type: 'public-key' as const,
          })),
          authenticatorSelection: {
            residentKey: 'required' as const,
            requireResidentKey: true as const,
            userVerification: 'required' as const,
          },
          attestation: 'none' as const,
        },
      }))
    }),
    publicly(contract.addPasskey, (ctx, made) => add(gate, ctx, made)),
    publicly(contract.removePasskey, async (ctx, { id, password }) => {
      const person = await accountOf(gate, ctx)
      await ensureThemselves(gate, ctx, person, password)
      const name = await ctx.services.database.inPublic(async (tx) => {
        const gone = found(await dropPasskey(tx, person.id, id), t('This passkey'))
        await dropUselessCodes(tx, person.id)
        await gate.outbox.queue(tx, ctx.now, letter(person, 'removed', gone))
        return gone
      })
      gate.outbox.wake()
      await noteFor(ctx, person, passkeyRemoved, { name })
      return done
    }),
    publicly(contract.renewBackupCodes, async (ctx, { password }) => {
      const person = await accountOf(gate, ctx)
      await ensureThemselves(gate, ctx, person, password)
      const backupCodes = await ctx.services.database.inPublic(async (tx) => {
        if (!(await withFactor(tx, [person.id])).has(person.id))
          throw new Problem('conflict', t('Backup codes stand in for a second factor. Set one up first: an app or a passkey.'))
        return await newBackupCodes(tx, person.id, ctx.now)
      })
      await noteFor(ctx, person, backupCodesRenewed, {})
      return { backupCodes }
    }),
    publicly(contract.startPasskeySignIn, async (ctx) => {
      const party = workingParty(gate)
      const challenge = await ctx.services.database.inPublic((tx) =>
        giveTicket(tx, ctx.now, { purpose: 'passkey', userId: null, lastsMs: challengeMs }),
      )
      return { options: { challenge, rpId: party.id, timeout: challengeMs, userVerification: 'required' as const } }
    }),
    publicly(contract.signInByPasskey, (ctx, { credential }) => enterByPasskey(gate, ctx, credential)),
  ]
}

/** What a device hands back to say whose passkey it is: our id of the account, as bytes. */
const handleOf = ({ id }: Pick<SignedIn, 'id'>) => Buffer.from(id).toString('base64url')

function workingParty(gate: Gatekeeper): RelyingParty {
  const party = partyAt(gate.origin())
  if (party.works === 'no-name') {
    throw new Problem(
      'conflict',
      t('Passkeys belong to a name, and {{id}} is a number. Whoever runs Interlock can give it a name (INTERLOCK_PUBLIC_URL).', {
        id: party.id,
      }),
    )
  }
  if (party.works === 'no-https')
    throw new Problem(
      'conflict',
      t('Browsers use passkeys over https only. Put https in front of {{address}} (INTERLOCK_PUBLIC_URL).', { address: party.origin }),
    )
  return party
}

const tooLate = () => new Problem('not-found', t('This took too long or was done already. Begin again.'))

async function add(gate: Gatekeeper, ctx: PublicCtx, { name, credential }: { name: string; credential: Parameters<typeof newKey>[2] }) {
  const { database } = ctx.services
  const person = await accountOf(gate, ctx)
  const challenge = challengeIn(credential.response.clientDataJSON) ?? ''
  // Used up whatever comes of it. A challenge that somebody else has begun with makes no passkey here.
  const ticket = await database.inPublic((tx) => takeTicket(tx, ctx.now, 'new-passkey', challenge))
  if (ticket?.userId !== person.id) throw tooLate()
  const key = await newKey(workingParty(gate), challenge, credential)
  const { passkey, backupCodes } = await database.inPublic(async (tx) => {
    const first = !(await withFactor(tx, [person.id])).has(person.id)
    const made = await keepPasskey(tx, person.id, name, key, ctx.now)
    await gate.outbox.queue(tx, ctx.now, letter(person, 'added', name))
    return { passkey: made, backupCodes: first ? await newBackupCodes(tx, person.id, ctx.now) : null }
  })
  gate.outbox.wake()
  if (backupCodes !== null) {
    await gate.signIn.endAllSessions(person.id)
    await gate.signIn.enter(person.id, visitOf(ctx), ctx.answerHeaders)
  }
  await noteFor(ctx, person, passkeyAdded, { name })
  return { passkey, backupCodes }
}

type Assertion = Parameters<typeof provenCount>[3]

/** Tries are counted by account where the passkey is known, and else by what was tried; apart from those of the password. */
async function enterByPasskey(gate: Gatekeeper, ctx: PublicCtx, credential: Assertion) {
  const { database } = ctx.services
  const party = workingParty(gate)
  const owner = await database.inPublic((tx) => passkeyNamed(tx, credential.id))
  const [person = null] = owner === null ? [] : await gate.signIn.users([owner.userId])
  const tried = { email: person?.email ?? credential.id, address: ctx.caller.address, now: ctx.now, to: 'passkey' as const }
  await countTry(database, tried)
  const key = await proved(ctx, party, person, credential)
  await forgiveTry(database, tried)
  await gate.signIn.enter(key.userId, visitOf(ctx), ctx.answerHeaders)
  await gate.signIn.endSessionOf(ctx.headers)
  await noteFor(ctx, person, signedInByPasskey, { name: key.name })
  return done
}

/** The passkey that has answered our challenge. A wrong answer, and one that counts less than before, is noted and refused. */
async function proved(ctx: PublicCtx, party: RelyingParty, person: SignedIn | null, credential: Assertion): Promise<OwnedKey> {
  const { database } = ctx.services
  const challenge = challengeIn(credential.response.clientDataJSON) ?? ''
  try {
    if (!(await database.inPublic((tx) => takeTicket(tx, ctx.now, 'passkey', challenge)))) throw tooLate()
    const { key, behind } = await database.inPublic(async (tx) => {
      const locked = await passkeyNamed(tx, credential.id)
      if (!locked || !person || credential.response.userHandle !== handleOf(person)) {
        throw new Problem(
          'not-signed-in',
          t(
            'This passkey opens nothing here: it was removed, or belongs to another Interlock. Sign in another way, and take it off your device.',
          ),
        )
      }
      const count = await provenCount(party, challenge, locked, credential)
      // A device that does not count says 0 each time.
      const fellBehind = (count > 0 || locked.signCount > 0) && count <= locked.signCount
      if (!fellBehind) await notePasskeyUse(tx, locked.id, count, ctx.now)
      return { key: locked, behind: fellBehind }
    })
    if (!behind) return key
    await noteFor(ctx, person, passkeyBehind, { name: key.name })
  } catch (error) {
    if (error instanceof Problem) await noteFor(ctx, person, passkeyFailed, {})
    throw error
  }
  throw new Problem(
    'not-allowed',
    t(
      'This passkey was refused: it counted less than before, as a copy of it would. Sign in another way, remove it in the settings, and make a new one.',
    ),
  )
}

/** Tells the owner of an account that its passkeys are others now. */
function letter(person: SignedIn, what: 'added' | 'removed', name: string): Letter {
  const gaps = { person: oneLine(person.name), name: oneLine(name) }
  return {
    kind: `passkey-${what}`,
    to: person.email,
    workspaceId: null,
    userId: person.id,
    subject: what === 'added' ? t('A passkey was added to your account') : t('A passkey was removed from your account'),
    text:
      what === 'added'
        ? t(
            'Hello {{person}},\n\nthe passkey "{{name}}" was added to your account in Interlock. If it was not you, change your password, and look at your passkeys and sessions in the settings, now.\n',
            gaps,
          )
        : t(
            'Hello {{person}},\n\nthe passkey "{{name}}" was removed from your account in Interlock. If it was not you, change your password, and look at your passkeys and sessions in the settings, now.\n',
            gaps,
          ),
  }
}
