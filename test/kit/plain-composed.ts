import type { DealFact, EntryFact } from './apply-facts.ts'

/** Composed numbers once more and plainly, over raw rows. Nothing here is shared with the product. */

interface Rows {
  readonly deals: readonly DealFact[]
  readonly entries: readonly EntryFact[]
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
const over = (top: number, bottom: number) => (bottom > 0 ? top / bottom : null)
const days = ({ opened_on: from, closed_on: to }: DealFact) => (Date.parse(to ?? '') - Date.parse(from ?? '')) / 86_400_000
const amounts = (deals: readonly DealFact[]) => deals.flatMap(({ amount }) => (amount === null ? [] : [Number(amount)]))

/** Value and count of a composed number; undefined for every other name. What stages are worth is told by `all` rows. */
export function composedPlainly(name: string, { deals }: Rows, all: Rows): { value: number | null; n: number } | undefined {
  const won = deals.filter(({ state }) => state === 'won')
  const closed = deals.filter(({ state }) => state !== 'open')
  const open = deals.filter(({ state }) => state === 'open')
  if (name === 'pipeline_velocity') {
    const rate = over(won.length, closed.length)
    const size = over(sum(amounts(won)), amounts(won).length)
    const cycles = won.map(days).filter((length) => length >= 0)
    const length = over(sum(cycles), cycles.length)
    const value = rate === null || size === null || !length ? null : (open.length * rate * size) / length
    return { value, n: deals.length }
  }
  if (name === 'close_rate_amount') return { value: over(sum(amounts(won)), sum(amounts(closed))), n: amounts(closed).length }
  if (name === 'open_amount_weighted') {
    const known = all.deals.some(({ state }) => state !== 'open') ? open.filter(({ amount }) => amount !== null) : []
    return { value: sum(known.map((deal) => Number(deal.amount) * chanceOf(deal, all))), n: known.length }
  }
  return undefined
}

function chanceOf({ stage }: DealFact, { deals, entries }: Rows): number {
  const closed = deals.filter(({ state }) => state !== 'open')
  const there = closed.filter((deal) => entries.some((entry) => entry.deal_id === deal.deal_id && entry.stage === stage))
  const judged = there.length >= 20 ? there : closed
  return judged.filter(({ state }) => state === 'won').length / judged.length
}

/** The value from the columns of its own records. */
export function composedFromRecords(name: string, records: readonly Readonly<Record<string, unknown>>[]): number | null {
  const total = (key: string) => sum(records.map((record) => Number(record[`put_${key}`] ?? 0)))
  if (name === 'close_rate_amount') return over(total('won'), total('closed'))
  if (/^campaign_return_(first|last|any)$/.test(name)) return over(total('won') - total('cost'), total('cost'))
  if (/^campaign_cost_per_deal_(first|last|any)$/.test(name)) return over(total('cost'), total('deals'))
  if (name === 'campaign_cost_per_response') return over(total('cost'), total('responses'))
  if (name !== 'pipeline_velocity') throw new Error(`No second opinion on ${name} yet: write one.`)
  const [rate, size, length] = [
    over(total('won'), total('closed')),
    over(total('amount'), total('sized')),
    over(total('days'), total('timed')),
  ]
  return rate === null || size === null || !length ? null : (total('open') * rate * size) / length
}
