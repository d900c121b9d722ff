import { eventKinds } from '#kernel/event'
import type { Id } from '#kernel/id'
import { ensure, found, Problem } from '#kernel/problem'
import { saidAgain } from '#kernel/said-again'
import { t } from '#kernel/text'
import { type Instant, later } from '#kernel/time'
import { errand } from '#platform/action/action'
import type { Ctx, OutsideCtx, ReadCtx, Services } from '#platform/action/context'
import { newId } from '#platform/ids'
import { callReceiver } from '#platform/webhooks/calling'
import { testBody, testKind } from '#platform/webhooks/message'
import type { Stopped } from '#platform/webhooks/settling'
import { newSigningSecret } from '#platform/webhooks/signing'
import * as store from '#platform/webhooks/store'
import * as contract from '../contract/webhooks-out.ts'
import { webhookChanged, webhookStopped } from '../events.ts'
import { knownKinds, mayAdd, maySendAgain } from '../rules/webhooks-out.ts'

type Listed = Awaited<ReturnType<typeof store.webhooksKept>>[number]

const shown = ({ id, name, url, kinds, personal, ordered, state, why, makerName, madeAt, ...one }: Listed, now: Instant) => ({
  ...{ id, name, url, kinds: [...kinds], personal, ordered, state, madeBy: makerName, madeAt },
  why: why === null ? null : saidAgain(why),
  oldSecretUntil: one.oldSecret !== null && one.oldUntil !== null && one.oldUntil > now ? one.oldUntil : null,
  heldUntil: one.heldUntil !== null && one.heldUntil > now ? one.heldUntil : null,
  ...{ lastSentAt: one.lastSentAt, waiting: one.waiting, failed: one.failed },
})

export const listWebhooks = errand(contract.listWebhooks, async (ctx) => {
  const all = await ctx.read(({ tx }) => store.webhooksKept(tx))
  return { webhooks: all.map((one) => shown(one, ctx.now)), kinds: eventKinds().toSorted() }
})

const called = () => t('This webhook')

async function listed({ tx, now }: ReadCtx, id: string) {
  const all = await store.webhooksKept(tx)
  return shown(
    found(
      all.find((one) => one.id === id),
      called(),
    ),
    now,
  )
}

/** Whose rights decide what is told. Whoever is no member of their own, such as the owner of this machine, and keys may do what they may do now. */
async function makerOf({ services, workspace, actor }: OutsideCtx): Promise<{ makerId: string | null; makerName: string }> {
  const member = actor.kind === 'user' ? await services.post?.memberOf(workspace, actor.id) : null
  return { makerId: member ? actor.id : null, makerName: actor.name }
}

function vaultOf({ vault }: Services) {
  if (!vault) throw new Problem('unavailable', t('Secrets cannot be kept here.'))
  return vault
}

async function ensureOutside({ services }: OutsideCtx, url: string): Promise<void> {
  const why = (await services.outside?.refusal(url)) ?? null
  if (why !== null)
    throw new Problem(
      'invalid-input',
      t('{{why}} Whoever runs Interlock can open addresses of its own network by INTERLOCK_CALLS_INSIDE.', { why: saidAgain(why) }),
    )
}

export const makeWebhook = errand(contract.makeWebhook, async (ctx, { name, url, kinds, personal, ordered }) => {
  ensure(knownKinds(kinds, eventKinds()))
  await ensureOutside(ctx, url)
  const secret = newSigningSecret()
  const [sealed, maker] = await Promise.all([vaultOf(ctx.services).seal(secret), makerOf(ctx)])
  const webhook = await ctx.write(async (inside) => {
    ensure(mayAdd((await store.webhooksKept(inside.tx)).length))
    const id = newId<'webhook'>(ctx.now)
    await store.addWebhook(inside.tx, {
      ...{ id, name, url, kinds, personal, ordered, secret: sealed, state: 'on', madeAt: ctx.now },
      ...maker,
    })
    tell(inside, id, name, 'made')
    return await listed(inside, id)
  })
  return { webhook, secret }
})

const tell = (ctx: Ctx, id: Id<'webhook'>, name: string, what: 'made' | 'changed' | 'on' | 'off' | 'rotated' | 'removed' | 'again') =>
  ctx.tell(webhookChanged, { webhook: id, name, what })

export const changeWebhook = errand(contract.changeWebhook, async (ctx, { id, on, catchUp, ...wanted }) => {
  ensure(knownKinds(wanted.kinds ?? [], eventKinds()))
  if (wanted.url !== undefined) await ensureOutside(ctx, wanted.url)
  const maker = await makerOf(ctx)
  const webhook = await ctx.write(async (inside) => {
    const was = found(await store.webhookForUpdate(inside.tx, id), called())
    const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
    const state = on === undefined ? was.state : on ? ('on' as const) : ('off' as const)
    await store.changeWebhook(inside.tx, id, { ...was, ...given, ...maker, state, why: state === 'stopped' ? was.why : null })
    const begins = state === 'on' && was.state !== 'on'
    if (begins && !catchUp) await store.skipToHead(inside.tx, id)
    tell(inside, id, wanted.name ?? was.name, begins ? 'on' : state === 'off' && was.state !== 'off' ? 'off' : 'changed')
    return await listed(inside, id)
  })
  return { webhook }
})

export const rotateWebhook = errand(contract.rotateWebhook, async (ctx, { id }) => {
  const secret = newSigningSecret()
  const sealed = await vaultOf(ctx.services).seal(secret)
  const oldSecretUntil = later(ctx.now, contract.oldSecretHours * 3_600_000)
  await ctx.write(async (inside) => {
    const { name } = found(await store.webhookForUpdate(inside.tx, id), called())
    await store.setSecret(inside.tx, id, sealed, oldSecretUntil)
    tell(inside, id, name, 'rotated')
  })
  return { secret, oldSecretUntil }
})

export const removeWebhook = errand(contract.removeWebhook, async (ctx, { id }) => {
  await ctx.write(async (inside) => {
    const { name } = found(await store.webhookForUpdate(inside.tx, id), called())
    await store.removeWebhook(inside.tx, id, ctx.now)
    tell(inside, id, name, 'removed')
  })
  return { ok: true as const }
})

/** A test is no event: it is sent at once, by this request, and stands in the log of the address alone. */
export const testWebhook = errand(contract.testWebhook, async (ctx, { id: webhookId }) => {
  const { services, workspace } = ctx
  const one = found((await ctx.read(({ tx }) => store.webhooksKept(tx))).find(({ id }) => id === webhookId) ?? null, called())
  const secret = await vaultOf(services).unseal(one.secret)
  if (secret === null || !services.outside)
    throw new Problem('unavailable', t('The secret of this webhook cannot be read any more. Make a new one, then test again.'))
  const id = newId<'webhook_delivery'>(ctx.now)
  const now = () => services.clock.now()
  const message = { id, url: one.url, secrets: [secret], body: testBody(workspace.id, ctx.now), version: 'test' }
  const { ms, status, answer, why } = await callReceiver(services.outside, message, now, ctx.signal)
  const tried = { at: ctx.now, ms, status, answer, why }
  const sent = status !== null && status >= 200 && status < 300
  const ids = { id, webhookId, attempt: newId<'webhook_attempt'>(ctx.now) }
  await services.database.inWorkspace(workspace, (tx) => store.noteTest(tx, ids, testKind, { ...tried, sent }))
  return { sent, attempt: { ...tried, why: why === null ? null : saidAgain(why) } }
})

const pageLength = 50

export const listSent = errand(contract.listSent, async (ctx, { id, state = null, before = null }) => {
  const rows = await ctx.read(async (reading) => {
    await listed(reading, id)
    return await store.deliveriesOf(reading.tx, { webhookId: id, state, before }, pageLength + 1)
  })
  const sent = rows.slice(0, pageLength).map(({ eventId, dueAt, attempts, webhookId: _, ...row }) => ({
    ...row,
    event: eventId,
    nextTryAt: row.state === 'waiting' ? dueAt : null,
    attempts: attempts.map((one) => ({ ...one, why: one.why === null ? null : saidAgain(one.why) })),
  }))
  return { sent, more: rows.length > pageLength }
})

export const sendAgain = errand(contract.sendAgain, async (ctx, { id, delivery = null, since = null }) => {
  if ((delivery === null) === (since === null)) throw new Problem('invalid-input', t('Say which message, or since when; one of the two.'))
  const again = await ctx.write(async (inside) => {
    const { name, state } = found(await store.webhookForUpdate(inside.tx, id), called())
    ensure(maySendAgain(state))
    const rows = await store.sendAgain(inside.tx, ctx.now, { webhookId: id, delivery, since })
    if (delivery !== null && rows === 0) throw new Problem('not-found', t('There is no message with this id that could be sent again.'))
    if (rows > 0) tell(inside, id, name, 'again')
    return rows
  })
  return { again }
})

/** Says in the ledger that an address is told nothing any more; those who run the company are told of it as of all that concerns them. */
export const sayStopped = (ctx: Ctx, { id, name, why }: Stopped): void => ctx.tell(webhookStopped, { webhook: id, name, why })
