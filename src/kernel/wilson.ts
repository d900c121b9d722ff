/** Two-sided 95%: the normal quantile at 0.975. */
export const z95 = 1.959963984540054

/**
 * Below so many cases a share is too few to say. At thirty the interval of a share of a half is a third wide, 33 to 67 %; at ten it is 24 to 76 %, which
 * tells hardly anybody apart.
 */
export const enoughToSay = 30

export interface Interval {
  readonly low: number | null
  readonly high: number | null
}

/** Wilson's score interval for a share. Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927). */
export function wilson(hits: number, n: number, z = z95): Interval {
  if (n === 0) return { low: null, high: null }
  const p = hits / n
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n)
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n)
  return { low: hits === 0 ? 0 : Math.max(0, middle - half), high: hits === n ? 1 : Math.min(1, middle + half) }
}
