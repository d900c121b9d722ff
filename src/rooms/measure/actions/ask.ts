import { t } from '#kernel/text'
import type { Duck } from '#platform/analytics/duck'
import { type Answer, everything, type Slice, type Subject } from '../contract.ts'
import { metricNamed } from '../metrics/catalog.ts'
import type { Metric } from '../metrics/declare.ts'
import { answerOf, composedAnswer, survivalAnswer } from '../rules/answers.ts'
import { lots as lotCount } from '../rules/bootstrap.ts'
import { type Interval, quantileRanks } from '../rules/intervals.ts'
import { lifeTables, type RawLife, type RawValue, rankKey, rawValues, valuesAtRanks } from '../store/answers.ts'
import { composedLots } from '../store/composed.ts'
import { type About, aboutFacts } from '../store/facts.ts'

/** How to ask: filter, cuts, and what to call the cuts in the answer (as the user wrote them). */
export interface Question {
  readonly slice?: Slice
  readonly by?: readonly string[]
  readonly called?: Readonly<Record<string, string>>
  readonly about?: About
}

/** What was answered on a connection, by metric and question, while somebody works with facts that do not change. */
const kept = new WeakMap<Duck, Map<Metric, Map<string, readonly Answer[]>>>()

/** Works with every answer kept, for work that asks the same more than once; facts must not change meanwhile. */
export async function keepingAnswers<T>(duck: Duck, work: () => Promise<T>): Promise<T> {
  if (kept.has(duck)) return work()
  kept.set(duck, new Map())
  try {
    return await work()
  } finally {
    kept.delete(duck)
  }
}

/** Asks metrics of the facts. With `by`, one answer for each combination of values that occurs, most rows first. */
export async function ask(duck: Duck, metrics: readonly Metric[], question: Question = {}): Promise<Answer[]> {
  const about = question.about ?? (await aboutFacts(duck))
  const known = kept.get(duck) ?? new Map<Metric, Map<string, readonly Answer[]>>()
  const key = JSON.stringify([question.slice ?? everything, question.by ?? [], question.called ?? {}])
  const asked = metrics.filter((metric) => !known.get(metric)?.has(key))
  for (const subject of new Set(asked.map((metric) => metric.subject))) {
    const found = await askSubject(duck, asked, subject, question, about)
    for (const metric of asked.filter((each) => each.subject === subject)) {
      const own = found.filter(({ name }) => name === metric.name).map((answer) => (about.hasLost ? answer : withoutLost(answer)))
      known.set(metric, (known.get(metric) ?? new Map()).set(key, own))
    }
  }
  return metrics.flatMap((metric) => (known.get(metric)?.get(key) ?? []).toSorted((a, b) => b.n - a.n))
}

/** Asks metrics by name. Throws a Problem that lists what exists. */
export async function askNamed(duck: Duck, names: readonly string[], question: Question = {}): Promise<Answer[]> {
  return ask(duck, names.map(metricNamed), question)
}

async function askSubject(duck: Duck, metrics: readonly Metric[], subject: Subject, question: Question, about: About): Promise<Answer[]> {
  const { slice = everything, by = [] } = question
  const own = metrics.filter((metric) => metric.subject === subject)
  const raw = await rawValues(
    duck,
    own.filter(({ fold }) => fold.kind !== 'survival' && fold.kind !== 'composed'),
    slice,
    by,
    about,
  )
  const named = (group: readonly (string | null)[]) => sliceOf(question, group)
  const lives = new Map<string, RawLife[]>()
  const ranks = await ranksOf(duck, own, raw, slice, by, about)
  const answers: Answer[] = []
  for (const metric of own) {
    if (metric.fold.kind === 'composed') {
      for (const { group, lots, ...days } of await composedLots(duck, metric, slice, by, lotCount, about))
        answers.push(composedAnswer(metric, lots, days, named(group), about.currency))
      continue
    }
    if (metric.fold.kind === 'survival') {
      const found = lives.get(sameRows(metric)) ?? (await lifeTables(duck, metric, slice, by, about))
      lives.set(sameRows(metric), found)
      for (const life of found) answers.push(survivalAnswer(metric, life.rows, life, named(life.group)))
      continue
    }
    for (const value of raw.filter((each) => each.metric === metric)) {
      answers.push(answerOf(metric, value, named(value.group), about.currency, bracketOf(value, ranks)))
    }
  }
  return answers
}

/** Metrics that fold the same values of the same rows share one query. */
function sameRows({ rows, of, unit, fold }: Metric): string {
  return JSON.stringify([rows, of, unit, fold.kind === 'survival' ? fold.ended : null])
}

/** The values at the ranks that bracket each quantile: one query for all quantiles of the same values. */
async function ranksOf(duck: Duck, own: readonly Metric[], raw: readonly RawValue[], slice: Slice, by: readonly string[], about: About) {
  const found = new Map<string, Map<string, number>>()
  const quantiles = own.filter((metric) => metric.fold.kind === 'quantile')
  for (const [key, metrics] of Map.groupBy(quantiles, sameRows)) {
    const values = raw.filter((value) => metrics.includes(value.metric))
    const wanted = new Map<string, { n: number; k: number }>()
    for (const { n, metric } of values) {
      const { low, high } = rankBracket(n, metric)
      for (const k of [low, high]) if (k !== null) wanted.set(`${n} ${k}`, { n, k })
    }
    const [first] = metrics
    if (first) found.set(key, await valuesAtRanks(duck, first, slice, by, [...wanted.values()], about))
  }
  return found
}

/** The interval of a quantile: the values that stand at the ranks which the binomial distribution gives. */
function bracketOf({ metric, group, n }: RawValue, ranks: ReadonlyMap<string, ReadonlyMap<string, number>>): Interval | undefined {
  if (metric.fold.kind !== 'quantile') return undefined
  const { low, high } = rankBracket(n, metric)
  const at = (k: number | null) => (k === null ? null : (ranks.get(sameRows(metric))?.get(rankKey(group, k)) ?? null))
  return { low: at(low), high: at(high) }
}

function rankBracket(n: number, { fold }: Metric): { low: number | null; high: number | null } {
  return quantileRanks(n, fold.kind === 'quantile' ? fold.at : 0.5)
}

function sliceOf({ slice = everything, by = [], called = {} }: Question, group: readonly (string | null)[]): Answer['slice'] {
  const named: Answer['slice'] = {}
  for (const [key, value] of Object.entries(slice.where)) named[called[key] ?? key] = value
  for (const word of ['opened', 'closed'] as const) {
    const period = slice[word]
    if (period) named[word] = `${period.from ?? '…'} to ${period.to ?? '…'}`
  }
  by.forEach((key, index) => {
    named[called[key] ?? key] = group[index] ?? null
  })
  return named
}

/** Where no lost deal was ever recorded, a share of won ones is no finding. */
function withoutLost(answer: Answer): Answer {
  if (answer.name !== 'close_rate' && answer.name !== 'stage_conversion') return answer
  return { ...answer, enough: false, why: t('The data holds no lost deals, so this share says nothing.') }
}
