import { rightsOf } from '#kernel/actor'
import { ensure, found } from '#kernel/problem'
import { locks } from '#kernel/rights'
import { t } from '#kernel/text'
import { dayOf, type Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { bulkActions } from '#platform/list/bulk'
import type { Meaning, Wanted } from '#platform/list/meaning'
import { recordActions } from '#platform/list/record'
import { listStages, pipelinesSeen } from '#rooms/journey/actions/stages'
import { dealMany, dealRecord } from '../contract.ts'
import { canSetAmount, type Movable, moved } from '../rules/change.ts'
import { openingMark } from '../rules.ts'
import { dealSource } from '../store/list.ts'
import * as store from '../store.ts'
import { deals, dealValues, stageEntries } from '../tables.ts'
import { type Field, Pasts } from './past.ts'

/** Fields whose changes are history with a meaning of its own, and what the history calls them. */
const remembered = [
  { key: 'stage', field: 'stage', of: (deal: Movable) => deal.stageId },
  { key: 'amount', field: 'amount', of: (deal: Movable) => deal.amount },
  { key: 'expected', field: 'close_on', of: (deal: Movable) => deal.expectedOn },
] as const satisfies readonly { key: string; field: Field; of: (deal: Movable) => string | null }[]

/** The moment of a change: now, or the day that was said. */
const momentOf = ({ now }: Pick<Ctx, 'now'>, { on }: Wanted) =>
  on === undefined || on === dayOf(now) ? now : (`${on}T00:00:00.000Z` as Instant)

/** Deals whose past is read and written at once. */
const dealsEach = 2_000

/** A deal moves with its stage, and its history keeps what was so before and is from now on. */
const meaning: Meaning = {
  decide: async (ctx, ids, wanted) => {
    const { changes, reason, on } = wanted
    const stageId = changes.get('stage') ?? null
    const amount = changes.get('amount') ?? null
    if (stageId === null && amount === null) return () => ({ more: {} })
    const byId = new Map<string, Movable>((await store.movables(ctx.tx, ids)).map((deal) => [deal.id, deal]))
    if (amount !== null) ensure(canSetAmount([...byId.values()]))
    if (stageId === null) return () => ({ more: {} })
    const stage = found(
      (await listStages(ctx.tx)).find(({ id }) => id === stageId),
      t('This stage'),
    )
    const line = (await pipelinesSeen(ctx.tx)).find(({ id }) => id === stage.pipelineId)
    const target = { ...stage, retiredPipeline: line?.retired ? line.name : null }
    const at = momentOf(ctx, wanted)
    const keepsReason = locks(rightsOf(ctx.actor), 'deal', 'lostReason')
    return (id) => {
      const deal = found(byId.get(id), t('This deal'))
      // A loss is written with its reason, and the way back takes the reason away.
      if (keepsReason && (target.kind === 'lost') !== (deal.state === 'lost'))
        return { why: t('Your role may not change why a deal was lost, so it neither loses deals nor takes lost ones up. Ask an owner.') }
      return moved(deal, target, { reason, on, at, now: ctx.now })
    }
  },
  remember: async (ctx, ids, wanted) => {
    if (!remembered.some(({ key }) => wanted.changes.has(key))) return
    for (let start = 0; start < ids.length; start += dealsEach)
      await remember(ctx, await store.movables(ctx.tx, ids.slice(start, start + dealsEach)), wanted)
  },
  parts: [
    { table: stageEntries, column: 'deal_id' },
    { table: dealValues, column: 'deal_id' },
  ],
}

async function remember(ctx: Ctx, all: readonly Movable[], wanted: Wanted): Promise<void> {
  const at = momentOf(ctx, wanted)
  const pasts = await Pasts.read(
    ctx,
    all.map((deal) => deal.id),
  )
  for (const deal of all) {
    for (const { key, field, of } of remembered) {
      const value = wanted.changes.get(key)
      const [before, after] = [of(deal), value === undefined || value === null ? null : String(value)]
      if (value === undefined || before === after || (field === 'stage' && after === null)) continue
      const first = !pasts.recorded(deal.id, field).some((mark) => mark.known === 'entered')
      pasts.add(deal.id, field, { at, value: after, known: 'entered' })
      if (first) pasts.open(deal.id, field, openingMark([{ at, value: after, before }], deal.openedAt))
    }
  }
  await pasts.settle()
}

/** What can be done with one deal, and with many at once. */
export const dealPage = recordActions(dealRecord, { source: dealSource, kept: deals, meaning })
export const dealBulk = bulkActions(dealMany, { source: dealSource, kept: deals, meaning })
