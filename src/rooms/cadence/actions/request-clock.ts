import type { Actor } from '#kernel/actor'
import type { Id } from '#kernel/id'
import { allRights } from '#kernel/rights'
import type { Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { inWriting } from '#platform/action/work'
import { finish, schedule, scheduleOnce, unschedule } from '#platform/due/due'
import type { DueHandler } from '#platform/due/runner'
import { newId } from '#platform/ids'
import { workingTimeOf } from '#rooms/workspace/actions/calendars'
import { requestDue, requestLate } from '../events.ts'
import { dayBegins, dayIn } from '../rules/promise-days.ts'
import { nextLook } from '../rules/requests.ts'
import * as store from '../store/requests.ts'
import { requestTalk } from '../tables/requests.ts'
import { payloadOf } from './request-look.ts'

/** Work that is due under this name says that a promise is due today, and then that it is late. */
export const promiseWork = 'promise'

const actor: Actor = { kind: 'system', id: null, name: 'Promises' }
type Timed = Pick<Ctx, 'tx' | 'now'>

/** When the clock of a promise looks next; null where there is nothing more to say. */
async function lookOf(ctx: Timed, member: Id<'member'>, dueAt: Instant): Promise<Instant | null> {
  const { zone } = await workingTimeOf(ctx, { member })
  return nextLook({ dueAt, dayBegins: dayBegins(zone, dayIn(zone, dueAt)) }, ctx.now)
}

/** Sets or stops the clock of a request by how it stands now. Called in the transaction that changed it. */
export async function windClock(ctx: Timed, id: string): Promise<void> {
  const row = await store.requestOf(ctx.tx, allRights, id)
  const next = row?.state === 'promised' && row.dueAt && row.promisedBy ? await lookOf(ctx, row.promisedBy.id, row.dueAt) : null
  if (next === null) await unschedule(ctx.tx, promiseWork, id)
  else await schedule(ctx.tx, ctx.now, { kind: promiseWork, subjectId: id, payload: {}, dueAt: next })
}

/** Sets the clocks that are missing, for requests that came from elsewhere. */
export async function setPromiseTimers(ctx: Timed): Promise<void> {
  for (const { id, promisedBy, dueAt } of await store.openPromises(ctx.tx))
    await scheduleOnce(ctx.tx, ctx.now, { kind: promiseWork, subjectId: id, dueAt: (await lookOf(ctx, promisedBy, dueAt)) ?? ctx.now })
}

/** Says once that a promise is due today, and once that it is late. What was delivered, moved or taken back in between is passed over. */
export const workPromise: DueHandler = async ({ services, workspace, item, signal }) => {
  await inWriting({ services, workspace, actor, signal }, async (ctx) => {
    await finish(ctx.tx, item)
    const row = await store.requestOf(ctx.tx, allRights, item.subjectId, 'lock')
    if (row?.state !== 'promised' || row.dueAt === null || !row.promisedBy) return
    const { dueAt } = row
    const next = await lookOf(ctx, row.promisedBy.id, dueAt)
    if (next !== null) await schedule(ctx.tx, ctx.now, { kind: promiseWork, subjectId: row.id, payload: {}, dueAt: next })
    const { zone } = await workingTimeOf(ctx, { member: row.promisedBy.id })
    const kind = next === null ? 'late' : 'due'
    // Woken before its day, as after a change of the calendar: nothing is to be said yet.
    if (kind === 'due' && ctx.now < dayBegins(zone, dayIn(zone, dueAt))) return
    const talk = await store.talkOf(ctx.tx, [row.id])
    if (talk.some((one) => one.kind === kind && one.dueAt === dueAt)) return
    await ctx.ledger.insert(requestTalk, [
      { id: newId<'request_step'>(ctx.now), requestId: row.id, leadId: row.leadId, kind, byMember: null, at: ctx.now, text: null, dueAt },
    ])
    ctx.tell(kind === 'late' ? requestLate : requestDue, payloadOf(row), { kind: 'request', id: row.id })
  })
}
