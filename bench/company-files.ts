import { join } from 'node:path'
import { openDuck, quoteText } from '#platform/analytics/duck'

export const openStages = ['Qualified', 'Discovery', 'Proposal', 'Negotiation'] as const

/** Files of a company: deals, and a row for each time that one entered a stage. */
export interface CompanyFiles {
  readonly deals: string
  readonly history: string
  readonly entries: number
}

/** A number from 0 to `below` that is the same for the same `n` and `what`. */
const pick = (what: string, below: number) => `(hash(n, '${what}') % ${below})::INTEGER`
const one = (what: string, from: readonly string[]) => `[${from.map(quoteText).join(', ')}][1 + ${pick(what, from.length)}]`

/**
 * Writes exports of so many deals as CSV: 10 % won, 80 % lost, 10 % open, 2.4 stage entries each, 12 channels, 40 owners, eight deals an account;
 * amounts are lognormal and one in 25 is missing. Channels differ in how often they win and how long they take.
 */
export async function writeCompanyFiles(folder: string, count: number): Promise<CompanyFiles> {
  const [deals, history] = [join(folder, 'deals.csv'), join(folder, 'stage-history.csv')]
  const duck = await openDuck({ readable: [deals, history], tempIn: folder, memoryMb: 1000 })
  try {
    await duck.run(`CREATE TABLE deal AS SELECT n, DATE '2023-01-01' + ${pick('opened', 1000)} AS opened, ${pick('channel', 12)} AS channel,
        CASE WHEN n % 10 = 0 THEN 'open' WHEN ${pick('won', 99)} < 4 + (hash(n, 'channel') % 12)::INTEGER * 14 // 11 THEN 'won' ELSE 'lost' END AS state,
        1 + CASE WHEN ${pick('deep', 100)} < 30 THEN 0 WHEN ${pick('deep', 100)} < 55 THEN 1 WHEN ${pick('deep', 100)} < 75 THEN 2 ELSE 3 END AS depth
      FROM range(1, ${count + 1}) t(n)`)
    await duck.run(`CREATE TABLE entry AS SELECT n, s, opened + (sum(CASE WHEN s = 1 THEN 0 ELSE 1 + (hash(n, s) % (20 + channel))::INTEGER END) OVER (PARTITION BY n ORDER BY s))::INTEGER AS moment
      FROM deal, range(1, 5) t(s) WHERE s <= depth`)
    await duck.run(`COPY (SELECT 'D-' || n AS "Deal ID", CASE WHEN n % 100 = 0 THEN 'Renewal, "phase ' || n % 7 || '" ' || n ELSE 'Deal ' || n END AS "Deal Name",
        'Company ' || ${pick('company', Math.ceil(count / 8))} AS "Company", 'Owner ' || (1 + ${pick('owner', 40)}) AS "Deal Owner",
        CASE state WHEN 'won' THEN 'Closed Won' WHEN 'lost' THEN 'Closed Lost' ELSE [${openStages.map(quoteText).join(', ')}][depth] END AS "Deal Stage",
        CASE WHEN ${pick('blank', 25)} > 0 THEN printf('%.2f', exp(6 + ${pick('amount', 5000)} / 1000.0)) END AS "Amount",
        opened AS "Create Date", CASE WHEN state = 'open' THEN DATE '2026-06-30' ELSE last_moment + 1 + ${pick('closing', 30)} END AS "Close Date",
        'Channel ' || (1 + channel) AS "Channel", ${one('industry', ['Software', 'Retail', 'Banking', 'Medical', 'Energy', 'Logistics', 'Media', 'Public sector'])} AS "Industry",
        ${one('region', ['North', 'South', 'East', 'West', 'Central'])} AS "Region", ${one('source', ['Website', 'Event', 'Partner', 'Outbound', 'Referral'])} AS "Lead Source"
      FROM deal JOIN (SELECT n, max(moment) AS last_moment FROM entry GROUP BY n) USING (n) ORDER BY n) TO ${quoteText(deals)} (HEADER, DELIMITER ',')`)
    const entries =
      await duck.run(`COPY (SELECT 'D-' || n AS "Deal ID", [${openStages.map(quoteText).join(', ')}][s] AS "Stage", moment AS "Entered On"
      FROM entry ORDER BY n, s) TO ${quoteText(history)} (HEADER, DELIMITER ',')`)
    return { deals, history, entries }
  } finally {
    duck.close()
  }
}
