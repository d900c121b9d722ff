import type { Diagnosis } from '#rooms/plan/contract'
import { ChartFigure } from '#web/kit/chart/chart-figure.tsx'
import { share } from '#web/kit/format'
import { t } from '#web/kit/text'
import { funnelOf } from '../pictures/funnel.ts'
import type { Openable } from './openable.ts'
import { funnelInWords } from './picture-words.ts'
import { severalPipelines, stageWhere } from './stage-numbers.ts'

interface FunnelProps {
  diagnosis: Diagnosis
  pipeline: string | null
  openable: Openable
}

/** The stages of one pipeline as a funnel with what drops off in each. */
export function Funnel({ diagnosis, pipeline, openable }: FunnelProps) {
  const several = severalPipelines(diagnosis.stages)
  const rows = diagnosis.stages.filter((stage) => stage.pipeline === pipeline)
  const hrefOf = (metric: string, row: { stage: string; pipeline: string | null }) => openable(metric, stageWhere(row, several))
  return (
    <ChartFigure
      title={several && pipeline ? t('Deals through the stages of {{pipeline}}', { pipeline }) : t('Deals through the stages')}
      quiet
      chart={funnelInWords(funnelOf(rows, { share, hrefOf }), rows)}
      empty={rows.some((row) => (row.entered ?? 0) > 0) ? null : t('No deal has entered a stage yet.')}
    />
  )
}
