import type { Constraint, Evidence, PricedStage, Step, Stuck } from '../contract.ts'
import { count as wholeNumber } from './say.ts'

const z95 = 1.959963984540054
/** Below this many losses a stage is not priced: its interval would say nothing. */
const leastLost = 10

/**
 * Where most revenue is held back. A stage's cost is what its lost deals would have brought: deals lost there a year, times the
 * chance to win of those that got past it, times the mean won size. Were every stage equally good, every stage would cost the
 * same by this count, so the stage that costs clearly more than the next one is the constraint.
 */
export function constraintOf(evidence: Evidence): Constraint {
  const ranked = evidence.stages.flatMap((stage) => priced(stage, evidence)).toSorted((a, b) => b.moneyAYear - a.moneyAYear)
  const stuck = stuckOf(evidence)
  const common = { currency: evidence.currency, ranked, stuck }
  const [first, second] = ranked
  if (first && second) {
    if (clearlyMore(first, second, evidence, ranked.length - 1)) {
      return {
        ...common,
        kind: 'stage',
        stage: first.stage,
        pipeline: first.pipeline,
        says: `${first.stage} costs most: deals lost there would have been worth more than those lost in any other stage.`,
        why: null,
        moneyAYear: first.moneyAYear,
        low: first.low,
        high: first.high,
      }
    }
    return nothing(
      'none',
      common,
      'No clear constraint.',
      `What is lost in ${first.stage} and in ${second.stage} differs by no more than chance would make it differ.`,
    )
  }
  const why = first
    ? `Losses are known for one stage only (${first.stage}), so there is nothing to compare it with.`
    : 'The data does not say from which stage deals were lost.'
  if (!stuck || stuck.count === 0) return nothing('unknown', common, 'The constraint cannot be told from this data.', why)
  const worst = stuck.byStage[0]
  return {
    ...nothing('stuck', common, stuckSays(stuck), why),
    stage: worst && worst.count * 2 > stuck.count ? worst.stage : null,
    pipeline: worst?.pipeline ?? null,
  }
}

function nothing(
  kind: Constraint['kind'],
  common: Pick<Constraint, 'currency' | 'ranked' | 'stuck'>,
  says: string,
  why: string,
): Constraint {
  return { ...common, kind, stage: null, pipeline: null, says, why, moneyAYear: null, low: null, high: null }
}

function stuckSays({ count, olderThanDays, olderThanAny, longestWon }: Stuck): string {
  const never =
    olderThanAny > 0 && longestWon !== null
      ? ` ${wholeNumber(olderThanAny)} are older than any deal was when it was won (${wholeNumber(longestWon)} days).`
      : ''
  return `${wholeNumber(count)} open deals are older than ${Math.floor(olderThanDays)} days, by which nine of ten won deals were closed.${never}`
}

/** The cost of one stage with its arithmetic; nothing where too few deals were lost or won to tell. */
function priced(stage: Evidence['stages'][number], evidence: Evidence): PricedStage[] {
  const { meanWon, spanDays } = evidence
  if (stage.lost < leastLost || stage.afterClosed < leastLost || stage.afterWon === 0 || meanWon === null || meanWon <= 0 || spanDays < 1)
    return []
  const lostAYear = (stage.lost * 365) / spanDays
  const chanceAfter = stage.afterWon / stage.afterClosed
  const moneyAYear = lostAYear * chanceAfter * meanWon
  const size = evidence.meanWonSd === null || evidence.meanWonN < 2 ? 0 : (evidence.meanWonSd / meanWon) ** 2 / evidence.meanWonN
  const spread = Math.exp(z95 * Math.sqrt(relativeVariance(stage) + size))
  return [
    {
      pipeline: stage.pipeline,
      stage: stage.stage,
      position: stage.position,
      lostAYear,
      chanceAfter,
      moneyAYear,
      low: moneyAYear / spread,
      high: moneyAYear * spread,
      steps: [
        {
          label: 'Deals lost here in a year',
          value: lostAYear,
          unit: 'a year',
          says:
            spanDays >= 365
              ? `${wholeNumber(stage.lost)} in the last ${spanDays} days`
              : `${wholeNumber(stage.lost)} in ${spanDays} days, times 365 / ${spanDays}`,
        },
        {
          label: 'Chance to win once past it',
          value: chanceAfter,
          unit: 'share',
          says: `${wholeNumber(stage.afterWon)} won of ${wholeNumber(stage.afterClosed)} closed deals that went past it`,
        },
        {
          label: 'Mean size of a won deal',
          value: meanWon,
          unit: 'money',
          says: `over ${wholeNumber(evidence.meanWonN)} won deals with an amount`,
        },
        { label: 'Lost here a year', value: moneyAYear, unit: 'money', says: 'the three multiplied' },
      ],
    },
  ]
}

/** Squared relative error of losses times chance, by the delta method: binomial losses among those that left, binomial wins among those past. */
function relativeVariance({ lost, left, afterWon, afterClosed }: Evidence['stages'][number]): number {
  return (1 - lost / left) / lost + (1 - afterWon / afterClosed) / afterWon
}

/** Whether the first costs more than the second beyond chance, one-sided at 5 % divided by the number of rivals. The size of deals is common to both. */
function clearlyMore(first: PricedStage, second: PricedStage, { stages }: Evidence, rivals: number): boolean {
  const variance = (each: PricedStage) => {
    const found = stages.find((stage) => stage.stage === each.stage && stage.pipeline === each.pipeline)
    return found ? relativeVariance(found) : Number.POSITIVE_INFINITY
  }
  const z = Math.log(first.moneyAYear / second.moneyAYear) / Math.sqrt(variance(first) + variance(second))
  return z > criticalZ(0.05 / Math.max(1, rivals))
}

/** The normal quantile of 1 - p for small p. Source: Abramowitz & Stegun 26.2.23, error below 4.5e-4. */
export function criticalZ(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p))
  return t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3)
}

/** Open deals that took longer than nine of ten won ones, and what they would bring if they still closed at the usual rate. */
export function stuckOf(evidence: Evidence): Stuck | null {
  const { wonCycleP90: olderThanDays, closed, won, meanWon } = evidence
  if (olderThanDays === null) return null
  const rate = closed > 0 && won < closed ? won / closed : null
  const worth = (amount: number, withoutAmount: number) =>
    rate === null || (withoutAmount > 0 && meanWon === null) ? null : rate * (amount + withoutAmount * (meanWon ?? 0))
  const count = sum(evidence.stuck.map((each) => each.count))
  const amount = sum(evidence.stuck.map((each) => each.amount))
  const withoutAmount = sum(evidence.stuck.map((each) => each.withoutAmount))
  const money = worth(amount, withoutAmount)
  const steps: Step[] = [
    {
      label: 'Open deals older than nine of ten won ones',
      value: count,
      unit: 'count',
      says: `opened more than ${Math.floor(olderThanDays)} days before ${evidence.asOf}`,
    },
    {
      label: 'Their known amount',
      value: amount,
      unit: 'money',
      says: withoutAmount > 0 ? `${wholeNumber(withoutAmount)} have none and count with the mean won size` : 'all have one',
    },
    { label: 'Close rate', value: rate, unit: 'share', says: `${wholeNumber(won)} won of ${wholeNumber(closed)} closed` },
    { label: 'At most at stake', value: money, unit: 'money', says: 'if they still closed at the usual rate, which old deals seldom do' },
  ]
  return {
    count,
    olderThanDays,
    olderThanAny: sum(evidence.stuck.map((each) => each.olderThanAny)),
    longestWon: evidence.wonCycleMax,
    money,
    steps,
    byStage: evidence.stuck.map((each) => ({
      pipeline: each.pipeline,
      stage: each.stage,
      count: each.count,
      money: worth(each.amount, each.withoutAmount),
    })),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
