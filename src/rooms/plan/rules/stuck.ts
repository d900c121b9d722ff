import { t } from '#kernel/text'
import type { Evidence, Step, Stuck } from '../contract.ts'
import { sum } from './chance.ts'
import { count } from './say.ts'

/** Open deals that took longer than nine of ten won ones, and what they would bring if they still closed at the usual rate. */
export function stuckOf(evidence: Evidence): Stuck | null {
  const { wonCycleP90: olderThanDays, closed, won, meanWon } = evidence
  if (olderThanDays === null) return null
  const rate = closed > 0 && won < closed ? won / closed : null
  const worth = (amount: number, withoutAmount: number) =>
    rate === null || (withoutAmount > 0 && meanWon === null) ? null : rate * (amount + withoutAmount * (meanWon ?? 0))
  const deals = sum(evidence.stuck.map((each) => each.count))
  const amount = sum(evidence.stuck.map((each) => each.amount))
  const withoutAmount = sum(evidence.stuck.map((each) => each.withoutAmount))
  const money = worth(amount, withoutAmount)
  const steps: Step[] = [
    {
      label: t('Open deals older than nine of ten won ones'),
      value: deals,
      unit: 'count',
      says: t('opened more than {{days}} days before {{asOf}}', { days: Math.floor(olderThanDays), asOf: evidence.asOf }),
    },
    {
      label: t('Their known amount'),
      value: amount,
      unit: 'money',
      says: withoutAmount > 0 ? t('{{n}} have none and count with the mean won size', { n: count(withoutAmount) }) : t('all have one'),
    },
    {
      label: t('Close rate'),
      value: rate,
      unit: 'share',
      says: t('{{won}} won of {{closed}} closed', { won: count(won), closed: count(closed) }),
    },
    {
      label: t('At most at stake'),
      value: money,
      unit: 'money',
      says: t('if they still closed at the usual rate, which old deals seldom do'),
    },
  ]
  return {
    count: deals,
    olderThanDays,
    olderThanAny: sum(evidence.stuck.map((each) => each.olderThanAny)),
    longestWon: evidence.wonCycleMax,
    money,
    steps,
    byStage: evidence.stuck.map((each) => ({
      pipeline: each.pipeline,
      stage: each.stage,
      count: each.count,
      money: worth(each.amount, each.withoutAmount),
    })),
  }
}

/** What is stuck, in a sentence or two. */
export function stuckSays({ count: deals, olderThanDays, olderThanAny, longestWon }: Stuck): string {
  const old = t('{{n}} open deals are older than {{days}} days, by which nine of ten won deals were closed.', {
    n: count(deals),
    days: Math.floor(olderThanDays),
  })
  if (olderThanAny === 0 || longestWon === null) return old
  const gaps = { n: count(olderThanAny), days: count(longestWon) }
  return `${old} ${t('{{n}} are older than any deal was when it was won ({{days}} days).', gaps)}`
}
