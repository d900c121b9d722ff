import { after, dayMs, dayText, nearestWorkday, someWorkday } from './calendar.ts'
import { personName } from './names.ts'
import type { Chance } from './random.ts'
import { type Account, type Rep, titles } from './staff.ts'
import { type Planted, plantedTruths, shifted } from './truths.ts'

/** What a lead becomes a deal with: its source, what a campaign adds to it, and how well the company and the person fit. */
const sources = [
  ['Website', 30, 0.24],
  ['Trade show', 18, 0.3],
  ['Referral', 14, 0.66],
  ['Cold call', 16, 0.09],
  ['Webinar', 12, 0.34],
  ['Partner', 10, 0.56],
] as const
/** Sources that marketing pays for; their leads belong to campaigns, and get typed in again. */
const ofMarketing: ReadonlySet<string> = new Set(['Website', 'Trade show', 'Webinar'])

export interface Campaign {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly source: string
  readonly startsOn: number
  readonly endsOn: number
  readonly cost: number
  /** How many times as often its members become deals. */
  readonly lift: number
}

export interface Lead {
  readonly id: string
  readonly first: string
  readonly last: string
  readonly email: string
  readonly title: (typeof titles)[number]
  readonly account: Account
  readonly source: string
  readonly owner: string
  readonly createdAt: number
  readonly convertedAt: number | null
  readonly status: string
  readonly campaign: Campaign | null
  /** The lead that somebody typed in a second time as this one. */
  readonly again: string | null
}

/** How many days the usual campaign runs. */
const usualDays = 120
const kinds = [
  { name: 'Spring webinar', type: 'Webinar', source: 'Webinar', cost: 9_000, lift: 1.7 },
  { name: 'Plant efficiency guide', type: 'Content', source: 'Website', cost: 14_000, lift: 2.9 },
  { name: 'Autumn trade show', type: 'Event', source: 'Trade show', cost: 62_000, lift: 1.7 },
  { name: 'Calculator', type: 'Content', source: 'Website', cost: 11_000, lift: 2.8 },
  { name: 'Autumn webinar', type: 'Webinar', source: 'Webinar', cost: 8_500, lift: 1.6 },
] as const
/** It runs all the time. Where its doing nothing is not planted it does as much as the others of its source. */
const idle = { name: plantedTruths.idleCampaign, type: 'Advertising', source: 'Website', cost: 176_000, lift: 2.8 } as const

/** Campaigns of both years, and the costliest one that runs through both; it does nothing when that is planted. */
export function madeCampaigns(chance: Chance, end: number, planted: Planted): Campaign[] {
  const begun = (day: number) => nearestWorkday(end - (730 - day) * dayMs)
  const cost = (about: number) => Math.round((about * chance.around(1, 0.1)) / 100) * 100
  const year = (ms: number) => new Date(ms).getUTCFullYear()
  const usual = [0, 1].flatMap((late) =>
    kinds.map((kind, index): Campaign => {
      const startsOn = begun(late * 365 + index * 50)
      const about = { id: `K${700 + late * 10 + index}`, name: `${kind.name} ${year(startsOn)}${late === 0 ? ' A' : ' B'}` }
      return { ...kind, ...about, startsOn, endsOn: nearestWorkday(startsOn + usualDays * dayMs), cost: cost(kind.cost) }
    }),
  )
  const startsOn = begun(0)
  const costliest = { ...idle, id: 'K720', name: `${idle.name} ${year(startsOn)}`, startsOn, endsOn: end, cost: cost(idle.cost) }
  return [...usual, { ...costliest, lift: planted.idleCampaign ? 1 : idle.lift }]
}

/** How much better than others somebody fits, in log-odds. */
function fitOf(title: (typeof titles)[number], employees: number): number {
  const { small, large } = plantedTruths.fit.employees
  return plantedTruths.fit.titles[title] + (employees < small.under ? small.odds : employees >= large.from ? large.odds : 0)
}

/** About as many a month as the contract of the sample asks for. */
const howMany = 2_400

/** Leads of two years, each with its source; those of marketing may belong to a campaign that ran. */
export function madeLeads(
  chance: Chance,
  end: number,
  accounts: readonly Account[],
  reps: readonly Rep[],
  campaigns: readonly Campaign[],
  planted: Planted,
): Lead[] {
  const leads = Array.from({ length: howMany }, (_, index): Lead => {
    const account = chance.one(accounts)
    const [source, , rate] = chance.weighted(sources.map((each) => [each, each[1]] as const))
    const createdAt = someWorkday(chance, end, 725)
    const running = campaigns.filter((each) => each.source === source && each.startsOn <= createdAt && createdAt <= each.endsOn)
    const campaign = running.length > 0 && chance.yes(0.8) ? chance.one(running) : null
    const known = chance.yes(0.3) ? chance.one(account.contacts) : null
    const title = known?.title ?? chance.one(titles)
    const usual = Math.min(0.9, rate * (campaign?.lift ?? 1))
    const converts = chance.yes(planted.fit ? shifted(usual, fitOf(title, account.employees)) : usual)
    const convertedAt = after(chance, createdAt, 9)
    const { first, last } = known ?? personName(chance)
    const done = converts && convertedAt <= end
    return {
      ...{ id: `L${5000 + index}`, first, last, title, account, source, createdAt, campaign, again: null },
      email: known?.email ?? `${first}.${last}.l${index}@${account.domain}`.toLowerCase(),
      owner: chance.one(reps).name,
      convertedAt: done ? convertedAt : null,
      status: done ? 'Converted' : chance.one(['Open', 'Contacted', 'Unqualified', 'Nurture']),
    }
  })
  return planted.reenteredLeads ? [...leads, ...typedAgain(chance, end, leads)] : leads
}

/** Leads of marketing that a rep enters a second time, as if the rep had found them. */
function typedAgain(chance: Chance, end: number, leads: readonly Lead[]): Lead[] {
  const found = leads.filter(({ source, createdAt }) => ofMarketing.has(source) && createdAt < end - 30 * dayMs)
  return found
    .filter(() => chance.yes(plantedTruths.reenteredShare))
    .map((lead, index) => ({
      ...lead,
      id: `L${8000 + index}`,
      source: plantedTruths.reenteredSource,
      createdAt: after(chance, lead.createdAt, 12, 0.4),
      convertedAt: null,
      status: 'Open',
      campaign: null,
      again: lead.id,
    }))
}

export const campaignRows = (campaigns: readonly Campaign[]) =>
  campaigns.map((each) => ({
    'Campaign ID': each.id,
    'Campaign Name': each.name,
    'Campaign Type': each.type,
    Status: 'Completed',
    'Start Date': dayText(each.startsOn),
    'End Date': dayText(each.endsOn),
    'Budgeted Cost': Math.round(each.cost / 1000) * 1000,
    'Actual Cost': each.cost,
    Currency: 'EUR',
  }))

export const leadRows = (leads: readonly Lead[]) =>
  leads.map((lead) => ({
    'Lead ID': lead.id,
    'First Name': lead.first,
    'Last Name': lead.last,
    Email: lead.email,
    'Job Title': lead.title,
    Company: lead.account.name,
    'Lead Source': lead.source,
    'Lead Status': lead.status,
    'Lead Owner': lead.owner,
    'Create Date': dayText(lead.createdAt),
    Converted: lead.convertedAt === null ? 'No' : 'Yes',
    'Converted Date': lead.convertedAt === null ? null : dayText(lead.convertedAt),
  }))

/** Who a campaign reached: its leads, and people of accounts who did not answer. */
export function memberRows(chance: Chance, leads: readonly Lead[], campaigns: readonly Campaign[], accounts: readonly Account[]) {
  const answered = leads.flatMap((lead) =>
    lead.campaign ? [member(lead.campaign, { lead: lead.id, email: lead.email }, lead.createdAt)] : [],
  )
  const silent = campaigns.flatMap((campaign) =>
    Array.from({ length: 40 }, () => member(campaign, { contact: chance.one(chance.one(accounts).contacts) }, null)),
  )
  const once = new Map([...answered, ...silent].map((row) => [`${row['Campaign ID']} ${row.Email}`, row]))
  return [...once.values()]
}

function member(
  campaign: Campaign,
  who: { lead: string; email: string } | { contact: Account['contacts'][number] },
  answeredAt: number | null,
) {
  const contact = 'contact' in who ? who.contact : null
  return {
    'Campaign ID': campaign.id,
    'Lead ID': 'lead' in who ? who.lead : null,
    'Contact ID': contact?.id ?? null,
    Email: 'lead' in who ? who.email : who.contact.email,
    'Member Status': answeredAt === null ? 'Sent' : 'Responded',
    'Has Responded': answeredAt === null ? 'No' : 'Yes',
    'Member First Responded Date': answeredAt === null ? null : dayText(answeredAt),
  }
}
