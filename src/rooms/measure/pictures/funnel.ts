import type { FlowChart, FlowPart } from '#kernel/chart'
import { t } from '#kernel/text'
import type { StageRow } from '../contract.ts'

type Outcomes = Pick<StageRow, 'stage' | 'pipeline' | 'entered' | 'advanced' | 'won' | 'lost' | 'movedBack' | 'open' | 'reentered'>

interface FunnelWords {
  /** A share as people read it. */
  readonly share: (ratio: number) => string
  /** Where the records of a metric in a stage are. */
  readonly hrefOf?: (metric: string, row: Outcomes) => string | undefined
}

/** What happens in each stage of one pipeline, as a funnel: entered = went on + won + lost + moved back + still here. */
export function funnelOf(stages: readonly StageRow[], { share, hrefOf }: FunnelWords): FlowChart {
  const known = stages.filter((row) => row.entered !== null)
  return {
    kind: 'flow',
    counted: t('entered'),
    rows: known.map((row) => {
      const left = (row.entered ?? 0) - row.open
      const on = (row.advanced ?? 0) + (row.won ?? 0)
      return {
        label: row.stage,
        total: row.entered ?? 0,
        totalHref: hrefOf?.('stage_entered', row),
        goesOn: row.advanced ?? 0,
        note: left > 0 ? t('{{share}} went on', { share: share(on / left) }) : t('none has left yet'),
        parts: partsOf(row, hrefOf),
      }
    }),
  }
}

function partsOf(row: StageRow, hrefOf: FunnelWords['hrefOf']): FlowPart[] {
  return [
    { label: t('went on'), tone: 'forward', value: row.advanced ?? 0, href: hrefOf?.('stage_advanced', row) },
    { label: t('won'), tone: 'won', value: row.won ?? 0, href: hrefOf?.('stage_won', row) },
    { label: t('still here'), tone: 'open', value: row.open, href: hrefOf?.('stage_open', row) },
    { label: t('moved back'), tone: 'back', value: row.movedBack ?? 0, href: hrefOf?.('stage_moved_back', row) },
    { label: t('lost'), tone: 'lost', value: row.lost ?? 0, href: hrefOf?.('stage_lost', row) },
  ]
}
