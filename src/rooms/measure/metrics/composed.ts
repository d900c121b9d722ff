import { cycle, timed } from './deals.ts'
import type { Metric, Sum } from './declare.ts'
import { chancesOfStages } from './shared-sets.ts'

const closed = "f.state IN ('won', 'lost')"
const ratio = (top = 0, bottom = 0) => (bottom > 0 ? top / bottom : null)

const won: Sum = { label: 'Won deals', unit: 'count', sql: "(f.state = 'won')::INTEGER" }
const ended: Sum = { label: 'Closed deals', unit: 'count', sql: `(${closed})::INTEGER`, least: 20 }

/** SQL: of the closed deals that were ever in each stage, the share that was won; stages with fewer than 20 take the close rate of all. */
const chance = `coalesce((SELECT w.chance FROM ${chancesOfStages} w WHERE w.stage = f.stage),
  (SELECT avg((c.state = 'won')::INTEGER) FROM fact_deal c WHERE c.state IN ('won', 'lost')))`

/** Metrics that are calculated from several sums, or weigh rows by what became of others. */
export const composedMetrics: readonly Metric[] = [
  {
    name: 'pipeline_velocity',
    title: 'Pipeline velocity a day',
    definition:
      'Open deals times close rate times mean size of won deals, divided by the mean days that won deals took: what the pipeline of today brings in a day.',
    unit: 'money',
    subject: 'deal',
    rows: 'true',
    of: 'NULL',
    fold: {
      kind: 'composed',
      sums: {
        open: { label: 'Open deals', unit: 'count', sql: "(f.state = 'open')::INTEGER" },
        won,
        closed: ended,
        amount: { label: 'Won amount', unit: 'money', sql: "CASE WHEN f.state = 'won' THEN f.amount END" },
        sized: { label: 'Won deals with an amount', unit: 'count', sql: "(f.state = 'won' AND f.amount IS NOT NULL)::INTEGER", least: 10 },
        days: { label: 'Days to win', unit: 'days', sql: `CASE WHEN f.state = 'won' AND ${timed} THEN ${cycle} END` },
        timed: {
          label: 'Won deals with both days',
          unit: 'count',
          sql: `(f.state = 'won' AND coalesce(${timed}, false))::INTEGER`,
          least: 10,
        },
      },
      value: ({ open = 0, won: hits, closed: of, amount, sized, days, timed: cycles }) => {
        const [rate, size, length] = [ratio(hits, of), ratio(amount, sized), ratio(days, cycles)]
        return rate === null || size === null || !length ? null : (open * rate * size) / length
      },
      parts: ({ open = 0, won: hits, closed: of, amount, sized, days, timed: cycles }) => [
        { label: 'Open deals', value: open, unit: 'count' },
        { label: 'times close rate', value: ratio(hits, of), unit: 'share' },
        { label: 'times mean deal size', value: ratio(amount, sized), unit: 'money' },
        { label: 'divided by mean sales cycle', value: ratio(days, cycles), unit: 'days' },
      ],
    },
    dated: 'f.opened_on',
    least: 1,
    more: 'better',
    cannot: 'Whether open deals are like those that closed: old ones that nobody closed make it too high.',
  },
  {
    name: 'close_rate_amount',
    title: 'Close rate by amount',
    definition: 'Amount of won deals divided by the amount of won and lost deals. A large deal counts as much as many small ones.',
    unit: 'share',
    subject: 'deal',
    rows: `${closed} AND f.amount IS NOT NULL`,
    of: 'NULL',
    fold: {
      kind: 'composed',
      sums: {
        won: { label: 'Won amount', unit: 'money', sql: "CASE WHEN f.state = 'won' THEN f.amount ELSE 0 END" },
        closed: { label: 'Closed amount', unit: 'money', sql: 'f.amount' },
      },
      value: ({ won: hits, closed: of }) => ratio(hits, of),
      parts: ({ won: hits = 0, closed: of = 0 }) => [
        { label: 'Won amount', value: hits, unit: 'money' },
        { label: 'divided by won and lost amount', value: of, unit: 'money' },
      ],
    },
    dated: 'f.closed_on',
    least: 20,
    more: 'better',
    inMoney: true,
    cannot: 'Deals without an amount are left out; many systems set the amount of a lost deal to nothing, which makes this too high.',
  },
  {
    name: 'open_amount_weighted',
    title: 'Open pipeline, weighted',
    definition:
      'Amounts of open deals, each times the share that was won of the closed deals that were ever in its stage; where that is not known, or of fewer than 20, times the close rate of all.',
    unit: 'money',
    subject: 'deal',
    rows: `f.state = 'open' AND f.amount IS NOT NULL AND EXISTS (SELECT 1 FROM fact_deal c WHERE c.state IN ('won', 'lost'))`,
    of: `f.amount::DOUBLE * ${chance}`,
    fold: { kind: 'sum' },
    dated: 'f.opened_on',
    least: 0,
    more: 'better',
    cannot:
      'Open deals without an amount add nothing; a deal that has long stood in its stage is less likely to be won than its stage says.',
  },
]
