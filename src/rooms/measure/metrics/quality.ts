import { count } from './deals.ts'
import { asOf, type Metric } from './declare.ts'
import { alike, contradictions, placeholders, usualStays } from './quality-sets.ts'

/** One check of the deals: which rows fail it, of which rows, and which row must exist for it to make sense at all. */
export interface Check {
  readonly key: string
  readonly title: string
  /** Definition of the number of deals that fail it, and what that number cannot know. */
  readonly means: string
  readonly cannot: string
  /** SQL conditions over the deal `f`. They may read the sets of `quality-sets.ts` by name. */
  readonly fails: string
  readonly of: string
  /** Asked only where some deal has this; else the column is missing, which is a limit and not a fault of each row. */
  readonly needs: string
  readonly next: string
}

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
    key: 'twice_usual_in_stage',
    title: 'Twice the usual time in their stage',
    means: `Open deals that have stood in their stage for more than twice its usual time. Usual is the median by Kaplan-Meier, deals still there included, and at least one day; stages with fewer than ${usualStays.least} stays, or of which half never left, are not asked.`,
    cannot: 'Deals that wait for a day that was agreed; moves that were not recorded.',
    fails: `f.state = 'open' AND f.deal_id IN (SELECT deal_id FROM ${usualStays.overdue})`,
    of: `f.state = 'open' AND (f.pipeline, f.stage) IN (SELECT (pipeline, stage) FROM ${usualStays.name})`,
    needs: "f.state = 'open' AND f.stage IS NOT NULL",
    next: 'Ask what the next step is and when; close those that have none.',
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
    key: 'placeholder_amount',
    title: 'Amounts that stand for "not known"',
    means: placeholders.means,
    cannot: 'Guesses that look like real amounts; a real price of one unit of money.',
    fails: placeholders.fails,
    of: 'f.amount > 0',
    needs: 'f.amount > 0',
    next: 'Put in the real amount, or clear it: a placeholder counts as money in every sum.',
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
    key: 'stage_order',
    title: 'Dates that contradict the stages',
    means: contradictions.means,
    cannot: 'Which of the dates is wrong; stages that were entered all at once at the end.',
    fails: `f.deal_id IN (SELECT deal_id FROM ${contradictions.name})`,
    of: 'true',
    needs: 'EXISTS (SELECT 1 FROM fact_stage_entry)',
    next: 'Correct the dates where they were typed in; their time in stage is not to be trusted.',
  },
  {
    key: 'duplicates',
    title: 'Look like another deal',
    means: alike.means,
    cannot: 'Copies under another account; deals that are alike on purpose, such as two orders of one customer in a week.',
    fails: `f.deal_id IN (SELECT deal_id FROM ${alike.name})`,
    of: 'f.account IS NOT NULL',
    needs: 'f.account IS NOT NULL AND (f.name IS NOT NULL OR f.amount > 0)',
    next: 'Look at each pair. Where it is one deal, keep one and close the other.',
  },
]

/** For each check the deals that fail it, as `quality_<key>`. */
export const qualityMetrics: readonly Metric[] = checks.map(({ key, title, means, fails, cannot }) =>
  count(`quality_${key}`, title, means, fails, 'f.opened_on', cannot),
)
