import type { CurvesChart, FlowChart, TrendChart } from '#kernel/chart'
import { share } from '#web/kit/format'
import { said, t } from '#web/kit/text'
import type { StageRow, Trend } from '../contract.ts'
import { partial } from '../pictures/over-time.ts'

/** A funnel in the reader's language; `stages` are what its rows were made of. */
export function funnelInWords(
  chart: FlowChart,
  stages: readonly Pick<StageRow, 'stage' | 'entered' | 'advanced' | 'won' | 'open'>[],
): FlowChart {
  return {
    ...chart,
    counted: said(chart.counted),
    rows: chart.rows.map((row) => ({
      ...row,
      note: wentOn(stages.find(({ stage }) => stage === row.label)) ?? row.note,
      parts: row.parts.map((part) => ({ ...part, label: said(part.label) })),
    })),
  }
}

function wentOn(row: Pick<StageRow, 'entered' | 'advanced' | 'won' | 'open'> | undefined): string | null {
  if (!row) return null
  const left = (row.entered ?? 0) - row.open
  if (left <= 0) return t('none has left yet')
  return t('{{share}} went on', { share: share(((row.advanced ?? 0) + (row.won ?? 0)) / left) })
}

/** A trend in the reader's language; `points` are what it was made of. */
export function trendInWords(chart: TrendChart, points: Trend['points']): TrendChart {
  return { ...chart, points: chart.points.map((point, at) => ({ ...point, note: noteText(points, at) })) }
}

const partials = { early: t('too early to be whole in the data'), late: t('the period is not over') } as const

function noteText(points: Trend['points'], at: number): string | null {
  const point = points[at]
  if (!point) return null
  const { answer, open } = point
  const why = partial(points, at)
  const notes = [
    answer.enough ? null : said(answer.why ?? 'too few to say'),
    why && partials[why],
    open > 0 ? t('{{n}} still open, so this can change', { n: open }) : null,
  ].filter((note) => note !== null)
  return notes.length > 0 ? notes.join('; ') : null
}

/** Curves of stays in the reader's language. */
export function curvesInWords(chart: CurvesChart): CurvesChart {
  const curves = chart.curves.map((curve) => ({ ...curve, medianNote: curve.medianNote === null ? null : said(curve.medianNote) }))
  return { ...chart, counted: said(chart.counted), curves }
}
