import type { Stays } from '../contract.ts'

/** Two-sided 95%. */
export const z95 = 1.959963984540054

/** The normal quantile of 1 - p for small p. Source: Abramowitz & Stegun 26.2.23, error below 4.5e-4. */
export function criticalZ(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p))
  return t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3)
}

/** A number with the variance of its estimate. */
export interface Estimate {
  readonly at: number
  readonly variance: number
}

/** A share; its variance as if one more had gone each way, so that it is never 0 (Agresti & Caffo, The American Statistician 54, 2000). */
export function shareOf(hits: number, n: number): Estimate {
  const near = (hits + 1) / (n + 2)
  return { at: hits / n, variance: (near * (1 - near)) / (n + 2) }
}

/** How many standard errors a lies above b. */
export function standardErrors(a: Estimate, b: Estimate): number {
  const variance = a.variance + b.variance
  return variance > 0 ? (a.at - b.at) / Math.sqrt(variance) : 0
}

/**
 * How surely the first of two shares lies below the second, as standard errors: Fisher's exact test, one-sided, with its p told as the
 * normal quantile that leaves as much. Source: A. Agresti, Categorical Data Analysis, section 3.5. 0 where it does not lie below.
 */
export function sharesApart(low: { hits: number; n: number }, high: { hits: number; n: number }): number {
  if (low.n === 0 || high.n === 0 || low.hits / low.n >= high.hits / high.n) return 0
  const [hits, n] = [low.hits + high.hits, low.n + high.n]
  const chosen = (k: number, of: number) => lnFactorial(of) - lnFactorial(k) - lnFactorial(of - k)
  let term = Math.exp(chosen(low.hits, low.n) + chosen(high.hits, high.n) - chosen(hits, n))
  let tail = 0
  for (let k = low.hits; k >= 0 && term > tail * 1e-12; k--) {
    tail += term
    // From k hits in the first group to k - 1.
    term *= (k * (high.n - hits + k)) / ((low.n - k + 1) * (hits - k + 1))
  }
  return tail >= 0.5 ? 0 : criticalZ(Math.max(tail, 1e-300))
}

/** ln(n!): sums for small n, else Stirling's series, error below 1e-9. */
function lnFactorial(n: number): number {
  if (n < 20) {
    let total = 0
    for (let i = 2; i <= n; i++) total += Math.log(i)
    return total
  }
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + 1 / (12 * n) - 1 / (360 * n ** 3)
}

/** The mean of the logarithms of stays; `spread` is the variance of one, by default as these stays themselves show. */
export function meanLog(stays: Stays, spread = spreadOf([stays])): Estimate {
  return { at: stays.logs / stays.n, variance: spread / stays.n }
}

/**
 * The variance of the logarithms of single stays within groups; at least that of half a day more or less in a week. Over several groups
 * it is known far better than from the twenty stays of one, whose own variance would make differences look sure too often.
 */
export function spreadOf(groups: readonly Stays[]): number {
  const within = sum(groups.map(({ n, logs, squares }) => squares - logs ** 2 / n))
  const freedom = sum(groups.map(({ n }) => n - 1))
  return freedom > 0 ? Math.max(0.005, within / freedom) : Number.POSITIVE_INFINITY
}

/** Added from the smallest up, so that the last digit is the same in whatever order segments come. */
export function sum(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b).reduce((total, each) => total + each, 0)
}

/** The middle value, of an even number the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const above = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? above : ((sorted[middle - 1] ?? above) + above) / 2
}
