import type { Actor } from '#kernel/actor'
import { Problem } from '#kernel/problem'
import { dayOf, type Instant, later } from '#kernel/time'
import type { Ctx, ReadCtx, Services } from '#platform/action/context'
import { inWriting } from '#platform/action/work'
import { finish, LeaseLost, schedule } from '#platform/due/due'
import type { DueHandler } from '#platform/due/runner'
import { newId } from '#platform/ids'
import type { Heard } from '#platform/reactions/reaction'
import { rowsWritten, thatWrote } from '#platform/reactions/store'
import type { Tx, WorkspaceRef } from '#platform/store/database'
import { isTimed, kindOf } from '../contract/triggers.ts'
import { triggerFired } from '../events.ts'
import { mayFire, thinned } from '../rules/triggers.ts'
import { followed, momentsOf, passing } from '../store/trigger-moments.ts'
import * as store from '../store/triggers.ts'
import { triggerFirings } from '../tables/triggers.ts'
import { sourceFor, type TriggerSources } from './trigger-sources.ts'
import { doStep, type StepMail } from './trigger-steps.ts'

/** Work under these names does what is to be fired, and looks what the time brought. There is one item of each for a workspace. */
export const fireWork = 'triggers.fire'
export const lookWork = 'triggers.look'

/** Where rows are written that triggers wait for. */
export const heardTables: readonly string[] = [...new Set(Object.values(followed).flat())]

const everAfter = '9999-12-31T00:00:00.000Z' as Instant
const lookEveryMs = 3_600_000
const mostTries = 4

const tablesOf = ({ document: { when } }: store.TriggerRow): readonly string[] =>
  isTimed(when) ? [] : followed[when.on as keyof typeof followed]

/** Of many events those that wrote rows for which a trigger waits that is on. */
export async function picked({ tx }: ReadCtx, events: readonly Heard[]): Promise<ReadonlySet<Heard['id']>> {
  const tables = [...new Set((await store.allTriggers(tx, { on: true })).flatMap(tablesOf))]
  if (tables.length === 0) return new Set()
  return await thatWrote(
    tx,
    events.map(({ id }) => id),
    tables,
  )
}

/** Has triggers fire for what an event wrote. */
export async function heardBy(ctx: Ctx, sources: TriggerSources, event: Heard): Promise<void> {
  for (const trigger of await store.allTriggers(ctx.tx, { on: true })) {
    const tables = tablesOf(trigger)
    if (tables.length === 0 || trigger.onSince === null) continue
    const rows: string[] = []
    for (const table of tables) rows.push(...(await rowsWritten(ctx.tx, event.id, table)))
    if (rows.length > 0) await queue(ctx, sources, trigger, { from: trigger.onSince, to: everAfter, rows }, event.id)
  }
}

async function queue(
  ctx: Pick<ReadCtx, 'tx' | 'now' | 'workspace'>,
  sources: TriggerSources,
  trigger: store.TriggerRow,
  stretch: Parameters<typeof momentsOf>[3],
  cause: Heard['id'] | null,
): Promise<void> {
  const { tx, now } = ctx
  const { when, rule, often } = trigger.document
  const source = await sourceFor(tx, sources, trigger.document)
  const moments = await momentsOf(tx, source, when, stretch)
  const ids = [...new Set(moments.map(({ recordId }) => recordId))]
  const pass = await passing(tx, source, rule, ids, dayOf(now))
  const fires = thinned(
    moments.filter(({ recordId }) => pass.has(recordId)),
    often,
    await store.lastFirings(tx, trigger.id, ids),
  )
  if (fires.length === 0) return
  const queued = await store.queueFirings(tx, now, { id: trigger.id, kind: kindOf(when), cause }, fires)
  if (queued > 0) await schedule(tx, now, { kind: fireWork, subjectId: ctx.workspace.id, payload: {} })
}

/** Looks which records the time brought to a trigger since the last look, and sets the next look. */
export const triggerLooker =
  (sources: TriggerSources): DueHandler =>
  async ({ services, workspace, item }) => {
    await services.database.inWorkspace(workspace, async (tx) => {
      const now = services.clock.now()
      const timed = (await store.allTriggers(tx, { on: true })).filter(({ document }) => isTimed(document.when))
      for (const trigger of timed) {
        const from = (await store.holdLook(tx, trigger.id)) ?? trigger.onSince ?? now
        await queue({ tx, now, workspace }, sources, trigger, { from, to: now, rows: null }, null)
        await store.noteLook(tx, trigger.id, now)
      }
      await finish(tx, item)
      if (timed.length > 0)
        await schedule(tx, now, { kind: lookWork, subjectId: workspace.id, payload: {}, dueAt: later(now, lookEveryMs) })
    })
  }

/** Does what is to be fired, one firing after the other, each in a transaction and an event of its own, so that one that fails holds up no other. */
export const triggerFirer =
  (sources: TriggerSources): DueHandler =>
  async ({ services, workspace, item, signal }) => {
    const inTx = <T>(work: (tx: Tx) => Promise<T>) => services.database.inWorkspace(workspace, work)
    for (;;) {
      const due = await inTx((tx) => store.dueFirings(tx, services.clock.now()))
      if (due.length === 0) break
      for (const one of due) {
        if (signal.aborted) throw new LeaseLost('The triggers stop here; the next run goes on.')
        await fire({ services, workspace, signal }, sources, one)
      }
    }
    await inTx(async (tx) => {
      await finish(tx, item)
      const dueAt = await store.nextDue(tx)
      if (dueAt !== null) await schedule(tx, services.clock.now(), { kind: fireWork, subjectId: workspace.id, payload: {}, dueAt })
    })
  }

interface Where {
  readonly services: Services
  readonly workspace: WorkspaceRef
  readonly signal: AbortSignal
}

async function fire(where: Where, sources: TriggerSources, one: store.DueFiring): Promise<void> {
  const { services, workspace, signal } = where
  const actor: Actor = { kind: 'system', id: null, name: `Trigger "${one.name}"` }
  const setting = { services, workspace, actor, signal, ...(one.cause === null ? {} : { cause: one.cause }) }
  try {
    const mails = await inWriting(setting, (ctx) => fireIn(ctx, sources, one.id))
    if (mails.length > 0) await post(where, one.id, mails)
  } catch (error) {
    if (error instanceof LeaseLost || signal.aborted || (error instanceof Problem && error.kind === 'unavailable')) throw error
    const why = error instanceof Error ? error.message : String(error)
    services.log.warn({ err: error, trigger: one.name }, 'a trigger could not fire')
    const dueAt = later(services.clock.now(), 30_000 * 8 ** one.tries)
    await services.database.inWorkspace(workspace, (tx) => store.putBack(tx, one.id, dueAt, why, mostTries))
  }
}

/** Fires in the open event; answers the mails that are to go out after it. */
async function fireIn(ctx: Ctx, sources: TriggerSources, id: store.DueFiring['id']): Promise<readonly StepMail[]> {
  const { tx, now } = ctx
  const waiting = await store.takeWaiting(tx, id)
  if (!waiting) return []
  if (waiting.mails !== null) return waiting.mails as readonly StepMail[]
  // Held, so that two firings of one trigger never count the same past.
  await store.holdLook(tx, waiting.triggerId)
  const trigger = await store.triggerOf(tx, waiting.triggerId)
  const target = await store.targetOf(tx, waiting.kind, waiting.recordId)
  if (!trigger?.onSince || !target || !(await stillFires(ctx, sources, trigger, waiting))) {
    await store.endWaiting(tx, id)
    return []
  }
  const done: string[] = []
  const mails: StepMail[] = []
  for (const step of trigger.document.steps) {
    const one = await doStep(ctx, step, { waiting, target })
    done.push(one.did)
    if (one.mail) mails.push(one.mail)
  }
  const firing = newId<'trigger_firing'>(now)
  await ctx.ledger.insert(triggerFirings, [
    {
      id: firing,
      ...{
        triggerId: trigger.id,
        number: trigger.number,
        kind: waiting.kind,
        recordId: waiting.recordId,
        key: waiting.key,
        at: waiting.at,
      },
      ...{ firedAt: now, cause: waiting.cause, eventId: ctx.ledger.eventId, did: done, minutes: trigger.document.minutes, undoneAt: null },
    },
  ])
  await store.endWaiting(tx, id, mails)
  const { name, number } = trigger
  ctx.tell(triggerFired, { trigger: trigger.id, name, number, firing }, { kind: waiting.kind, id: waiting.recordId })
  return mails
}

async function stillFires(
  { tx, now }: Ctx,
  sources: TriggerSources,
  { id, document }: store.TriggerRow,
  { recordId, kind }: store.Waiting,
) {
  if (kind !== kindOf(document.when)) return false
  const last = (await store.lastFirings(tx, id, [recordId])).get(recordId) ?? null
  if (!mayFire(document.often, last, now)) return false
  return (await passing(tx, await sourceFor(tx, sources, document), document.rule, [recordId], dayOf(now))).has(recordId)
}

/** Puts the mails of a firing into the outbox. Each has the firing as its key: whoever begins again after a crash writes it no second time. */
async function post({ services, workspace }: Where, id: store.DueFiring['id'], mails: readonly StepMail[]): Promise<void> {
  const { outbox } = services.post ?? {}
  if (outbox) {
    await services.database.inPublic(async (tx) => {
      for (const [place, mail] of mails.entries())
        await outbox.queue(tx, services.clock.now(), {
          kind: 'trigger',
          workspaceId: workspace.id,
          once: `trigger ${id} ${place}`,
          ...mail,
        })
    })
    outbox.wake()
  }
  await services.database.inWorkspace(workspace, (tx) => store.endWaiting(tx, id))
}
