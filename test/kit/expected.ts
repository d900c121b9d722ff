import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The shared data sets, beside the checkout; absent on most machines. */
const dataFolder = resolve(import.meta.dirname, '../../../shared/data')

/** One published figure, and how to ask for it: a metric, cut by a field as it is called in the files. */
export interface ExpectedFigure {
  readonly what: string
  readonly metric: string
  readonly where: Readonly<Record<string, string | null>>
  readonly expected: number | null
  /** Half of the last digit that was published. */
  readonly within: number
}

export interface DataSet {
  readonly name: string
  readonly files: readonly { name: string; path: string }[]
  readonly figures: readonly ExpectedFigure[]
}

type Json = { readonly [key: string]: Json } & number

/** The files and figures of a set, or null when the data is not there. */
export function dataSet(name: SetName): DataSet | null {
  const folder = join(dataFolder, name)
  if (!existsSync(join(folder, 'expected.json'))) return null
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Json
  const { files, figures } = sets[name]
  return { name, files: files.map((file) => ({ name: file, path: join(folder, file) })), figures: figures(expected) }
}

export const setNames = ['maven-crm', 'zoho-crm-sample', 'olist-funnel', 'xeducation-leads'] as const
type SetName = (typeof setNames)[number]

const mavenFiles = ['sales_pipeline.csv', 'accounts.csv', 'products.csv', 'sales_teams.csv']
const zohoFiles = [
  'Potentials.csv',
  'Leads.csv',
  'Accounts.csv',
  'Contacts.csv',
  'Users.csv',
  'Campaigns.csv',
  'Calls.csv',
  'Cases.csv',
  'Events.csv',
  'Quotes.csv',
  'Tasks.csv',
  'Campaign_Lead_Status.csv',
]

const olistFiles = ['olist_closed_deals_dataset.csv', 'olist_marketing_qualified_leads_dataset.csv', 'olist_sellers_dataset.csv']

const sets: Readonly<Record<SetName, { readonly files: readonly string[]; readonly figures: (all: Json) => ExpectedFigure[] }>> = {
  'maven-crm': { files: mavenFiles, figures: mavenFigures },
  'zoho-crm-sample': { files: zohoFiles, figures: zohoFigures },
  'olist-funnel': { files: olistFiles, figures: olistFigures },
  'xeducation-leads': { files: ['Leads.csv'], figures: xeducationFigures },
}

/** Published name, our metric, digits after the point. */
const mavenNames: readonly (readonly [string, string, number])[] = [
  ['opportunities', 'deal_count', 0],
  ['won', 'won_count', 0],
  ['lost', 'lost_count', 0],
  ['close_rate', 'close_rate', 6],
  ['won_value_usd', 'won_amount', 2],
  ['avg_won_deal_usd', 'deal_size_mean', 4],
  ['median_won_deal_usd', 'deal_size_median', 2],
  ['avg_cycle_days_won', 'cycle_days_mean', 4],
  ['median_cycle_days_won', 'cycle_days_median', 2],
  ['avg_cycle_days_lost', 'cycle_days_lost_mean', 4],
  ['median_cycle_days_lost', 'cycle_days_lost_median', 2],
  ['avg_cycle_days_closed', 'cycle_days_closed_mean', 4],
]

const zohoNames: readonly (readonly [string, string, number])[] = [
  ['potentials', 'deal_count', 0],
  ['won', 'won_count', 0],
  ['lost', 'lost_count', 0],
  ['open', 'open_count', 0],
  ['close_rate', 'close_rate', 6],
  ['won_amount_usd', 'won_amount', 2],
  ['avg_won_amount_usd', 'deal_size_mean', 4],
  ['median_won_amount_usd', 'deal_size_median', 2],
  ['median_days_created_to_closing_won', 'cycle_days_median', 2],
]

const leadNames: readonly (readonly [string, string, number])[] = [
  ['leads', 'lead_count', 0],
  ['converted', 'lead_converted_count', 0],
  ['conversion', 'lead_conversion', 6],
]

function mavenFigures(all: Json): ExpectedFigure[] {
  const stages = [
    ['prospecting', 'Prospecting'],
    ['engaging', 'Engaging'],
  ] as const
  const group = (what: string, field: string) =>
    Object.entries(all[what] ?? {}).flatMap(([value, row]) => [
      ...named(`${what} ${value}`, row, mavenNames, { [field]: blank(value) }),
      ...stages.map(([key, stage]) =>
        figure(`${what} ${value} ${key}`, 'open_count', { [field]: blank(value), deal_stage: stage }, row[key], 0),
      ),
    ])
  const overall = all.overall as Json
  const cycle = all.cycle_days_won_distribution as Json
  return [
    ...named('overall', overall, mavenNames, {}),
    ...stages.map(([key, stage]) => figure(`overall ${key}`, 'open_count', { deal_stage: stage }, overall[key], 0)),
    figure('cycle of won deals, p75', 'cycle_days_p75', {}, cycle.p75, 2),
    figure('cycle of won deals, p90', 'cycle_days_p90', {}, cycle.p90, 2),
    ...group('by_region', 'regional_office'),
    ...group('by_manager', 'manager'),
    ...group('by_agent', 'sales_agent'),
    ...group('by_product', 'product'),
    ...group('by_series', 'series'),
    ...group('by_sector_as_spelled', 'sector'),
    ...Object.entries(all.by_close_quarter ?? {}).flatMap(([value, row]) =>
      named(`by_close_quarter ${value}`, row, mavenNames, { close_quarter: value }),
    ),
    ...Object.entries(all.by_close_month_won_value_usd ?? {}).map(([value, amount]) =>
      figure(`won value of ${value}`, 'won_amount', { close_month: value }, amount, 2),
    ),
    ...Object.entries(all.by_engage_quarter_cohort ?? {}).flatMap(([value, row]) => [
      ...named(`by_engage_quarter_cohort ${value}`, row, mavenNames, { open_quarter: value }),
      // The cohort table leaves out deals without an engage date, and so does the open quarter.
      figure(`by_engage_quarter_cohort ${value} still_engaging`, 'open_count', { open_quarter: value }, row.still_engaging, 0),
    ]),
    ...Object.entries(all.by_account_top10_won_value ?? {}).map(([value, amount]) =>
      figure(`won value of ${value}`, 'won_amount', { account: value }, amount, 2),
    ),
  ]
}

function zohoFigures(all: Json): ExpectedFigure[] {
  const deals = all.potentials as Json
  const leads = all.leads as Json
  const group = (from: Json, what: string, field: string, names: typeof zohoNames) =>
    Object.entries(from[what] ?? {}).flatMap(([value, row]) => named(`${what} ${value}`, row, names, { [field]: blank(value) }))
  const amountOf = (stage: string) => (stage === 'Closed Won' ? 'won_amount' : stage === 'Closed Lost' ? 'lost_amount' : 'open_amount')
  return [
    ...named('potentials overall', deals.overall as Json, zohoNames, {}),
    ...Object.entries(deals.by_stage ?? {}).map(([stage, n]) => figure(`potentials in ${stage}`, 'deal_count', { Stage: stage }, n, 0)),
    ...Object.entries(deals.stage_amount_usd ?? {}).map(([stage, amount]) =>
      figure(`amount in ${stage}`, amountOf(stage), { Stage: stage }, amount, 2),
    ),
    ...group(deals, 'by_lead_source', 'Lead Source', zohoNames),
    ...group(deals, 'by_owner', 'Potential Owner', zohoNames),
    ...group(deals, 'by_type', 'Type', zohoNames),
    figure('leads', 'lead_count', {}, leads.unique_LEADID, 0),
    figure('leads converted', 'lead_converted_count', {}, leads.converted, 0),
    figure('lead conversion', 'lead_conversion', {}, leads.conversion, 6),
    ...group(leads, 'by_source', 'Lead Source', leadNames),
    ...Object.entries(leads.by_status ?? {}).map(([value, n]) => figure(`leads ${value}`, 'lead_count', { 'Lead Status': value }, n, 0)),
    ...Object.entries(leads.by_industry ?? {}).map(([value, n]) => figure(`leads in ${value}`, 'lead_count', { Industry: value }, n, 0)),
    ...Object.entries(leads.by_owner ?? {}).map(([value, n]) => figure(`leads of ${value}`, 'lead_count', { 'Lead Owner': value }, n, 0)),
    ...campaignFigures(all.campaigns as Json),
  ]
}

/** Every deal of this set names one campaign, so first touch, last touch and any touch are the same. */
function campaignFigures(campaigns: Json): ExpectedFigure[] {
  const names = [
    ['campaigns', 'campaign_count', 0],
    ['actual_cost_usd', 'campaign_cost', 2],
    ['potentials', 'campaign_deals_first', 0],
    ['won', 'campaign_wins_last', 0],
    ['won_amount_usd', 'campaign_won_any', 2],
    ['roi', 'campaign_return_first', 6],
  ] as const
  return [
    figure('cost of all campaigns', 'campaign_cost', {}, campaigns.actual_cost_total_usd, 2),
    ...Object.entries(campaigns.by_type ?? {}).flatMap(([type, row]) =>
      named(`campaigns of type ${type}`, row, names, { 'campaign.type': type }),
    ),
    // Every fourth: each is a query of its own, and all are in the sums by type.
    ...Object.values(campaigns.each ?? {})
      .filter((_, index) => index % 4 === 0)
      .map((row) => figure(`return of ${row.name}`, 'campaign_return_first', { campaign: String(row.name) }, row.roi, 6)),
    figure('members who responded', 'response_count', {}, campaigns.members_by_status?.Responded, 0),
  ]
}

/** Leads and conversions; what became of the sellers' revenue is of other files. */
function olistFigures(all: Json): ExpectedFigure[] {
  const rows = all.rows as Json
  const names = [
    ['mqls', 'lead_count', 0],
    ['won', 'lead_converted_count', 0],
    ['conversion', 'lead_conversion', 6],
  ] as const
  const group = (what: string, field: string) =>
    Object.entries(all[what] ?? {}).flatMap(([value, row]) => named(`${what} ${value}`, row, names, { [field]: blank(value) }))
  const won = (what: string, field: string) =>
    Object.entries(all[what] ?? {}).map(([value, n]) => figure(`${what} ${value}`, 'won_count', { [field]: blank(value) }, n, 0))
  return [
    figure('leads', 'lead_count', {}, rows.mqls, 0),
    figure('closed deals', 'won_count', {}, rows.closed_deals, 0),
    figure('leads converted', 'lead_converted_count', {}, rows.closed_deals, 0),
    figure('lead conversion', 'lead_conversion', {}, all.conversion_overall, 6),
    ...group('by_origin', 'origin'),
    ...won('won_by_business_segment', 'business_segment'),
    ...won('won_by_lead_type', 'lead_type'),
    ...won('won_by_lead_behaviour_profile', 'lead_behaviour_profile'),
    ...won('won_by_business_type', 'business_type'),
    ...won('won_by_month_of_won_date', 'close_month'),
    ...won('top5_sr_by_wins', 'owner'),
  ]
}

function xeducationFigures(all: Json): ExpectedFigure[] {
  const names = [
    ['leads', 'lead_count', 0],
    ['converted', 'lead_converted_count', 0],
    ['rate', 'lead_conversion', 6],
  ] as const
  const group = (what: string, field: string) =>
    Object.entries(all[what] ?? {}).flatMap(([value, row]) => named(`${what} ${value}`, row, names, { [field]: blank(value) }))
  return [
    figure('leads', 'lead_count', {}, all.rows, 0),
    figure('leads converted', 'lead_converted_count', {}, all.converted, 0),
    figure('lead conversion', 'lead_conversion', {}, all.conversion, 6),
    ...group('by_lead_origin', 'Lead Origin'),
    ...group('by_lead_source_raw', 'Lead Source'),
    ...group('by_last_activity', 'Last Activity'),
    ...group('by_occupation', 'What is your current occupation'),
    ...group('by_do_not_email', 'Do Not Email'),
    ...group('by_tags', 'Tags'),
    ...group('by_lead_quality', 'Lead Quality'),
  ]
}

function named(
  what: string,
  row: Json,
  names: readonly (readonly [string, string, number])[],
  where: ExpectedFigure['where'],
): ExpectedFigure[] {
  return names.filter(([name]) => name in row).map(([name, metric, digits]) => figure(`${what} ${name}`, metric, where, row[name], digits))
}

function figure(
  what: string,
  metric: string,
  where: ExpectedFigure['where'],
  expected: number | null | undefined,
  digits: number,
): ExpectedFigure {
  return { what, metric, where, expected: expected ?? null, within: 0.500001 * 10 ** -digits }
}

function blank(value: string): string | null {
  return value === '(blank)' ? null : value
}
