import type { Metric } from '#rooms/measure/metrics/declare'
import type { DealFact, EntryFact, LeadFact } from './apply-facts.ts'
import { composedFromRecords, composedPlainly } from './plain-composed.ts'
import { entriesPlainly, findingPlainly } from './plain-findings.ts'

/** The same numbers computed a second time, slowly and plainly, over raw rows. Nothing here is shared with the product. */

export const asOf = '2025-12-31'
const dayNumber = (day: string) => Math.round(Date.parse(`${day.slice(0, 10)}T00:00:00Z`) / 86_400_000)
const mean = (values: number[]) => (values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length)

/** Type 7: position (n - 1) p between the sorted values. */
function quantile(values: number[], p: number): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * p
  const below = sorted[Math.floor(at)] ?? 0
  const above = sorted[Math.ceil(at)] ?? 0
  return below + (above - below) * (at - Math.floor(at))
}

/** Kaplan-Meier by walking day after day. */
function survival(stays: { days: number; ended: boolean }[], p: number): number | null {
  let share = 1
  for (let day = 0; day <= 500; day++) {
    const there = stays.filter((stay) => stay.days >= day).length
    const left = stays.filter((stay) => stay.days === day && stay.ended).length
    if (left > 0) share *= (there - left) / there
    if (left > 0 && share <= 1 - p + 1e-12) return day
  }
  return null
}

export interface World {
  readonly deals: readonly DealFact[]
  readonly entries: readonly EntryFact[]
  readonly leads: readonly LeadFact[]
}

const cycles = (deals: readonly DealFact[]) =>
  deals
    .filter((deal) => deal.opened_on && deal.closed_on && deal.closed_on >= deal.opened_on)
    .map((deal) => dayNumber(deal.closed_on ?? '') - dayNumber(deal.opened_on ?? ''))

/** Value and count of a metric over the rows of a world. */
export function plainly(name: string, world: World, all: World = world): { value: number | null; n: number } {
  const { deals, entries, leads } = world
  const won = deals.filter((deal) => deal.state === 'won')
  const lost = deals.filter((deal) => deal.state === 'lost')
  const open = deals.filter((deal) => deal.state === 'open')
  const amounts = (some: readonly DealFact[]) => some.filter((deal) => deal.amount !== null).map((deal) => Number(deal.amount))
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
  const share = (hits: number, n: number) => ({ value: n === 0 ? null : hits / n, n })
  const counted = (rows: readonly unknown[]) => ({ value: rows.length, n: rows.length })
  const left = entries.filter((entry) => entry.outcome !== 'open')
  const stays = entries.map((entry) => ({
    days: dayNumber(entry.left_on ?? asOf) - dayNumber(entry.entered_on),
    ended: entry.outcome !== 'open',
  }))
  const composed = composedPlainly(name, { deals, entries }, all)
  if (composed) return composed
  const cycle = /^cycle_days(_lost|_closed)?_(mean|median|p75|p90)$/.exec(name)
  if (cycle) {
    const values = cycles(cycle[1] === '_lost' ? lost : cycle[1] === '_closed' ? [...won, ...lost] : won)
    const value = cycle[2] === 'mean' ? mean(values) : quantile(values, { median: 0.5, p75: 0.75, p90: 0.9 }[cycle[2] ?? ''] ?? 0.5)
    return { value, n: values.length }
  }
  switch (name) {
    case 'deal_count':
      return counted(deals)
    case 'won_count':
      return counted(won)
    case 'lost_count':
      return counted(lost)
    case 'open_count':
      return counted(open)
    case 'close_rate':
      return share(won.length, won.length + lost.length)
    case 'won_amount':
      return { value: sum(amounts(won)), n: amounts(won).length }
    case 'lost_amount':
      return { value: sum(amounts(lost)), n: amounts(lost).length }
    case 'open_amount':
      return { value: sum(amounts(open)), n: amounts(open).length }
    case 'deal_size_mean':
      return { value: mean(amounts(won)), n: amounts(won).length }
    case 'deal_size_median':
      return { value: quantile(amounts(won), 0.5), n: amounts(won).length }
    case 'lead_count':
      return counted(leads)
    case 'lead_converted_count':
      return counted(leads.filter((lead) => lead.converted))
    case 'lead_conversion':
      return share(leads.filter((lead) => lead.converted).length, leads.filter((lead) => lead.converted !== null).length)
    case 'stage_entered':
      return counted(entries)
    case 'stage_conversion':
      return share(left.filter((entry) => entry.outcome === 'advanced' || entry.outcome === 'won').length, left.length)
    case 'time_in_stage_median':
      return { value: survival(stays, 0.5), n: stays.length }
    case 'time_in_stage_p75':
      return { value: survival(stays, 0.75), n: stays.length }
    case 'time_in_stage_p90':
      return { value: survival(stays, 0.9), n: stays.length }
    case 'stay_ended_count':
      return counted(stays.filter((stay) => stay.ended))
    default:
      return counted(entriesPlainly(name, entries, asOf) ?? findingPlainly(name, deals, all, asOf))
  }
}

/** The value once more from the records behind it. */
export function recounted(metric: Metric, records: Readonly<Record<string, unknown>>[]): number | null {
  const values = records.map((record) => Number(record.counted))
  if (metric.fold.kind === 'count') return records.length
  if (metric.fold.kind === 'sum') return values.reduce((a, b) => a + b, 0)
  if (metric.fold.kind === 'mean' || metric.fold.kind === 'share') return mean(values)
  if (metric.fold.kind === 'quantile') return quantile(values, metric.fold.at)
  if (metric.fold.kind === 'composed') return composedFromRecords(metric.name, records)
  return survival(
    records.map((record) => ({ days: Number(record.counted), ended: record.ended === true })),
    metric.fold.at,
  )
}
