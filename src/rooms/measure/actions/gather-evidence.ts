import type { Day } from '#kernel/time'
import type { Duck } from '#platform/analytics/duck'
import { type Evidence, everything } from '../contract.ts'
import { metricNamed } from '../metrics/catalog.ts'
import { rawValues } from '../store/answers.ts'
import type { About } from '../store/facts.ts'
import { spans, stageLosses, stuckDeals } from '../store/stages.ts'

const year = 365

/** What `plan` needs to price the stages: losses of the last year, chances beyond each stage, and deals that are stuck. */
export async function gatherEvidence(duck: Duck, about: About): Promise<Evidence> {
  const [rate, size, p90] = await rawValues(
    duck,
    ['close_rate', 'deal_size_mean', 'cycle_days_p90'].map(metricNamed),
    everything,
    [],
    about,
  )
  const { longest, observed } = await spans(duck, about.asOf)
  const spanDays = Math.max(0, Math.min(year, observed ?? 0))
  const currency = about.severalCurrencies ? about.currency : null
  const losses = await stageLosses(duck)
  const usual = (p90?.n ?? 0) >= metricNamed('cycle_days_p90').least ? (p90?.value ?? null) : null
  const stuck = await stuckDeals(duck, currency)
  return {
    asOf: about.asOf as Day,
    currency: about.currency,
    spanDays,
    won: rate?.value ?? 0,
    closed: rate?.n ?? 0,
    meanWon: size?.value ?? null,
    meanWonSd: size?.sd ?? null,
    meanWonN: size?.n ?? 0,
    wonCycleP90: usual,
    wonCycleMax: longest,
    stages: losses.map((row) => ({
      pipeline: row.pipeline || null,
      stage: row.stage,
      position: row.position,
      left: row.left_it,
      lost: row.lost,
      afterClosed: row.after_closed,
      afterWon: row.after_won,
    })),
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
