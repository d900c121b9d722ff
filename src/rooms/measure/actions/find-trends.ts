import { type Gaps, said, t } from '#kernel/text'
import type { Day } from '#kernel/time'
import type { Duck } from '#platform/analytics/duck'
import type { FoundTrend } from '../contract.ts'
import { metricNamed } from '../metrics/catalog.ts'
import { corrected } from '../rules/corrected.ts'
import { dayNumber, daysLater, yearsBefore } from '../rules/periods.ts'
import { comparable } from '../rules/standouts.ts'
import { type FoundTrend as Found, trendIn } from '../rules/trends.ts'
import { inUnit } from '../rules/words.ts'
import { type Shift, shiftsIn } from '../rules/year-on-year.ts'
import type { About } from '../store/facts.ts'
import { spanOf } from '../store/spans.ts'
import { yearOnYear } from '../store/year-on-year.ts'
import { findingOf, type Spans, seriesOf } from './trend.ts'

/** The numbers of the whole that are looked at month by month. */
const headline = [
  ['close_rate', 'closed'],
  ['deal_size_median', 'closed'],
  ['cycle_days_median', 'closed'],
  ['won_amount', 'closed'],
  ['deal_count', 'opened'],
  ['lead_count', 'opened'],
  ['lead_conversion', 'opened'],
] as const

/** More than these are not told. */
const mostTold = 6
const mostValues = 60
/** Weekends and holidays between the edge of two years and the first record. */
const quietDays = 4

/**
 * The trends that are surest, in words: the headline numbers month by month, and of each slice its close rate and its share of new deals
 * against the year before. Corrected for all that was looked at.
 */
export async function findTrends(duck: Duck, about: About): Promise<{ found: FoundTrend[]; looked: number }> {
  const whole = await monthByMonth(duck, about)
  const shifts = await againstTheYearBefore(duck, about)
  const chances = corrected([...whole, ...shifts].map(({ p }) => p))
  const looked = chances.length
  const sure = (at: number) => chances[at] ?? 1
  const told = whole.map((each, at) => ({ ...each, p: sure(at), looked }))
  const shifted = shifts.map((each, at): FoundTrend => ({ ...each, p: sure(whole.length + at), looked }))
  const surest = (trends: readonly FoundTrend[]) => trends.filter(({ p }) => p <= 0.05).toSorted((a, b) => a.p - b.p)
  return { found: [...surest(told), ...surest(shifted)].slice(0, mostTold), looked }
}

async function monthByMonth(duck: Duck, about: About): Promise<Omit<FoundTrend, 'looked'>[]> {
  const all: Omit<FoundTrend, 'looked'>[] = []
  const spans: Spans = new Map()
  for (const [name, on] of headline) {
    if (name === 'close_rate' && !about.hasLost) continue
    const metric = metricNamed(name)
    const series = await seriesOf(duck, metric, { where: {}, on, grain: 'month' }, about, spans)
    const found: Found | null = trendIn(metric, 'month', series.points)
    if (!found) continue
    const finding = findingOf(metric, 'month', found, about)
    all.push({ name, title: metric.title, on: series.on, grain: 'month', dimension: null, value: null, ...finding })
  }
  return all
}

/** Only where both years are whole: a shorter history would compare seasons. */
async function againstTheYearBefore(duck: Duck, about: About): Promise<Omit<FoundTrend, 'looked'>[]> {
  const span = await spanOf(duck, 'deal')
  const twoYears = yearsBefore(about.asOf, 2)
  if (span.first === null || dayNumber(span.first) - dayNumber(twoYears) > quietDays) return []
  const dimensions = about.dimensions.filter((each) => comparable(each) && each.values >= 2 && each.values <= mostValues)
  const labels = new Map(dimensions.map(({ key, label }) => [key, label]))
  const rows = await yearOnYear(duck, [...labels.keys()], about.asOf)
  const closings = about.hasLost && daysLater(span.first, Math.ceil(span.days ?? 0)) <= twoYears
  const days = { from: daysLater(twoYears, 1), to: about.asOf as Day }
  return shiftsIn(rows, { closings }).map((shift) => ({ ...described(shift, labels.get(shift.dimension) ?? shift.dimension), ...days }))
}

function described({ kind, dimension, value, before, now, p }: Shift, label: string): Omit<FoundTrend, 'looked' | 'from' | 'to'> {
  const metric = metricNamed(kind === 'mix' ? 'deal_count' : 'close_rate')
  const says = shiftSays(kind, now > before, {
    label: said(label),
    value,
    before: inUnit(before, 'share', null),
    now: inUnit(now, 'share', null),
  })
  const better = kind === 'mix' ? null : now > before
  return {
    name: metric.name,
    title: metric.title,
    on: kind === 'mix' ? 'opened' : 'closed',
    grain: 'year',
    dimension,
    value,
    says,
    better,
    p,
  }
}

function shiftSays(kind: Shift['kind'], more: boolean, gaps: Gaps): string {
  if (kind === 'mix')
    return more
      ? t('The share of new deals with {{label}} "{{value}}" rose from {{before}} in the year before to {{now}} in the last one.', gaps)
      : t('The share of new deals with {{label}} "{{value}}" fell from {{before}} in the year before to {{now}} in the last one.', gaps)
  return more
    ? t('The close rate of {{label}} "{{value}}" rose from {{before}} in the year before to {{now}} in the last one.', gaps)
    : t('The close rate of {{label}} "{{value}}" fell from {{before}} in the year before to {{now}} in the last one.', gaps)
}
