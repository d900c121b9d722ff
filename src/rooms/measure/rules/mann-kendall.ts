import { upperTail } from './intervals.ts'

/** What a test for a trend says. `slope` is Sen's: the median change from one value to the next. */
export interface TrendTest {
  readonly n: number
  /** Pairs that rise minus pairs that fall. */
  readonly s: number
  /** Two-sided: the chance of so many rises or falls without any trend. */
  readonly p: number
  readonly slope: number
}

/** A value and its place in time; places are whole numbers and may have gaps. */
export interface Placed {
  readonly at: number
  readonly value: number
}

/**
 * The Mann-Kendall test for a steady rise or fall: no assumption about the shape of the values. Exact up to 40 values without ties, else by
 * the normal approximation with correction for ties and continuity. With a `season` (12 for months) only values of the same season are
 * compared, so that a yearly pattern is no trend.
 * Sources: M. G. Kendall, Rank Correlation Methods (1975); P. K. Sen, J. Am. Stat. Assoc. 63 (1968); seasons: R. M. Hirsch, J. R. Slack,
 * R. A. Smith, Water Resources Research 18 (1982).
 */
export function mannKendall(values: readonly Placed[], season = 1): TrendTest {
  const groups = [...Map.groupBy(values, ({ at }) => at % season).values()]
  const parts = groups.map((group) => kendallOf(group.toSorted((a, b) => a.at - b.at)))
  const s = sum(parts.map((part) => part.s))
  const slope = median(parts.flatMap((part) => part.slopes))
  const alone = parts.length === 1 ? parts[0] : undefined
  if (alone && !alone.ties && alone.n <= 40) return { n: values.length, s, slope, p: exactTail(alone.n, s) }
  const variance = sum(parts.map((part) => part.variance))
  const z = variance === 0 ? 0 : Math.max(0, Math.abs(s) - 1) / Math.sqrt(variance)
  return { n: values.length, s, slope, p: Math.min(1, 2 * upperTail(z)) }
}

function kendallOf(values: readonly Placed[]): { n: number; s: number; variance: number; ties: boolean; slopes: number[] } {
  const n = values.length
  let s = 0
  const slopes: number[] = []
  values.forEach((early, i) => {
    for (const late of values.slice(i + 1)) {
      s += Math.sign(late.value - early.value)
      slopes.push((late.value - early.value) / (late.at - early.at))
    }
  })
  const tied = [...Map.groupBy(values, ({ value }) => value).values()].map((same) => same.length)
  const spread = (k: number) => k * (k - 1) * (2 * k + 5)
  return { n, s, variance: (spread(n) - sum(tied.map(spread))) / 18, ties: tied.some((k) => k > 1), slopes }
}

/** P(|S| >= |s|) when all orders of n different values are equally likely: by counting the orders with each number of inversions. */
function exactTail(n: number, s: number): number {
  const pairs = (n * (n - 1)) / 2
  let chance = [1]
  for (let k = 2; k <= n; k++) {
    const next = new Array<number>((k * (k - 1)) / 2 + 1).fill(0)
    chance.forEach((weight, inversions) => {
      for (let more = 0; more < k; more++) next[inversions + more] = (next[inversions + more] ?? 0) + weight / k
    })
    chance = next
  }
  const inversions = Math.floor((pairs - Math.abs(s)) / 2)
  return Math.min(1, 2 * sum(chance.slice(0, inversions + 1)))
}

function median(values: readonly number[]): number {
  if (values.length === 0) return 0
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
