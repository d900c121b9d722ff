import { type Interval, wilson, z95 } from '#kernel/wilson'

export { type Interval, wilson, z95 }

/** Mean plus and minus z standard errors. Needs two values. */
export function normalMean(mean: number, sd: number | null, n: number, z = z95): Interval {
  if (sd === null || n < 2) return { low: null, high: null }
  const half = (z * sd) / Math.sqrt(n)
  return { low: mean - half, high: mean + half }
}

/**
 * Ranks (from 1) of the order statistics that bracket the p-quantile of a population with at least 95%, by the binomial
 * distribution; null where n is too small to bound that side. Source: David & Nagaraja, Order Statistics, section 7.1.
 */
export function quantileRanks(n: number, p: number, confidence = 0.95): { low: number | null; high: number | null } {
  const tail = (1 - confidence) / 2
  const below = rankWithTail(n, p, tail)
  const above = rankWithTail(n, 1 - p, tail)
  return { low: below, high: above === null ? null : n + 1 - above }
}

/** The largest k with P(Bin(n, p) <= k - 1) <= tail, or null if even k = 1 has more. */
function rankWithTail(n: number, p: number, tail: number): number | null {
  const from = Math.max(0, Math.floor(n * p - 10 * Math.sqrt(n * p * (1 - p)) - 10))
  let term = Math.exp(lnFactorial(n) - lnFactorial(from) - lnFactorial(n - from) + from * Math.log(p) + (n - from) * Math.log(1 - p))
  let sum = 0
  let k = from
  while (k <= n && sum + term <= tail) {
    sum += term
    term *= ((n - k) / (k + 1)) * (p / (1 - p))
    k++
  }
  return k === 0 ? null : k
}

/** ln(n!) by Stirling's series, exact sums for small n. Error below 1e-10. */
export function lnFactorial(n: number): number {
  if (n < 20) {
    let sum = 0
    for (let i = 2; i <= n; i++) sum += Math.log(i)
    return sum
  }
  const x = n + 1
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5)
}

/** P(Z > z) of the standard normal. Abramowitz & Stegun 7.1.26 is too coarse for corrected tails, so by continued series. */
export function upperTail(z: number): number {
  if (z < 0) return 1 - upperTail(-z)
  if (z > 38) return 0
  const density = Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI)
  if (z < 3) {
    let term = z
    let sum = z
    for (let k = 1; Math.abs(term) > 1e-17 && k < 200; k++) {
      term *= (z * z) / (2 * k + 1)
      sum += term
    }
    return 0.5 - density * sum
  }
  let fraction = 0
  for (let k = 120; k >= 1; k--) fraction = k / (z + fraction)
  return density / (z + fraction)
}
