import { t } from '#kernel/text'
import { type Day, type Instant, millis } from '#kernel/time'
import { enoughToSay, wilson } from '#kernel/wilson'
import type { ContractDocument } from '#rooms/agreement/contract'
import {
  type JudgedPromise,
  type KeptCounts,
  type KeptOutcome,
  type KeptPromise,
  type KeptVerdict,
  marketingPromises,
  type PromiseKind,
  promises,
  salesPromises,
} from '../contract/commitments.ts'

type Promised = Pick<ContractDocument, 'marketing' | 'sales'>

export interface Month {
  readonly month: string
  readonly from: Instant
  readonly to: Instant
}

/** A month, or the part of one, in which one version of the contract held. */
export interface Piece extends Month {
  readonly version: number
  /** Of the month. */
  readonly part: number
  readonly running: boolean
  readonly document: Promised
}

interface HeldVersion {
  readonly number: number
  readonly from: Instant
  readonly to: Instant | null
  readonly document: Promised
}

/** The first days of the last so many months and of the next one. */
export function monthsUntil(today: Day, months: number): Day[] {
  const running = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1
  const first = (month: number) =>
    `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01` as Day
  return Array.from({ length: months + 1 }, (_, n) => first(running - months + 1 + n))
}

/** The months in which a version held, cut where another one took over. What begins later than now is left out. */
export function piecesOf(months: readonly Month[], held: readonly HeldVersion[], now: Instant): Piece[] {
  return months.flatMap(({ month, from, to }) =>
    held.flatMap((one) => {
      const begins = one.from > from ? one.from : from
      const ends = one.to !== null && one.to < to ? one.to : to
      if (begins >= ends || begins > now) return []
      const part = (millis(ends) - millis(begins)) / (millis(to) - millis(from))
      return [{ month, from: begins, to: ends, version: one.number, part, running: ends > now, document: one.document }]
    }),
  )
}

/** Hand-overs that became the same, of one piece, team and territory. */
export interface LeadCell extends Readonly<Record<'accepted' | 'accept' | 'contact' | 'tries', KeptOutcome | null>> {
  readonly piece: number
  /** Of whom it belongs to, and of those whose promises accepting and first contact were. */
  readonly team: string | null
  readonly acceptTeam: string | null
  readonly contactTeam: string | null
  readonly territory: string | null
  readonly n: number
}

/** New deals of one piece and territory, those that marketing supplied and the others. `n` have an amount, `without` none in the currency. */
export interface DealCell {
  readonly piece: number
  readonly territory: string | null
  readonly supplied: boolean
  readonly n: number
  readonly without: number
  readonly amount: number
}

const nothing: KeptCounts = { made: 0, kept: 0, late: 0, missed: 0, early: 0 }

/** What became of one promise among these. What it is too early for counts in no share. */
export function keptPromise(promise: PromiseKind, leads: readonly LeadCell[], deals: readonly DealCell[]): KeptPromise {
  if (promise === 'pipeline') return keptPipeline(deals)
  const counts = { ...nothing }
  for (const cell of leads) {
    const outcome = promise === 'leads' ? 'kept' : cell[promise]
    if (outcome === null) continue
    counts[outcome] += cell.n
    counts.made += cell.n
  }
  if (promise === 'leads') return { promise, counts, n: counts.made, share: null, low: null, high: null, enough: true, money: null }
  const n = counts.made - counts.early
  return { promise, counts, n, share: n === 0 ? null : counts.kept / n, ...wilson(counts.kept, n), enough: n >= enoughToSay, money: null }
}

function keptPipeline(deals: readonly DealCell[]): KeptPromise {
  const sum = (of: (cell: DealCell) => number, cells = deals) => cells.reduce((all, cell) => all + of(cell), 0)
  const supplied = deals.filter((cell) => cell.supplied)
  const made = sum(({ n }) => n)
  const kept = sum(({ n }) => n, supplied)
  const money = {
    supplied: sum(({ amount }) => amount, supplied),
    all: sum(({ amount }) => amount),
    without: sum(({ without }) => without),
  }
  return {
    ...{ promise: 'pipeline', counts: { ...nothing, made, kept, missed: made - kept }, n: made, low: null, high: null, money },
    share: money.all > 0 ? money.supplied / money.all : null,
    enough: made >= enoughToSay,
  }
}

const leadsPromised = ({ part, document }: Piece) => {
  const { leadsAMonth } = document.marketing
  return leadsAMonth === null ? null : Math.round(leadsAMonth * part * 100) / 100
}

/** What was promised for a piece, and whether it was kept. */
export function judgedPromise(kept: KeptPromise, piece: Piece): JudgedPromise {
  const { marketing, sales } = piece.document
  const of = {
    leads: () => leadsPromised(piece),
    accepted: () => marketing.acceptedShare,
    pipeline: () => marketing.pipelineShare,
    accept: () => sales.accept.hours,
    contact: () => sales.firstContact.hours,
    tries: () => sales.tries,
  }
  const promised = of[kept.promise]()
  const hoursOf = kept.promise === 'accept' ? sales.accept.of : kept.promise === 'contact' ? sales.firstContact.of : null
  return { ...kept, promised, hoursOf, verdict: verdictOn(kept, promised, piece.running) }
}

function verdictOn({ promise, counts, n, share }: KeptPromise, promised: number | null, running: boolean): KeptVerdict {
  if (promise === 'accept' || promise === 'contact' || promise === 'tries') return 'each'
  if (promised === null) return 'not promised'
  if (promise === 'leads') return counts.made >= promised ? 'kept' : running ? 'early' : 'missed'
  if (running) return 'early'
  if (n + counts.early < enoughToSay) return 'few'
  if (promise === 'pipeline') return share === null ? 'few' : share >= promised ? 'kept' : 'missed'
  // Those that sales has not answered may come out either way.
  if (counts.kept / (n + counts.early) >= promised) return 'kept'
  return (counts.kept + counts.early) / (n + counts.early) < promised ? 'missed' : 'early'
}

/** All promises of one group. */
export const keptOfAll = (
  leads: readonly LeadCell[],
  deals: readonly DealCell[],
  which: readonly PromiseKind[] = promises,
): KeptPromise[] => which.map((promise) => keptPromise(promise, leads, deals))

/** In how many pieces what was promised for the whole of them was kept. */
export function verdictsOf(pieces: readonly { readonly promises: readonly JudgedPromise[] }[]) {
  return marketingPromises.map((promise) => {
    const all = pieces.flatMap((piece) => piece.promises.filter((one) => one.promise === promise))
    const count = (verdict: KeptVerdict) => all.filter((one) => one.verdict === verdict).length
    return { promise, kept: count('kept'), missed: count('missed'), early: count('early'), few: count('few') }
  })
}

/** Names in their order, what is not known last. */
const inOrder = (names: Iterable<string | null>) =>
  [...new Set(names)].toSorted((a, b) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : a > b ? 1 : 0))

/** Whose promise it was, of those of sales. */
const teamBy = { accept: 'acceptTeam', contact: 'contactTeam', tries: 'team' } as const

/** What sales promised, by team: a promise that was broken counts for the team that had the lead then. */
export function keptByTeam(leads: readonly LeadCell[]) {
  const of = (name: string | null) =>
    salesPromises.map((promise) =>
      keptPromise(
        promise,
        leads.filter((cell) => cell[teamBy[promise]] === name),
        [],
      ),
    )
  const names = leads.flatMap((cell) => salesPromises.map((promise) => cell[teamBy[promise]]))
  return inOrder(names).flatMap((name) => {
    const kept = of(name)
    return kept.some(({ counts }) => counts.made > 0) ? [{ name, kept }] : []
  })
}

/** All promises by territory; none where there are no territories. */
export function keptByTerritory(leads: readonly LeadCell[], deals: readonly DealCell[]) {
  const names = inOrder([...leads, ...deals].map(({ territory }) => territory))
  if (names.every((name) => name === null)) return []
  const own = <C extends { readonly territory: string | null }>(cells: readonly C[], name: string | null) =>
    cells.filter(({ territory }) => territory === name)
  return names.map((name) => ({ name, kept: keptOfAll(own(leads, name), own(deals, name)) }))
}

/** What each number counts, in words. */
export function definitionsOfPromises(): { promise: PromiseKind; says: string }[] {
  const says: Readonly<Record<PromiseKind, string>> = {
    leads: t('Hand-overs that the lead contract made in that time. A part of a month owes its part of the number.'),
    accepted: t('Of the hand-overs that sales answered, those that it accepted. Those that wait for an answer count for neither.'),
    pipeline: t(
      'Of the amounts of deals that were opened in that time, those of deals that came from a hand-over of the lead contract or that a campaign touched first.',
    ),
    accept: t('Hand-overs that sales accepted or sent back by the deadline that was given first.'),
    contact: t(
      'Hand-overs with a call, mail, meeting or message of sales by the deadline that was given first; those that were closed before owe none.',
    ),
    tries: t('Of the hand-overs that sales gave back to nurture and never noted as reached, those with at least the agreed tries.'),
  }
  return promises.map((promise) => ({ promise, says: says[promise] }))
}
