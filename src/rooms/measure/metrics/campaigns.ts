import { asOf, type Metric, type Sum } from './declare.ts'

/** How a deal is given to a campaign. They are different accounts of the same deals: never add them up. */
export const attributions = {
  first: {
    title: 'first touch',
    says: 'A deal counts for the campaign that touched it first: of those that the deal itself names, or that its lead responded to within the year before it was opened.',
  },
  last: {
    title: 'last touch before opening',
    says: 'A deal counts for the campaign that touched it last before it was opened: the one that the deal itself names, else the last that its lead responded to within the year before.',
  },
  any: {
    title: 'any touch',
    says: 'A deal counts for every campaign that touched it before it was opened: named by the deal, responded to by its lead within the year before, or, where the deal tells neither, by somebody of its account. A deal with three campaigns counts three times, so these do not add up.',
  },
} as const
export type Attribution = keyof typeof attributions

const ratio = (top = 0, bottom = 0) => (bottom > 0 ? top / bottom : null)
const untold =
  'Whether the deal would have come without it: credit is bookkeeping, not proof of cause. Touches that nobody recorded, and campaigns without members or deals that name them.'
const noCost =
  'Campaigns without a recorded cost, or with one in another currency, are left out; a budget is no cost, and the time of people is in none.'

const ofCampaign = { subject: 'campaign', dated: 'f.starts_on', least: 0 } as const
const cost: Sum = { label: 'Cost', unit: 'money', sql: 'f.cost::DOUBLE' }

function credited(attribution: Attribution): Metric[] {
  const { title, says } = attributions[attribution]
  const named = (what: string) => `campaign_${what}_${attribution}`
  const sum = (what: string, label: string, definition: string, unit: 'count' | 'money'): Metric => ({
    ...ofCampaign,
    name: named(what),
    title: `${label}, ${title}`,
    definition: `${definition} ${says}`,
    unit,
    rows: 'true',
    of: `f.${what}_${attribution}`,
    fold: { kind: 'sum' },
    ...(unit === 'money' ? { more: 'better' as const } : {}),
    cannot: untold,
  })
  const deals: Sum = { label: 'Deals', unit: 'count', sql: `f.deals_${attribution}` }
  const won: Sum = { label: 'Won', unit: 'money', sql: `f.won_${attribution}::DOUBLE` }
  return [
    sum('deals', 'Deals', 'Deals that campaigns touched.', 'count'),
    sum('wins', 'Won deals', 'Won deals that campaigns touched.', 'count'),
    sum('pipeline', 'Open pipeline', 'Amounts of open deals that campaigns touched.', 'money'),
    sum('won', 'Won money', 'Amounts of won deals that campaigns touched.', 'money'),
    {
      ...ofCampaign,
      name: named('cost_per_deal'),
      title: `Cost per deal, ${title}`,
      definition: `Cost of campaigns divided by the deals that they touched. ${says}`,
      unit: 'money',
      rows: 'f.cost IS NOT NULL',
      of: 'NULL',
      fold: {
        kind: 'composed',
        sums: { cost, deals },
        value: ({ cost: spent, deals: n }) => ratio(spent, n),
        parts: ({ cost: spent = 0, deals: n = 0 }) => [
          { label: 'Cost', value: spent, unit: 'money' },
          { label: 'divided by deals', value: n, unit: 'count' },
        ],
      },
      more: 'worse',
      cannot: `${noCost} ${untold}`,
    },
    {
      ...ofCampaign,
      name: named('return'),
      title: `Return, ${title}`,
      definition: `Won money less cost, divided by cost: 0% gives back what was spent, 100% twice that. ${says}`,
      unit: 'share',
      rows: 'f.cost IS NOT NULL',
      of: 'NULL',
      fold: {
        kind: 'composed',
        sums: { cost, won },
        value: ({ cost: spent = 0, won: money = 0 }) => (spent > 0 ? (money - spent) / spent : null),
        parts: ({ cost: spent = 0, won: money = 0 }) => [
          { label: 'Won', value: money, unit: 'money' },
          { label: 'less cost', value: spent, unit: 'money' },
          { label: 'divided by cost', value: spent, unit: 'money' },
        ],
      },
      more: 'better',
      cannot: `${noCost} ${untold} Deals that are still open may be won, and won money is not profit.`,
    },
  ]
}

/** Money that was spent on campaigns that are over, and of which nothing came by any touch. */
function spentFor(name: string, what: string, rows: string): Metric {
  return {
    ...ofCampaign,
    name,
    title: `Spent without ${what}`,
    definition: `Cost of campaigns that ended at least 90 days ago and touched no ${what}, by any touch.`,
    unit: 'money',
    rows: `f.cost IS NOT NULL AND f.ends_on <= ${asOf} - 90 AND ${rows}`,
    of: 'f.cost',
    fold: { kind: 'sum' },
    more: 'worse',
    cannot: `${noCost} Deals that may still come, and campaigns without an end.`,
  }
}

const ofTouch = { subject: 'touch', dated: 'f.touched_on' } as const
const silent = 'Who saw a campaign and is in no list of its members.'

/** Metrics that count campaigns, and people whom they reached. */
export const campaignMetrics: readonly Metric[] = [
  {
    ...ofCampaign,
    name: 'campaign_count',
    title: 'Campaigns',
    definition: 'All campaigns in the data, also those that only members or costs name.',
    unit: 'count',
    rows: 'true',
    of: '1',
    fold: { kind: 'count' },
    cannot: 'Campaigns that nobody recorded.',
  },
  {
    ...ofCampaign,
    name: 'campaign_cost',
    title: 'Campaign cost',
    definition: 'What campaigns cost: the actual cost where one is recorded, else the sum of their cost rows; never both.',
    unit: 'money',
    rows: 'f.cost IS NOT NULL',
    of: 'f.cost',
    fold: { kind: 'sum' },
    cannot: noCost,
  },
  {
    ...ofTouch,
    name: 'member_count',
    title: 'Members',
    definition: 'People whom campaigns reached, once for each campaign.',
    unit: 'count',
    rows: 'true',
    of: '1',
    fold: { kind: 'count' },
    least: 0,
    cannot: silent,
  },
  {
    ...ofTouch,
    name: 'response_count',
    title: 'Responses',
    definition: 'Members who responded: their list says so, by a mark, the day of a response, or a status that says "responded".',
    unit: 'count',
    rows: 'f.responded',
    of: '1',
    fold: { kind: 'count' },
    least: 0,
    cannot: 'Responses under other words, such as a status "attended" without a mark of response.',
  },
  {
    ...ofTouch,
    name: 'response_rate',
    title: 'Response rate',
    definition: 'Members who responded divided by all members.',
    unit: 'share',
    rows: 'true',
    of: 'coalesce(f.responded, false)',
    fold: { kind: 'share' },
    least: 20,
    more: 'better',
    cannot: silent,
  },
  {
    ...ofTouch,
    name: 'response_lead_count',
    title: 'Leads that responded',
    definition: 'Members who responded and are leads.',
    unit: 'count',
    rows: 'f.responded AND f.lead_id IS NOT NULL',
    of: '1',
    fold: { kind: 'count' },
    least: 0,
    cannot: 'Leads that the member list names by e-mail address or name only, not by their id.',
  },
  {
    ...ofTouch,
    name: 'response_conversion',
    title: 'Conversion of leads that responded',
    definition: 'Of the leads that responded and of which it is known whether they converted, those that did.',
    unit: 'share',
    rows: 'f.responded AND f.lead_id IS NOT NULL AND f.converted IS NOT NULL',
    of: 'f.converted',
    fold: { kind: 'share' },
    least: 20,
    more: 'better',
    cannot: 'Young leads count as not converted although they still may.',
  },
  {
    ...ofCampaign,
    name: 'campaign_cost_per_response',
    title: 'Cost per response',
    definition: 'Cost of campaigns divided by the members who responded.',
    unit: 'money',
    rows: 'f.cost IS NOT NULL',
    of: 'NULL',
    fold: {
      kind: 'composed',
      sums: { cost, responses: { label: 'Responses', unit: 'count', sql: 'f.responses' } },
      value: ({ cost: spent, responses }) => ratio(spent, responses),
      parts: ({ cost: spent = 0, responses = 0 }) => [
        { label: 'Cost', value: spent, unit: 'money' },
        { label: 'divided by responses', value: responses, unit: 'count' },
      ],
    },
    more: 'worse',
    cannot: noCost,
  },
  spentFor('campaign_cost_without_deal', 'deal', 'coalesce(f.deals_any, 0) = 0'),
  spentFor('campaign_cost_without_win', 'won deal', 'coalesce(f.wins_any, 0) = 0'),
  ...credited('first'),
  ...credited('last'),
  ...credited('any'),
]
