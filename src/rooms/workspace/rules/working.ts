import { plusDays } from '#kernel/rule-days'
import { t } from '#kernel/text'
import type { Day } from '#kernel/time'
import { no, ok, type Verdict } from '#kernel/verdict'
import type { Absence, Worker } from '../contract/working.ts'

/** Whether days and a stand-in make an absence. */
export function mayBeAway({ member, from, until, standIn }: Omit<Absence, 'id'>): Verdict {
  if (until < from) return no(t('The last day away is not before the first.'))
  if (until > plusDays(from, 730)) return no(t('An absence lasts two years at most.'))
  if (standIn === member) return no(t('Nobody stands in for themselves. Choose somebody else, or nobody.'))
  return ok
}

/** The absence that somebody has on a day: of several the one that ends last, so that they are back when all are over. */
export function awayOn(
  absences: readonly { readonly from: Day; readonly until: Day; readonly standIn: Worker['id'] | null }[],
  day: Day,
): Worker['away'] {
  const now = absences.filter(({ from, until }) => from <= day && day <= until).toSorted((a, b) => (a.until < b.until ? 1 : -1))
  const last = now[0]
  return last ? { until: last.until, standIn: last.standIn } : null
}
