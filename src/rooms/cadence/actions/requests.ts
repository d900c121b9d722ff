import { rightsOf, roleOf } from '#kernel/actor'
import type { EventKind } from '#kernel/event'
import type { Id } from '#kernel/id'
import { ensure, found, Problem } from '#kernel/problem'
import { said, t } from '#kernel/text'
import type { Day, Instant } from '#kernel/time'
import { action } from '#platform/action/action'
import type { Ctx, ReadCtx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { toldEvents } from '#platform/ledger/told'
import { undoEvent } from '#platform/ledger/undo'
import type { PatchOf } from '#platform/store/kept'
import { ensureMembers } from '#rooms/workspace/actions'
import { workingTimeOf } from '#rooms/workspace/actions/calendars'
import { workingClockOf } from '#rooms/workspace/actions/working-clock'
import type { RequestStep } from '../contract/request-words.ts'
import * as contract from '../contract/requests.ts'
import * as events from '../events.ts'
import { dayIn, workEnds, workingDayAfter } from '../rules/promise-days.ts'
import { mayAsk, mayStep, ways } from '../rules/requests.ts'
import * as store from '../store/requests.ts'
import { requests, requestTalk } from '../tables/requests.ts'
import { windClock } from './request-clock.ts'
import { ensureChanges, ensureSees, meIn, payloadOf, sideOf } from './request-look.ts'

/** Whoever does something with a request for the first time becomes a member by name. */
async function meOf(ctx: Ctx): Promise<Id<'member'>> {
  const [id] = await ensureMembers(ctx, [{ externalId: null, name: ctx.actor.name }])
  return found(id, t('This member')) as Id<'member'>
}

export const askTeam = action(contract.askTeam, async (ctx, { kind, of, title, text, wantedBy, about }) => {
  ensureChanges(ctx, about?.kind ?? null)
  ensure(mayAsk(kind, of, sideOf(ctx.actor)))
  if (about) found((await store.isThere(ctx.tx, about.kind, about.id)) || null, t('This {{kind}}', { kind: said(about.kind) }))
  const id = newId<'request'>(ctx.now)
  const me = await meOf(ctx)
  const named = <Kind extends 'deal' | 'lead' | 'account'>(wanted: Kind) => (about?.kind === wanted ? (about.id as Id<Kind>) : null)
  await ctx.ledger.insert(requests, [
    {
      ...{ id, kind, askedOf: of, title, text: text || null, state: 'asked', askedBy: me, askedAt: ctx.now, wantedBy },
      ...{ dealId: named('deal'), leadId: named('lead'), accountId: named('account') },
    },
  ])
  await noteStep(ctx, { id, leadId: named('lead') }, 'ask', me, { text: text || null })
  return await told(ctx, id, events.requestAsked)
})

interface Said {
  readonly text?: string | null
  readonly dueAt?: Instant | null
  readonly link?: string | null
  readonly rating?: number | null
}

async function noteStep(
  ctx: Ctx,
  { id, leadId }: Pick<store.RequestRow, 'id' | 'leadId'>,
  kind: 'ask' | RequestStep,
  byMember: Id<'member'>,
  { text = null, dueAt = null, link = null, rating = null }: Said,
): Promise<void> {
  await ctx.ledger.insert(requestTalk, [
    { id: newId<'request_step'>(ctx.now), requestId: id, leadId, kind, byMember, at: ctx.now, text: text || null, dueAt, link, rating },
  ])
}

/** Tells one event about a request and winds its clock by how it stands now. */
async function told(ctx: Ctx, id: Id<'request'>, event: typeof events.requestAsked) {
  const row = found(await store.requestOf(ctx.tx, rightsOf(ctx.actor), id), t('This request'))
  await windClock(ctx, id)
  ctx.tell(event, payloadOf(row), row.about ? { kind: row.about.kind, id: row.about.id } : { kind: 'request', id })
  return { id, eventId: ctx.ledger.eventId }
}

/** Loads a request for a step, and refuses who may not take it. */
async function stepping(ctx: Ctx, step: RequestStep, id: Id<'request'>) {
  ensureSees(ctx, null)
  const row = found(await store.requestOf(ctx.tx, rightsOf(ctx.actor), id, 'lock'), t('This request'))
  ensureChanges(ctx, row.about?.kind ?? null)
  const known = meIn(await store.people(ctx.tx), ctx.actor)
  ensure(mayStep(step, row, { side: sideOf(ctx.actor), asked: known?.id === row.askedBy.id }))
  return { row, me: await meOf(ctx) }
}

async function take(
  ctx: Ctx,
  step: RequestStep,
  id: Id<'request'>,
  event: typeof events.requestAsked,
  change: (row: store.RequestRow, me: Id<'member'>) => Promise<{ readonly patch: Patch; readonly words: Said }>,
) {
  const { row, me } = await stepping(ctx, step, id)
  const { patch, words } = await change(row, me)
  const state = ways[row.state][step] ?? row.state
  if (step !== 'say') await ctx.ledger.update(requests, [{ id, ...patch, state }])
  await noteStep(ctx, row, step, me, words)
  return await told(ctx, id, event)
}
type Patch = Omit<PatchOf<typeof requests>, 'id'>

/** A day of working time as a promise: its working hours' end. Refuses a day that is over, or on which nobody works. */
async function promisedFor(ctx: Ctx, member: Id<'member'>, day: Day): Promise<Instant> {
  const { zone } = await workingTimeOf(ctx, { member })
  const clock = await workingClockOf(ctx, { member })
  if (day > farthestDay(dayIn(zone, ctx.now)))
    throw new Problem('invalid-input', t('A promise is for a day within a year. Choose an earlier one.'))
  const dueAt = workEnds(clock, zone, day)
  if (dueAt === null) {
    const next = workingDayAfter(clock, zone, day, 1)
    throw new Problem(
      'conflict',
      next === null
        ? t('Nobody works on {{day}}. Choose a working day.', { day })
        : t('Nobody works on {{day}}; the next working day is {{next}}.', { day, next }),
    )
  }
  if (dueAt <= ctx.now) throw new Problem('conflict', t('The working hours of {{day}} are over. Promise it for a later day.', { day }))
  return dueAt
}

const farthestDay = (today: Day) => `${Number(today.slice(0, 4)) + 1}${today.slice(4)}` as Day

export const promiseRequest = action(contract.promiseRequest, (ctx, { id, dueOn, by, text }) =>
  take(ctx, 'promise', id, events.requestPromised, async (row, me) => {
    const member = by === 'me' ? me : found((await store.people(ctx.tx)).find((one) => one.id === by)?.id, t('This member'))
    const dueAt = await promisedFor(ctx, member, dueOn)
    // A first promise stays what a later one is measured by.
    const first = row.firstDueAt === null ? { firstDueAt: dueAt, promisedAt: ctx.now } : {}
    return { patch: { promisedBy: member, dueAt, ...first }, words: { text, dueAt } }
  }),
)

export const deliverRequest = action(contract.deliverRequest, (ctx, { id, link, text }) =>
  take(ctx, 'deliver', id, events.requestDelivered, async (row, me) => {
    if (link === null && text === '') throw new Problem('invalid-input', t('Say what is delivered: a link, or a note.'))
    // Delivered anew it is better, not later: what counts is the first time.
    const deliveredAt = row.deliveredAt ?? ctx.now
    return { patch: { deliveredBy: row.deliveredBy?.id ?? me, deliveredAt, link, note: text || null }, words: { text, link } }
  }),
)

export const declineRequest = action(contract.declineRequest, (ctx, { id, text }) =>
  take(ctx, 'decline', id, events.requestDeclined, async () => ({ patch: {}, words: { text } })),
)

export const withdrawRequest = action(contract.withdrawRequest, (ctx, { id, text }) =>
  take(ctx, 'withdraw', id, events.requestWithdrawn, async () => ({ patch: {}, words: { text } })),
)

export const reopenRequest = action(contract.reopenRequest, (ctx, { id, text }) =>
  take(ctx, 'reopen', id, events.requestReopened, async () => ({
    patch: { dueAt: null, deliveredAt: null, deliveredBy: null, link: null, note: null },
    words: { text },
  })),
)

export const rateRequest = action(contract.rateRequest, (ctx, { id, rating, used, text }) =>
  take(ctx, 'rate', id, events.requestRated, async (row) => ({
    patch: { rating, used, ratedAt: row.ratedAt ?? ctx.now },
    words: { text, rating },
  })),
)

export const sayOnRequest = action(contract.sayOnRequest, (ctx, { id, text }) =>
  take(ctx, 'say', id, events.requestTalked, async () => ({ patch: {}, words: { text } })),
)

const undoable: readonly EventKind[] = [
  ...[events.requestAsked, events.requestPromised, events.requestDelivered, events.requestDeclined, events.requestWithdrawn],
  ...[events.requestReopened, events.requestRated, events.requestTalked, events.ideaUsed],
]

/** The last step that somebody took with a request, where it is theirs to take back. */
export function lastStepOf({ actor }: Pick<ReadCtx, 'actor'>, talk: readonly contract.Talk[]): Id<'event'> | null {
  const last = talk.findLast(({ kind }) => kind !== 'due' && kind !== 'late')
  const role = roleOf(actor)
  const theirs = last?.by === actor.name || role === 'owner' || role === 'admin'
  return last && theirs ? last.eventId : null
}

export const undoRequest = action(contract.undoRequest, async (ctx, { id, eventId }) => {
  ensureSees(ctx, null)
  const row = found(await store.requestOf(ctx.tx, rightsOf(ctx.actor), id, 'lock'), t('This request'))
  ensureChanges(ctx, row.about?.kind ?? null)
  const own = await Promise.all(undoable.map(({ kind }) => toldEvents(ctx.tx, kind, { one: eventId, having: { request: id } })))
  const event = found(own.flat()[0], t('This step of the request'))
  const role = roleOf(ctx.actor)
  if (event.by !== ctx.actor.name && role !== 'owner' && role !== 'admin')
    throw new Problem(
      'not-allowed',
      t('{{name}} did this, so it is theirs to take back, or that of an owner or admin.', { name: event.by }),
    )
  const { conflicts } = await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
  // A member who was made by the first request may be named elsewhere by now, and then stays.
  if (conflicts.some(({ table }) => table !== 'member'))
    throw new Problem('conflict', t('Something was done with this request since. Take the later step back first.'))
  await windClock(ctx, id)
  return { gone: (await store.requestOf(ctx.tx, rightsOf(ctx.actor), id)) === undefined }
})
