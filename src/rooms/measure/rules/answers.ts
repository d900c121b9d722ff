import { said, spoken, t } from '#kernel/text'
import type { Day } from '#kernel/time'
import type { Answer } from '../contract.ts'
import type { Metric } from '../metrics/declare.ts'
import { bootstrap, draws, type Lot, together } from './bootstrap.ts'
import { type Interval, normalMean, wilson } from './intervals.ts'
import { type LifeRow, survivalCurve, survivalQuantile } from './survival.ts'

/** What a value is, before it is an answer. */
export interface Counted {
  readonly n: number
  /** Of a share: how many of the n. */
  readonly value: number | null
  readonly sd: number | null
  readonly from: string | null
  readonly to: string | null
}

function methodOf(kind: Metric['fold']['kind']): string | null {
  switch (kind) {
    case 'mean':
      return t('95% by the normal approximation of the mean')
    case 'share':
      return t("95%, Wilson's score interval")
    case 'quantile':
      return t('95%, exact order statistics (binomial)')
    case 'composed':
      return t('95%, bootstrap: {{draws}} drawings of the rows, the same each time', { draws })
    case 'survival':
      return t('95%, log-log band of the Kaplan-Meier curve')
    default:
      return null
  }
}

/** A counted value as an answer with interval, period and the verdict on its size. `bracket` is the interval of a quantile. */
export function answerOf(metric: Metric, counted: Counted, slice: Answer['slice'], currency: string | null, bracket?: Interval): Answer {
  const share = metric.fold.kind === 'share'
  const value = share ? (counted.n === 0 ? null : (counted.value ?? 0) / counted.n) : counted.value
  return finish(metric, counted, metric.fold.kind === 'sum' ? (value ?? 0) : value, intervalOf(metric, counted, bracket), slice, currency)
}

/** The sums of a composed metric, in lots that chance made, as an answer with its parts. */
export function composedAnswer(
  metric: Metric,
  lots: readonly Lot[],
  period: Pick<Counted, 'from' | 'to'>,
  slice: Answer['slice'],
  currency: string | null,
): Answer {
  const { fold } = metric
  if (fold.kind !== 'composed') throw new Error(`${metric.name} is no composed metric`)
  const keys = Object.keys(fold.sums)
  const named = (sums: readonly number[]) => Object.fromEntries(keys.map((key, index) => [key, sums[index] ?? 0]))
  const all = together(lots, keys.length)
  const value = fold.value(named(all))
  const interval = value === null ? { low: null, high: null } : bootstrap(lots, keys.length, (sums) => fold.value(named(sums)))
  const n = lots.reduce((sum, lot) => sum + lot.n, 0)
  const answer = {
    ...finish(metric, { n, value, sd: null, ...period }, value, interval, slice, currency),
    parts: [...fold.parts(named(all))],
  }
  const short = Object.values(fold.sums).find(({ least = 0 }, index) => (all[index] ?? 0) < least)
  return short
    ? {
        ...answer,
        enough: false,
        why: t('Too few to say: {{sum}} must be at least {{least}}.', {
          sum: spoken() === 'en' ? short.label.toLowerCase() : said(short.label),
          least: short.least ?? 0,
        }),
      }
    : answer
}

/** The answer where no row counts. */
export function emptyAnswer(metric: Metric, slice: Answer['slice'], currency: string | null): Answer {
  const value = metric.fold.kind === 'count' || metric.fold.kind === 'sum' ? 0 : null
  return finish(metric, { n: 0, value, sd: null, from: null, to: null }, value, { low: null, high: null }, slice, currency)
}

function intervalOf(metric: Metric, { n, value, sd }: Counted, bracket: Interval | undefined): Interval {
  if (metric.fold.kind === 'share') return wilson(value ?? 0, n)
  if (metric.fold.kind === 'mean' && value !== null) return normalMean(value, sd, n)
  return bracket ?? { low: null, high: null }
}

/** A life table as an answer. n counts the entries, still running ones included; what left decides whether that is enough. */
export function survivalAnswer(
  metric: Metric,
  rows: readonly LifeRow[],
  period: Pick<Counted, 'from' | 'to'>,
  slice: Answer['slice'],
): Answer {
  const at = metric.fold.kind === 'survival' ? metric.fold.at : 0.5
  const n = rows.reduce((sum, row) => sum + row.d + row.c, 0)
  const left = rows.reduce((sum, row) => sum + row.d, 0)
  const { value, low, high } = survivalQuantile(survivalCurve(rows), at)
  const answer = finish(metric, { n, value, sd: null, ...period }, value, { low, high }, slice, null)
  if (left < metric.least)
    return {
      ...answer,
      enough: false,
      why: t('Too few to say: {{n}} have left, at least {{least}} are needed.', { n: left, least: metric.least }),
    }
  if (value === null)
    return {
      ...answer,
      enough: false,
      why: t('Fewer than {{at}}% have left so far, so the number is not known yet.', { at: Math.round(at * 100) }),
    }
  return answer
}

function finish(
  metric: Metric,
  counted: Counted,
  value: number | null,
  { low, high }: Interval,
  slice: Answer['slice'],
  currency: string | null,
): Answer {
  const enough = counted.n >= metric.least
  return {
    name: metric.name,
    title: metric.title,
    slice,
    value,
    unit: metric.unit,
    currency: metric.unit === 'money' ? currency : null,
    n: counted.n,
    low,
    high,
    method: low === null && high === null ? null : methodOf(metric.fold.kind),
    period: counted.from !== null && counted.to !== null ? { from: counted.from as Day, to: counted.to as Day } : null,
    definition: metric.definition,
    cannot: metric.cannot,
    enough,
    why: enough ? null : t('Too few to say: {{n}} count, at least {{least}} are needed.', { n: counted.n, least: metric.least }),
  }
}
