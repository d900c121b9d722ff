import { after, dayMs, dayText, someWorkday } from './calendar.ts'
import type { Lead } from './marketing.ts'
import type { Chance } from './random.ts'
import type { Account, Rep } from './staff.ts'
import { type MadeStage, type Planted, plantedTruths, shifted, turnsBack, usualProcess } from './truths.ts'

const channels = ['Direct', 'Partner', 'Online'] as const
const sources = [
  ['Existing customer', 40],
  ['Referral', 25],
  ['Cold call', 20],
  ['Tender', 15],
] as const
export const products = [
  { name: 'Interflow Basic', family: 'Interflow', price: 22_000 },
  { name: 'Interflow Plus', family: 'Interflow', price: 34_000 },
  { name: 'Sentinel', family: 'Sentinel', price: 48_000 },
  { name: 'Sentinel Fleet', family: 'Sentinel', price: 75_000 },
] as const
const lostReasons = ['No budget', 'No decision', 'Competitor', 'Price', 'Timing'] as const
const won = 'Closed Won'
const lost = 'Closed Lost'
/** Passing over a stage, and taking a lost deal up again. */
const skips = 0.05
const reopens = 0.025
/** Stays that nobody ever ends: the deal lies open for good. */
const forgotten = 0.01

export interface Deal {
  readonly id: string
  readonly account: Account
  readonly rep: Rep
  readonly lead: Lead | null
  readonly source: string
  readonly product: (typeof products)[number]
  readonly channel: string
  readonly openedAt: number
  readonly entries: readonly { readonly stage: string; readonly at: number }[]
  readonly state: 'open' | 'won' | 'lost'
  readonly amount: number | null
  readonly expectedAt: number
}

/** The process as it is planted. */
function processOf(planted: Planted): readonly MadeStage[] {
  return usualProcess.map((each) =>
    planted.constraint && each.stage === plantedTruths.constraintStage ? { ...each, on: plantedTruths.constraintOn } : each,
  )
}

/** Deals of two years: those that leads became, and those that reps began themselves. */
export function madeDeals(
  chance: Chance,
  end: number,
  accounts: readonly Account[],
  reps: readonly Rep[],
  leads: readonly Lead[],
  planted: Planted,
): Deal[] {
  const process = processOf(planted)
  const fromLeads = leads.filter((lead) => lead.convertedAt !== null)
  return Array.from({ length: 1_400 }, (_, index): Deal => {
    const lead = fromLeads[index] ?? null
    const account = lead?.account ?? chance.one(accounts)
    const rep = reps.find((each) => each.name === lead?.owner) ?? chance.one(reps)
    const product = chance.one(products)
    const openedAt = lead?.convertedAt ?? someWorkday(chance, end, 729)
    const slow = planted.slowSegment && account.industry === plantedTruths.slowIndustry ? plantedTruths.slowFactor : 1
    const { entries, state } = walk(chance, process, openedAt, end, { pace: slow * rep.pace, skill: rep.skill })
    const closedAt = state === 'open' ? null : (entries.at(-1)?.at ?? openedAt)
    return {
      ...{ id: `D${20_000 + index}`, account, rep, lead, product, openedAt, entries, state },
      source: lead?.source ?? chance.weighted(sources),
      channel: chance.one(channels),
      amount: chance.yes(0.04) && state === 'open' ? null : Math.round(chance.around(product.price, 0.35) / 100) * 100,
      expectedAt: closedAt ?? openedAt + chance.whole(60, 170) * dayMs,
    }
  })
}

/** One deal through the process: where it went, when, and how it stands on the last day. */
function walk(
  chance: Chance,
  process: readonly MadeStage[],
  openedAt: number,
  end: number,
  { pace, skill }: { pace: number; skill: number },
) {
  const entries: { stage: string; at: number }[] = []
  const ended = (state: Deal['state']) => ({ entries, state })
  let at = openedAt
  let turned = false
  for (let place = 0; ; ) {
    const here = process[place]
    if (!here) return ended('won')
    entries.push({ stage: here.stage, at })
    const left = after(chance, at, here.days * pace)
    if (left > end || chance.yes(forgotten)) return ended('open')
    at = left
    const back = !turned && place > 0 && chance.yes(turnsBack)
    if (back) {
      turned = true
      place -= 1
    } else if (!chance.yes(shifted(here.on, skill))) {
      entries.push({ stage: lost, at })
      const again = after(chance, at, 45)
      if (!chance.yes(reopens) || again > end) return ended('lost')
      at = again
    } else {
      place += place === 0 && chance.yes(skips) ? 2 : 1
      if (place >= process.length) entries.push({ stage: won, at })
    }
  }
}

export const dealRows = (chance: Chance, deals: readonly Deal[]) =>
  deals.map((deal) => ({
    'Deal ID': deal.id,
    'Deal Name': `${deal.account.name}: ${deal.product.name}`,
    'Account Name': deal.account.name,
    'Deal Owner': chance.yes(0.02) ? null : deal.rep.name,
    'Deal Stage': deal.entries.at(-1)?.stage ?? null,
    Amount: deal.amount,
    Currency: 'EUR',
    'Create Date': dayText(deal.openedAt),
    'Close Date': dayText(deal.expectedAt),
    'Lead Source': deal.source,
    'Sales Channel': deal.channel,
    Product: deal.product.name,
    'Lost Reason': deal.state === 'lost' ? chance.one(lostReasons) : null,
    'Lead ID': deal.lead?.id ?? null,
    Campaign: deal.lead?.campaign?.name ?? null,
  }))

export const historyRows = (deals: readonly Deal[]) =>
  deals.flatMap(({ id, entries }) =>
    entries.map(({ stage, at }) => ({ 'Deal ID': id, Stage: stage, 'Entered On': `${dayText(at)} 09:00:00` })),
  )

const doings = [
  ['Call', 'Call about the requirements'],
  ['Meeting', 'Meeting on site'],
  ['E-mail', 'E-mail with documents'],
] as const

/** What was done for deals: one thing in every fourth stay, on the day after the deal came there. */
export const activityRows = (chance: Chance, deals: readonly Deal[]) =>
  deals
    .flatMap((deal) =>
      deal.entries.filter(({ stage }) => stage !== won && stage !== lost && chance.yes(0.25)).map((entry) => ({ deal, entry })),
    )
    .map(({ deal, entry }, index) => {
      const [type, subject] = chance.one(doings)
      return {
        'Activity ID': `T${40_000 + index}`,
        'Activity Type': type,
        Subject: subject,
        'Activity Date': `${dayText(entry.at)} 11:00:00`,
        'Assigned To': deal.rep.name,
        'Contact ID': chance.one(deal.account.contacts).id,
        'Deal ID': deal.id,
        Status: 'Completed',
      }
    })
