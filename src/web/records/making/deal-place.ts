import { type PlacingWhy, placing } from '#rooms/deals/contract'
import { listPipelines, type PipelineSaid } from '#rooms/journey/contract'
import { useAsk } from '#web/client/queries'
import { t } from '#web/kit/text'
import type { Draft } from './draft.ts'

const whyWords: Readonly<Record<PlacingWhy, string>> = {
  solution: t('Chosen because it is for this solution.'),
  vertical: t('Chosen because it is for this industry.'),
  both: t('Chosen because it is for this solution and industry.'),
  several: t('Several pipelines are for this; this one has the most deals.'),
  only: t('The only pipeline.'),
  most: t('The pipeline with the most deals.'),
}

/** Where a new deal goes: the pipelines and stages to choose from, those that are chosen, and why. */
export interface DealPlace {
  readonly pipelines: readonly PipelineSaid[]
  readonly solutions: readonly { readonly id: string; readonly name: string }[]
  readonly pipeline: PipelineSaid | undefined
  /** Why it is this pipeline; null where somebody chose it. */
  readonly why: string | null
  readonly stage: PipelineSaid['stages'][number] | undefined
  /** Nothing can be made: there is no pipeline yet. */
  readonly none: boolean
}

/** The place of the deal of a draft; of other kinds nothing is asked. */
export function useDealPlace({ values }: Draft, isDeal: boolean): DealPlace {
  const lines = useAsk(listPipelines, {}, { enabled: isDeal, staleTime: 60_000 })
  const solution = values.solution || undefined
  const vertical = values.vertical?.trim() || undefined
  const proposed = useAsk(placing, { solution: solution as never, vertical }, { enabled: isDeal, keepPrevious: true })
  const pipelines = (lines.data?.pipelines ?? []).filter(({ retired }) => !retired)
  const chosen = pipelines.find(({ id }) => id === values.pipeline)
  const pipeline = chosen ?? pipelines.find(({ id }) => id === proposed.data?.pipeline)
  const stages = pipeline?.stages.filter(({ retired }) => !retired) ?? []
  const why = proposed.data?.why
  return {
    pipelines,
    solutions: lines.data?.solutions ?? [],
    pipeline: pipeline && { ...pipeline, stages },
    why: chosen || !why ? null : whyWords[why],
    stage: stages.find(({ id }) => id === values.stage) ?? stages.find(({ kind }) => kind === 'open') ?? stages[0],
    none: isDeal && lines.data !== undefined && pipelines.length === 0,
  }
}
