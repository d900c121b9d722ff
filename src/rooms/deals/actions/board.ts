import { countedIn } from '#kernel/money'
import { found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { question } from '#platform/action/action'
import { askedOf } from '#platform/list/read'
import { sourceSeen } from '#platform/list/settled'
import { listStages, pipelinesSeen } from '#rooms/journey/actions/stages'
import { companyOf } from '#rooms/workspace/actions'
import { ratesOf } from '#rooms/workspace/actions/rates'
import { readBoard as endpoint } from '../contract.ts'
import { columnsOf, pipelineShown } from '../rules/board.ts'
import * as store from '../store/board.ts'
import { dealSource } from '../store/list.ts'

export const readBoard = question(endpoint, async (ctx, { pipeline: wanted, ...said }) => {
  const source = await sourceSeen(ctx, dealSource)
  const reads = (key: string) => source.list.columns.some((column) => column.key === key)
  if (!reads('stage') || !reads('pipeline'))
    throw new Problem('not-allowed', t('Your role may not see in which stage a deal is, so there is no board for it. Ask an owner.'))
  const pipelines = await pipelinesSeen(ctx.tx)
  if (wanted !== undefined)
    found(
      pipelines.find(({ id }) => id === wanted),
      t('This pipeline'),
    )
  const deals = await store.dealsByPipeline(ctx.tx)
  const inUse = pipelines.filter(({ id, retired }) => !retired || deals.has(id) || id === wanted)
  const shown = pipelineShown(inUse, wanted, deals)
  const [{ currency: own }, rates, named] = [await companyOf(ctx.tx), await ratesOf(ctx.tx), await store.currenciesOf(ctx.tx)]
  const currency = countedIn(own, named, rates)
  const standings = await store.standings(ctx.tx, source, askedOf(source.list, said, ctx.now), {
    target: currency,
    several: named.length > 1,
  })
  const columns = shown ? columnsOf(shown.id, await listStages(ctx.tx), standings) : []
  return {
    pipelines: inUse.map(({ id, name }) => ({ id, name })),
    pipeline: shown?.id ?? null,
    currency,
    columns: reads('amount') ? columns : columns.map((column) => ({ ...column, sum: null, withoutRate: 0 })),
    elsewhere: standings.filter(({ pipelineId }) => pipelineId === null).reduce((sum, { deals }) => sum + deals, 0),
  }
})
