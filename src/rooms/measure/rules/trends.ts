import { said, t } from '#kernel/text'
import type { Answer, Trend } from '../contract.ts'
import type { Metric } from '../metrics/declare.ts'
import { mannKendall } from './mann-kendall.ts'
import type { Grain } from './periods.ts'
import { inUnit } from './words.ts'

/** Fewer periods than this show no trend, whatever they hold. */
export const leastPeriods = 6
/** A period with fewer counted rows than this moves by chance alone. */
const leastRows = 5
/** A cohort counts once no more than this share of it is still open: what is left can hardly change it. */
export const mostOpen = 0.1

const seasons: Record<Grain, number> = { month: 12, quarter: 4, year: 1 }

export interface TrendPoint {
  readonly from: Trend['points'][number]['from']
  readonly to: Trend['points'][number]['to']
  readonly label: string
  readonly whole: boolean
  /** Whether the rows of the period can still change so much that it would look like a trend. */
  readonly settled: boolean
  readonly answer: Answer
}

/** A steady rise or fall of one number, before it is known how many were looked at. */
export interface FoundTrend {
  readonly p: number
  readonly better: boolean | null
  readonly from: TrendPoint['from']
  readonly to: TrendPoint['to']
  readonly early: number
  readonly late: number
  readonly seasonal: boolean
  readonly periods: number
  readonly third: number
}

/**
 * Looks for a steady rise or fall in whole, settled periods by the Mann-Kendall test. From two full years on, only periods of the same
 * season are compared. Null where there are too few periods to say.
 */
export function trendIn(metric: Metric, grain: Grain, points: readonly TrendPoint[]): FoundTrend | null {
  const placed = points.flatMap((point, at) => {
    const { value, n } = point.answer
    const counts = metric.fold.kind === 'count' || metric.fold.kind === 'sum'
    return point.whole && point.settled && value !== null && (counts || n >= leastRows) ? [{ at, value, point }] : []
  })
  const first = placed[0]
  const last = placed.at(-1)
  if (!first || !last || placed.length < leastPeriods) return null
  const seasonal = grain !== 'year' && placed.length >= 2 * seasons[grain]
  const { s, p } = mannKendall(placed, seasonal ? seasons[grain] : 1)
  const third = Math.max(2, Math.floor(placed.length / 3))
  const early = together(
    metric,
    placed.slice(0, third).map(({ point }) => point.answer),
  )
  const late = together(
    metric,
    placed.slice(-third).map(({ point }) => point.answer),
  )
  const better = metric.more === undefined || s === 0 ? null : s > 0 === (metric.more === 'better')
  return { p, better, from: first.point.from, to: last.point.to, early, late, seasonal, periods: placed.length, third }
}

/** A found trend in words. `p` is the corrected chance. */
export function trendInWords(metric: Metric, grain: Grain, found: FoundTrend, currency: string | null): string {
  const { early, late, from, to, third, seasonal } = found
  const fold = metric.fold.kind
  const each = (number: number) => {
    const value = inUnit(number, metric.unit, currency)
    return fold === 'count' || fold === 'sum' ? perPeriod(grain, value) : value
  }
  const gaps = { title: said(metric.title), from, to, periods: periodsOf(grain, third), early: each(early), late: each(late) }
  const says =
    late > early
      ? t('{{title}} rose between {{from}} and {{to}}: {{early}} in the first {{periods}}, {{late}} in the last {{periods}}.', gaps)
      : t('{{title}} fell between {{from}} and {{to}}: {{early}} in the first {{periods}}, {{late}} in the last {{periods}}.', gaps)
  return seasonal || grain === 'year' ? says : `${says} ${t('With less than two years of data, a season can look like a trend.')}`
}

function perPeriod(grain: Grain, value: string): string {
  if (grain === 'month') return t('{{value}} a month', { value })
  return grain === 'quarter' ? t('{{value}} a quarter', { value }) : t('{{value}} a year', { value })
}

/** At least two. */
function periodsOf(grain: Grain, n: number): string {
  if (grain === 'month') return t('{{n}} months', { n })
  return grain === 'quarter' ? t('{{n}} quarters', { n }) : t('{{n}} years', { n })
}

/** One number for several periods: shares and means over all their rows, counts and sums a period, else the middle of the periods. */
function together(metric: Metric, answers: readonly Answer[]): number {
  const values = answers.map((answer) => answer.value ?? 0)
  const { kind } = metric.fold
  if (kind === 'count' || kind === 'sum') return sum(values) / Math.max(1, values.length)
  if (kind === 'share' || kind === 'mean') {
    const rows = sum(answers.map((answer) => answer.n))
    return rows === 0 ? 0 : sum(answers.map((answer) => (answer.value ?? 0) * answer.n)) / rows
  }
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
