import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { question } from '#platform/action/action'
import { readableSource } from '#platform/list/source'
import { pipelinesSeen } from '#rooms/journey/actions/stages'
import { stageUse as endpoint } from '../contract.ts'
import * as store from '../store/board.ts'
import { dealSource } from '../store/list.ts'

export const stageUse = question(endpoint, async (ctx) => {
  const { list } = readableSource(dealSource, ctx.actor)
  if (!['stage', 'pipeline'].every((key) => list.columns.some((column) => column.key === key)))
    throw new Problem('not-allowed', t('Your role may not see in which pipelines and stages deals are. Ask an owner.'))
  const inEach = await store.dealsByPipeline(ctx.tx)
  const pipelines = (await pipelinesSeen(ctx.tx)).map(({ id }) => ({ id, deals: inEach.get(id) ?? 0 }))
  return { stages: await store.stageUse(ctx.tx), pipelines }
})
