import { upperTail } from './intervals.ts'

/** A group in a ranking of all values, ties sharing the middle of their ranks. */
export interface Ranked {
  readonly n: number
  readonly rankSum: number
  /** How many were ranked in all. */
  readonly all: number
  /** Sum of t³ - t over the groups of t equal values. */
  readonly ties: number
}

/**
 * Whether the values of a group lie higher (z > 0) or lower than those of all others: the rank sum test of Wilcoxon, Mann and Whitney by the
 * normal approximation with correction for ties. Source: E. L. Lehmann, Nonparametrics (1975), section 1.4.
 */
export function rankTest({ n, rankSum, all, ties }: Ranked): { z: number; p: number } {
  const others = all - n
  const spread = ((n * others) / 12) * (all + 1 - ties / (all * (all - 1)))
  if (n === 0 || others === 0 || spread <= 0) return { z: 0, p: 1 }
  const off = rankSum - (n * (all + 1)) / 2
  const z = (Math.sign(off) * Math.max(0, Math.abs(off) - 0.5)) / Math.sqrt(spread)
  return { z, p: Math.min(1, 2 * upperTail(Math.abs(z))) }
}
