import { type Changes, textIn } from '#kernel/list-change'
import { normKey } from '#kernel/normal'
import { ensure, found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { type Day, dayOf, type Instant } from '#kernel/time'
import { question } from '#platform/action/action'
import type { Ctx, ReadCtx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { type Maker, makingActions } from '#platform/list/making'
import { patchOf } from '#platform/list/patch'
import type { NewRowOf } from '#platform/store/kept'
import { accountMaker, noteAlike, personMaker, withOwner } from '#rooms/accounts/actions/making'
import { placingOf } from '#rooms/journey/actions/placing'
import { listStages, pipelinesSeen, type StageSeen } from '#rooms/journey/actions/stages'
import { companyOf } from '#rooms/workspace/actions'
import { placing as placingEndpoint } from '../contract/placing.ts'
import { dealMaking } from '../contract.ts'
import { canMake, type DealSaid, enteredAt, matchDeals, placedIn } from '../rules/making.ts'
import { dealsByPipeline } from '../store/board.ts'
import { dealSource } from '../store/list.ts'
import * as store from '../store.ts'
import { deals } from '../tables.ts'
import { Pasts } from './past.ts'

const dayIn = (values: Changes, key: string) => (textIn(values, key)?.slice(0, 10) ?? null) as Day | null

const saidBy = (values: Changes): DealSaid => ({
  pipelineId: textIn(values, 'pipeline'),
  openedOn: dayIn(values, 'opened'),
  closedOn: dayIn(values, 'closed'),
  lostReason: textIn(values, 'lostReason'),
  amount: textIn(values, 'amount'),
  currency: textIn(values, 'currency'),
})

/** Where a new deal goes that names no pipeline. */
async function placed({ tx }: Pick<ReadCtx, 'tx'>, solutionId: string | null, vertical: string | null) {
  return placedIn(await pipelinesSeen(tx), await placingOf(tx, { solutionId, vertical }), await dealsByPipeline(tx))
}

export const placing = question(placingEndpoint, async (ctx, { solution, vertical }) => {
  const chosen = await placed(ctx, solution ?? null, vertical ?? null)
  return { pipeline: chosen?.line.id ?? null, why: chosen?.why ?? null }
})

/** The stage of a new deal, and all of its pipeline. Throws a Problem where none fits. */
async function stageOf(ctx: ReadCtx, values: Changes): Promise<{ stage: StageSeen; own: readonly StageSeen[] }> {
  const stages = await listStages(ctx.tx)
  const said = textIn(values, 'stage')
  const line =
    textIn(values, 'pipeline') ??
    (said === null ? (await placed(ctx, textIn(values, 'solution'), textIn(values, 'vertical')))?.line.id : null)
  const stage = stages.find((one) => (said === null ? one.pipelineId === line && one.kind === 'open' && !one.retired : one.id === said))
  if (!stage)
    throw new Problem(
      'conflict',
      t('There is no pipeline with an open stage for this deal. Make one in Settings, Pipelines, then try again.'),
    )
  const lines = await pipelinesSeen(ctx.tx)
  const own = found(
    lines.find(({ id }) => id === stage.pipelineId),
    t('This pipeline'),
  )
  ensure(canMake(saidBy(values), { ...stage, retiredPipeline: own.retired ? own.name : null }, ctx.now))
  return { stage, own: stages.filter(({ pipelineId }) => pipelineId === stage.pipelineId) }
}

const dealByHand: Maker = {
  source: dealSource,
  about: ['account', 'stage', 'amount', 'owner'],
  along: { account: accountMaker, person: personMaker },
  note: noteAlike,
  alike: async (ctx, values, along) => {
    const name = textIn(values, 'name')
    if (name === null) throw new Problem('invalid-input', t('Say what the deal is called.'))
    await stageOf(ctx, values)
    const externalId = textIn(values, 'externalId')
    const accountId = textIn(values, 'account')
    const near = along.account ? [] : await store.dealsNear(ctx.tx, { accountId, name, externalId })
    const there = near.map((deal) => ({ ...deal, nameKey: normKey(deal.name) }))
    return matchDeals({ externalId, nameKey: normKey(name), accountId }, there).map((one) => ({ kind: 'deal' as const, ...one }))
  },
  write: async (ctx, values) => {
    const id = newId<'deal'>(ctx.now)
    const { stage, own } = await stageOf(ctx, values)
    const [openedOn, closedAt, amount] = [dayIn(values, 'opened'), textIn(values, 'closed') as Instant | null, textIn(values, 'amount')]
    // One that is over and says no day of opening was opened, as far as anybody knows, when it was closed.
    const openedAt = openedOn === null || openedOn === dayOf(ctx.now) ? (closedAt ?? ctx.now) : (`${openedOn}T00:00:00.000Z` as Instant)
    const row = {
      custom: {},
      ...patchOf(dealSource, deals, await withOwner(ctx, values), {}),
      id,
      externalId: textIn(values, 'externalId') ?? `hand:${id}`,
      pipelineId: stage.pipelineId,
      stageId: stage.id,
      state: stage.kind,
      currency: textIn(values, 'currency') ?? (amount === null ? null : (await companyOf(ctx.tx)).currency),
      openedAt,
      closedAt,
    }
    await ctx.ledger.insert(deals, [row as NewRowOf<typeof deals>])
    const pasts = await Pasts.read(ctx, [])
    pasts.add(id, 'stage', { at: enteredAt({ openedAt, closedAt }, stage, own, ctx.now), value: stage.id, known: 'entered' })
    await pasts.settle()
    return id
  },
}

/** Makes a deal of values as somebody types them, and answers its id. Throws a Problem where one is surely there already. */
export async function makeDeal(ctx: Ctx, values: Changes): Promise<string> {
  const there = (await dealByHand.alike(ctx, values, {})).find(({ sure }) => sure)
  if (there)
    throw new Problem('conflict', t('The account has a deal of this name already. Choose that one, or give the new one another name.'))
  return await dealByHand.write(ctx, values)
}

/** Deals made by hand. */
export const dealMadeByHand = [placing, ...makingActions(dealMaking, dealByHand)]
