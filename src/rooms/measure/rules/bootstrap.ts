import type { Interval } from './intervals.ts'

/** Sums over rows that fell together by chance. */
export interface Lot {
  readonly n: number
  readonly sums: readonly number[]
}

/** How often the rows are drawn again. */
export const draws = 2000
/** Into so many lots rows fall; an interval costs the same for a thousand rows and for a million. */
export const lots = 200

/** The sums of all lots. */
export function together(all: readonly Lot[], width: number): number[] {
  const sums = new Array<number>(width).fill(0)
  for (const lot of all) for (let at = 0; at < width; at++) sums[at] = (sums[at] ?? 0) + (lot.sums[at] ?? 0)
  return sums
}

/**
 * The 95% interval of a number that is calculated from sums, by the percentile bootstrap: lots are drawn with replacement, as many as there are.
 * Rows fall into lots by a hash of their id, so lots are a random grouping. The generator has a fixed seed: the same rows give the same interval.
 * Without an interval where a twentieth of the drawings give no value. Sources: B. Efron, Annals of Statistics 7 (1979); random groups:
 * K. M. Wolter, Introduction to Variance Estimation (2007), chapter 2.
 */
export function bootstrap(all: readonly Lot[], width: number, value: (sums: readonly number[]) => number | null): Interval {
  if (all.length < 2) return { low: null, high: null }
  const next = generator(20_260)
  const found: number[] = []
  const sums = new Array<number>(width)
  for (let draw = 0; draw < draws; draw++) {
    sums.fill(0)
    for (let pick = 0; pick < all.length; pick++) {
      const drawn = all[Math.floor(next() * all.length)]?.sums ?? []
      for (let at = 0; at < width; at++) sums[at] = (sums[at] ?? 0) + (drawn[at] ?? 0)
    }
    const one = value(sums)
    if (one !== null && Number.isFinite(one)) found.push(one)
  }
  if (found.length < 0.95 * draws) return { low: null, high: null }
  const sorted = found.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null
  return { low: at(0.025), high: at(0.975) }
}

/** Numbers between 0 and 1 that only look like chance: mulberry32 by Tommy Ettinger, in the public domain. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
