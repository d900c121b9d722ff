import type { Answer, Difference } from '../contract.ts'
import { said } from './words.ts'

/** One comparison of a slice with all others, before it is known how many were made. z > 0: the slice has more. */
export interface Compared {
  readonly kind: keyof typeof kinds
  readonly dimension: string
  readonly label: string
  readonly value: string
  /** Whether the dimension has only two values, so that one says what the other says. */
  readonly pair: boolean
  readonly z: number
  readonly p: number
}

const rankMethod = 'Rank sum test of Wilcoxon, Mann and Whitney'

const kinds = {
  deal_size_median: { more: true, up: 'are larger', down: 'are smaller', method: rankMethod, what: 'Won deals' },
  cycle_days_median: { more: false, up: 'take longer to win', down: 'are won sooner', method: rankMethod, what: 'Deals' },
  time_in_stage_median: {
    more: false,
    up: 'stay longer in their stages',
    down: 'move on sooner',
    method: 'Log-rank test, stratified by stage',
    what: 'Deals',
  },
} as const

/** Those that differ by more than chance, the surest first. `corrected` are the chances after correction. */
export function sureDifferences<T extends Compared>(all: readonly T[], corrected: readonly number[]): (T & { readonly sure: number })[] {
  return all
    .map((each, index) => ({ ...each, sure: corrected[index] ?? 1 }))
    .filter((each) => each.sure <= 0.05 && !(each.pair && betterOf(each)))
    .toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z))
}

/** Worse slices first, then by how sure it is. */
export function inTheOrderOfTelling<T extends Compared>(found: readonly T[]): T[] {
  return found.toSorted((a, b) => Number(betterOf(a)) - Number(betterOf(b)) || Math.abs(b.z) - Math.abs(a.z))
}

/** Slices beside which this one may only look different: they are surer, of the same dimension and number, and lie on the other side. */
export function opposites<T extends Compared>(one: Compared, surer: readonly T[]): T[] {
  return surer.filter((each) => each.kind === one.kind && each.dimension === one.dimension && each.z > 0 !== one.z > 0)
}

/** A difference as it is told. */
export function differenceOf(found: Compared & { sure: number }, answer: Answer, rest: number | null, looked: number): Difference {
  const { kind, dimension, label, value, sure: p } = found
  const { method } = kinds[kind]
  return { dimension, label, value, better: betterOf(found), answer, rest, says: sentence(found, answer, rest), p, looked, method }
}

function betterOf({ kind, z }: Compared): boolean {
  return z > 0 === kinds[kind].more
}

function sentence({ kind, label, value, z }: Compared, answer: Answer, rest: number | null): string {
  const { what, up, down } = kinds[kind]
  const numbers = [answer.value, rest].map((number) => (number === null ? 'not known' : said(number, answer.unit, answer.currency)))
  return `${what} of ${label} "${value}" ${z > 0 ? up : down} than all others: the median is ${numbers[0]}, that of the others ${numbers[1]}.`
}
