import type { Dimension, Subject } from '../contract.ts'

/** Where the rows of marketing are, and what cuts them. The first and the last touch of a deal are cuts of deals like any other. */

type Marketing = Exclude<Subject, 'deal' | 'lead' | 'entry'>

const currency = "(SELECT value FROM about WHERE key = 'currency')"
const ways = ['first', 'last', 'any'] as const

/** SQL: where the rows `f` of a subject of marketing are. Money is that of the one currency in which money is shown. */
export function marketingRelation(subject: Marketing, severalCurrencies: boolean): string {
  if (subject === 'campaign') return campaigns(severalCurrencies)
  return subject === 'touch' ? touches : accounts
}

function campaigns(several: boolean): string {
  const money = several ? `d.currency = ${currency}` : 'true'
  const sums = ways.flatMap((way) => {
    const mine = way === 'any' ? 'true' : `k.${way}`
    const amount = (state: string) => `sum(d.amount) FILTER (WHERE ${mine} AND d.state = '${state}' AND ${money})`
    return [
      `count_if(${mine}) AS deals_${way}`,
      `count_if(${mine} AND d.state = 'won') AS wins_${way}`,
      `${amount('open')} AS pipeline_${way}`,
      `${amount('won')} AS won_${way}`,
    ]
  })
  return `(SELECT c.* EXCLUDE (cost), CASE WHEN c.currency IS NULL OR ${currency} IS NULL OR c.currency = ${currency} THEN c.cost END AS cost,
      k.* EXCLUDE (campaign_id), coalesce(t.members, 0) AS members, coalesce(t.responses, 0) AS responses
    FROM fact_campaign c LEFT JOIN (SELECT k.campaign_id, ${sums.join(', ')} FROM fact_credit k JOIN fact_deal d USING (deal_id) GROUP BY 1) k USING (campaign_id)
    LEFT JOIN (SELECT campaign_key, count(*) AS members, count_if(responded) AS responses FROM fact_touch GROUP BY 1) t USING (campaign_key)) f`
}

const touches = `(SELECT t.*, c.label, c.type, c.channel, c.status, l.lead_id, l.owner, l.converted FROM fact_touch t JOIN fact_campaign c USING (campaign_key)
    LEFT JOIN fact_lead l ON l.ref = t.lead_ref) f`

/** A deal that names no account belongs to the account of its lead. */
const accounts = `(SELECT a.account_id, a.account_key, a.name, a.owner, CASE WHEN a.record_id IS NULL AND NOT starts_with(a.account_key, 'name ') THEN a.account_key END AS ref,
      coalesce(a.targeted, NOT EXISTS (SELECT 1 FROM fact_account WHERE targeted IS NOT NULL)) AS is_target, least(r.reached_on, d.deal_on) AS reached_on,
      r.account_key IS NOT NULL OR coalesce(d.deals, 0) > 0 AS reached, coalesce(d.deals, 0) AS deals, coalesce(d.wins, 0) AS wins, d.deal_on, d.won_on
    FROM fact_account a
    LEFT JOIN (SELECT account_key, min(day) AS reached_on FROM (
      SELECT k.account_key, l.created_on AS day FROM fact_lead l JOIN fact_link k ON k.subject = 'lead' AND k.id = l.lead_id
      UNION ALL SELECT account_key, touched_on FROM fact_touch WHERE responded) WHERE account_key IS NOT NULL GROUP BY 1) r USING (account_key)
    LEFT JOIN (SELECT coalesce(k.account_key, o.account_key) AS account_key, count(*) AS deals, count_if(f.state = 'won') AS wins, min(f.opened_on) AS deal_on,
        min(f.closed_on) FILTER (WHERE f.state = 'won') AS won_on
      FROM fact_deal f JOIN fact_link k ON k.subject = 'deal' AND k.id = f.deal_id
      LEFT JOIN fact_lead l ON l.ref = k.lead_ref LEFT JOIN fact_link o ON o.subject = 'lead' AND o.id = l.lead_id
      GROUP BY 1) d USING (account_key)) f`

export const marketingDays: Record<Marketing, { readonly opened: string; readonly closed: string }> = {
  campaign: { opened: 'f.starts_on', closed: 'f.ends_on' },
  touch: { opened: 'f.touched_on', closed: 'f.touched_on' },
  account: { opened: 'f.reached_on', closed: 'f.won_on' },
}

const ofCampaign = { campaign: 'f.label', 'campaign.type': 'f.type', 'campaign.channel': 'f.channel', 'campaign.status': 'f.status' }

const touchOf = (which: string) =>
  `(SELECT min(c.label) FROM fact_credit k JOIN fact_campaign c USING (campaign_id) WHERE k.deal_id = f.deal_id AND k.${which})`

/** How marketing may have had a part in a deal: known of the deal or its lead, only of somebody at its account, or not at all. */
export const parts = { sourced: 'sourced', touched: 'account touched', none: 'no campaign' } as const

/** SQL of the cuts that marketing brings, by subject. Their names have a point, which no column of a file has. */
export const marketingCuts: Partial<Record<Subject, Readonly<Record<string, string>>>> = {
  deal: {
    'touch.first': touchOf('first'),
    'touch.last': touchOf('last'),
    'touch.marketing': `CASE WHEN f.deal_id IN (SELECT deal_id FROM fact_credit WHERE how <> 'account') THEN '${parts.sourced}'
      WHEN f.deal_id IN (SELECT deal_id FROM fact_credit) THEN '${parts.touched}' ELSE '${parts.none}' END`,
  },
  campaign: ofCampaign,
  touch: ofCampaign,
  account: { 'account.owner': 'f.owner' },
}

/** What a row has several of: asked for one, the rows that have it. */
export const severalTouches: Readonly<Record<string, string>> = {
  'touch.any': 'f.deal_id IN (SELECT k.deal_id FROM fact_credit k JOIN fact_campaign c USING (campaign_id) WHERE c.label = ?)',
}

/** The cuts of deals by marketing as dimensions, with how many values each has; nothing where no campaign is known. */
export function marketingDimensions(firsts: number, lasts: number): Dimension[] {
  const one = (key: string, label: string, values: number): Dimension => ({ subject: 'deal', key, label, origin: 'marketing', values })
  return [
    ...(firsts > 0 ? [one('touch.first', 'First touch', firsts), one('touch.last', 'Last touch before opening', lasts)] : []),
    one('touch.marketing', 'Part of marketing', 3),
  ]
}
