import type { Metric } from './declare.ts'
import { reopenedDeals } from './shared-sets.ts'

const closed = "f.state IN ('won', 'lost')"
/** SQL: whole days from opening to closing, and the condition under which they are known. */
export const cycle = "date_diff('day', f.opened_on, f.closed_on)"
export const timed = 'f.opened_on IS NOT NULL AND f.closed_on >= f.opened_on'
const size = 'f.amount::DOUBLE'
const untimed = 'Deals without an opening or closing day, or closed before they were opened, are left out.'

/** A metric that counts deals. */
export function count(name: string, title: string, definition: string, rows: string, dated: string, cannot: string): Metric {
  return { name, title, definition, unit: 'count', subject: 'deal', rows, of: '1', fold: { kind: 'count' }, dated, least: 0, cannot }
}

/** Mean and quantiles of the whole days from opening to closing, for won, lost and all closed deals. */
function cycleDays(suffix: string, who: string, rows: string): Metric[] {
  const common = {
    unit: 'days',
    subject: 'deal',
    rows: `${rows} AND ${timed}`,
    of: cycle,
    dated: 'f.closed_on',
    least: 10,
    more: 'worse',
  } as const
  const cannot = `${untimed} Deals that are still open are not in it, so a growing share of slow deals shows late.`
  const at = (name: string, words: string, quantile: number): Metric => ({
    ...common,
    name: `cycle_days${suffix}_${name}`,
    title: `Sales cycle of ${who} deals, ${name}`,
    definition: `${words} of whole days from opening to closing, over ${who} deals.`,
    fold: { kind: 'quantile', at: quantile },
    cannot,
  })
  return [
    {
      ...common,
      name: `cycle_days${suffix}_mean`,
      title: `Sales cycle of ${who} deals, mean`,
      definition: `Mean of whole days from opening to closing, over ${who} deals.`,
      fold: { kind: 'mean' },
      cannot,
    },
    at('median', 'Median', 0.5),
    at('p75', 'Three quarters are done within this number', 0.75),
    at('p90', 'Nine tenths are done within this number', 0.9),
  ]
}

const dealSize = {
  unit: 'money',
  subject: 'deal',
  rows: "f.state = 'won' AND f.amount IS NOT NULL",
  of: size,
  dated: 'f.closed_on',
  least: 10,
  more: 'better',
  cannot: 'Won deals without an amount are left out; what was invoiced later is not known.',
} as const

/** Metrics that count deals. */
export const dealMetrics: readonly Metric[] = [
  count(
    'deal_count',
    'Deals',
    'All deals in the data, open, won and lost.',
    'true',
    'f.opened_on',
    'Deals that were deleted in the other system.',
  ),
  count('won_count', 'Won deals', 'Deals that ended as won.', "f.state = 'won'", 'f.closed_on', 'Whether the customer stayed.'),
  count('lost_count', 'Lost deals', 'Deals that ended as lost.', "f.state = 'lost'", 'f.closed_on', 'Lost deals that nobody recorded.'),
  count('open_count', 'Open deals', 'Deals that are neither won nor lost.', "f.state = 'open'", 'f.opened_on', 'Which of them are dead.'),
  count(
    'reopened_count',
    'Reopened deals',
    'Deals that were won or lost and went on afterwards, by their stage history.',
    reopenedDeals.rows,
    'f.opened_on',
    'Deals that were taken up again as new ones.',
  ),
  {
    name: 'close_rate',
    title: 'Close rate',
    definition: 'Won deals divided by won and lost deals. Open deals are not in it.',
    unit: 'share',
    subject: 'deal',
    rows: closed,
    of: "f.state = 'won'",
    fold: { kind: 'share' },
    dated: 'f.closed_on',
    least: 20,
    more: 'better',
    cannot: 'Lost deals that nobody recorded; open deals that will never close.',
  },
  {
    name: 'won_amount',
    title: 'Won amount',
    definition: 'Sum of the amounts of won deals.',
    unit: 'money',
    subject: 'deal',
    rows: "f.state = 'won' AND f.amount IS NOT NULL",
    of: 'f.amount',
    fold: { kind: 'sum' },
    dated: 'f.closed_on',
    least: 0,
    more: 'better',
    cannot: 'Won deals without an amount add nothing.',
  },
  {
    name: 'lost_amount',
    title: 'Lost amount',
    definition: 'Sum of the amounts that lost deals had.',
    unit: 'money',
    subject: 'deal',
    rows: "f.state = 'lost' AND f.amount IS NOT NULL",
    of: 'f.amount',
    fold: { kind: 'sum' },
    dated: 'f.closed_on',
    least: 0,
    cannot: 'Many systems set the amount of a lost deal to nothing.',
  },
  {
    name: 'open_amount',
    title: 'Open pipeline',
    definition: 'Sum of the amounts of open deals, not weighted.',
    unit: 'money',
    subject: 'deal',
    rows: "f.state = 'open' AND f.amount IS NOT NULL",
    of: 'f.amount',
    fold: { kind: 'sum' },
    dated: 'f.opened_on',
    least: 0,
    cannot: 'Open deals without an amount add nothing.',
  },
  {
    ...dealSize,
    name: 'deal_size_mean',
    title: 'Deal size, mean',
    definition: 'Mean amount of won deals with a known amount.',
    fold: { kind: 'mean' },
  },
  {
    ...dealSize,
    name: 'deal_size_median',
    title: 'Deal size, median',
    definition: 'Median amount of won deals with a known amount.',
    fold: { kind: 'quantile', at: 0.5 },
  },
  ...cycleDays('', 'won', "f.state = 'won'"),
  ...cycleDays('_lost', 'lost', "f.state = 'lost'"),
  ...cycleDays('_closed', 'closed', closed),
]
