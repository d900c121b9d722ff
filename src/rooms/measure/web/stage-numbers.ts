import { count } from '#web/kit/format'
import { t } from '#web/kit/text'
import type { StageRow } from '../contract.ts'
import type { Where } from './slice.ts'

/** One number of a stage, and the metric whose records are behind it. */
export interface StageNumber {
  /** "12 went on". */
  readonly words: string
  readonly value: number
  readonly metric: string
}

/** What became of the entries into a stage; together they are all that entered. */
export function outcomesOf(row: Pick<StageRow, 'advanced' | 'won' | 'lost' | 'movedBack' | 'open' | 'entered'>): StageNumber[] {
  const [advanced, won, lost, back] = [row.advanced ?? 0, row.won ?? 0, row.lost ?? 0, row.movedBack ?? 0]
  return [
    { words: t('{{n}} went on', { n: count(advanced) }), value: advanced, metric: 'stage_advanced' },
    { words: t('{{n}} won', { n: count(won) }), value: won, metric: 'stage_won' },
    { words: t('{{n}} lost', { n: count(lost) }), value: lost, metric: 'stage_lost' },
    { words: t('{{n}} moved back', { n: count(back) }), value: back, metric: 'stage_moved_back' },
    { words: t('{{n}} still here', { n: count(row.open) }), value: row.open, metric: openMetric(row) },
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
