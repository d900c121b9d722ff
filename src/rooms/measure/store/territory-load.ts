import type { Id } from '#kernel/id'
import { type Instant, millis } from '#kernel/time'
import type { Duck } from '#platform/analytics/duck'
import type { PatchLoad } from '../contract/territory-load.ts'
import { countedAmount } from './commitments.ts'
import { lentAs } from './lent-tables.ts'

/** How far back leads count. */
export const recentDays = 90

/** Deals, leads and people in nurture of each account; of no account under null. */
const within = (now: Instant) => `
  deal AS (SELECT o.account_id, count(*) AS deals, count(*) FILTER (d.state = 'open') AS open, sum(amount) FILTER (d.state = 'open') AS money,
      count(*) FILTER (d.state = 'open' AND amount IS NULL) AS without
    FROM ${lentAs('past_deal')} o JOIN (SELECT d.record_id, d.state, ${countedAmount} AS amount FROM fact_deal d) d ON d.record_id = o.record_id GROUP BY 1),
  lead AS (SELECT account_id, count(*) FILTER (handed_at > epoch_ms(${millis(now)}) - INTERVAL ${recentDays} DAY AND handed_at <= epoch_ms(${millis(now)})) AS recent,
      count(*) FILTER (state IN ('offered', 'accepted', 'working')) AS open FROM ${lentAs('promised_lead')} GROUP BY 1),
  pool AS (SELECT account_id, count(DISTINCT person_id) AS people FROM ${lentAs('nurtured')} WHERE open GROUP BY 1)`

interface Cell extends PatchLoad {
  readonly territoryId: Id<'territory'> | null
  readonly territory: string | null
  readonly ownerId: Id<'member'> | null
  readonly owner: string | null
}

/** What lies in each territory with each owner. */
export async function loadCells(duck: Duck, now: Instant): Promise<Cell[]> {
  return await duck.all<Cell & Record<string, string | number | null>>(
    `WITH ${within(now)}
     SELECT a.territory_id::VARCHAR AS "territoryId", a.territory, a.owner_id::VARCHAR AS "ownerId", a.owner, count(*)::INTEGER AS accounts,
       count(*) FILTER (d.open > 0)::INTEGER AS working, coalesce(sum(d.open), 0)::INTEGER AS "openDeals", coalesce(sum(d.money), 0)::DOUBLE AS "openMoney",
       coalesce(sum(d.without), 0)::INTEGER AS "withoutAmount", coalesce(sum(l.recent), 0)::INTEGER AS "recentLeads",
       coalesce(sum(l.open), 0)::INTEGER AS "openLeads", coalesce(sum(p.people), 0)::INTEGER AS nurtured, count(*) FILTER (d.deals IS NULL)::INTEGER AS white
     FROM ${lentAs('patch')} a LEFT JOIN deal d ON d.account_id = a.record_id LEFT JOIN lead l ON l.account_id = a.record_id
       LEFT JOIN pool p ON p.account_id = a.record_id
     GROUP BY 1, 2, 3, 4`,
  )
}

/** What belongs to no account, so to nobody's patch. */
export async function loadWithout(
  duck: Duck,
  now: Instant,
): Promise<Pick<PatchLoad, 'openDeals' | 'recentLeads' | 'openLeads' | 'nurtured'>> {
  const row = await duck.one<{ openDeals: number; recentLeads: number; openLeads: number; nurtured: number }>(
    `WITH ${within(now)}
     SELECT coalesce((SELECT open FROM deal WHERE account_id IS NULL), 0)::INTEGER AS "openDeals", coalesce((SELECT recent FROM lead WHERE account_id IS NULL), 0)::INTEGER AS "recentLeads",
       coalesce((SELECT open FROM lead WHERE account_id IS NULL), 0)::INTEGER AS "openLeads", coalesce((SELECT people FROM pool WHERE account_id IS NULL), 0)::INTEGER AS nurtured`,
  )
  return row ?? { openDeals: 0, recentLeads: 0, openLeads: 0, nurtured: 0 }
}
