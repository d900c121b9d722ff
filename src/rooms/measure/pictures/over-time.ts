import type { Curve, CurvesChart, TrendChart } from '#kernel/chart'
import { t } from '#kernel/text'
import type { StayCurves, Trend } from '../contract.ts'

/** One number over time, with the stretches that its findings are about. */
export function trendPicture({ points, findings }: Trend, hrefOf?: (point: Trend['points'][number]) => string | undefined): TrendChart {
  const [first] = points
  return {
    kind: 'trend',
    unit: first?.answer.unit ?? 'count',
    currency: points.find((point) => point.answer.currency !== null)?.answer.currency ?? null,
    points: points.map((point, at) => ({
      label: point.label,
      value: point.answer.enough ? point.answer.value : null,
      low: point.answer.low,
      high: point.answer.high,
      n: point.answer.n,
      note: noteOf(point, partial(points, at)),
      whole: point.whole,
      href: point.answer.n > 0 ? hrefOf?.(point) : undefined,
    })),
    marks: findings.flatMap((finding) => {
      const from = points.findIndex((point) => point.to >= finding.from)
      const to = points.findLastIndex((point) => point.from <= finding.to)
      return from < 0 || to < from ? [] : [{ from, to, better: finding.better }]
    }),
  }
}

const partials = { early: () => t('too early to be whole in the data'), late: () => t('the period is not over') } as const

/** Why a period is not whole: it lies before the data is, or it is not over. Null for whole ones. */
export function partial(points: Trend['points'], at: number): keyof typeof partials | null {
  if (points[at]?.whole !== false) return null
  return points.slice(0, at).some(({ whole }) => whole) || at === points.length - 1 ? 'late' : 'early'
}

function noteOf({ answer, open }: Trend['points'][number], why: keyof typeof partials | null): string | null {
  const notes = [
    answer.enough ? null : (answer.why ?? t('too few to say')),
    why && partials[why](),
    open > 0 ? t('{{n}} still open, so this can change', { n: open }) : null,
  ].filter((note) => note !== null)
  return notes.length > 0 ? notes.join('; ') : null
}

interface CurveWords {
  /** The name of a curve without a value. */
  readonly blank: string
  readonly hrefOf?: (curve: StayCurves['curves'][number]) => string | undefined
}

/** How long entries stay, as falling curves. Curves with too few behind them are left to the table of the page. */
export function staysPicture({ curves }: StayCurves, { blank, hrefOf }: CurveWords): CurvesChart {
  return {
    kind: 'curves',
    counted: t('entries'),
    curves: curves.map((curve) => curveOf(curve, blank, hrefOf?.(curve))),
  }
}

function curveOf({ value, n, median, steps }: StayCurves['curves'][number], blank: string, href: string | undefined): Curve {
  return {
    label: value ?? blank,
    n,
    median: median.enough ? median.value : null,
    medianNote: median.enough ? (median.value === null ? t('more than half never leave') : null) : median.why,
    steps: steps.map(({ day, share, low, high, atRisk }) => ({ x: day, share, low, high, atRisk })),
    ...(href === undefined ? {} : { href }),
  }
}
