import type { Day } from '#kernel/time'
import type { Duck } from '#platform/analytics/duck'
import { type Evidence, everything, type Segment } from '../contract.ts'
import { metricNamed } from '../metrics/catalog.ts'
import { comparable, repeatsOutcome } from '../rules/standouts.ts'
import { rawValues } from '../store/answers.ts'
import type { About } from '../store/facts.ts'
import { segmentPassages, segmentStuck, segmentWins, stagePassages, wins } from '../store/passages.ts'
import { spans, stageLosses, stuckDeals } from '../store/stages.ts'

const year = 365
/** Days of history from which the year before the last one counts as whole. */
const twoYears = 690
/** A dimension with more values than this is a list of names, and each value has few deals. */
const mostValues = 60
/** Entries that a value needs in a stage to be compared there. */
const leastEntries = 20

/** What `plan` needs to price stages and segments: what left each stage, chances beyond it, what is won, and deals that are stuck. */
export async function gatherEvidence(duck: Duck, about: About): Promise<Evidence> {
  const [rate, p90] = await rawValues(duck, ['close_rate', 'cycle_days_p90'].map(metricNamed), everything, [], about)
  const { longest, observed } = await spans(duck, about.asOf)
  const currency = about.severalCurrencies ? about.currency : null
  const usual = (p90?.n ?? 0) >= metricNamed('cycle_days_p90').least ? (p90?.value ?? null) : null
  const stuck = await stuckDeals(duck, currency)
  return {
    ...(await wins(duck, about.asOf, currency)),
    asOf: about.asOf as Day,
    currency: about.currency,
    spanDays: Math.max(0, Math.min(year, observed ?? 0)),
    won: rate?.value ?? 0,
    closed: rate?.n ?? 0,
    wonCycleP90: usual,
    wonCycleMax: longest,
    stages: about.stageSource === 'none' ? [] : await stagesOf(duck, (observed ?? 0) >= twoYears),
    segments: about.stageSource === 'none' || !about.hasLost ? [] : await segmentsOf(duck, about, currency),
    stuck: stuck.map((row) => ({
      pipeline: row.pipeline || null,
      stage: row.stage,
      count: row.count,
      olderThanAny: row.older_than_any,
      amount: Number(row.amount ?? 0),
      withoutAmount: row.without_amount,
    })),
  }
}

async function stagesOf(duck: Duck, reachesBack: boolean): Promise<Evidence['stages']> {
  const passages = new Map((await stagePassages(duck)).map((each) => [JSON.stringify([each.pipeline, each.stage]), each]))
  return (await stageLosses(duck)).flatMap((row) => {
    const passage = passages.get(JSON.stringify([row.pipeline, row.stage]))
    if (!passage) return []
    return {
      pipeline: row.pipeline || null,
      stage: row.stage,
      position: row.position,
      lost: row.lost,
      afterClosed: row.after_closed,
      afterWon: row.after_won,
      ...passage.all,
      within: passage.within,
      before: reachesBack ? passage.before : null,
    }
  })
}

/** Every value of what may be compared, with its stages. What merely repeats how deals ended is left out. */
async function segmentsOf(duck: Duck, about: About, currency: string | null): Promise<Segment[]> {
  const dimensions = about.dimensions.filter(
    (each) => comparable(each) && each.key !== 'pipeline' && each.values >= 2 && each.values <= mostValues,
  )
  const keys = dimensions.map(({ key }) => key)
  const won = await segmentWins(duck, keys, about.asOf, currency)
  const repeats = new Set(won.filter(({ closed, won: hits }) => repeatsOutcome(closed, hits)).map(({ dimension }) => dimension))
  const fair = keys.filter((key) => !repeats.has(key))
  const passages = Map.groupBy(await segmentPassages(duck, fair, leastEntries), (each) => keyOf(each))
  const stuck = new Map((await segmentStuck(duck, fair, currency)).map((each) => [keyOf(each, each.place), each.stuck]))
  const none = { count: 0, amount: 0, withoutAmount: 0 }
  const labels = new Map(dimensions.map(({ key, label }) => [key, label]))
  return won.flatMap(({ closed: _, won: _won, ...segment }): Segment[] => {
    const stages = (passages.get(keyOf(segment)) ?? []).map((each) => ({
      pipeline: each.pipeline || null,
      stage: each.stage,
      ...each.all,
      stuck: stuck.get(keyOf(each, each)) ?? none,
    }))
    if (stages.length === 0) return []
    const label = labels.get(segment.dimension) ?? segment.dimension
    return [{ ...segment, label, stages, stuck: stuck.get(keyOf(segment)) ?? none }]
  })
}

const keyOf = (each: { dimension: string; value: string }, place: { pipeline: string; stage: string } | null = null) =>
  JSON.stringify([each.dimension, each.value, place?.pipeline ?? null, place?.stage ?? null])
