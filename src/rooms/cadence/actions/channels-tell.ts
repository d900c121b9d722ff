import { rightsOf, roleOf } from '#kernel/actor'
import { unseen } from '#kernel/rights'
import { later } from '#kernel/time'
import type { Ctx, Services } from '#platform/action/context'
import { inWriting } from '#platform/action/work'
import { finish, schedule } from '#platform/due/due'
import type { DueHandler, DueWork } from '#platform/due/runner'
import { inLanguage } from '#platform/language'
import type { Heard, Listening } from '#platform/reactions/reaction'
import type { Tx, WorkspaceRef } from '#platform/store/database'
import { type Brought, callReceiver } from '#platform/webhooks/calling'
import { mostFailed, mostTries, nextOf } from '#platform/webhooks/verdicts'
import type { ToTell } from '../contract/notice-told.ts'
import { channelStopped } from '../events.ts'
import { cardOf } from '../rules/channel-cards.ts'
import { hrefOf, kindTitle, saysOf } from '../rules/notice-words.ts'
import * as store from '../store/channels.ts'
import { labelsOf } from '../store/notices.ts'

/** Work that is due under this name sends one message to a channel. */
export const channelWork = 'channel-message'

/** Lines of one message. */
const mostLines = 5
const keptMs = 30 * 86_400_000

/** What is told of one event. */
export interface ToldOfEvent {
  readonly event: Heard
  readonly all: readonly ToTell[]
}

/** Puts what channels are told of some events on its way: one message for each kind of each event, however many records it is about. */
export async function queueChannelMessages({ tx, now }: Listening, told: readonly ToldOfEvent[]): Promise<void> {
  const channels = await store.channelsFor(tx, [...new Set(told.flatMap(({ all }) => all.map(({ kind }) => kind)))])
  if (channels.length === 0) return
  for (const { event, all } of told)
    for (const channel of channels)
      for (const [kind, its] of Map.groupBy(all, (one) => one.kind)) {
        if (channel.kinds.length > 0 && !channel.kinds.includes(kind)) continue
        const lines = its.slice(0, mostLines).map(({ about, facts }) => ({ about, facts }))
        const id = await store.addMessage(tx, now, event.id, { channelId: channel.id, kind, told: lines, count: its.length })
        if (id) await schedule(tx, now, { kind: channelWork, subjectId: id, payload: {}, dueAt: now })
      }
}

/** Whether whoever answers for a channel still may, and may tell names: null where they run the company no more. */
async function mayName({ post }: Services, workspace: WorkspaceRef, { makerId, names }: store.ChannelRow): Promise<boolean | null> {
  if (makerId === null) return names
  const member = await post?.memberOf(workspace, makerId)
  const role = member ? roleOf(member.actor) : null
  if (!member || (role !== 'owner' && role !== 'admin')) return null
  return names && unseen(rightsOf(member.actor)).length === 0
}

async function bodyOf(tx: Tx, services: Services, workspace: WorkspaceRef, message: store.MessageRow, names: boolean): Promise<string> {
  const about = message.told.map((one) => ({ aboutKind: one.about.kind, aboutId: one.about.id }))
  const labels = names ? await labelsOf(tx, about) : new Map<string, string>()
  const origin = services.post?.origin() ?? ''
  const lines = message.told.map(({ about: { kind, id }, facts }) => ({
    says: saysOf(message.kind, { label: labels.get(id ?? '') ?? null, facts }),
    url: new URL(hrefOf(kind, id), origin).href,
  }))
  return cardOf(message.program, { title: kindTitle(message.kind), lines, more: message.count - lines.length, company: workspace.name })
}

/**
 * Sends one message: it is put into words now, by what may be told now. Tried as webhooks are, ten times over three days; an address that is gone stops the
 * channel. Who dies between the answer and its commit sends it again.
 */
export const sendChannelMessage: DueHandler = async (work) => {
  const { services, workspace, item } = work
  const message = await services.database.inWorkspace(workspace, (tx) => store.messageBy(tx, item.subjectId), { readOnly: true })
  if (message?.state !== 'waiting' || message.channelState !== 'on') return await settle(work, message, null)
  const [channel] = await services.database.inWorkspace(workspace, (tx) => store.channelsKept(tx, message.channelId), { readOnly: true })
  const url = channel ? await services.vault?.unseal(channel.sealedUrl) : null
  const names = channel ? await mayName(services, workspace, channel) : null
  if (!channel || !url || names === null || !services.outside)
    return await stop(
      work,
      message,
      url
        ? 'Whoever answers for it runs this company no more. Somebody who does may save it, and answers for it then.'
        : 'Its address was sealed with another signing secret and cannot be read any more. Enter it again.',
    )
  const body = await inLanguage(channel.language, () =>
    services.database.inWorkspace(workspace, (tx) => bodyOf(tx, services, workspace, message, names), { readOnly: true }),
  )
  const brought = await post(services, message.id, url, body, work.signal)
  if (work.signal.aborted) return
  await settle(work, message, brought)
}

/** Sends a body to the address of a channel once, by the sender that calls nothing inside a network. */
export async function post(services: Services, id: string, url: string, body: string, signal: AbortSignal): Promise<Brought> {
  if (!services.outside) throw new TypeError('Nobody calls other machines here.')
  return await callReceiver(services.outside, { id, url, secrets: [], body, version: 'channels' }, () => services.clock.now(), signal)
}

/** Slack says 404 where the webhook is gone. */
const told = (program: string, { status, why, answer }: Brought) => ({
  status: program === 'slack' && status === 404 ? 410 : status,
  why: why ?? (status !== null && status >= 200 && status < 300 ? null : `${status}: ${(answer ?? '').slice(0, 200)}`),
})

/** Whoever stops a channel, as the ledger names it. */
const actor = { kind: 'system', id: null, name: 'Channels' } as const

async function settle(
  { services, workspace, item }: DueWork,
  message: store.MessageRow | undefined,
  brought: Brought | null,
): Promise<void> {
  await inWriting({ services, workspace, actor }, async (ctx) => {
    const { tx, now } = ctx
    await finish(tx, item)
    await store.forgetMessages(tx, later(now, -keptMs))
    if (message?.state !== 'waiting') return
    // A channel that is off is told nothing, also not later: what waited is old by then.
    if (!brought) return await store.noteTry(tx, now, message, 'failed', 'The channel is switched off.')
    const { status, why } = told(message.program, brought)
    const next = nextOf({ status, retryAfter: brought.retryAfter, refused: brought.refused }, message.tries + 1, now, 0.5)
    await store.noteTry(tx, now, message, next.state === 'gone' ? 'failed' : next.state, next.state === 'sent' ? null : why)
    if (next.state === 'gone')
      await stopped(ctx, message, 'The address says that it is gone. Make a new incoming webhook and enter it here.')
    if (next.state === 'failed' && (await store.neverTaken(tx, message.channelId, { last: mostFailed, tries: mostTries })))
      await stopped(ctx, message, 'Many messages in a row were never taken, the last of them after all its tries.')
    if (next.state === 'waiting') await schedule(tx, now, { kind: item.kind, subjectId: item.subjectId, payload: {}, dueAt: next.dueAt })
  })
}

/** Stops a channel and says so once, in one transaction: those who run the company are told of it. */
async function stopped(ctx: Ctx, { channelId }: store.MessageRow, why: string): Promise<void> {
  const name = await store.stopChannel(ctx.tx, channelId, why)
  if (name !== null) ctx.tell(channelStopped, { channel: channelId, name, why })
}

async function stop({ services, workspace, item }: DueWork, message: store.MessageRow, why: string): Promise<void> {
  await inWriting({ services, workspace, actor }, async (ctx) => {
    await finish(ctx.tx, item)
    await store.noteTry(ctx.tx, ctx.now, message, 'failed', why)
    await stopped(ctx, message, why)
  })
}
