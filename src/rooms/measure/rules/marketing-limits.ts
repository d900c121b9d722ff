import { t } from '#kernel/text'
import type { Limit } from '../contract.ts'

/** What the limits of marketing are judged from. */
interface Known {
  readonly campaigns: number
  readonly costs: number
  readonly foreign_costs: number
  readonly members: number
  readonly knows_responses: number
  readonly responses: number
  readonly dated: number
  readonly with_lead: number
  readonly own: number
  readonly credited: number
  readonly accounts: number
  readonly marked: number
}

type Remedies = Readonly<Record<string, () => string>> & { readonly other: () => string }

const costs: Remedies = {
  salesforce: () => t('In Salesforce: add Actual Cost to the campaign report, and fill it in on the campaign.'),
  hubspot: () => t('In HubSpot: add the property "Spend items sum amount" to the campaign export.'),
  zoho: () => t('In Zoho CRM: add the field Actual Cost to the campaign export.'),
  other: () => t('Add the column with what each campaign cost, or a file with one row for each cost: campaign, day, amount.'),
}

const members: Remedies = {
  salesforce: () =>
    t(
      'In Salesforce: a report of type "Campaigns with Campaign Members" with Campaign ID, Lead ID, Contact ID, Responded and Member First Responded Date; export its details as CSV.',
    ),
  hubspot: () => t('In HubSpot: export the contacts of each campaign with campaign name, e-mail and the date of their first conversion.'),
  zoho: () => t('In Zoho CRM: export the Leads and Contacts related to campaigns with campaign id, lead id, member status and its date.'),
  other: () => t('Add a file with one row for each member of a campaign: campaign, lead or contact id, whether they responded, and when.'),
}

const links: Remedies = {
  salesforce: () =>
    t('In Salesforce: add Primary Campaign Source to the opportunity report, and Converted Opportunity ID to the lead report.'),
  hubspot: () => t('In HubSpot: add the original source campaign to the deal export.'),
  zoho: () => t('In Zoho CRM: add Campaign Source to the deal export.'),
  other: () => t('Add to the deals the campaign or the lead that each came from.'),
}

const targets: Remedies = {
  hubspot: () => t('In HubSpot: add the property "Target account" to the company export.'),
  other: () => t('Add a column such as "Target account" with yes or no to the accounts.'),
}

/** What cannot be told of marketing, and what would mend it. */
export function marketingLimits(known: Known, vendor: string): Limit[] {
  const mend = (remedies: Remedies) => (remedies[vendor] ?? remedies.other)()
  const limits: (Limit | false)[] = [
    known.costs < known.campaigns && {
      key: 'campaign_costs',
      says: t(
        'Of {{n}} campaigns {{missing}} have no recorded cost. They are left out of cost, cost per deal and return; a budget is not taken for a cost.',
        { n: known.campaigns, missing: known.campaigns - known.costs },
      ),
      remedy: mend(costs),
    },
    known.foreign_costs > 0 && {
      key: 'campaign_currency',
      says: t(
        'The cost of {{n}} campaigns is in another currency than money is shown in. It is never added up unconverted, so they are left out of cost and return.',
        { n: known.foreign_costs },
      ),
      remedy: t('Give the cost in the currency of the company.'),
    },
    known.members === 0 && {
      key: 'campaign_members',
      says: t('The data holds no members of campaigns, so responses, cost per response and whether a campaign does anything are unknown.'),
      remedy: mend(members),
    },
    known.members > 0 &&
      known.knows_responses === 0 && {
        key: 'campaign_responses',
        says: t('The members of campaigns do not say whether they responded, so responses are unknown and no deal is touched by one.'),
        remedy: mend(members),
      },
    known.responses > 0 &&
      known.with_lead === 0 && {
        key: 'response_leads',
        says: t(
          'No response names its lead by its id, so it is unknown which responses became deals, and whether a campaign does anything.',
        ),
        remedy: mend(members),
      },
    known.responses > 0 &&
      known.dated === 0 && {
        key: 'response_days',
        says: t(
          'Responses carry no day, so whether they came before a deal is unknown. Only those of the lead that a deal came from count.',
        ),
        remedy: mend(members),
      },
    known.own === 0 && {
      key: 'campaign_deals',
      says:
        known.credited > 0
          ? t(
              'No deal names a campaign, or a lead that responded to one. First and last touch are unknown; only that somebody of the account responded is known.',
            )
          : t('No deal can be tied to a campaign, so pipeline, won money and return of campaigns are unknown.'),
      remedy: mend(links),
    },
  ]
  return limits.filter((each) => each !== false)
}

/** What cannot be told of the way from a targeted account; null where the accounts say which are targeted. */
export function targetLimit({ accounts, marked }: Known, vendor: string): Limit | null {
  if (marked > 0) return null
  const says = t(
    'No column of the accounts says which of them are targeted, so all {{n}} accounts in the data count as targeted. Accounts that came in with a deal make the way look shorter than it is.',
    { n: accounts },
  )
  return { key: 'targeted_accounts', says, remedy: (targets[vendor] ?? targets.other)() }
}
