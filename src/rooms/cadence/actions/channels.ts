import { ensure, found, Problem } from '#kernel/problem'
import { saidAgain } from '#kernel/said-again'
import { spoken, t } from '#kernel/text'
import { no, ok } from '#kernel/verdict'
import { errand } from '#platform/action/action'
import type { OutsideCtx } from '#platform/action/context'
import { unschedule } from '#platform/due/due'
import { newId } from '#platform/ids'
import * as contract from '../contract/channels.ts'
import { channelChanged } from '../events.ts'
import { cardOf } from '../rules/channel-cards.ts'
import * as store from '../store/channels.ts'
import { channelWork, post } from './channels-tell.ts'

export const listChannels = errand(contract.listChannels, async ({ read }) => {
  const all = await read(({ tx }) => store.channelsKept(tx))
  return {
    channels: all.map(({ sealedUrl: _, language: __, makerId: ___, makerName, why, ...one }) => ({
      ...one,
      ...{ madeBy: makerName, why: why === null ? null : saidAgain(why) },
    })),
  }
})

async function sealed({ services: { vault, outside } }: OutsideCtx, url: string): Promise<{ sealedUrl: string; host: string }> {
  if (!vault) throw new Problem('unavailable', t('Secrets cannot be kept here.'))
  const why = (await outside?.refusal(url)) ?? null
  if (why !== null) throw new Problem('invalid-input', saidAgain(why))
  return { sealedUrl: await vault.seal(url), host: new URL(url).host }
}

async function maker({ services, workspace, actor }: OutsideCtx) {
  const member = actor.kind === 'user' ? await services.post?.memberOf(workspace, actor.id) : null
  return { makerId: member ? actor.id : null, makerName: actor.name, language: spoken() }
}

const called = () => t('This channel')

export const makeChannel = errand(contract.makeChannel, async (ctx, { name, program, url, kinds, names }) => {
  const [where, who] = await Promise.all([sealed(ctx, url), maker(ctx)])
  const id = newId<'channel'>(ctx.now)
  await ctx.write(async (inside) => {
    const there = (await store.channelsKept(inside.tx)).length
    ensure(there < contract.mostChannels ? ok : no(t('There are {{count}} channels; remove one first.', { count: there })))
    await store.keepChannel(inside.tx, { ...{ id, name, program, kinds, names, state: 'on', why: null }, ...where, ...who })
    inside.tell(channelChanged, { channel: id, name, what: 'made' })
  })
  return { id }
})

export const changeChannel = errand(contract.changeChannel, async (ctx, { id, url, on, ...wanted }) => {
  const [where, who] = await Promise.all([url === undefined ? {} : sealed(ctx, url), maker(ctx)])
  await ctx.write(async (inside) => {
    const was = found((await store.channelsKept(inside.tx, id))[0], called())
    const state = on === undefined ? was.state : on ? ('on' as const) : ('off' as const)
    const given = { name: wanted.name ?? was.name, kinds: wanted.kinds ?? was.kinds, names: wanted.names ?? was.names }
    await store.keepChannel(inside.tx, { ...was, ...given, ...where, ...who, state, why: state === 'on' ? null : was.why })
    inside.tell(channelChanged, { channel: id, name: given.name, what: state === was.state ? 'changed' : state === 'on' ? 'on' : 'off' })
  })
  return { ok: true as const }
})

export const removeChannel = errand(contract.removeChannel, async (ctx, { id }) => {
  await ctx.write(async (inside) => {
    const { name } = found((await store.channelsKept(inside.tx, id))[0], called())
    await unschedule(inside.tx, channelWork, ...(await store.dropChannel(inside.tx, id)))
    inside.tell(channelChanged, { channel: id, name, what: 'removed' })
  })
  return { ok: true as const }
})

/** A test is no event: it is sent at once, by this request. */
export const testChannel = errand(contract.testChannel, async (ctx, { id }) => {
  const { services, workspace, signal, now } = ctx
  const one = found((await ctx.read(({ tx }) => store.channelsKept(tx, id)))[0], called())
  const url = await services.vault?.unseal(one.sealedUrl)
  if (!url) throw new Problem('unavailable', t('The address of this channel cannot be read any more. Enter it again, then test.'))
  const line = { says: t('This channel is told what happens here.'), url: new URL('/settings/webhooks', services.post?.origin()).href }
  const body = cardOf(one.program, { title: t('A test'), lines: [line], more: 0, company: workspace.name })
  const { status, why } = await post(services, newId(now), url, body, signal)
  return { sent: status !== null && status >= 200 && status < 300, status, why: why === null ? null : saidAgain(why) }
})
