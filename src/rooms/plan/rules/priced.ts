import { t } from '#kernel/text'
import type { Compared, Evidence, Finding, Step, StuckCount, Wins } from '../contract.ts'
import { type Estimate, z95 } from './chance.ts'
import { count, days, percent } from './say.ts'

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
  const who = segment ? `${segment.label} ${segment.value}` : null
  return [stage ?? 'All stages', who].filter((part) => part !== null).join(' · ')
}

function keyOf(by: Finding['by'], { pipeline, stage, segment }: Subject): string {
  return JSON.stringify([by, pipeline, stage, segment?.dimension ?? null, segment?.value ?? null])
}

/** Deals, entries or money of the span as those of a year. */
export function aYear(n: number, { spanDays }: Evidence): number {
  return (n * 365) / spanDays
}

function spanWords({ spanDays }: Evidence): string {
  return spanDays >= 365 ? 'in the last 365 days' : `in the ${spanDays} days known`
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
 * The interval is 95 % by the delta method: the errors of gap, chance and size are independent, the number of entries is taken as it was.
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
      label: 'Goes forward here',
      value: level,
      unit: 'share',
      says: t('{{hits}} of {{n}} entries that left {{evidence}}', { hits: count(hits), n: count(n), evidence: spanWords(evidence) }),
    },
    ...(pulled
      ? [{ label: 'Taken as', value: own.at, unit: 'share' as const, says: t('few cases are pulled towards what is known of all of them') }]
      : []),
    { label: 'Benchmark', value: bar.at, unit: 'share', says: bar.says },
    { label: 'Entries that leave in a year', value: entries, unit: 'a year', says: `${count(n)} ${spanWords(evidence)}` },
    {
      label: 'Chance to win once past it',
      value: chance,
      unit: 'share',
      says: t('{{afterWon}} won of {{afterClosed}} closed deals that went past it', {
        afterWon: count(stage.afterWon),
        afterClosed: count(stage.afterClosed),
      }),
    },
    { label: 'Mean size of a won deal', value: sized.mean, unit: 'money', says: sized.says },
    { label: 'Costs a year', value: money, unit: 'money', says: t('the gap to the benchmark times the three') },
  ]
  const place = subject.stage ?? 'all stages'
  const who = subject.segment ? `${subject.segment.label} ${subject.segment.value} brings` : `${place} brings`
  const says = `${who} ${percent(level)} of its entries forward${subject.segment ? ` in ${place}` : ''}, against ${percent(bar.at)}: ${bar.says}.`
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
  const times = ratio.toFixed(1)
  const steps: Step[] = [
    {
      label: 'Mean stay',
      value: meanDays,
      unit: 'days',
      says: t('over {{n}} stays that ended {{evidence}}', { n: count(n), evidence: spanWords(evidence) }),
    },
    { label: 'Times as long as the benchmark', value: ratio, unit: 'times', says: bar.source ? `${how} (${bar.source})` : how },
    {
      label: 'Days over the benchmark',
      value: over,
      unit: 'days',
      says: t('the mean stay less the mean stay divided by {{what}}', { what: ratio.toFixed(2) }),
    },
    {
      label: 'Won in a year',
      value: revenue,
      unit: 'money',
      says: t('{{won}} won deals a year, {{says}}', { won: count(won), says: sized.says }),
    },
    {
      label: 'Mean days from opening to winning',
      value: own.cycleMean,
      unit: 'days',
      says: t('over {{cycles}} won deals', { cycles: count(own.cycles) }),
    },
    {
      label: 'Value of a day of cycle',
      value: dayWorth,
      unit: 'money a day',
      says: t(
        "won in a year divided by those days; it assumes that the sellers' time is what limits, so that a day saved on a deal goes to the next one",
      ),
    },
    { label: 'Costs a year', value: money, unit: 'money', says: t('days over the benchmark times the value of a day') },
  ]
  const says = `${subject.segment ? subject.segment.value : `A stay ${where}`} takes ${times} times as long${subject.segment ? ` ${where}` : ''}, ${days(over)} more than the benchmark: ${bar.says}.`
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
    says: t('mean over {{sizes}} won deals with an amount{{what}}', {
      sizes: count(sizes),
      what: own === all && wins !== all ? ' (of all, because this segment has too few)' : '',
    }),
  }
}
