import { t } from '#kernel/text'
import type { Limit } from '../contract.ts'

/** What the limits are judged from. */
export interface Known {
  readonly deals: number
  readonly won: number
  readonly lost: number
  readonly open: number
  readonly opened: number
  readonly closed: number
  readonly timed: number
  readonly amounts: number
  readonly leads: number
  readonly lead_dates: number
  readonly lead_outcomes: number
  readonly entries: number
  /** Entries into stages whose beginning or end is only seen in a snapshot. */
  readonly seen: number
  readonly stageSource: 'history' | 'entered' | 'none'
  /** Stages with entries: with one only, there is nothing between which a deal could get stuck. */
  readonly datedStages: number
  readonly lostReasons: boolean
  readonly currencies: readonly { currency: string; deals: number; converted: number }[]
  /** The currency that money is shown in. */
  readonly currency: string | null
  readonly asOf: string
  /** Since when moves between stages are recorded, and how many deals were opened before without any. */
  readonly history: { readonly since: string | null; readonly first: string | null; readonly untracked: number }
  /** Set when the data was taken back to an earlier day. */
  readonly takenBack: boolean
}

/** The system that the files came from, as `capture` guessed it. */
export type Vendor = string

type Remedies = Readonly<Record<string, () => string>> & { readonly other: () => string }

const history: Remedies = {
  salesforce: () =>
    t(
      'In Salesforce: a new report of type "Opportunity History" with Opportunity ID, Stage and Last Modified (the date of each change); export its details as CSV and drop it in with the deals.',
    ),
  hubspot: () => t('In HubSpot: export the deals with all properties; the columns "Date entered …" for each stage tell when deals moved.'),
  pipedrive: () => t("Pipedrive's list export has no stage history; its API gives it for each deal (GET /v1/deals/{id}/flow)."),
  zoho: () =>
    t(
      'In Zoho CRM the related list Stage History of each deal holds it: report on deals with their stage history, with deal id, stage and the date of each change, and drop that in with the deals.',
    ),
  other: () => t('Add an export with one row for each stage change: deal id, stage, date.'),
}

/** Where an older history is to be had than the one that begins when somebody switches tracking on. */
const olderHistory: Remedies = {
  salesforce: () =>
    t(
      'In Salesforce, field history begins when it is switched on, but the stage history of opportunities is kept from the first day: take a report of type "Opportunity History" instead of "Opportunity Field History".',
    ),
  hubspot: () =>
    t(
      'In HubSpot, "Date entered …" is filled only for stages that existed then: take the history of the property "Deal stage" through the API (propertiesWithHistory=dealstage).',
    ),
  pipedrive: () => t("Pipedrive keeps each deal's stages from its first day: its API gives them (GET /v1/deals/{id}/flow)."),
  zoho: () =>
    t(
      'In Zoho CRM the Stage of deals is tracked from the first day, other picklists only since "Enable history tracking" was ticked: take the Stage History of each deal, not that of another field.',
    ),
  other: () => t('Look for an older log of changes (an audit log or a backup).'),
}
/** Fewer deals than this, or a smaller share, may have lost their history for other reasons. */
const untracked = { least: 20, share: 0.1, days: 30 }

const created: Remedies = {
  salesforce: () => t('Add the column Created Date to the opportunity report.'),
  hubspot: () => t('Add the property Create date to the deal export.'),
  pipedrive: () => t('Add the column "Deal created" to the export.'),
  zoho: () => t('Add the field Created Time to the export.'),
  other: () => t('Add the day on which each deal was opened.'),
}

const closedOn: Remedies = {
  salesforce: () => t('Add the column Close Date to the opportunity report.'),
  hubspot: () => t('Add the property Close date to the deal export.'),
  pipedrive: () => t('Add the columns "Won time" and "Lost time" to the export.'),
  zoho: () => t('Add the field Closing Date to the export.'),
  other: () => t('Add the day on which each deal was won or lost.'),
}

const reasons: Remedies = {
  salesforce: () =>
    t('Salesforce has no loss reason of its own: add your custom field to the report, or make one and ask for it when a deal is lost.'),
  hubspot: () => t('Add the property "Closed lost reason" to the deal export.'),
  pipedrive: () => t('Add the column "Lost reason" to the export.'),
  zoho: () => t('Add the field "Reason For Loss" to the export.'),
  other: () => t('Add a column with the reason of each loss.'),
}

const leadDates: Remedies = {
  salesforce: () => t('Add Create Date and Converted Date to the lead report.'),
  hubspot: () => t('Add Create date and "Became a customer date" to the contact export.'),
  pipedrive: () => t('Add "Lead created" to the export.'),
  zoho: () => t('Add Created Time and Converted Date Time to the export.'),
  other: () => t('Add the day on which each lead came in.'),
}

/** What this data cannot tell, and what would mend it, the most important first. */
export function limitsOf(known: Known, vendor: Vendor): Limit[] {
  const mend = (remedies: Remedies) => (remedies[vendor] ?? remedies.other)()
  const limits: (Limit | false)[] = [
    known.takenBack &&
      limit(
        'taken_back',
        t(
          'Closings and moves after {{asOf}} are taken back. Amounts, owners and other columns are as they are in the files today, for the files hold no history of them.',
          { asOf: known.asOf },
        ),
        null,
      ),
    known.deals === 0 &&
      limit(
        'no_deals',
        t('There are no deals in these files, so close rate, deal size and cycle time cannot be computed.'),
        t('Add the export of deals (opportunities).'),
      ),
    ...(known.deals > 0 ? dealLimits(known, mend) : []),
    known.leads > 0 &&
      known.lead_outcomes === 0 &&
      limit(
        'no_lead_outcome',
        t('The leads do not say whether they converted, so lead conversion is unknown.'),
        t('Add the column that says whether a lead converted.'),
      ),
    known.leads > 0 &&
      known.lead_dates === 0 &&
      limit(
        'no_lead_dates',
        t('The leads carry no dates, so nothing can be said about how they developed or how long they took.'),
        mend(leadDates),
      ),
  ]
  return limits.filter((each) => each !== false)
}

function dealLimits(known: Known, mend: (remedies: Remedies) => string): (Limit | false)[] {
  const closedDeals = known.won + known.lost
  return [
    known.lost === 0 &&
      limit(
        'no_lost',
        t('The data holds no lost deals. A close rate needs them, so none is shown.'),
        t(
          'Export deals of every state, not only open and won ones. If losses are never recorded, start now: each deal that ends gets "lost" and a reason.',
        ),
      ),
    known.won === 0 &&
      limit('no_won', t('The data holds no won deals, so there is no deal size and no sales cycle.'), t('Export deals of every state.')),
    known.stageSource === 'none' &&
      limit(
        'no_history',
        t(
          'The data does not say when deals entered their stages. Stage conversion, time in stage and the stage in which deals are lost are unknown.',
        ),
        mend(history),
      ),
    known.stageSource !== 'none' &&
      known.datedStages === 1 &&
      limit('one_stage', t('Only one stage has dates, so it cannot be compared with others.'), mend(history)),
    known.stageSource === 'entered' &&
      known.datedStages > 1 &&
      limit(
        'no_returns',
        t('There is one date for each stage and deal, so deals that moved back or came again look as if they had not.'),
        mend(history),
      ),
    historyStartsNow(known, mend),
    known.seen > 0 &&
      limit(
        'seen_moves',
        t(
          'Of {{entries}} entries into stages, {{seen}} are known only from comparing exports. They count in conversion; time in stage leaves them out, because the day of the move is not known.',
          { entries: known.entries, seen: known.seen },
        ),
        mend(history),
      ),
    known.opened === 0 &&
      limit('no_opening', t('The deals carry no opening date, so the sales cycle and the age of open deals are unknown.'), mend(created)),
    closedDeals > 0 &&
      known.closed === 0 &&
      limit('no_closing', t('Won and lost deals carry no closing date, so the sales cycle and every trend are unknown.'), mend(closedOn)),
    known.opened > 0 &&
      known.closed > 0 &&
      known.won > 0 &&
      known.timed === 0 &&
      limit(
        'one_date',
        t('No won deal has both an opening and a closing date, so the sales cycle is unknown.'),
        `${mend(created)} ${mend(closedOn)}`,
      ),
    known.amounts === 0 &&
      limit('no_amounts', t('The deals carry no amounts, so nothing can be said in money.'), t('Add the amount to the export.')),
    known.lost > 0 &&
      !known.lostReasons &&
      limit('no_lost_reasons', t('Lost deals carry no reason, so it cannot be said why they were lost.'), mend(reasons)),
    ...severalCurrencies(known),
  ]
}

/** Stage history that begins long after the first deals: what ended before cannot be in the numbers of stages. */
function historyStartsNow({ deals, stageSource, history: { since, first, untracked: n } }: Known, mend: (remedies: Remedies) => string) {
  if (stageSource === 'none' || since === null || first === null || n < untracked.least || n < untracked.share * deals) return false
  if (Date.parse(since) - Date.parse(first) < untracked.days * 86_400_000) return false
  return limit(
    'history_starts',
    t(
      'Moves between stages are recorded only since {{since}}, although deals go back to {{first}}. Of {{n}} deals that were opened before, the earlier stages are not known: they are not in stage conversion, and their time in stage begins late or not at all.',
      { since, first, n },
    ),
    `${mend(olderHistory)} ${t('Until then, look at deals opened on {{since}} or later: filter by the day of opening.', { since })}`,
  )
}

/** What is converted is said; what cannot be is left out of money, and said too. */
function severalCurrencies({ currencies, currency }: Known): (Limit | false)[] {
  if (currency === null) return []
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
  const list = (some: readonly { currency: string; deals: number }[]) => some.map((each) => `${each.currency} (${each.deals})`).join(', ')
  const converted = currencies.filter((each) => each.converted > 0).map((each) => ({ ...each, deals: each.converted }))
  const missing = currencies
    .filter((each) => each.currency !== currency && each.deals > each.converted)
    .map((each) => ({ ...each, deals: each.deals - each.converted }))
  const shown = sum(currencies.map((each) => (each.currency === currency ? each.deals : each.converted)))
  return [
    missing.length > 0 &&
      limit(
        'several_currencies',
        t(
          'Amounts are in {{n}} currencies, and some have no exchange rate. They are never added up unconverted: money is shown for the {{shown}} deals in {{known}} only, not for {{missing}}.',
          {
            n: currencies.length,
            shown,
            known: [currency, ...converted.map((each) => each.currency)].join(', '),
            missing: list(missing),
          },
        ),
        t(
          'Add a rate from {{missing}} into {{currency}} that holds on the first day of these deals: under Settings, Exchange rates, or with interlock diagnose --rates FILE (columns currency, day, rate).',
          { missing: missing.map((each) => each.currency).join(', '), currency },
        ),
      ),
    converted.length > 0 &&
      limit(
        'converted',
        t(
          'Amounts in {{converted}} are converted into {{currency}}: with the rate of the day on which a deal was won or lost, of an open deal with the last rate. A trend in money holds the trend of the rates.',
          { converted: list(converted), currency },
        ),
        null,
      ),
  ]
}

function limit(key: string, says: string, remedy: string | null): Limit {
  return { key, says, remedy }
}
