import type { Day } from '#kernel/time'
import { fileOf, type SampleFile } from './file.ts'
import { type Campaign, campaignRows, type Lead, leadRows, madeCampaigns, madeLeads, memberRows } from './marketing.ts'
import { Chance } from './random.ts'
import { activityRows, type Deal, dealRows, historyRows, madeDeals, products } from './selling.ts'
import { type Account, madeAccounts, madeReps, type Rep } from './staff.ts'
import { allPlanted, type Planted } from './truths.ts'

export interface SampleOptions {
  readonly seed?: number
  /** Which truths are in it; all of them unless said. */
  readonly planted?: Planted
}

/** Who and what there is in the made-up company, before it is written as files. */
export interface Company {
  readonly chance: Chance
  readonly reps: readonly Rep[]
  readonly accounts: readonly Account[]
  readonly campaigns: readonly Campaign[]
  readonly leads: readonly Lead[]
  readonly deals: readonly Deal[]
}

/** Two years of the made-up company up to `today`. */
export function madeCompany(today: Day, { seed = 20, planted = allPlanted }: SampleOptions = {}): Company {
  const chance = new Chance(seed)
  const end = Date.parse(`${today}T00:00:00Z`)
  const reps = madeReps(chance, planted)
  const accounts = madeAccounts(chance, reps)
  const campaigns = madeCampaigns(chance, end, planted)
  const leads = madeLeads(chance, end, accounts, reps, campaigns, planted)
  const deals = madeDeals(chance, end, accounts, reps, leads, planted)
  return { chance, reps, accounts, campaigns, leads, deals }
}

/** The company as the files that a CRM would export. The same day, seed and truths give the same bytes. */
export function sampleCompany(today: Day, options: SampleOptions = {}): SampleFile[] {
  const { chance, reps, accounts, campaigns, leads, deals } = madeCompany(today, options)
  return [
    fileOf(
      'users.csv',
      reps.map((rep) => ({ 'User ID': rep.id, 'Full Name': rep.name, Region: rep.region, Manager: rep.manager })),
    ),
    fileOf(
      'products.csv',
      products.map((product) => ({ 'Product Name': product.name, 'Product Family': product.family, 'List Price': product.price })),
    ),
    fileOf(
      'accounts.csv',
      accounts.map((account) => ({
        'Account ID': account.id,
        'Account Name': account.name,
        Industry: account.industry,
        Country: account.country,
        Employees: account.employees,
        Website: `https://www.${account.domain}`,
        'Account Owner': account.owner,
      })),
    ),
    fileOf(
      'contacts.csv',
      accounts.flatMap((account) =>
        account.contacts.map((contact) => ({
          'Contact ID': contact.id,
          'First Name': contact.first,
          'Last Name': contact.last,
          Email: contact.email,
          'Job Title': contact.title,
          'Account Name': account.name,
          'Contact Owner': account.owner,
        })),
      ),
    ),
    fileOf('campaigns.csv', campaignRows(campaigns)),
    fileOf('leads.csv', leadRows(leads)),
    fileOf('campaign-members.csv', memberRows(chance, leads, campaigns, accounts)),
    fileOf('deals.csv', dealRows(chance, deals)),
    fileOf('stage-history.csv', historyRows(deals)),
    fileOf('activities.csv', activityRows(chance, deals)),
  ]
}
