import { Problem } from '#kernel/problem'
import { said, t } from '#kernel/text'
import type { Duck } from '#platform/analytics/duck'
import type { Answer, placings, Subject, Trend } from '../contract.ts'
import { metricNamed } from '../metrics/catalog.ts'
import type { Metric } from '../metrics/declare.ts'
import { emptyAnswer } from '../rules/answers.ts'
import { covers, daysLater, type Grain, periodsBetween } from '../rules/periods.ts'
import { type FoundTrend, mostOpen, type TrendPoint, trendIn, trendInWords } from '../rules/trends.ts'
import type { About } from '../store/facts.ts'
import { spanOf } from '../store/spans.ts'
import { ask } from './ask.ts'

export interface TrendQuestion {
  readonly where: Record<string, string | null>
  readonly on: (typeof placings)[number]
  readonly grain: Grain
}

/** More periods than this are not drawn; the latest count. */
const mostPeriods = 120

/** The words with which the cuts by date begin. */
const placed: Partial<Record<Subject, Record<TrendQuestion['on'], string>>> = {
  deal: { opened: 'open', closed: 'close' },
  lead: { opened: 'created', closed: 'converted' },
  entry: { opened: 'entered', closed: 'left' },
}

/** Days that begin a row: a number that counts by them holds rows that are not over, and can only be told by cohort. */
const beginnings = ['f.opened_on', 'f.created_on', 'e.entered_on::DATE']

/** How many rows of each cohort there are, and how many are still open. */
const cohorts: Partial<Record<Subject, { readonly all: string; readonly open: string }>> = {
  deal: { all: 'deal_count', open: 'open_count' },
  entry: { all: 'stage_entered', open: 'stage_open' },
}

/** The spans of subjects that were looked up, for several series of the same facts. */
export type Spans = Map<Subject, Awaited<ReturnType<typeof spanOf>>>

interface Series {
  readonly on: TrendQuestion['on']
  readonly points: (TrendPoint & { readonly open: number })[]
}

/** One number over time with the trend in it, if there is one. A number over rows that are still open is told by cohort, whatever was asked. */
export async function trendOf(duck: Duck, metric: Metric, question: TrendQuestion, about: About): Promise<Trend> {
  const { on, points } = await seriesOf(duck, metric, question, about)
  const found = trendIn(metric, question.grain, points)
  return {
    name: metric.name,
    on,
    grain: question.grain,
    points: points.map(({ settled: _, ...point }) => point),
    findings: found && found.p <= 0.05 ? [findingOf(metric, question.grain, found, about)] : [],
  }
}

/** A found trend as it is told. */
export function findingOf(metric: Metric, grain: Grain, found: FoundTrend, about: About): Trend['findings'][number] {
  const { p, better, from, to } = found
  return { says: trendInWords(metric, grain, found, about.currency), better, from, to, p }
}

/** The points of a trend, empty periods included, each with whether it is whole and can still change. */
export async function seriesOf(
  duck: Duck,
  metric: Metric,
  { where, on: wanted, grain }: TrendQuestion,
  about: About,
  spans: Spans = new Map(),
): Promise<Series> {
  const on = beginnings.includes(metric.dated) ? 'opened' : wanted
  const words = placed[metric.subject]
  if (!words)
    throw new Problem(
      'invalid-input',
      t('"{{title}}" is not told over time. Take a number of deals, leads or stages.', { title: said(metric.title) }),
    )
  const key = `${words[on]}_${grain}`
  const cohort = on === 'opened' ? cohorts[metric.subject] : undefined
  const names = [...new Set([metric.name, ...(cohort ? [cohort.all, cohort.open] : [])])]
  const answers = await ask(duck, names.map(metricNamed), { slice: { where }, by: [key], about })
  const dated = new Map(answers.map((answer) => [`${answer.name} ${answer.slice[key]}`, answer]))
  const at = (name: string, period: string): Answer | undefined => dated.get(`${name} ${period}`)
  const days = answers.filter(({ name }) => name === metric.name).flatMap(({ period }) => (period ? [period.from] : []))
  const first = days.toSorted()[0]
  if (first === undefined || first > about.asOf) return { on, points: [] }
  const span = spans.get(metric.subject) ?? (await spanOf(duck, metric.subject))
  spans.set(metric.subject, span)
  const known = knownFrom(span, on, first)
  const settledUntil = metric.subject === 'lead' ? daysLater(about.asOf, -(span.days ?? 36_500)) : about.asOf
  const points = periodsBetween(first, about.asOf, grain)
    .slice(-mostPeriods)
    .map((period) => {
      const { from, to, label } = period
      const open = cohort ? (at(cohort.open, period.key)?.n ?? 0) : 0
      const all = cohort ? (at(cohort.all, period.key)?.n ?? 0) : 0
      const answer = at(metric.name, period.key) ?? emptyAnswer(metric, { ...where, [key]: period.key }, about.currency)
      // What began can be counted at once; how it ended only when hardly any is open.
      const settled = on === 'closed' || metric.rows === 'true' || (open <= mostOpen * all && to <= settledUntil)
      return { from, to, label, whole: covers(period, known, about.asOf), settled, open, answer }
    })
  return { on, points }
}

/**
 * The day from which the data is whole. What ended is known later than what began: at first only rows that were quick can have ended,
 * which would look like a trend to slowness.
 */
function knownFrom({ first, days }: { first: string | null; days: number | null }, on: TrendQuestion['on'], earliest: string): string {
  if (first === null) return earliest
  return on === 'closed' ? daysLater(first, Math.ceil(days ?? 0)) : first
}
