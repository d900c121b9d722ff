import type { DealFact, EntryFact } from './apply-facts.ts'
import { stages } from './facts.ts'
import { type Rows, trustPlainly } from './plain-trust.ts'

/** What the findings count, once more and plainly, over raw rows. Nothing here is shared with the product. */

const dayNumber = (day: string) => Date.parse(`${day.slice(0, 10)}T00:00:00Z`) / 86_400_000

/** Few accounts and names, so that deals come up twice; the other fields stay as they are. */
export function withCopies(deals: readonly DealFact[]): DealFact[] {
  const names = ['Pump', 'PUMP', 'Valve', null]
  const accounts = ['Acme', 'acme', null]
  return deals.map((deal, index) => ({ ...deal, name: names[index % 4] ?? null, account: accounts[index % 3] ?? null }))
}

/** The entries that a count of stage outcomes counts; undefined for every other name. */
export function entriesPlainly(name: string, entries: readonly EntryFact[], asOf: string): EntryFact[] | undefined {
  const ended = (outcome: EntryFact['outcome']) => entries.filter((entry) => entry.outcome === outcome)
  switch (name) {
    case 'stage_advanced':
      return ended('advanced')
    case 'stage_won':
      return ended('won')
    case 'stage_lost':
      return ended('lost')
    case 'stage_lost_last_year':
      return ended('lost').filter(({ left_on: left }) => {
        const ago = left === null ? -1 : dayNumber(asOf) - dayNumber(left)
        return ago >= 0 && ago < 365
      })
    case 'stage_moved_back':
      return ended('moved_back')
    case 'stage_open':
      return ended('open')
    case 'stage_reentered':
      return entries.filter((entry) =>
        entries.some((each) => each.deal_id === entry.deal_id && each.stage === entry.stage && each.seq < entry.seq),
      )
    case 'skipping_count':
      return [...ended('advanced'), ...ended('won')].filter((entry) => {
        const process = stages.filter(({ kind }) => kind === 'open')
        const to = process.find(({ stage }) => stage === entry.next_stage)?.position ?? Number.POSITIVE_INFINITY
        return process.some(({ position }) => position > entry.position && position < to)
      })
    default:
      return undefined
  }
}

/** The deals that a finding counts. Of copies, and of what is usual, `all` rows decide. Throws on a name that it does not know. */
export function findingPlainly(name: string, deals: readonly DealFact[], rows: Rows, asOf: string): DealFact[] {
  const found = trustPlainly(name, deals, rows, asOf)
  if (found) return found
  const all = rows.deals
  switch (name) {
    case 'reopened_count':
      return deals.filter(({ deal_id: id }) => {
        const own = rows.entries.filter((entry) => entry.deal_id === id)
        return own.some(({ outcome, seq }) => (outcome === 'won' || outcome === 'lost') && own.some((later) => later.seq > seq))
      })
    case 'stuck_count':
      return deals.filter((deal) => ageOf(deal, asOf) > usual(all))
    case 'stuck_longest_count':
      return deals.filter((deal) => ageOf(deal, asOf) > usual(all) && ageOf(deal, asOf) > Math.max(...wonCycles(all)))
    case 'quality_open_past_close_date':
      return deals.filter((deal) => deal.state === 'open' && deal.expected_on !== null && deal.expected_on < asOf)
    case 'quality_without_amount':
      return deals.filter((deal) => deal.state !== 'lost' && Number(deal.amount ?? 0) === 0)
    case 'quality_without_owner':
      return deals.filter((deal) => !deal.owner)
    case 'quality_closed_without_date':
      return deals.filter((deal) => deal.state !== 'open' && deal.closed_on === null)
    case 'quality_without_opening_date':
      return deals.filter((deal) => deal.opened_on === null)
    case 'quality_closed_before_opened':
      return deals.filter((deal) => deal.closed_on !== null && deal.opened_on !== null && deal.closed_on < deal.opened_on)
    case 'quality_closed_in_future':
      return deals.filter((deal) => deal.closed_on !== null && deal.closed_on > asOf)
    default:
      throw new Error(`No second opinion on ${name} yet: write one.`)
  }
}

/** Days that an open deal is old; never more than anything where it is not open or its opening is not known. */
function ageOf({ state, opened_on: opened }: DealFact, asOf: string): number {
  return state === 'open' && opened !== null ? dayNumber(asOf) - dayNumber(opened) : Number.NEGATIVE_INFINITY
}

function wonCycles(deals: readonly DealFact[]): number[] {
  return deals
    .filter(({ state, opened_on: opened, closed_on: closed }) => state === 'won' && opened !== null && closed !== null && closed >= opened)
    .map(({ opened_on: opened, closed_on: closed }) => dayNumber(closed ?? '') - dayNumber(opened ?? ''))
}

/** Nine of ten won deals took no longer; beyond everything with fewer than ten. Type 7 between ranks. */
function usual(deals: readonly DealFact[]): number {
  const sorted = wonCycles(deals).toSorted((a, b) => a - b)
  if (sorted.length < 10) return Number.POSITIVE_INFINITY
  const at = (sorted.length - 1) * 0.9
  const below = sorted[Math.floor(at)] ?? 0
  return below + ((sorted[Math.ceil(at)] ?? 0) - below) * (at - Math.floor(at))
}
