import { count } from './deals.ts'
import { asOf, type Metric } from './declare.ts'

/** One check of the deals: which rows fail it, of which rows, and which row must exist for it to make sense at all. */
export interface Check {
  readonly key: string
  readonly title: string
  /** Definition of the number of deals that fail it, and what that number cannot know. */
  readonly means: string
  readonly cannot: string
  /** SQL conditions over the deal `f`. */
  readonly fails: string
  readonly of: string
  /** Asked only where some deal has this; else the column is missing, which is a limit and not a fault of each row. */
  readonly needs: string
  readonly next: string
}

/** Of deals of one account that share name, amount and opening day, all but the first. */
const again = `SELECT deal_id FROM fact_deal WHERE name IS NOT NULL AND account IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY lower(name), lower(account), amount, opened_on ORDER BY deal_id) > 1`

/** The checks, the dearest first. */
export const checks: readonly Check[] = [
  {
    key: 'open_past_close_date',
    title: 'Open past the expected close date',
    means: 'Open deals whose expected close date lies before the last day of the data.',
    cannot: 'Deals whose date was moved again and again without anything happening.',
    fails: `f.state = 'open' AND f.expected_on < ${asOf}`,
    of: "f.state = 'open'",
    needs: "f.state = 'open' AND f.expected_on IS NOT NULL",
    next: 'Ask each owner for a new date or a loss, oldest first.',
  },
  {
    key: 'without_amount',
    title: 'Open or won without an amount',
    means: 'Open and won deals whose amount is missing or zero.',
    cannot: 'Amounts that were guessed; deals that are free on purpose.',
    fails: "f.state <> 'lost' AND coalesce(f.amount, 0) = 0",
    of: "f.state <> 'lost'",
    needs: 'f.amount > 0',
    next: 'Fill in the amount; until then these deals count as nothing in every sum.',
  },
  {
    key: 'without_owner',
    title: 'Without an owner',
    means: 'Deals that name no owner.',
    cannot: 'Owners who have left.',
    fails: "nullif(f.owner, '') IS NULL",
    of: 'true',
    needs: "nullif(f.owner, '') IS NOT NULL",
    next: 'Give each an owner, or close it.',
  },
  {
    key: 'closed_without_date',
    title: 'Won or lost without a closing date',
    means: 'Won and lost deals without a closing date.',
    cannot: 'When they were closed.',
    fails: "f.state <> 'open' AND f.closed_on IS NULL",
    of: "f.state <> 'open'",
    needs: 'f.closed_on IS NOT NULL',
    next: 'Export the closing date too; without it these deals are missing from the sales cycle and from every period.',
  },
  {
    key: 'without_opening_date',
    title: 'Without an opening date',
    means: 'Deals without an opening date.',
    cannot: 'When they were opened.',
    fails: 'f.opened_on IS NULL',
    of: 'true',
    needs: 'f.opened_on IS NOT NULL',
    next: 'Export the creation date; without it a deal has no age and no cycle.',
  },
  {
    key: 'closed_before_opened',
    title: 'Closed before it was opened',
    means: 'Deals whose closing date lies before their opening date.',
    cannot: 'Which of the two dates is wrong.',
    fails: 'f.closed_on < f.opened_on',
    of: "f.state <> 'open'",
    needs: 'f.closed_on IS NOT NULL AND f.opened_on IS NOT NULL',
    next: 'Correct the dates; these deals are left out of the sales cycle.',
  },
  {
    key: 'closed_in_future',
    title: 'Won or lost after the last day of the data',
    means: 'Won and lost deals whose closing date lies after the last day of the data.',
    cannot: 'Closing dates that are wrong but lie in the past.',
    fails: `f.closed_on > ${asOf}`,
    of: "f.state <> 'open'",
    needs: 'f.closed_on IS NOT NULL',
    next: 'Check the closing dates: a planned date may stand where the real one belongs.',
  },
  {
    key: 'duplicates',
    title: 'Probably the same deal again',
    means: 'Deals that share account, name, amount and opening day with another deal; the first of them is not counted.',
    cannot: 'Copies under another name or with another amount; deals that are alike on purpose.',
    fails: `f.deal_id IN (${again})`,
    of: 'true',
    needs: 'f.name IS NOT NULL AND f.account IS NOT NULL',
    next: 'Merge deals of one account that share name, amount and opening day.',
  },
]

/** For each check the deals that fail it, as `quality_<key>`. */
export const qualityMetrics: readonly Metric[] = checks.map(({ key, title, means, fails, cannot }) =>
  count(`quality_${key}`, title, means, fails, 'f.opened_on', cannot),
)
