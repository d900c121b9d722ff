import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { Actor } from '#kernel/actor'
import type { Id } from '#kernel/id'
import { found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { errand, publicly } from '#platform/action/action'
import type { OutsideCtx, PublicCtx, Services } from '#platform/action/context'
import { newId } from '#platform/ids'
import type { WorkspaceRef } from '#platform/store/database'
import { newSigningSecret } from '#platform/webhooks/signing'
import type { ResponseOutcome } from '../contract/responses.ts'
import * as contract from '../contract/webhooks.ts'
import { hookChanged } from '../events.ts'
import { mapped } from '../rules/webhooks.ts'
import * as deliveries from '../store/deliveries.ts'
import * as store from '../store/webhooks.ts'
import { openPublicKey, publicKey } from './forms-key.ts'
import { takeResponses } from './responses.ts'
import { signedBy } from './webhooks-signed.ts'

/** What stands in the address of a hook: the workspace, and the id without its hyphens. */
const addressOf = (workspace: WorkspaceRef, id: string) =>
  `${publicKey(workspace)}${Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')}`

type Listed = Awaited<ReturnType<typeof store.hooksKept>>[number]

const shown = (workspace: WorkspaceRef, { id, name, setting, createdAt, lastAt, quarantined }: Listed) => ({
  ...{ id, name, createdAt, lastAt, quarantined },
  path: contract.takeHook.path.replace('{id}', addressOf(workspace, id)),
  setting: contract.hookSettingShape.parse(setting),
})

export const listHooks = errand(contract.listHooks, async (ctx) => ({
  hooks: (await ctx.read(({ tx }) => store.hooksKept(tx))).map((hook) => shown(ctx.workspace, hook)),
}))

async function listed(ctx: OutsideCtx, id: string) {
  const all = await ctx.read(({ tx }) => store.hooksKept(tx))
  return shown(
    ctx.workspace,
    found(
      all.find((one) => one.id === id),
      t('This address for webhooks'),
    ),
  )
}

async function keptHook(ctx: OutsideCtx, id: string): Promise<store.HookKept> {
  return found(await ctx.read(({ tx }) => store.hookOf(tx, id)), t('This address for webhooks'))
}

const keep = (ctx: OutsideCtx, hook: store.HookKept, what: 'made' | 'changed' | 'rotated') =>
  ctx.write(async (inside) => {
    await store.keepHook(inside.tx, hook)
    inside.tell(hookChanged, { hook: hook.id, name: hook.name, what })
  })

export const makeHook = errand(contract.makeHook, async (ctx, { name, setting, secret = newSigningSecret() }) => {
  const id = newId<'hook'>(ctx.now)
  await keep(ctx, { id, name, setting, secret: await sealed(ctx.services, secret), createdAt: ctx.now }, 'made')
  return { hook: await listed(ctx, id), secret }
})

export const changeHook = errand(contract.changeHook, async (ctx, { id, name, setting }) => {
  const hook = await keptHook(ctx, id)
  await keep(ctx, { ...hook, name: name ?? hook.name, setting: setting ?? hook.setting }, 'changed')
  return { hook: await listed(ctx, id) }
})

export const rotateHook = errand(contract.rotateHook, async (ctx, { id, secret = newSigningSecret() }) => {
  await keep(ctx, { ...(await keptHook(ctx, id)), secret: await sealed(ctx.services, secret) }, 'rotated')
  return { secret }
})

export const removeHook = errand(contract.removeHook, async (ctx, { id }) => {
  await ctx.write(async (inside) => {
    const { name } = found(await store.hookOf(inside.tx, id), t('This address for webhooks'))
    await store.closeHook(inside.tx, id, ctx.now)
    inside.tell(hookChanged, { hook: id, name, what: 'removed' })
  })
  return { ok: true as const }
})

function vaultOf({ vault }: Services) {
  if (!vault) throw new Problem('unavailable', t('Secrets cannot be kept here.'))
  return vault
}

const sealed = (services: Services, secret: string) => vaultOf(services).seal(secret)

async function bytesOf(upload: Readable | null): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of upload ?? []) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/** Headers that say something about a delivery; none with a secret in it. */
const kept = ['content-type', 'user-agent', 'webhook-id', 'webhook-timestamp', 'x-hubspot-request-timestamp']

const headersOf = (headers: Headers) =>
  Object.fromEntries(
    kept.flatMap((name) => {
      const value = headers.get(name)
      return value === null ? [] : [[name, value.slice(0, 300)]]
    }),
  )

/** The same words for whatever is wrong, and whether there is such an address: whoever does not know the secret learns nothing. */
const refused = () =>
  new Problem(
    'not-signed-in',
    t('The signature of this delivery does not hold, or it is too old. Nothing was kept; sign it with the secret of this address.'),
  )

export const takeHook = publicly(contract.takeHook, async (ctx, { id: address }) => {
  const body = await bytesOf(ctx.upload)
  const opened = await openPublicKey(ctx.services, address)
  const hex = Buffer.from(opened?.slug ?? '', 'base64url').toString('hex')
  if (!opened || hex.length !== 32) throw refused()
  const { workspace } = opened
  const hookId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  const { database } = ctx.services
  const hook = await database.inWorkspace(workspace, (tx) => store.hookOf(tx, hookId), { readOnly: true })
  const secret = hook ? await vaultOf(ctx.services).unseal(hook.secret) : null
  if (!hook || secret === null) throw refused()
  const setting = contract.hookSettingShape.parse(hook.setting)
  const url = `${ctx.services.post?.origin() ?? ''}${contract.takeHook.path.replace('{id}', address)}`
  const signed = signedBy(setting, secret, { body, headers: ctx.headers, url }, ctx.now)
  if (!signed) throw refused()
  return { outcomes: [...(await takeSigned(ctx, workspace, hook, { body, id: signed.id }))] }
})

async function takeSigned(
  ctx: PublicCtx,
  workspace: WorkspaceRef,
  hook: store.HookKept,
  { body, id }: { body: Buffer; id: string | null },
): Promise<readonly ResponseOutcome[]> {
  const hash = createHash('sha256').update(body).digest('base64url')
  const one = {
    ...{ id: newId<'delivery'>(ctx.now), key: `webhook ${hook.id} ${id === null ? `body ${hash}` : `id ${id}`}` },
    ...{ hookId: hook.id, sender: hook.name, hash, raw: body.toString('utf8').replaceAll('\0', ''), headers: headersOf(ctx.headers) },
  }
  const row = await ctx.services.database.inWorkspace(workspace, (tx) => store.keepRaw(tx, one, ctx.now))
  if (row.hash !== hash) throw new Problem('key-reused', t('A delivery with this id came before with another body.'))
  return await takeKept(ctx.services, workspace, { ...one, id: row.id }, hook)
}

const byHook = (name: string): Actor => ({ kind: 'system', id: null, name })

/** Takes what a hook sent out of its raw body, by the mapping that holds now. What cannot be read is set aside whole. */
export async function takeKept(
  services: Services,
  workspace: WorkspaceRef,
  delivery: { readonly id: Id<'delivery'>; readonly raw: string },
  hook: store.HookKept,
): Promise<readonly ResponseOutcome[]> {
  const read = readBody(contract.hookSettingShape.parse(hook.setting), delivery.raw)
  if (!read.ok) {
    const outcome = { state: 'quarantined' as const, deliveryId: delivery.id, reason: read.reason }
    await services.database.inWorkspace(workspace, (tx) =>
      deliveries.settleDeliveries(tx, [{ id: delivery.id, state: 'quarantined', reason: read.reason, answer: [outcome] }]),
    )
    return [outcome]
  }
  const from = { id: delivery.id, hookId: hook.id }
  return await takeResponses(services, workspace, byHook(hook.name), read.responses, {
    ...{ way: 'webhook', key: null, scope: hook.id, sender: hook.name, from },
  })
}

function readBody(setting: contract.HookSetting, raw: string) {
  try {
    return mapped(setting, JSON.parse(raw))
  } catch {
    return { ok: false as const, reason: 'What was sent is not JSON.' }
  }
}
