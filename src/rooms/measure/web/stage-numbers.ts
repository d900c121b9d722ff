import type { BarTone } from '#web/kit/bars.tsx'
import type { StageRow } from '../contract.ts'
import type { Where } from './slice.ts'

/** One number of a stage, and the metric whose records are behind it. */
export interface StageNumber {
  readonly label: string
  readonly value: number
  readonly tone: BarTone
  readonly metric: string
}

/** What became of the entries into a stage; together they are all that entered. */
export function outcomesOf(row: Pick<StageRow, 'advanced' | 'won' | 'lost' | 'movedBack' | 'open' | 'entered'>): StageNumber[] {
  return [
    { label: 'went on', value: row.advanced ?? 0, tone: 'forward', metric: 'stage_advanced' },
    { label: 'won', value: row.won ?? 0, tone: 'forward', metric: 'stage_won' },
    { label: 'lost', value: row.lost ?? 0, tone: 'lost', metric: 'stage_lost' },
    { label: 'moved back', value: row.movedBack ?? 0, tone: 'back', metric: 'stage_moved_back' },
    { label: 'still here', value: row.open, tone: 'open', metric: openMetric(row) },
  ]
}

/** Where the data has stage dates, open entries are counted; else the open deals that stand in the stage. */
export function openMetric({ entered }: Pick<StageRow, 'entered'>): string {
  return entered === null ? 'open_count' : 'stage_open'
}

/** The filter of a stage. Its pipeline is named only beside others, because data with one pipeline need not name it. */
export function stageWhere({ stage, pipeline }: Pick<StageRow, 'stage' | 'pipeline'>, several: boolean): Where {
  return several ? { stage, pipeline } : { stage }
}

/** The filter of the steps that led over a stage; they count as `skipping_count`. */
export function passedWhere({ stage, pipeline }: Pick<StageRow, 'stage' | 'pipeline'>, several: boolean): Where {
  return several ? { passed_over: stage, pipeline } : { passed_over: stage }
}

/** Whether the stages belong to more than one pipeline. */
export function severalPipelines(stages: readonly Pick<StageRow, 'pipeline'>[]): boolean {
  return new Set(stages.map(({ pipeline }) => pipeline)).size > 1
}
