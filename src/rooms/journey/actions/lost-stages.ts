import type { Id } from '#kernel/id'
import type { Tx } from '#platform/store/database'
import { allStages } from '../store.ts'

/** The stage in which lost deals of a pipeline stand, for each pipeline that has exactly one in use. */
export async function lostStages(tx: Tx): Promise<Map<Id<'pipeline'>, Id<'stage'>>> {
  const lost = Map.groupBy(
    (await allStages(tx)).filter((stage) => stage.kind === 'lost' && stage.retiredAt === null),
    (stage) => stage.pipelineId,
  )
  return new Map([...lost].flatMap(([pipeline, [only, ...others]]) => (only && others.length === 0 ? [[pipeline, only.id]] : [])))
}
