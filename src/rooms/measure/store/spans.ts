import type { Duck } from '#platform/analytics/duck'
import type { Subject } from '../contract.ts'
import { cycle, timed } from '../metrics/deals.ts'

const firsts: Record<Subject, string> = {
  deal: 'SELECT min(opened_on) AS first FROM fact_deal',
  lead: 'SELECT min(created_on) AS first FROM fact_lead',
  entry: 'SELECT min(entered_on)::DATE AS first FROM fact_stage_entry',
  campaign: 'SELECT min(starts_on) AS first FROM fact_campaign',
  touch: 'SELECT min(touched_on) AS first FROM fact_touch',
  account: 'SELECT NULL::DATE AS first',
}

const unended = 'SELECT NULL::DOUBLE AS days'

/** Nine of ten rows are done within these days: a deal is closed, a lead converted, a stage left. */
const runs: Record<Subject, string> = {
  deal: `SELECT quantile_cont(${cycle}, 0.9) AS days FROM fact_deal f WHERE f.state <> 'open' AND ${timed}`,
  lead: "SELECT quantile_cont(date_diff('day', created_on, converted_on), 0.9) AS days FROM fact_lead WHERE converted AND converted_on >= created_on",
  entry:
    "SELECT quantile_cont(date_diff('day', entered_on::DATE, left_on::DATE), 0.9) AS days FROM fact_stage_entry WHERE outcome <> 'open'",
  campaign: unended,
  touch: unended,
  account: unended,
}

/** The first day on which a row of the subject began, and how many days nine of ten rows take to end. Null where the data does not say. */
export async function spanOf(duck: Duck, subject: Subject): Promise<{ first: string | null; days: number | null }> {
  const begun = await duck.one<{ first: string | null }>(firsts[subject])
  const ended = await duck.one<{ days: number | null }>(runs[subject])
  return { first: begun?.first ?? null, days: ended?.days ?? null }
}
