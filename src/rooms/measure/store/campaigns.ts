import type { Duck, DuckRow } from '#platform/analytics/duck'
import type { Metric } from '../metrics/declare.ts'
import { type FactsShape, rowsOf } from './compile.ts'
import { marketingCuts, marketingRelation } from './compile-marketing.ts'

/** How leads of a source converted that responded to a campaign, to others only, or to none. */
export interface CampaignSource extends DuckRow {
  campaign: string
  cost: number | null
  own: number
  own_hits: number
  others: number
  others_hits: number
  none: number
  none_hits: number
}

/**
 * For each campaign and source of leads: those that responded to it, those that responded to other campaigns only, and those that responded to none. Only leads
 * of which it is known whether they converted, and that had the time that nine of ten conversions take.
 */
export async function campaignSources(duck: Duck, facts: FactsShape): Promise<CampaignSource[]> {
  return await duck.all<CampaignSource>(
    `WITH waited AS (SELECT coalesce(quantile_cont(date_diff('day', created_on, converted_on), 0.9), 0)::INTEGER AS days FROM fact_lead WHERE converted AND converted_on >= created_on),
      ripe AS (SELECT lead_id, ref, coalesce(source, '') AS source, converted FROM fact_lead, waited
        WHERE converted IS NOT NULL AND (created_on IS NULL OR created_on <= (SELECT value::DATE FROM about WHERE key = 'as_of') - waited.days)),
      answered AS (SELECT DISTINCT r.lead_id, r.source, r.converted, t.campaign_key FROM fact_touch t JOIN ripe r ON r.ref = t.lead_ref WHERE t.responded),
      own AS (SELECT campaign_key, source, count(*) AS n, count_if(converted) AS hits FROM answered GROUP BY ALL),
      each_source AS (SELECT source, count(*) AS n, count_if(converted) AS hits, count_if(lead_id IN (SELECT lead_id FROM answered)) AS any_n,
        count_if(converted AND lead_id IN (SELECT lead_id FROM answered)) AS any_hits FROM ripe GROUP BY 1)
    SELECT c.label AS campaign, c.cost::DOUBLE AS cost, o.n AS own, o.hits AS own_hits, s.any_n - o.n AS others, s.any_hits - o.hits AS others_hits,
      s.n - s.any_n AS none, s.hits - s.any_hits AS none_hits
    FROM own o JOIN each_source s USING (source) JOIN (SELECT campaign_key, label, cost FROM ${marketingRelation('campaign', facts.severalCurrencies)}) c USING (campaign_key)
    ORDER BY c.label, o.source`,
  )
}

/** What a campaign is, beside its numbers. */
export interface CampaignAbout extends DuckRow {
  id: string | null
  campaign: string
  type: string | null
  status: string | null
  starts_on: string | null
  ends_on: string | null
  cost_known: 'actual' | 'rows' | 'other currency' | 'no'
}

/** All campaigns, the latest first. */
export async function campaignList(duck: Duck): Promise<CampaignAbout[]> {
  return await duck.all<CampaignAbout>(
    `SELECT record_id::VARCHAR AS id, label AS campaign, type, status, starts_on, ends_on, CASE WHEN cost IS NULL THEN 'no'
       WHEN currency <> (SELECT value FROM about WHERE key = 'currency') THEN 'other currency' ELSE cost_from END AS cost_known
     FROM fact_campaign ORDER BY starts_on DESC NULLS LAST, label`,
  )
}

/** What decides the limits of what is said about marketing. */
export interface MarketingStock extends DuckRow {
  campaigns: number
  costs: number
  foreign_costs: number
  members: number
  knows_responses: number
  responses: number
  dated: number
  with_lead: number
  credited: number
  own: number
  accounts: number
  marked: number
}

/** Counts what the facts hold of marketing. */
export async function marketingStock(duck: Duck): Promise<MarketingStock> {
  const row = await duck.one<MarketingStock>(
    `SELECT c.*, t.*, k.*, a.* FROM
      (SELECT count(*) AS campaigns, count(cost) AS costs, count(cost) FILTER (currency <> (SELECT value FROM about WHERE key = 'currency')) AS foreign_costs FROM fact_campaign) c,
      (SELECT count(*) AS members, count(responded) AS knows_responses, count_if(responded) AS responses, count(touched_on) FILTER (responded) AS dated,
        count(lead_ref) FILTER (responded) AS with_lead FROM fact_touch) t,
      (SELECT count(DISTINCT deal_id) AS credited, count(DISTINCT deal_id) FILTER (how <> 'account') AS own FROM fact_credit) k,
      (SELECT count(*) AS accounts, count(targeted) AS marked FROM fact_account) a`,
  )
  if (!row) throw new Error('Counts without a grouping have one row.')
  return row
}

/** A part of the deals in the ranking of it and of those without marketing. */
export interface PartRank {
  readonly n: number
  readonly rankSum: number
  readonly all: number
  readonly ties: number
}

/** Ranks what the rows of a part put into a metric together with those that another part put in. */
export async function rankedParts(
  duck: Duck,
  metric: Metric,
  [part, other]: readonly [string, string],
  facts: FactsShape,
): Promise<PartRank> {
  const cut = marketingCuts.deal?.['touch.marketing'] ?? 'NULL'
  const row = await duck.one<{ n: number; rank_sum: number; all_rows: number; ties: number }>(
    `WITH counted AS (SELECT * FROM (SELECT ${cut} AS part, ${metric.of} AS x FROM fact_deal f WHERE ${rowsOf(metric, facts)}) WHERE part IN (?, ?)),
      ranked AS (SELECT part, rank() OVER (ORDER BY x) + (count(*) OVER (PARTITION BY x) - 1) / 2.0 AS r FROM counted)
      SELECT count_if(part = ?) AS n, coalesce(sum(r) FILTER (WHERE part = ?), 0)::DOUBLE AS rank_sum, count(*) AS all_rows,
        (SELECT coalesce(sum(t::DOUBLE ** 3 - t), 0)::DOUBLE FROM (SELECT count(*) AS t FROM counted GROUP BY x)) AS ties FROM ranked`,
    [part, other, part, part],
  )
  return { n: row?.n ?? 0, rankSum: row?.rank_sum ?? 0, all: row?.all_rows ?? 0, ties: row?.ties ?? 0 }
}
