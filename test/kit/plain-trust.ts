import type { DealFact, EntryFact } from './apply-facts.ts'

/** What the trust checks that look at several rows count, once more and plainly. Nothing here is shared with the product. */

const dayNumber = (day: string) => Math.floor(Date.parse(`${day.slice(0, 10)}T00:00:00Z`) / 86_400_000)

/** All rows: of copies, and of what is usual, they decide. */
export interface Rows {
  readonly deals: readonly DealFact[]
  readonly entries: readonly EntryFact[]
}

/** The deals that a check of several rows finds; undefined for every other name. */
export function trustPlainly(name: string, deals: readonly DealFact[], all: Rows, asOf: string): DealFact[] | undefined {
  switch (name) {
    case 'quality_twice_usual_in_stage':
      return deals.filter((deal) => deal.state === 'open' && standsTooLong(deal, all, asOf))
    case 'quality_placeholder_amount':
      return deals.filter((deal) => isPlaceholder(deal, all.deals))
    case 'quality_stage_order':
      return deals.filter((deal) => all.entries.some((entry) => entry.deal_id === deal.deal_id && contradicts(entry, deal)))
    case 'quality_duplicates':
      return deals.filter((deal) => looksAlike(deal, all.deals))
    default:
      return undefined
  }
}

function stayOf(entry: EntryFact, asOf: string): number {
  return Math.max(dayNumber(entry.left_on ?? asOf) - dayNumber(entry.entered_on), 0)
}

/** Kaplan-Meier's median, by walking day after day; at least one day. Undefined where it is not known. */
function usualStay(stage: string, pipeline: string | null, { deals, entries }: Rows, asOf: string): number | undefined {
  const own = new Set(deals.filter((deal) => deal.pipeline === pipeline).map((deal) => deal.deal_id))
  const stays = entries.filter((entry) => entry.stage === stage && own.has(entry.deal_id) && entry.entered_on.slice(0, 10) <= asOf)
  if (stays.length < 10) return undefined
  let share = 1
  for (let day = 0; day <= 1000; day++) {
    const there = stays.filter((entry) => stayOf(entry, asOf) >= day).length
    const left = stays.filter((entry) => stayOf(entry, asOf) === day && entry.outcome !== 'open').length
    if (left > 0) share *= (there - left) / there
    if (left > 0 && share <= 0.5 + 1e-12) return Math.max(day, 1)
  }
  return undefined
}

function standsTooLong(deal: DealFact, all: Rows, asOf: string): boolean {
  return all.entries
    .filter((entry) => entry.deal_id === deal.deal_id && entry.outcome === 'open' && entry.entered_on.slice(0, 10) <= asOf)
    .some((entry) => stayOf(entry, asOf) > 2 * (usualStay(entry.stage, deal.pipeline, all, asOf) ?? Number.POSITIVE_INFINITY))
}

function isPlaceholder({ amount, state }: DealFact, all: readonly DealFact[]): boolean {
  const value = Number(amount ?? 0)
  if (value <= 0) return false
  if (value <= 1) return true
  const [whole = '', part = ''] = String(amount).split('.')
  const bare = part.replace(/0+$/, '')
  if (/^9{4,}$/.test(whole) && /^9*$/.test(bare)) return true
  if (bare === '' && whole.length >= 4 && '123456789'.startsWith(whole)) return true
  if (state === 'won') return false
  const known = all.filter((deal) => Number(deal.amount ?? 0) > 0)
  const won = known.filter((deal) => deal.state === 'won')
  const others = known.filter((deal) => deal.state !== 'won')
  const same = (some: readonly DealFact[]) => some.filter((deal) => Number(deal.amount) === value).length
  const round = bare === '' && /^[0-9]{1,2}0*$/.test(whole)
  if (!(round || value < 100) || won.length < 20) return false
  return same(others) >= 10 && same(others) >= others.length / 10 && same(won) / won.length <= (0.5 * same(others)) / others.length
}

function contradicts(entry: EntryFact, { closed_on: closed, opened_on: opened }: DealFact): boolean {
  const entered = dayNumber(entry.entered_on)
  return (closed !== null && entered > dayNumber(closed) + 1) || (opened !== null && entered < dayNumber(opened) - 1)
}

const plain = (text: string | null) =>
  text
    ?.normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase() ?? null

/** Of deals that are alike, in the order of their opening, each that comes soon after the one before it. */
function looksAlike(deal: DealFact, all: readonly DealFact[]): boolean {
  const inOrder = all.toSorted((a, b) => {
    const [first, second] = [a.opened_on ?? '9999', b.opened_on ?? '9999']
    return first < second ? -1 : first > second ? 1 : (a.ref ?? '~') < (b.ref ?? '~') ? -1 : 1
  })
  const again = (days: number, same: (other: DealFact) => boolean) => {
    const group = inOrder.filter((other) => deal.account !== null && plain(other.account) === plain(deal.account) && same(other))
    const before = group[group.indexOf(deal) - 1]
    if (before === undefined) return false
    if (before.opened_on === null || deal.opened_on === null) return before.opened_on === null && deal.opened_on === null
    return dayNumber(deal.opened_on) - dayNumber(before.opened_on) <= days
  }
  const named = deal.name !== null && again(30, (other) => other.name !== null && plain(other.name) === plain(deal.name))
  const worth = (one: DealFact) => JSON.stringify([Number(one.amount), one.currency])
  return named || (Number(deal.amount ?? 0) > 1 && again(3, (other) => Number(other.amount ?? 0) > 1 && worth(other) === worth(deal)))
}
