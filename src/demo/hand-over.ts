import { dayMs, isWorkday, someWorkday } from './calendar.ts'
import type { Company } from './company.ts'
import { handOverDays, type SampleCampaign, sampleCampaigns } from './hand-over-terms.ts'
import { Chance } from './random.ts'
import type { Contact } from './staff.ts'

/** A call or a mail of sales, so many minutes of working time after somebody was handed over. */
export interface MadeTry {
  readonly after: number
  readonly kind: 'call' | 'email' | 'meeting'
  readonly outcome: 'reached' | 'not reached'
}

/** What sales did with somebody, in working minutes after they were handed over. What lies in the future has not happened. */
export interface MadeCourse {
  readonly accept: number | null
  readonly tries: readonly MadeTry[]
  readonly end: {
    readonly verb: 'reject' | 'return' | 'disqualify' | 'convert'
    readonly after: number
    readonly reason: string | null
    readonly deal: string | null
  } | null
  /** Who takes them out of a queue: a rep by place in the list. */
  readonly rep: number
}

/** Somebody responded to something. */
export interface MadeResponse {
  readonly email: string
  readonly at: number
  readonly campaign: SampleCampaign | null
  readonly source: string
  readonly channel: string
  readonly what: string
  readonly way: 'form' | 'api'
  readonly message: string | null
  readonly course: MadeCourse
}

const hourMs = 3_600_000
const minuteMs = 60_000
const idle: MadeCourse = { accept: null, tries: [], end: null, rep: 0 }

const messages = [
  'Our line stops twice a shift. Please call.',
  'We compare three suppliers until the end of the quarter.',
  'What does it cost for two sites?',
  'Please send the case of a company of our size.',
  'We want to know how long it takes to install.',
  'Is there somebody in our region?',
] as const

/** Minutes before now at which the newest came in: usual companies wait in the queue of whoever loads the sample, large ones in that of a team. */
const fresh = { usual: [3, 9, 21, 40, 75, 130, 200, 320, 520, 800, 1_180], large: [14, 95, 610] } as const
/** Minutes before now of those whom somebody accepted and nobody called yet. */
const onlyAccepted = [5_800, 7_300, 10_150] as const

/** What people asked for whose deals nobody else won them for, by the source of the deal. */
const askedFor: Readonly<Record<string, string>> = { Referral: 'Was recommended to us', 'Existing customer': 'Asked about another line' }

/** Thirteen weeks in which people responded and sales did something with them, or did not. The same company and moment give the same people. */
export function madeHandOver({ accounts, leads, deals, reps }: Company, now: number, seed = 21): MadeResponse[] {
  const chance = new Chance(seed)
  const begin = now - handOverDays * dayMs
  const dealOf = new Map(deals.flatMap((deal) => (deal.lead === null ? [] : [[deal.lead.id, deal] as const])))
  const rep = () => chance.whole(0, reps.length - 1)
  const hour = () => chance.whole(7, 17) * hourMs + chance.whole(0, 59) * minuteMs
  const entered = leads.flatMap((lead): MadeResponse[] => {
    const at = lead.createdAt + hour()
    if (lead.again !== null || at < begin || at > now - 3 * hourMs) return []
    const deal = dealOf.get(lead.id) ?? null
    const course = deal === null ? withoutDeal(chance, rep()) : withDeal(chance, rep(), deal, lead.createdAt)
    return [{ ...said(chance, at, now, lead.source), email: lead.email, at, course }]
  })
  const asked = deals.flatMap((deal): MadeResponse[] => {
    const what = askedFor[deal.source]
    const at = deal.openedAt - chance.whole(2, 9) * dayMs + hour()
    const contact = chance.one(deal.account.contacts)
    if (what === undefined || deal.lead !== null || at < begin || !isWorkday(at - (at % dayMs))) return []
    const course = withDeal(chance, rep(), deal, at - (at % dayMs))
    const about = { campaign: null, source: deal.source, channel: 'Partner', what, way: 'api' as const, message: null }
    return [{ ...about, email: contact.email, at, course }]
  })
  const contacts = shuffled(
    chance,
    accounts.flatMap((account) =>
      account.contacts.map((contact) => ({
        contact,
        size: account.employees < 100 ? 'small' : account.employees < 900 ? 'usual' : 'large',
      })),
    ),
  )
  const taken = new Set(asked.map(({ email }) => email))
  const free = contacts.filter(({ contact }) => !taken.has(contact.email))
  const waiting = (['usual', 'large'] as const).flatMap((wanted) =>
    free.filter(({ contact, size }) => size === wanted && decides(contact)).slice(0, fresh[wanted].length),
  )
  const left = free.filter((one) => !waiting.includes(one))
  const accepted = left.filter(({ contact, size }) => size === 'usual' && decides(contact)).slice(0, onlyAccepted.length)
  const others = left.filter((one) => !accepted.includes(one)).slice(0, 100)
  const responded = others.flatMap(({ contact }): MadeResponse[] => {
    const at = someWorkday(chance, now - (now % dayMs), handOverDays - 1) + hour()
    const source = chance.weighted([
      ['Website', 50],
      ['Webinar', 28],
      ['Trade show', 22],
    ] as const)
    const one = { ...said(chance, at, now, source), email: contact.email, at, course: withoutDeal(chance, rep()) }
    const later = at + chance.whole(1, 20) * dayMs + hour() / 3
    const again = chance.yes(0.2) && later < now - hourMs
    return [one, ...(again ? [{ ...one, ...said(chance, later, now, source), at: later, course: withoutDeal(chance, rep()) }] : [])]
  })
  const minutes = [...fresh.usual, ...fresh.large]
  const queue = waiting.map(({ contact, size }, index): MadeResponse => {
    const at = now - (minutes[index] ?? 0) * minuteMs
    const one = said(chance, at, now, size === 'large' ? 'Trade show' : index % 3 === 2 ? 'Webinar' : 'Website')
    return { ...one, email: contact.email, at, message: chance.one(messages), course: idle }
  })
  const uncalled = accepted.map(({ contact }, index): MadeResponse => {
    const at = now - (onlyAccepted[index] ?? 0) * minuteMs
    return { ...said(chance, at, now, 'Webinar'), email: contact.email, at, course: { ...idle, accept: 60 + 90 * index, rep: rep() } }
  })
  return [...entered, ...asked, ...responded, ...uncalled, ...queue].toSorted((a, b) => a.at - b.at || (a.email < b.email ? -1 : 1))
}

const decides = ({ title }: Contact) => /Head|Director|Manager|CFO/.test(title)

function shuffled<T>(chance: Chance, all: readonly T[]): T[] {
  return all
    .map((one) => ({ one, place: chance.next() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ one }) => one)
}

/** How somebody responded: to a campaign of this source that ran, else by themselves. */
function said(chance: Chance, at: number, now: number, source: string) {
  const running = sampleCampaigns.filter((one) => one.source === source && at >= now - one.begins * dayMs && at <= now - one.ends * dayMs)
  const campaign = running.length > 0 && chance.yes(0.75) ? chance.one(running) : null
  const form = source === 'Website' && campaign === null
  return {
    ...{
      campaign,
      source,
      channel: campaign?.channel ?? (source === 'Trade show' ? 'Event' : source === 'Partner' ? 'Partner' : 'Online'),
    },
    what: campaign?.what ?? (form ? 'Asked for advice' : 'Asked for a call'),
    way: form ? ('form' as const) : ('api' as const),
    message: chance.yes(0.35) ? chance.one(messages) : null,
  }
}

/** Minutes of a working day. */
const dayMinutes = 480

/** When sales accepted and first called; whoever is quick keeps both promises. */
function begun(chance: Chance, quick: boolean): { accept: number; call: number } {
  const accept = quick ? Math.min(225, Math.round(chance.around(70, 0.8))) : 240 + Math.round(chance.around(260, 0.7))
  const call = quick
    ? Math.min(470, accept + Math.round(chance.around(80, 0.7)))
    : Math.max(490, accept + Math.round(chance.around(420, 0.7)))
  return { accept, call }
}

/** Calls of one try a day or two, the last of which reaches them, or none. */
function triesFrom(chance: Chance, first: number, many: number, reached: boolean): MadeTry[] {
  const tries: MadeTry[] = []
  for (let after = first, left = many; left > 0; left -= 1, after += Math.round(dayMinutes * chance.around(1.2, 0.3)))
    tries.push({ after, kind: chance.yes(0.75) ? 'call' : 'email', outcome: left === 1 && reached ? 'reached' : 'not reached' })
  return tries
}

/** Late follow-up is what loses deals here: those that were won were mostly called in time. */
function withDeal(chance: Chance, rep: number, deal: Company['deals'][number], day: number): MadeCourse {
  const quick = chance.yes({ won: 0.95, open: 0.75, lost: 0.5 }[deal.state])
  const { accept, call } = begun(chance, quick)
  const tries = triesFrom(chance, call, 1, true)
  const after = Math.max(call + 60, Math.round(((deal.openedAt - day) / dayMs) * (5 / 7) * dayMinutes))
  return { accept, tries, rep, end: { verb: 'convert', after, reason: null, deal: deal.id } }
}

function withoutDeal(chance: Chance, rep: number): MadeCourse {
  if (chance.yes(0.03)) return { ...idle, rep }
  const { accept, call } = begun(chance, chance.yes(0.68))
  const later = (days: number) => call + Math.round(dayMinutes * chance.around(days, 0.5))
  const fate = chance.weighted([
    ['rejected', 24],
    ['unreached', 15],
    ['returned', 24],
    ['disqualified', 9],
    ['talking', 28],
  ] as const)
  const end = (verb: 'reject' | 'return' | 'disqualify', after: number, reason: string) => ({ verb, after, reason, deal: null })
  switch (fate) {
    case 'rejected': {
      const reason = chance.weighted([
        ['wrong-person', 40],
        ['no-fit', 35],
        ['student', 25],
      ] as const)
      return { accept: null, tries: [], rep, end: end('reject', accept, reason) }
    }
    case 'unreached': {
      const tries = triesFrom(chance, call, 5, false)
      return { accept, tries, rep, end: end('return', tries.at(-1)?.after ?? call, 'tries') }
    }
    case 'returned':
      return { accept, tries: triesFrom(chance, call, 2, true), rep, end: end('return', later(4), chance.yes(0.6) ? 'later' : 'no-budget') }
    case 'disqualified':
      return { accept, tries: triesFrom(chance, call, 1, true), rep, end: end('disqualify', call + 30, 'no-fit') }
    case 'talking':
      return { accept, tries: triesFrom(chance, call, 3, true), rep, end: end('return', later(26), 'later') }
  }
}
