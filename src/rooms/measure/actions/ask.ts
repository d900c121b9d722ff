import type { Duck } from '#platform/analytics/duck'
import { type Answer, everything, type Slice, type Subject } from '../contract.ts'
import { metricNamed } from '../metrics/catalog.ts'
import type { Metric } from '../metrics/declare.ts'
import { answerOf, survivalAnswer } from '../rules/answers.ts'
import { type Interval, quantileRanks } from '../rules/intervals.ts'
import { lifeTables, type RawValue, rankKey, rawValues, valuesAtRanks } from '../store/answers.ts'
import { type About, aboutFacts } from '../store/facts.ts'

/** How to ask: filter, cuts, and what to call the cuts in the answer (as the user wrote them). */
export interface Question {
  readonly slice?: Slice
  readonly by?: readonly string[]
  readonly called?: Readonly<Record<string, string>>
  readonly about?: About
}

/** Asks metrics of the facts. With `by`, one answer for each combination of values that occurs, most rows first. */
export async function ask(duck: Duck, metrics: readonly Metric[], question: Question = {}): Promise<Answer[]> {
  const about = question.about ?? (await aboutFacts(duck))
  const subjects = [...new Set(metrics.map((metric) => metric.subject))]
  const answers: Answer[] = []
  for (const subject of subjects) answers.push(...(await askSubject(duck, metrics, subject, question, about)))
  const order = new Map(metrics.map((metric, index) => [metric.name, index]))
  return answers
    .map((answer) => (about.hasLost ? answer : withoutLost(answer)))
    .sort((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0) || b.n - a.n)
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
    own.filter((metric) => metric.fold.kind !== 'survival'),
    slice,
    by,
    about,
  )
  const named = (group: readonly (string | null)[]) => sliceOf(question, group)
  const answers: Answer[] = []
  for (const metric of own) {
    if (metric.fold.kind === 'survival') {
      for (const life of await lifeTables(duck, metric, slice, by, about))
        answers.push(survivalAnswer(metric, life.rows, life, named(life.group)))
      continue
    }
    const values = raw.filter((value) => value.metric === metric)
    const brackets = await bracketsOf(duck, metric, values, slice, by, about)
    for (const value of values) answers.push(answerOf(metric, value, named(value.group), about.currency, brackets(value)))
  }
  return answers
}

/** Intervals of quantiles: ranks by the binomial distribution, then the values that stand at those ranks. */
async function bracketsOf(duck: Duck, metric: Metric, values: readonly RawValue[], slice: Slice, by: readonly string[], about: About) {
  if (metric.fold.kind !== 'quantile') return () => undefined
  const { at } = metric.fold
  const ranksFor = new Map(values.map(({ n }) => [n, quantileRanks(n, at)]))
  const wanted = [...ranksFor].flatMap(([n, { low, high }]) => [low, high].filter((k) => k !== null).map((k) => ({ n, k })))
  const found = await valuesAtRanks(duck, metric, slice, by, wanted, about)
  return ({ group, n }: RawValue): Interval => {
    const ranks = ranksFor.get(n)
    const at = (k: number | null | undefined) => (k === null || k === undefined ? null : (found.get(rankKey(group, k)) ?? null))
    return { low: at(ranks?.low), high: at(ranks?.high) }
  }
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
  return { ...answer, enough: false, why: 'The data holds no lost deals, so this share says nothing.' }
}
