import { t } from '#kernel/text'
import type { Day } from '#kernel/time'
import { no, ok, type Verdict } from '#kernel/verdict'
import { enoughToSay, wilson } from '#kernel/wilson'
import type { Rate } from '../contract/campaign-goals.ts'

/** Whether a campaign has begun; one without a first day has not. */
export const hasBegun = (startsOn: Day | null, today: Day): boolean => startsOn !== null && startsOn <= today

/** A target is set before the start. After it a first one is marked as late, and a change needs its reason. */
export function maySetGoal(has: { readonly begun: boolean; readonly goal: boolean; readonly reason: string }): Verdict {
  if (has.begun && has.goal && has.reason.length < 3)
    return no(t('The campaign has begun, so its target is locked. Say why it changes; the change and its reason are shown.'))
  return ok
}

/** A share with Wilson's interval of 95 %. */
export function rateOf(hits: number, n: number): Rate {
  return { hits, n, value: n === 0 ? null : hits / n, ...wilson(hits, n), enough: n >= enoughToSay }
}

/** How a share stands to its target: its whole interval above or below it, or neither. */
export function verdictOn({ low, high, enough }: Rate, target: number): 'above' | 'below' | 'open' | 'few' {
  if (!enough || low === null || high === null) return 'few'
  if (low >= target) return 'above'
  return high < target ? 'below' : 'open'
}
