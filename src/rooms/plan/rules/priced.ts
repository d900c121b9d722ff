import { t } from '#kernel/text'
import type { Compared, Evidence, Finding, Step, StuckCount, Wins } from '../contract.ts'
import { type Estimate, z95 } from './chance.ts'
import { count, days, oneDigit, percent, twoDigits } from './say.ts'
import { segmentName } from './segment-name.ts'

export type StageEvidence = Evidence['stages'][number]

/** What is compared: a stage, a segment in a stage, or a segment in all stages. */
export interface Subject {
  readonly pipeline: string | null
  readonly stage: string | null
  readonly segment: Finding['segment']
  readonly stuck: StuckCount
}

/** A comparison that was made, and how many standard errors the subject is worse. Only those that cost something are findings. */
export interface Look {
  readonly worse: number
  readonly finding: Omit<Finding, 'clear'> | null
}

/** A benchmark and how unsure it is. */
export type Bar = Omit<Compared, 'level'> & Estimate

/** Fewer won deals than this have no mean size and no mean cycle of their own; those of all deals count instead. */
const leastWon = 20

/** A look that was made and cost nothing, or could not be priced. */
export const nothing = (worse: number): Look => ({ worse, finding: null })

export function titleOf({ stage, segment }: Pick<Subject, 'stage' | 'segment'>): string {
  const who = segment ? segmentName(segment) : null
  return [stage ?? t('All stages'), who].filter((part) => part !== null).join(' · ')
}

function keyOf(by: Finding['by'], { pipeline, stage, segment }: Subject): string {
  return JSON.stringify([by, pipeline, stage, segment?.dimension ?? null, segment?.value ?? null])
}

/** Deals, entries or money of the span as those of a year. */
export function aYear(n: number, { spanDays }: Evidence): number {
  return (n * 365) / spanDays
}

function spanWords({ spanDays }: Evidence): string {
  return spanDays >= 365 ? t('in the last 365 days') : t('in the {{days}} days known', { days: spanDays })
}

interface ByConversion {
  readonly subject: Subject
  readonly hits: number
  readonly n: number
  /** What the share is taken as, where few cases were pulled towards others; else the share itself. */
  readonly own: Estimate
  readonly bar: Bar
  readonly worse: number
  readonly stage: StageEvidence
  readonly wins: Wins
  readonly evidence: Evidence
}

/**
 * Conversion in money: (benchmark - share) x entries that leave in a year x chance to win once past the stage x mean won size.
 * The interval is 95% by the delta method: the errors of gap, chance and size are independent, the number of entries is taken as it was.
 */
export function byConversion({ subject, hits, n, own, bar, worse, stage, wins, evidence }: ByConversion): Look {
  const gap = bar.at - own.at
  const sized = sizeOf(wins, evidence)
  if (gap <= 0 || stage.afterWon === 0 || !sized || evidence.spanDays < 1) return nothing(worse)
  const entries = aYear(n, evidence)
  const chance = stage.afterWon / stage.afterClosed
  const money = gap * entries * chance * sized.mean
  const error = (own.variance + bar.variance) / gap ** 2 + (1 - chance) / stage.afterWon + sized.relativeVariance
  const level = hits / n
  const pulled = Math.abs(own.at - level) > 0.0005
  const steps: Step[] = [
    {
      label: t('Goes forward here'),
      value: level,
      unit: 'share',
      says: t('{{hits}} of {{n}} entries that left {{span}}', { hits: count(hits), n: count(n), span: spanWords(evidence) }),
    },
    ...(pulled
      ? [
          {
            label: t('Taken as'),
            value: own.at,
            unit: 'share' as const,
            says: t('few cases are pulled towards what is known of all of them'),
          },
        ]
      : []),
    { label: t('Benchmark'), value: bar.at, unit: 'share', says: bar.says },
    {
      label: t('Entries that leave in a year'),
      value: entries,
      unit: 'a year',
      says: t('{{n}} {{span}}', { n: count(n), span: spanWords(evidence) }),
    },
    {
      label: t('Chance to win once past it'),
      value: chance,
      unit: 'share',
      says: t('{{afterWon}} won of {{afterClosed}} closed deals that went past it', {
        afterWon: count(stage.afterWon),
        afterClosed: count(stage.afterClosed),
      }),
    },
    { label: t('Mean size of a won deal'), value: sized.mean, unit: 'money', says: sized.says },
    { label: t('Costs a year'), value: money, unit: 'money', says: t('the gap to the benchmark times the three') },
  ]
  const gaps = { stage: subject.stage ?? t('all stages'), share: percent(level), level: percent(bar.at), bar: bar.says }
  const says = subject.segment
    ? t('{{who}} brings {{share}} of its entries forward in {{stage}}, against {{level}}: {{bar}}.', {
        ...gaps,
        who: segmentName(subject.segment),
      })
    : t('{{stage}} brings {{share}} of its entries forward, against {{level}}: {{bar}}.', gaps)
  return { worse, finding: finish('conversion', subject, { says, level, n, bar, money, error, steps }) }
}

interface ByTime {
  readonly subject: Subject
  /** Mean days of a stay, or of one stay in each stage. */
  readonly meanDays: number
  readonly n: number
  /** Logarithm of how many times as long as the benchmark. */
  readonly longer: Estimate
  readonly bar: Omit<Bar, 'at' | 'variance'>
  readonly worse: number
  readonly wins: Wins
  readonly evidence: Evidence
  /** Where, in words: in Proposal, in every stage. */
  readonly where: string
  readonly how: string
}

/**
 * Time in money: days over the benchmark x the value of a day of cycle. The value of a day follows from the sales velocity
 * (opportunities x win rate x size / cycle): what is won in a year, divided by the days that a deal takes. It assumes that the
 * sellers' time is what limits, so that a day saved on one deal is spent on the next.
 */
export function byTime({ subject, meanDays, n, longer, bar, worse, wins, evidence, where, how }: ByTime): Look {
  const own = wins.cycles >= leastWon && wins.cycleMean ? wins : evidence
  const sized = sizeOf(wins, evidence)
  const ratio = Math.exp(longer.at)
  const over = meanDays * (1 - 1 / ratio)
  const won = aYear(wins.wonInSpan, evidence)
  if (over <= 0 || !sized || own.cycleMean === null || own.cycleMean <= 0 || won === 0 || evidence.spanDays < 1) return nothing(worse)
  const revenue = won * sized.mean
  const dayWorth = revenue / own.cycleMean
  const money = over * dayWorth
  const error = longer.variance / (ratio - 1) ** 2 + sized.relativeVariance + 1 / wins.wonInSpan
  const times = oneDigit(ratio)
  const steps: Step[] = [
    {
      label: t('Mean stay'),
      value: meanDays,
      unit: 'days',
      says: t('over {{n}} stays that ended {{span}}', { n: count(n), span: spanWords(evidence) }),
    },
    { label: t('Times as long as the benchmark'), value: ratio, unit: 'times', says: bar.source ? `${how} (${bar.source})` : how },
    {
      label: t('Days over the benchmark'),
      value: over,
      unit: 'days',
      says: t('the mean stay less the mean stay divided by {{times}}', { times: twoDigits(ratio) }),
    },
    {
      label: t('Won in a year'),
      value: revenue,
      unit: 'money',
      says: t('{{won}} won deals a year, {{size}}', { won: count(won), size: sized.says }),
    },
    {
      label: t('Mean days from opening to winning'),
      value: own.cycleMean,
      unit: 'days',
      says: t('over {{cycles}} won deals', { cycles: count(own.cycles) }),
    },
    {
      label: t('Value of a day of cycle'),
      value: dayWorth,
      unit: 'money a day',
      says: t(
        "won in a year divided by those days; it assumes that the sellers' time is what limits, so that a day saved on a deal goes to the next one",
      ),
    },
    { label: t('Costs a year'), value: money, unit: 'money', says: t('days over the benchmark times the value of a day') },
  ]
  const gaps = { where, times, days: days(over), bar: bar.says }
  const says = subject.segment
    ? t('{{who}} takes {{times}} times as long {{where}}, {{days}} more than the benchmark: {{bar}}.', {
        ...gaps,
        who: subject.segment.value,
      })
    : t('A stay {{where}} takes {{times}} times as long, {{days}} more than the benchmark: {{bar}}.', gaps)
  return {
    worse,
    finding: finish('time', subject, { says, level: meanDays, n, bar: { ...bar, at: meanDays / ratio, variance: 0 }, money, error, steps }),
  }
}

interface Priced {
  readonly says: string
  readonly level: number
  readonly n: number
  readonly bar: Bar
  readonly money: number
  /** Squared relative error of the money. */
  readonly error: number
  readonly steps: Step[]
}

function finish(by: Finding['by'], subject: Subject, { says, level, n, bar, money, error, steps }: Priced): Omit<Finding, 'clear'> {
  const half = z95 * money * Math.sqrt(error)
  const { pipeline, stage, segment, stuck } = subject
  const { at, variance: _, ...compared } = bar
  return {
    key: keyOf(by, subject),
    ...{ by, pipeline, stage, segment, stuck, says, level, n, steps },
    title: titleOf(subject),
    benchmark: { ...compared, level: at },
    moneyAYear: money,
    low: Math.max(0, money - half),
    high: money + half,
  }
}

/** The mean won size of the group, or of all deals where the group has too few won ones. */
function sizeOf(wins: Wins, all: Wins): { mean: number; relativeVariance: number; says: string } | null {
  const own = wins.sizes >= leastWon ? wins : all
  const { meanWon: mean, meanWonSd: sd, sizes } = own
  if (mean === null || mean <= 0) return null
  return {
    mean,
    relativeVariance: sd === null || sizes < 2 ? 0 : (sd / mean) ** 2 / sizes,
    says:
      own === all && wins !== all
        ? t('mean over {{n}} won deals with an amount (of all, because this segment has too few)', { n: count(sizes) })
        : t('mean over {{n}} won deals with an amount', { n: count(sizes) }),
  }
}
