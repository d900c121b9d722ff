import { enoughToSay, wilson, z95 } from '#kernel/wilson'

/** How many there were, and how many of them became won deals. */
export interface Side {
  readonly leads: number
  readonly won: number
}

export interface Lateness {
  /** How many more of 1 are won where the first contact came in time; with the interval of 95 %. */
  readonly difference: number
  readonly low: number
  readonly high: number
}

/**
 * How much more often leads are won that were contacted within target than those that were not: a difference between two shares with its interval by
 * Newcombe's hybrid score method (Stat. Med. 17, 1998, method 10), which keeps its promise with few cases too.
 */
export function latenessOf(inTime: Side, late: Side): Lateness {
  const [a, b] = [inTime.won / inTime.leads, late.won / late.leads]
  const [first, second] = [ends(inTime), ends(late)]
  const difference = a - b
  return {
    difference,
    low: difference - Math.hypot(a - first.low, second.high - b),
    high: difference + Math.hypot(first.high - a, b - second.low),
  }
}

function ends({ won, leads }: Side): { low: number; high: number } {
  const { low, high } = wilson(won, leads, z95)
  return { low: low ?? 0, high: high ?? 1 }
}

export interface Cost extends Lateness {
  /** Won deals that lateness cost: late leads times the difference. */
  readonly deals: number
  readonly dealsLow: number
  readonly dealsHigh: number
  /** The same in money; null where no won deal has an amount. */
  readonly money: number | null
  readonly moneyLow: number | null
  readonly moneyHigh: number | null
}

/** What the late ones would have brought had they been won as often as the others; null where a side is too small to say. `value`: what a won deal is worth on average. */
export function costOfLateness(inTime: Side, late: Side, value: number | null): Cost | null {
  if (inTime.leads < enoughToSay || late.leads < enoughToSay) return null
  const found = latenessOf(inTime, late)
  const of = (share: number) => share * late.leads
  const worth = (deals: number) => (value === null ? null : deals * value)
  const [deals, dealsLow, dealsHigh] = [of(found.difference), of(found.low), of(found.high)]
  return { ...found, deals, dealsLow, dealsHigh, money: worth(deals), moneyLow: worth(dealsLow), moneyHigh: worth(dealsHigh) }
}
