import type { Metric } from './declare.ts'

const missing =
  'Companies that were meant to be won and are in no list. Where no column of the accounts says which are targeted (such as "Target account" or "ABM tier"), every account in the data counts as one.'

const common = { subject: 'account', unit: 'count', of: '1', fold: { kind: 'count' }, least: 0, cannot: missing } as const

/** The way of an account from being targeted, before any lead exists, to a contract: each step counts accounts that came at least so far. */
export const accountSteps = ['account_targeted_count', 'account_reached_count', 'account_deal_count', 'account_won_count'] as const

/** SQL: an account that is to be won. */
const targeted = 'f.is_target'

/** Metrics that count accounts. */
export const accountMetrics: readonly Metric[] = [
  {
    ...common,
    name: 'account_targeted_count',
    title: 'Targeted accounts',
    definition: 'Accounts that are marked as targeted; all accounts where nothing marks any.',
    rows: targeted,
    dated: 'f.reached_on',
  },
  {
    ...common,
    name: 'account_reached_count',
    title: 'Reached',
    definition: 'Targeted accounts with a lead, a response to a campaign, or a deal.',
    rows: `${targeted} AND f.reached`,
    dated: 'f.reached_on',
  },
  {
    ...common,
    name: 'account_deal_count',
    title: 'In a deal',
    definition: 'Targeted accounts with a deal, open, won or lost.',
    rows: `${targeted} AND f.deals > 0`,
    dated: 'f.deal_on',
  },
  {
    ...common,
    name: 'account_won_count',
    title: 'Contract',
    definition: 'Targeted accounts with a won deal.',
    rows: `${targeted} AND f.wins > 0`,
    dated: 'f.won_on',
  },
  {
    ...common,
    name: 'account_to_contract',
    title: 'Targeted account to contract',
    definition: 'Targeted accounts with a won deal divided by all targeted accounts.',
    unit: 'share',
    rows: targeted,
    of: 'f.wins > 0',
    fold: { kind: 'share' },
    dated: 'f.won_on',
    least: 20,
    more: 'better',
    cannot: `${missing} Accounts that were targeted lately had less time.`,
  },
  {
    ...common,
    name: 'account_days_to_contract',
    title: 'Days from reaching an account to its contract, median',
    definition:
      'Median of whole days from the first lead or response of a targeted account to its first won deal, over accounts with both.',
    unit: 'days',
    rows: `${targeted} AND f.won_on >= f.reached_on`,
    of: "date_diff('day', f.reached_on, f.won_on)",
    fold: { kind: 'quantile', at: 0.5 },
    dated: 'f.won_on',
    least: 10,
    more: 'worse',
    cannot: 'Accounts that are still on their way are not in it, so a growing share of slow ones shows late.',
  },
]
