import { ensure, found } from '#kernel/problem'
import { dayOf, type Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { type Consequence, recordActions } from '#platform/list/record'
import { listStages } from '#rooms/journey/actions/stages'
import { dealRecord } from '../contract.ts'
import { canMove, movedTo } from '../rules/change.ts'
import { openingMark } from '../rules.ts'
import { dealSource } from '../store/list.ts'
import * as store from '../store.ts'
import { deals } from '../tables.ts'
import { type Field, Pasts } from './past.ts'

/** Fields whose changes are history with a meaning of its own, and what the history calls them. */
const remembered = [
  { key: 'stage', field: 'stage', of: (deal: store.Deal) => deal.stageId },
  { key: 'amount', field: 'amount', of: (deal: store.Deal) => deal.amount },
  { key: 'expected', field: 'close_on', of: (deal: store.Deal) => deal.expectedOn },
] as const satisfies readonly { key: string; field: Field; of: (deal: store.Deal) => string | null }[]

/** Moves a deal with its stage, and notes in its history what was so before and is from now on. */
const consequence: Consequence = async (ctx, { id, changes, reason, on }) => {
  const deal = found(await store.dealOf(ctx.tx, id), 'This deal')
  const at = on === undefined || on === dayOf(ctx.now) ? ctx.now : (`${on}T00:00:00.000Z` as Instant)
  const stageId = changes.get('stage')
  const stages = stageId === undefined ? [] : await listStages(ctx.tx)
  const target =
    stageId === undefined || stageId === null
      ? undefined
      : found(
          stages.find((stage) => stage.id === stageId),
          'This stage',
        )
  if (target) ensure(canMove(deal, target, { reason, on, now: ctx.now }))
  await remember(ctx, deal, changes, at)
  if (!target) return {}
  return { ...movedTo(target, at, reason), ...(deal.pipelineId === null ? { pipelineId: target.pipelineId } : {}) }
}

async function remember(ctx: Ctx, deal: store.Deal, changes: Parameters<Consequence>[1]['changes'], at: Instant): Promise<void> {
  const pasts = await Pasts.read(ctx, [deal.id])
  for (const { key, field, of } of remembered) {
    const value = changes.get(key)
    const [before, after] = [of(deal), value === undefined || value === null ? null : String(value)]
    if (value === undefined || before === after || (field === 'stage' && after === null)) continue
    const first = !pasts.recorded(deal.id, field).some((mark) => mark.known === 'entered')
    pasts.add(deal.id, field, { at, value: after, known: 'entered' })
    if (first) pasts.open(deal.id, field, openingMark([{ at, value: after, before }], deal.openedAt))
  }
  await pasts.settle()
}

/** What can be done with one deal. */
export const dealPage = recordActions(dealRecord, { source: dealSource, kept: deals, consequence })
