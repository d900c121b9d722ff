import type { Id } from '#kernel/id'
import type { RecordKind } from '#kernel/list'
import { found, Problem } from '#kernel/problem'
import { saidAgain } from '#kernel/said-again'
import { t } from '#kernel/text'
import { later } from '#kernel/time'
import { type Action, action, errand, question } from '#platform/action/action'
import type { Ctx, ReadCtx } from '#platform/action/context'
import { undoAsked } from '#platform/action/undo-asked'
import { schedule } from '#platform/due/due'
import { newId } from '#platform/ids'
import { toldEvents } from '#platform/ledger/told'
import { undoEvent } from '#platform/ledger/undo'
import { sourceSeen } from '#platform/list/settled'
import { undoCaused } from '#platform/reactions/caused'
import { listMembers } from '#rooms/workspace/actions/list-members'
import * as contract from '../contract/trigger-endpoints.ts'
import { isTimed, recordKinds, type TriggerDocument } from '../contract/triggers.ts'
import { happeningKindChanged, triggerChanged } from '../events.ts'
import { inOrder } from '../rules/triggers.ts'
import * as store from '../store/triggers.ts'
import { happeningKinds, triggerFirings, triggers, triggerVersions } from '../tables/triggers.ts'
import { happen } from './happenings.ts'
import { fireWork, lookWork } from './trigger-firing.ts'
import { checkedFor, type TriggerSources } from './trigger-sources.ts'
import { tryOut } from './trigger-tries.ts'

const dayMs = 86_400_000
const noCounts = { fired: 0, fired30: 0, savedMinutes: 0, waiting: 0, failed: 0 }

async function told({ tx, now }: Pick<ReadCtx, 'tx' | 'now'>, rows: readonly store.TriggerRow[]): Promise<contract.ToldTrigger[]> {
  const counts = await store.countsOf(tx, later(now, -30 * dayMs))
  return rows.map((row) => {
    const { triggerId: _, ...count } = counts.get(row.id) ?? { triggerId: row.id, ...noCounts }
    return { ...row, ...count }
  })
}

async function firings(tx: ReadCtx['tx'], triggerId: string): Promise<contract.ToldFiring[]> {
  const rows = await store.firingsOf(tx, triggerId)
  const labels = new Map<RecordKind, ReadonlyMap<string, string>>()
  for (const kind of new Set(rows.map((row) => row.kind)))
    labels.set(
      kind,
      await store.labelsOf(
        tx,
        kind,
        rows.filter((row) => row.kind === kind).map(({ recordId }) => recordId),
      ),
    )
  return rows.map(({ kind, recordId, ...row }) => ({
    ...row,
    did: row.did.map(saidAgain),
    record: { kind, id: recordId, label: labels.get(kind)?.get(recordId) ?? null },
  }))
}

type What = Parameters<typeof triggerChanged.say>[0]['what']

function tell(ctx: Ctx, { id, name }: Pick<store.TriggerRow, 'id' | 'name'>, what: What) {
  ctx.tell(triggerChanged, { trigger: id, name, what }, { kind: 'trigger', id })
  return { id, eventId: ctx.ledger.eventId }
}

const held = async (ctx: Ctx, id: Id<'trigger'>) => found(await store.triggerOf(ctx.tx, id, 'change'), t('This trigger'))

const versionRow = (ctx: Ctx, triggerId: Id<'trigger'>, number: number, document: TriggerDocument, reason: string) => ({
  ...{ id: newId<'trigger_version'>(ctx.now), triggerId, number, document, reason, by: ctx.actor.name, at: ctx.now },
})

/** What waits for the time begins now: nothing from before fires it. */
async function begin(ctx: Ctx, id: Id<'trigger'>, { when }: TriggerDocument, on: boolean): Promise<void> {
  await store.noteLook(ctx.tx, id, ctx.now)
  if (on && isTimed(when)) await schedule(ctx.tx, ctx.now, { kind: lookWork, subjectId: ctx.workspace.id, payload: {} })
}

/** Triggers: what they say, what they did, and what can be done with them. */
export function triggerRoutes(sources: TriggerSources): readonly Action[] {
  return [...looking(sources), ...changing(sources), ...settling, ...happen]
}

const looking = (sources: TriggerSources): readonly Action[] => [
  question(contract.listTriggers, async (ctx) => ({ triggers: await told(ctx, await store.allTriggers(ctx.tx)) })),
  question(contract.readTrigger, async (ctx, { id }) => {
    const [one] = await told(ctx, [found(await store.triggerOf(ctx.tx, id), t('This trigger'))])
    const versions = (await store.versionsOf(ctx.tx, id)).map(({ id: _, ...version }) => version)
    return { ...found(one, t('This trigger')), versions, firings: await firings(ctx.tx, id) }
  }),
  question(contract.triggerChoices, async (ctx) => {
    const dates = []
    for (const of of recordKinds) {
      const { columns, custom = [] } = (await sourceSeen(ctx, sources[of])).list
      for (const { key, label, type } of [...columns, ...custom.filter(({ away }) => !away)])
        if (type === 'day' || type === 'instant') dates.push({ of, key, label })
    }
    return {
      stages: await store.stageChoices(ctx.tx),
      members: await listMembers(ctx.tx),
      dates,
      happenings: await store.happeningChoices(ctx.tx),
    }
  }),
  question(contract.tryTrigger, async (ctx, { document }) => await tryOut(ctx, sources, await checkedFor(ctx, sources, document))),
]

const changing = (sources: TriggerSources): readonly Action[] => [
  action(contract.addTrigger, async (ctx, { name, document, reason }) => {
    const id = newId<'trigger'>(ctx.now)
    await ctx.ledger.insert(triggers, [{ id, name, number: 1, onSince: null }])
    await ctx.ledger.insert(triggerVersions, [versionRow(ctx, id, 1, await checkedFor(ctx, sources, document), reason)])
    await begin(ctx, id, document, false)
    return tell(ctx, { id, name }, 'made')
  }),
  action(contract.changeTrigger, async (ctx, { id, name, document, reason, number }) => {
    const before = await held(ctx, id)
    if (before.number !== number)
      throw new Problem(
        'conflict',
        t('This trigger was changed after you opened it. Nothing of yours was written. Load it again and look at what is new.'),
      )
    const checked = await checkedFor(ctx, sources, document)
    const next = ((await store.versionsOf(ctx.tx, id))[0]?.number ?? number) + 1
    await ctx.ledger.insert(triggerVersions, [versionRow(ctx, id, next, checked, reason)])
    // What waits for something else begins anew.
    const anew = before.onSince !== null && inOrder(checked.when) !== inOrder(before.document.when)
    await ctx.ledger.update(triggers, [{ id, name, number: next, ...(anew ? { onSince: ctx.now } : {}) }])
    if (anew || before.onSince === null) await begin(ctx, id, checked, before.onSince !== null)
    return tell(ctx, { id, name }, 'changed')
  }),
  action(contract.switchTrigger, async (ctx, { id, on }) => {
    const trigger = await held(ctx, id)
    if ((trigger.onSince !== null) === on)
      throw new Problem('conflict', on ? t('This trigger is on already.') : t('This trigger is off already.'))
    if (on) await checkedFor(ctx, sources, trigger.document)
    await ctx.ledger.update(triggers, [{ id, onSince: on ? ctx.now : null }])
    if (on) await begin(ctx, id, trigger.document, true)
    return tell(ctx, trigger, on ? 'on' : 'off')
  }),
  action(contract.removeTrigger, async (ctx, { id }) => {
    const trigger = await held(ctx, id)
    const { fired = 0, waiting = 0 } = (await store.countsOf(ctx.tx, ctx.now)).get(id) ?? {}
    if (fired + waiting > 0 || (await store.firingsOf(ctx.tx, id)).length > 0)
      throw new Problem('conflict', t('This trigger fired already, and what it did stays known. Switch it off instead.'))
    const versions = await store.versionsOf(ctx.tx, id)
    await ctx.ledger.remove(
      triggerVersions,
      versions.map((one) => one.id),
    )
    await ctx.ledger.remove(triggers, [id])
    return tell(ctx, trigger, 'removed')
  }),
  action(contract.undoTriggerChange, async (ctx, { eventId }) => {
    const kinds = [triggerChanged.kind, happeningKindChanged.kind]
    const events = []
    for (const kind of kinds) events.push(...(await toldEvents(ctx.tx, kind, { one: eventId })))
    found(events[0], t('This change of a trigger'))
    const { conflicts } = await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
    if (conflicts.length > 0) throw new Problem('conflict', t('The trigger was changed again or fired since. Change it by hand.'))
    return {}
  }),
]

const settling: readonly Action[] = [
  errand(contract.undoFiring, async (ctx, { id }) => {
    const firing = found(await ctx.read(({ tx }) => store.firingOf(tx, id)), t('This firing'))
    if (firing.undoneAt !== null) throw new Problem('conflict', t('This was taken back already.'))
    const caused = await undoCaused(ctx, firing.eventId)
    const { undone, rows } = await undoAsked(ctx, { eventId: firing.eventId, keepChanged: false }, async (writing) => {
      // What fired stays known, so that it does not fire again for the same.
      await writing.ledger.update(triggerFirings, [{ id, undoneAt: writing.now }])
      return [id]
    })
    if (!undone)
      throw new Problem('conflict', t('What this trigger did was changed since, so nothing of it was taken back. Change it by hand.'))
    return { rows, caused: caused.undone }
  }),
  errand(contract.settleFiring, async (ctx, { id, how }) => {
    await ctx.services.database.inWorkspace(ctx.workspace, async (tx) => {
      found((await store.settleWaiting(tx, ctx.now, id, how)) || null, t('This failed firing'))
      if (how === 'again') await schedule(tx, ctx.now, { kind: fireWork, subjectId: ctx.workspace.id, payload: {} })
    })
    ctx.services.nudge()
    return {}
  }),
  action(contract.declareHappening, async (ctx, { name }) => {
    if ((await store.happeningChoices(ctx.tx)).some((one) => one.name.toLowerCase() === name.toLowerCase()))
      throw new Problem('conflict', t('"{{name}}" is declared already.', { name }))
    const id = newId<'happening_kind'>(ctx.now)
    await ctx.ledger.insert(happeningKinds, [{ id, name }])
    ctx.tell(happeningKindChanged, { kind: name, what: 'declared' }, { kind: 'happening_kind', id })
    return { id, eventId: ctx.ledger.eventId }
  }),
  action(contract.withdrawHappening, async (ctx, { id }) => {
    const { name } = found(
      (await store.happeningChoices(ctx.tx)).find((one) => one.id === id),
      t('This kind'),
    )
    const heard = (await store.allTriggers(ctx.tx)).find(({ document: { when } }) => when.on === 'happening' && when.kinds.includes(name))
    if (heard) throw new Problem('conflict', t('The trigger "{{name}}" waits for it. Change that one first.', { name: heard.name }))
    await ctx.ledger.remove(happeningKinds, [id])
    ctx.tell(happeningKindChanged, { kind: name, what: 'withdrawn' }, { kind: 'happening_kind', id })
    return { eventId: ctx.ledger.eventId }
  }),
]
