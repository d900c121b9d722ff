import type { Duck } from '#platform/analytics/duck'
import type { Answer, Difference, Dimension, Measured } from '../contract.ts'
import { metricNamed } from '../metrics/catalog.ts'
import { corrected } from '../rules/corrected.ts'
import { type Compared, differenceOf, inTheOrderOfTelling, opposites, sureDifferences } from '../rules/differences.ts'
import { logRank, type Stratum } from '../rules/log-rank.ts'
import { rankTest } from '../rules/rank-test.ts'
import { type Cut, comparable, followsOutcome, standouts } from '../rules/standouts.ts'
import { type LifeRow, survivalCurve, survivalQuantile } from '../rules/survival.ts'
import { medianOfOthers, rankedGroups, rankedWithout, type StageLife, stageLives } from '../store/comparisons.ts'
import type { About } from '../store/facts.ts'
import { withStayCounts } from '../store/stay-counts.ts'
import { ask } from './ask.ts'

/** More differences than this are not told. */
const mostTold = 12
/** All others together need this many rows for a slice to be compared with them. */
const leastOthers = 20
/** A dimension with more values than this is a list of names, and each value has few deals. */
const mostValues = 60

type Comparisons = Pick<Measured, 'standouts' | 'differences'> & { readonly compared: Omit<Measured['compared'], 'trends'> }

/** A comparison whose numbers are still to be looked up, and that can be made again without some other values. */
interface Open extends Compared {
  numbers(): Promise<{ answer: Answer | undefined; rest: number | null }>
  without(values: readonly string[]): Promise<{ readonly z: number; readonly p: number }>
}

/**
 * Compares every slice with all others: close rate, deal size, sales cycle and time in stage. All chances are corrected for all that was
 * looked at together.
 */
export async function compare(duck: Duck, about: About, meanWon: number | null, spanDays: number): Promise<Comparisons> {
  const dimensions = about.dimensions.filter(comparable)
  const cuts: Cut[] = []
  for (const dimension of about.hasLost ? dimensions : []) {
    const answers = await ask(duck, [metricNamed('close_rate')], { about, by: [dimension.key] })
    cuts.push({ dimension, groups: answers.map((answer) => ({ value: answer.slice[dimension.key] ?? null, answer })) })
  }
  const fair = cuts.filter((cut) => !followsOutcome(cut))
  const unfair = new Set(cuts.filter(followsOutcome).map(({ dimension }) => dimension.key))
  const several = dimensions.filter(({ key, values }) => !unfair.has(key) && values >= 2 && values <= mostValues)
  const others = await withStayCounts(duck, about, () => comparisons(duck, about, several))
  const { found, looked } = standouts(fair, meanWon, spanDays, others.length)
  return {
    standouts: found,
    differences: await tell(others, looked),
    compared: {
      slices: looked,
      dimensions: fair.map(({ dimension }) => dimension.label),
      leftOut: cuts.filter(followsOutcome).map(({ dimension }) => dimension.label),
    },
  }
}

/** What is sure, also when the slices beside which it might only look different are left out. */
async function tell(all: readonly Open[], looked: number): Promise<Difference[]> {
  const chances = corrected(
    all.map(({ p }) => p),
    looked,
  )
  const kept: (Open & { sure: number })[] = []
  for (const each of sureDifferences(all, chances)) {
    const beside = opposites(each, kept).map(({ value }) => value)
    const again = beside.length > 0 ? await each.without(beside) : each
    if (again.p * looked <= 0.05 && again.z > 0 === each.z > 0) kept.push(each)
  }
  const told: Difference[] = []
  for (const found of inTheOrderOfTelling(kept).slice(0, mostTold)) {
    const { answer, rest } = await found.numbers()
    if (answer) told.push(differenceOf(found, answer, rest, looked))
  }
  return told
}

async function comparisons(duck: Duck, about: About, dimensions: readonly Dimension[]): Promise<Open[]> {
  const all: Open[] = []
  for (const kind of ['deal_size_median', 'cycle_days_median'] as const) all.push(...(await byRank(duck, about, dimensions, kind)))
  if (about.stageSource === 'none') return all
  for (const dimension of dimensions) all.push(...(await byPace(duck, about, dimension)))
  return all
}

async function byRank(
  duck: Duck,
  about: About,
  dimensions: readonly Dimension[],
  kind: 'deal_size_median' | 'cycle_days_median',
): Promise<Open[]> {
  const metric = metricNamed(kind)
  const keys = dimensions.map(({ key }) => key)
  const groups = await rankedGroups(duck, metric, keys, metric.least, about)
  return groups
    .filter((group) => group.all_rows - group.n >= leastOthers)
    .map(({ dimension, value, n, rank_sum: rankSum, all_rows: rows, ties }) => ({
      ...nameOf(dimensions, dimension),
      ...rankTest({ n, rankSum, all: rows, ties }),
      kind,
      value,
      without: async (others) => rankTest(await rankedWithout(duck, metric, { dimension, value, without: others }, about)),
      numbers: async () => ({
        answer: (await ask(duck, [metric], { about, slice: { where: { [dimension]: value } } }))[0],
        rest: await medianOfOthers(duck, metric, dimension, value, about),
      }),
    }))
}

/** Each value of a dimension against all others with one, stage by stage. */
async function byPace(duck: Duck, about: About, dimension: Dimension): Promise<Open[]> {
  const metric = metricNamed('time_in_stage_median')
  const lives = await stageLives(duck, dimension.key)
  const whole = wholeOf(lives)
  const ended = (rows: readonly LifeRow[]) => rows.reduce((sum, row) => sum + row.d, 0)
  return [...Map.groupBy(lives, ({ value }) => value)].flatMap(([value, own]): Open[] => {
    if (ended(own) < metric.least || ended(lives) - ended(own) < leastOthers) return []
    const mine = Map.groupBy(own, ({ stage }) => stage)
    const pace = (all: ReadonlyMap<string, readonly LifeRow[]>) => {
      const { z, p } = logRank([...mine].map(([stage, group]): Stratum => ({ group, all: all.get(stage) ?? [] })))
      // A group that leaves less often than expected stays longer: it has more of the days.
      return { z: -z, p }
    }
    const without = async (others: readonly string[]) => pace(wholeOf(lives.filter((life) => !others.includes(life.value))))
    const numbers = async () => {
      const rest = summed(lives.filter((life) => life.value !== value))
      return {
        answer: (await ask(duck, [metric], { about, slice: { where: { [dimension.key]: value } } }))[0],
        rest: survivalQuantile(survivalCurve(rest), 0.5).value,
      }
    }
    return [{ ...nameOf([dimension], dimension.key), kind: 'time_in_stage_median', value, ...pace(whole), numbers, without }]
  })
}

/** The life table of each stage, all values together. */
function wholeOf(lives: readonly StageLife[]): Map<string, LifeRow[]> {
  return new Map([...Map.groupBy(lives, ({ stage }) => stage)].map(([stage, rows]) => [stage, summed(rows)]))
}

/** By day, in the order of days. There are tens of thousands of rows. */
function summed(rows: readonly StageLife[]): LifeRow[] {
  const days = new Map<number, { t: number; d: number; c: number }>()
  for (const { t, d, c } of rows) {
    const day = days.get(t)
    if (day) {
      day.d += d
      day.c += c
    } else days.set(t, { t, d, c })
  }
  return [...days.values()].sort((a, b) => a.t - b.t)
}

function nameOf(dimensions: readonly Dimension[], key: string) {
  const dimension = dimensions.find((each) => each.key === key)
  return { dimension: key, label: dimension?.label ?? key, pair: dimension?.values === 2 }
}
