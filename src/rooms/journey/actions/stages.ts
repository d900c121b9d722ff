import type { Id } from '#kernel/id'
import type { Tx } from '#platform/store/database'
import { allPipelines, allStages } from '../store.ts'

/** A stage as other rooms see it. */
export interface StageSeen {
  readonly id: string
  readonly name: string
  readonly pipelineId: string
  readonly position: number
  readonly kind: 'open' | 'won' | 'lost'
  /** No deal enters it by hand any more. */
  readonly retired: boolean
}

/** All stages, in the order of their pipelines. */
export async function listStages(tx: Tx): Promise<StageSeen[]> {
  return (await allStages(tx)).map(({ id, name, pipelineId, position, kind, retiredAt }) => ({
    id,
    name,
    pipelineId,
    position,
    kind,
    retired: retiredAt !== null,
  }))
}

/** All pipelines, by name. */
export async function pipelinesSeen(tx: Tx): Promise<{ id: Id<'pipeline'>; name: string; retired: boolean }[]> {
  return (await allPipelines(tx)).map(({ id, name, retiredAt }) => ({ id, name, retired: retiredAt !== null }))
}
