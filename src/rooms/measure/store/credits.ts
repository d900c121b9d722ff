import type { Duck } from '#platform/analytics/duck'
import { loose } from './lookups.ts'

/** A response counts for a deal that was opened within so many days after it. */
export const reachBack = 365

/** Some deals: a table of their facts, and a query of the numbers whose old credits go. */
interface Part {
  readonly deals: string
  readonly gone: string
}

/**
 * Says which campaigns touched which deals before they were opened: all deals, or a part of them.
 * A campaign touched a deal when the deal names it, or when a lead that the deal came from responded to it, whichever of the two names the other; of a deal that tells neither, when
 * somebody of its account did. What the deal names counts as of the day of its opening, as does a response of its lead that has no day.
 */
export async function creditDeals(duck: Duck, part?: Part): Promise<void> {
  await duck.run(`DELETE FROM fact_credit${part ? ` WHERE deal_id IN (${part.gone})` : ''}`)
  if (!(await duck.one('SELECT 1 FROM fact_campaign LIMIT 1'))) return
  await duck.run(`INSERT INTO fact_credit BY NAME ${creditsSql(part?.deals ?? 'fact_deal')}`)
}

/** Only what is known of the deal itself can be its first or last touch: that a colleague responded once says too little. */
const ofOwn = "PARTITION BY t.deal_id, t.how = 'account'"

function creditsSql(deals: string): string {
  const inReach = `r.touched_on <= d.opened_on AND r.touched_on >= d.opened_on - ${reachBack}`
  return `WITH deal AS (SELECT f.deal_id, f.ref, f.opened_on, l.lead_ref, l.account_key, l.campaign_said FROM ${deals} f JOIN fact_link l ON l.subject = 'deal' AND l.id = f.deal_id),
    response AS (SELECT c.campaign_id, t.lead_ref, t.account_key, t.touched_on FROM fact_touch t JOIN fact_campaign c USING (campaign_key) WHERE t.responded),
    by_ref AS (SELECT ref AS k, arg_min(campaign_id, label) AS campaign_id FROM fact_campaign WHERE ref IS NOT NULL GROUP BY 1),
    by_name AS (SELECT ${loose('name')} AS k, arg_min(campaign_id, label) AS campaign_id FROM fact_campaign GROUP BY 1),
    named AS (SELECT d.deal_id, coalesce(i.campaign_id, n.campaign_id) AS campaign_id, d.opened_on AS touched FROM deal d
      LEFT JOIN by_ref i ON i.k = d.campaign_said LEFT JOIN by_name n ON n.k = ${loose('d.campaign_said')} WHERE coalesce(i.campaign_id, n.campaign_id) IS NOT NULL),
    origin AS (SELECT deal_id, opened_on, lead_ref FROM deal UNION
      SELECT d.deal_id, d.opened_on, l.ref FROM deal d JOIN fact_link k ON k.deal_said = d.ref JOIN fact_lead l ON k.subject = 'lead' AND k.id = l.lead_id),
    own AS (SELECT d.deal_id, r.campaign_id, coalesce(r.touched_on, d.opened_on) AS touched FROM origin d JOIN response r ON r.lead_ref = d.lead_ref
      WHERE r.touched_on IS NULL OR d.opened_on IS NULL OR (${inReach})),
    known AS (SELECT *, 'named' AS how FROM named UNION ALL SELECT *, 'lead' AS how FROM own),
    account AS (SELECT d.deal_id, r.campaign_id, r.touched_on AS touched, 'account' AS how FROM deal d JOIN response r ON r.account_key = d.account_key
      WHERE ${inReach} AND d.deal_id NOT IN (SELECT deal_id FROM known)),
    touched AS (SELECT deal_id, campaign_id, min(touched) AS first_at, max(touched) AS last_at, bool_or(how = 'named') AS named,
        CASE WHEN bool_or(how = 'named') THEN 'named' ELSE min(how) END AS how
      FROM (SELECT * FROM known UNION ALL SELECT * FROM account) GROUP BY ALL)
    SELECT t.deal_id, t.campaign_id, t.how,
      t.how <> 'account' AND row_number() OVER (${ofOwn} ORDER BY t.first_at NULLS LAST, NOT t.named, c.label, t.campaign_id) = 1 AS first,
      t.how <> 'account' AND row_number() OVER (${ofOwn} ORDER BY t.last_at DESC NULLS LAST, NOT t.named, c.label, t.campaign_id) = 1 AS last
    FROM touched t JOIN fact_campaign c USING (campaign_id)`
}
