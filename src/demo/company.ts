import { csvLine } from '#kernel/csv'
import type { Day } from '#kernel/time'
import { companyName, personName } from './names.ts'
import { Chance } from './random.ts'

/** What the made-up company is known to suffer from, for tests and for the page that introduces it. */
export const plantedTruths = {
  /** Too many deals are lost from here, and they wait here longest. */
  constraintStage: 'Proposal',
  /** Deals of this industry take longer in every stage. */
  slowIndustry: 'Public sector',
} as const

const dayMs = 86_400_000
const industries = ['Machinery', 'Food', 'Logistics', 'Public sector', 'Health'] as const
const channels = ['Direct', 'Partner', 'Online'] as const
const sources = [
  ['Website', 30],
  ['Trade show', 18],
  ['Referral', 14],
  ['Cold call', 16],
  ['Webinar', 12],
  ['Partner', 10],
] as const
const products = [
  { name: 'Interflow Basic', family: 'Interflow', price: 12_000 },
  { name: 'Interflow Plus', family: 'Interflow', price: 34_000 },
  { name: 'Sentinel', family: 'Sentinel', price: 58_000 },
  { name: 'Sentinel Fleet', family: 'Sentinel', price: 120_000 },
] as const
/** Share that goes on, and median days, of each stage. Proposal is the planted constraint. */
const process = [
  { stage: 'Qualification', on: 0.72, days: 9 },
  { stage: 'Discovery', on: 0.78, days: 16 },
  { stage: 'Proposal', on: 0.46, days: 34 },
  { stage: 'Negotiation', on: 0.84, days: 12 },
] as const
const lostReasons = ['No budget', 'No decision', 'Competitor', 'Price', 'Timing'] as const

export interface SampleFile {
  readonly name: string
  readonly text: string
}

/** Two years of a made-up company up to `today`, as the files that a CRM would export. The same seed and day give the same bytes. */
export function sampleCompany(today: Day, seed = 20): SampleFile[] {
  const chance = new Chance(seed)
  const end = Date.parse(`${today}T00:00:00Z`)
  const users = Array.from({ length: 9 }, (_, index) => {
    const { first, last } = personName(chance)
    return {
      id: `U${index + 1}`,
      name: `${first} ${last}`,
      region: ['North', 'South', 'West'][index % 3] ?? 'North',
      manager: ['Lead North', 'Lead South', 'Lead West'][index % 3] ?? '',
    }
  })
  const accounts = Array.from({ length: 320 }, (_, index) => ({
    id: `A${1000 + index}`,
    ...companyName(chance, index + 1),
    industry: chance.one(industries),
    country: chance.one(['Germany', 'France', 'Sweden', 'Spain', 'Poland']),
    employees: Math.round(chance.around(240, 0.9)),
    owner: chance.one(users).name,
  }))
  const leads = leadRows(chance, end, accounts, users)
  const deals = dealRows(chance, end, accounts, users)
  return [
    file(
      'users.csv',
      ['User ID', 'Full Name', 'Region', 'Manager'],
      users.map((user) => [user.id, user.name, user.region, user.manager]),
    ),
    file(
      'products.csv',
      ['Product Name', 'Product Family', 'List Price'],
      products.map((product) => [product.name, product.family, product.price]),
    ),
    file(
      'accounts.csv',
      ['Account ID', 'Account Name', 'Industry', 'Country', 'Employees', 'Website', 'Account Owner'],
      accounts.map((account) => [
        account.id,
        account.name,
        account.industry,
        account.country,
        account.employees,
        `https://www.${account.domain}`,
        account.owner,
      ]),
    ),
    leads,
    ...deals,
  ]
}

type Account = { id: string; name: string; domain: string; industry: string; owner: string; country: string }
type User = { name: string }
type Cell = string | number | null

function file(name: string, header: readonly string[], rows: readonly (readonly Cell[])[]): SampleFile {
  return { name, text: csvLine(header) + rows.map((row) => csvLine(row)).join('') }
}

const dayText = (ms: number) => new Date(ms).toISOString().slice(0, 10)

function leadRows(chance: Chance, end: number, accounts: readonly Account[], users: readonly User[]): SampleFile {
  const rows = Array.from({ length: 1_100 }, (_, index): Cell[] => {
    const account = chance.one(accounts)
    const { first, last } = personName(chance)
    const source = chance.weighted(sources)
    const age = chance.whole(5, 730)
    const chanceOfSource = { Website: 0.16, 'Trade show': 0.22, Referral: 0.52, 'Cold call': 0.09, Webinar: 0.27, Partner: 0.4 }[source]
    const converted = chance.yes(chanceOfSource)
    const created = end - age * dayMs
    const convertedOn = converted ? Math.min(end, created + chance.whole(0, 20) * dayMs) : null
    const status = converted ? 'Converted' : chance.one(['Open', 'Contacted', 'Unqualified', 'Nurture'])
    const mail = `${first}.${last}.${index}@${account.domain}`.toLowerCase()
    return [
      `L${5000 + index}`,
      first,
      last,
      mail,
      account.name,
      source,
      status,
      chance.one(users).name,
      dayText(created),
      converted ? 'Yes' : 'No',
      convertedOn === null ? null : dayText(convertedOn),
    ]
  })
  return file(
    'leads.csv',
    [
      'Lead ID',
      'First Name',
      'Last Name',
      'Email',
      'Company',
      'Lead Source',
      'Lead Status',
      'Lead Owner',
      'Create Date',
      'Converted',
      'Converted Date',
    ],
    rows,
  )
}

interface Walk {
  readonly entries: { stage: string; at: number }[]
  readonly state: 'open' | 'won' | 'lost'
  readonly stage: string
  readonly closedAt: number | null
}

/** One deal through the process: where it went, when, and how it stands on the last day. */
function walk(chance: Chance, opened: number, end: number, slow: boolean): Walk {
  const entries: Walk['entries'] = []
  let at = opened
  for (const { stage, on, days } of process) {
    entries.push({ stage, at })
    const stay = Math.max(1, Math.round(chance.around(days * (slow ? 1.7 : 1), 0.6))) * dayMs
    const goesOn = chance.yes(on)
    if (at + stay > end) return { entries, state: 'open', stage, closedAt: null }
    at += stay
    if (!goesOn) return { entries: [...entries, { stage: 'Closed Lost', at }], state: 'lost', stage: 'Closed Lost', closedAt: at }
  }
  return { entries: [...entries, { stage: 'Closed Won', at }], state: 'won', stage: 'Closed Won', closedAt: at }
}

function dealRows(chance: Chance, end: number, accounts: readonly Account[], users: readonly User[]): SampleFile[] {
  const deals: Cell[][] = []
  const history: Cell[][] = []
  for (let index = 0; index < 1_400; index++) {
    const id = `D${20_000 + index}`
    const account = chance.one(accounts)
    const product = chance.one(products)
    const opened = end - chance.whole(0, 729) * dayMs
    const { entries, stage, state, closedAt } = walk(chance, opened, end, account.industry === plantedTruths.slowIndustry)
    const amount = chance.yes(0.04) && state === 'open' ? null : Math.round(chance.around(product.price, 0.35) / 100) * 100
    const expected = closedAt ?? opened + chance.whole(40, 140) * dayMs
    const owner = chance.yes(0.02) ? null : chance.one(users).name
    deals.push([
      ...[id, `${account.name}: ${product.name}`, account.name, owner, stage, amount, 'EUR', dayText(opened), dayText(expected)],
      ...[chance.weighted(sources), chance.one(channels), product.name, state === 'lost' ? chance.one(lostReasons) : null],
    ])
    for (const entry of entries) history.push([id, entry.stage, `${dayText(entry.at)} 09:00:00`])
  }
  const header = [
    'Deal ID',
    'Deal Name',
    'Account Name',
    'Deal Owner',
    'Deal Stage',
    'Amount',
    'Currency',
    'Create Date',
    'Close Date',
    'Lead Source',
    'Sales Channel',
    'Product',
    'Lost Reason',
  ]
  return [file('deals.csv', header, deals), file('stage-history.csv', ['Deal ID', 'Stage', 'Entered On'], history)]
}
