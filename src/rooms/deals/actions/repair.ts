import type { Id } from '#kernel/id'
import { ensure, found } from '#kernel/problem'
import { t } from '#kernel/text'
import { dayOf } from '#kernel/time'
import { action, errand, question } from '#platform/action/action'
import type { ReadCtx } from '#platform/action/context'
import { undoAsked } from '#platform/action/undo-asked'
import { toldEvents } from '#platform/ledger/told'
import { lostStages } from '#rooms/journey/actions/lost-stages'
import { listMembers } from '#rooms/workspace/actions/list-members'
import * as contract from '../contract.ts'
import { dealsRepaired } from '../events.ts'
import { canRepair, type Judged, judge } from '../rules/repair.ts'
import * as store from '../store/repairs.ts'
import { deals } from '../tables.ts'

const shownExamples = 20
const shownConflicts = 100
const missing = () => t('It is not in this workspace any more.')

interface Found {
  readonly row: store.RepairRow
  readonly judged: Judged
}

interface Looked {
  readonly all: readonly Found[]
  readonly ownerName: string
  /** Ids for which there is no deal. */
  readonly missing: readonly string[]
}

/** Loads the deals of a repair and judges each. Throws a Problem when the repair makes no sense for any of them. */
async function look(
  ctx: ReadCtx,
  { deals: ids, repair }: { deals: readonly string[]; repair: contract.Repair },
  lock: boolean,
): Promise<Looked> {
  const wanted = [...new Set(ids)]
  const rows = await store.dealsToRepair(ctx.tx, wanted, lock)
  const currencies = [...new Set(rows.flatMap((row) => row.currency ?? []))].toSorted()
  ensure(canRepair(repair, dayOf(ctx.now), currencies))
  const ownerName =
    repair.what === 'owner' ? found((await listMembers(ctx.tx)).find(({ id }) => id === repair.owner)?.name, t('The new owner')) : ''
  const lost = repair.what === 'lost' ? await lostStages(ctx.tx) : new Map<Id<'pipeline'>, Id<'stage'>>()
  const all = rows.map((row) => ({
    row,
    judged: judge(row, repair, { ownerName, lostStage: (row.pipelineId && lost.get(row.pipelineId)) ?? null }),
  }))
  const there = new Set(rows.map((row) => row.externalId))
  return { all, ownerName, missing: wanted.filter((id) => !there.has(id)) }
}

/** How many are left and why, in the shape in which preview and repair tell it. */
function leftOf({ all, missing: gone }: Looked) {
  const refused = [
    ...all.flatMap(({ row, judged }) => (judged.kind === 'refused' ? [{ why: judged.why, name: row.name }] : [])),
    ...gone.map((id) => ({ why: missing(), name: id })),
  ]
  const refusals = [...Map.groupBy(refused, ({ why }) => why)].map(([why, group]) => ({
    why,
    deals: group.length,
    examples: group.slice(0, 5).map(({ name }) => name),
  }))
  return {
    same: all.filter(({ judged }) => judged.kind === 'same').length,
    refused: refused.length,
    refusals: refusals.toSorted((a, b) => b.deals - a.deals),
  }
}

export const previewRepair = question(contract.previewRepair, async (ctx, asked) => {
  // Read first: what commits in between is then a change that the repair will see.
  const seen = await store.lastEvent(ctx.tx)
  const looked = await look(ctx, asked, false)
  const changes = looked.all.flatMap(({ row, judged }) =>
    judged.kind === 'change' ? [{ id: row.externalId, name: row.name, before: judged.before, after: judged.after }] : [],
  )
  return { seen, change: changes.length, ...leftOf(looked), examples: changes.slice(0, shownExamples) }
})

export const repairDeals = action(contract.repairDeals, async (ctx, asked) => {
  const looked = await look(ctx, asked, true)
  const ids = looked.all.map(({ row }) => row.id)
  const changed = await store.changedAfter(ctx.tx, asked.seen, ids)
  const unchanged = { ...looked, all: looked.all.filter(({ row }) => !changed.has(row.id)) }
  const patches = unchanged.all.flatMap(({ row, judged }) => (judged.kind === 'change' ? [{ id: row.id, ...judged.patch }] : []))
  const done = await ctx.ledger.update(deals, patches)
  if (done > 0) ctx.tell(dealsRepaired, { what: asked.repair.what, to: toldAs(asked.repair, looked.ownerName), deals: done })
  const conflicts = looked.all.flatMap(({ row }) => {
    const by = changed.get(row.id)
    return by === undefined ? [] : [{ id: row.externalId, name: row.name, why: t('Changed by {{by}} since the preview.', { by }) }]
  })
  return {
    eventId: done > 0 ? ctx.ledger.eventId : null,
    changed: done,
    ...leftOf(unchanged),
    conflicts: conflicts.slice(0, shownConflicts),
    conflictCount: conflicts.length,
  }
})

function toldAs(repair: contract.Repair, ownerName: string): string {
  switch (repair.what) {
    case 'owner':
      return ownerName
    case 'expected':
      return repair.on
    case 'amount':
      return repair.amount ?? ''
    case 'lost':
      return repair.reason
  }
}

export const listRepairs = question(contract.listRepairs, async (ctx) => ({
  repairs: (await toldEvents(ctx.tx, dealsRepaired.kind)).map(({ id, payload, by, at, undone }) => {
    const told = dealsRepaired.payload.parse(payload)
    return { eventId: id, says: dealsRepaired.say(told), deals: told.deals, by, at, undone }
  }),
}))

export const listOwners = question(contract.listOwners, async (ctx) => ({ owners: await listMembers(ctx.tx) }))

export const undoRepair = errand(contract.undoRepair, async (ctx, asked) => {
  const { undone, rows, conflicts } = await undoAsked(ctx, asked, async ({ tx }) => {
    found((await toldEvents(tx, dealsRepaired.kind, { one: asked.eventId }))[0], t('This repair'))
    return []
  })
  return { undone, deals: rows, conflictCount: conflicts.length }
})
