import { createHash } from 'node:crypto'
import type { WorkspaceId } from '#kernel/id'
import { found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { publicly } from '#platform/action/action'
import type { PublicCtx } from '#platform/action/context'
import { noteAudit } from '#platform/audit/audit'
import type { Route } from '#platform/http/routes'
import { newSecret, sameSecret } from '#platform/ids'
import * as contract from './contract.ts'
import { providerRemoved, providerSet, signedInByProvider, signInByProviderRefused } from './events.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import { accountOf } from './guarded.ts'
import { doingOf, membersOf, noteFor, visitOf, workspaceOf } from './members.ts'
import { discover, goTo, newErrand, recognise } from './openid.ts'
import { personBehind } from './provider-people.ts'
import { dropProvider, type KeptProvider, keepProvider, providerOf, shownProviders } from './provider-store.ts'
import { giveTicket, takeTicket } from './tickets.ts'

const errandMs = 10 * 60_000
/** Binds what was begun to the browser that began it, so that nobody is signed in by a link with somebody else's answer. */
const cookieName = (origin: string) => (origin.startsWith('https:') ? '__Host-interlock.provider' : 'interlock.provider')
const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex')

/** Single sign-on by OpenID Connect: set up by an owner for their company, used on the sign-in page. */
export function providerRoutes(gate: Gatekeeper): readonly Route[] {
  const redirectUri = () => `${gate.origin()}${contract.providerReturnPath}`
  return [
    publicly(contract.listProviders, (ctx) =>
      ctx.services.database.inPublic(async (tx) => ({ providers: await shownProviders(tx) }), { readOnly: true }),
    ),
    publicly(contract.startProvider, async (ctx, { provider }) => {
      const kept = found(await ctx.services.database.inPublic((tx) => providerOf(tx, provider)), t('This provider'))
      const configuration = await discover(await registrationOf(gate, kept))
      const errand = await newErrand()
      const browser = newSecret()
      const state = await ctx.services.database.inPublic((tx) =>
        giveTicket(tx, ctx.now, {
          purpose: 'provider',
          userId: null,
          payload: { ...errand, workspaceId: kept.workspaceId, browser: hashOf(browser) },
          lastsMs: errandMs,
        }),
      )
      ctx.answerHeaders.append('set-cookie', cookie(gate, browser, errandMs / 1000))
      return { url: (await goTo(configuration, redirectUri(), state, errand)).href }
    }),
    publicly(contract.returnFromProvider, (ctx, { answer }) => comeBack(gate, ctx, redirectUri(), answer)),
    publicly(contract.readProvider, async (ctx) => {
      const kept = await ctx.services.database.inPublic((tx) => providerOf(tx, workspaceOf(ctx).id))
      const readable = kept !== null && (await gate.signIn.unseal(kept.sealedSecret)) !== null
      return { provider: kept && { ...kept, domains: [...kept.domains], readable }, redirectUri: redirectUri() }
    }),
    publicly(contract.setProvider, (ctx, settings) => setUp(gate, ctx, settings)),
    publicly(contract.removeProvider, (ctx) =>
      ctx.services.database.inPublic(async (tx) => {
        if (!(await dropProvider(tx, workspaceOf(ctx).id))) throw new Problem('not-found', t('Single sign-on is not set up here.'))
        await noteAudit(tx, doingOf(ctx), providerRemoved, {})
        return { ok: true } as const
      }),
    ),
  ]
}

type Settings = Omit<KeptProvider, 'workspaceId' | 'sealedSecret' | 'setBy'> & { readonly clientSecret?: string | undefined }

async function setUp(gate: Gatekeeper, ctx: PublicCtx, settings: Settings) {
  const { id: workspaceId } = workspaceOf(ctx)
  const person = await accountOf(gate, ctx)
  const before = await ctx.services.database.inPublic((tx) => providerOf(tx, workspaceId))
  // A secret that was given for one provider is never sent to another.
  const kept = before?.issuer === settings.issuer ? await gate.signIn.unseal(before.sealedSecret) : null
  const clientSecret = settings.clientSecret ?? kept
  if (clientSecret === null) throw new Problem('invalid-input', t('Give the client secret that the provider shows for this client.'))
  await discover({ ...settings, clientSecret })
  const sealedSecret = await gate.signIn.seal(clientSecret)
  return await ctx.services.database.inPublic(async (tx) => {
    await keepProvider(tx, { ...settings, workspaceId, sealedSecret, setBy: person.id }, ctx.now)
    await noteAudit(tx, doingOf(ctx), providerSet, { issuer: settings.issuer, domains: [...settings.domains], role: settings.role })
    return { ok: true } as const
  })
}

async function registrationOf(gate: Gatekeeper, kept: KeptProvider) {
  const clientSecret = await gate.signIn.unseal(kept.sealedSecret)
  if (clientSecret === null) {
    throw new Problem(
      'conflict',
      t(
        'The client secret of this provider cannot be read any more, as after a restore. An owner signs in by password and enters it again: Settings, Single sign-on.',
      ),
    )
  }
  return { ...kept, clientSecret }
}

const over = () => new Problem('not-allowed', t('This sign-in took too long, is over, or was begun in another browser. Begin again.'))

/** The state is used up whatever comes of it, and counts only in the browser that began. */
async function comeBack(gate: Gatekeeper, ctx: PublicCtx, redirectUri: string, answer: string): Promise<{ workspace: WorkspaceId }> {
  const { database } = ctx.services
  const cameBack = new URL(redirectUri)
  cameBack.search = answer
  const state = cameBack.searchParams.get('state') ?? ''
  const ticket = await database.inPublic((tx) => takeTicket(tx, ctx.now, 'provider', state))
  ctx.answerHeaders.append('set-cookie', cookie(gate, '', 0))
  const { nonce, verifier, workspaceId, browser } = (ticket?.payload ?? {}) as Readonly<Record<string, string | undefined>>
  if (!nonce || !verifier || !workspaceId || !browser) throw over()
  if (!sameSecret(hashOf(cookieOf(gate, ctx.headers)), browser)) throw over()
  const kept = found(await database.inPublic((tx) => providerOf(tx, workspaceId)), t('This provider'))
  const recognised = await recognise(await discover(await registrationOf(gate, kept)), cameBack, state, { nonce, verifier })
  try {
    const person = await database.inPublic((tx) => personBehind(tx, gate.signIn, kept, recognised, ctx.now))
    await gate.signIn.enter(person.id, visitOf(ctx), ctx.answerHeaders, 'provider')
    await gate.signIn.endSessionOf(ctx.headers)
    await noteFor(ctx, person, signedInByProvider, { provider: kept.label })
    const role = (await database.inPublic((tx) => membersOf(tx, kept.workspaceId))).get(person.id)
    if (role !== undefined) await gate.entered(kept.workspaceId, person, role)
  } catch (error) {
    if (error instanceof Problem)
      await database.inPublic((tx) =>
        noteAudit(tx, { ...doingOf(ctx), workspace: { id: kept.workspaceId } }, signInByProviderRefused, {
          provider: kept.label,
          email: recognised.email ?? t('without an address'),
        }),
      )
    throw error
  }
  return { workspace: kept.workspaceId }
}

function cookie(gate: Gatekeeper, value: string, seconds: number): string {
  const secure = gate.origin().startsWith('https:') ? '; Secure' : ''
  return `${cookieName(gate.origin())}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`
}

function cookieOf(gate: Gatekeeper, headers: Headers): string {
  const name = cookieName(gate.origin())
  const parts = (headers.get('cookie') ?? '').split(';').map((part) => part.trim())
  return parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
}
