import type { Curve, CurvesChart, TrendChart } from '#kernel/chart'
import type { StayCurves, Trend } from '../contract.ts'

/** One number over time, with the stretches that its findings are about. */
export function trendPicture({ points, findings }: Trend, hrefOf?: (point: Trend['points'][number]) => string | undefined): TrendChart {
  const [first] = points
  return {
    kind: 'trend',
    unit: first?.answer.unit ?? 'count',
    currency: points.find((point) => point.answer.currency !== null)?.answer.currency ?? null,
    points: points.map((point) => ({
      label: point.label,
      value: point.answer.enough ? point.answer.value : null,
      low: point.answer.low,
      high: point.answer.high,
      n: point.answer.n,
      note: noteOf(point),
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

function noteOf({ answer, whole, open }: Trend['points'][number]): string | null {
  const notes = [
    answer.enough ? null : (answer.why ?? 'too few to say'),
    whole ? null : 'the period is not over, or began before the data does',
    open > 0 ? `${open} still open, so this can change` : null,
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
    counted: 'entries',
    curves: curves.map((curve) => curveOf(curve, blank, hrefOf?.(curve))),
  }
}

function curveOf({ value, n, median, steps }: StayCurves['curves'][number], blank: string, href: string | undefined): Curve {
  return {
    label: value ?? blank,
    n,
    median: median.enough ? median.value : null,
    medianNote: median.enough ? (median.value === null ? 'more than half never leave' : null) : median.why,
    steps: steps.map(({ day, share, low, high, atRisk }) => ({ x: day, share, low, high, atRisk })),
    ...(href === undefined ? {} : { href }),
  }
}
