import type { BoardColumn } from '../contract/board.ts'

interface Stage {
  readonly id: string
  readonly name: string
  readonly kind: 'open' | 'won' | 'lost'
  readonly pipelineId: string
  readonly retired: boolean
}

interface Standing {
  readonly pipelineId: string | null
  readonly stageId: string | null
  readonly deals: number
  readonly sum: string | null
  readonly withoutRate: number
}

/**
 * The columns of a board: every stage of the pipeline in its order, and before them the deals that are in none, where there are any. A retired stage is
 * there as long as deals are in it.
 */
export function columnsOf(pipelineId: string, stages: readonly Stage[], standings: readonly Standing[]): BoardColumn[] {
  const at = (stageId: string | null) => {
    const found = standings.find((one) => one.pipelineId === pipelineId && one.stageId === stageId)
    return { deals: found?.deals ?? 0, sum: found?.sum ?? '0', withoutRate: found?.withoutRate ?? 0 }
  }
  const own = stages.filter((stage) => stage.pipelineId === pipelineId && (!stage.retired || at(stage.id).deals > 0))
  const columns = own.map(({ id, name, kind }) => ({ stage: { id, name, kind } as BoardColumn['stage'], ...at(id) }))
  const none = at(null)
  return none.deals === 0 ? columns : [{ stage: null, ...none }, ...columns]
}

/** The pipeline that a board shows: the one that was asked for, else the one with most deals, else the first. */
export function pipelineShown<P extends { readonly id: string }>(
  pipelines: readonly P[],
  asked: string | undefined,
  deals: ReadonlyMap<string, number>,
): P | undefined {
  return pipelines.find(({ id }) => id === asked) ?? pipelines.toSorted((a, b) => (deals.get(b.id) ?? 0) - (deals.get(a.id) ?? 0))[0]
}
