import { upperTail } from './intervals.ts'
import type { LifeRow } from './survival.ts'

/** Stays of a group and of everything, the group included, in one stratum: a stage. */
export interface Stratum {
  readonly group: readonly LifeRow[]
  readonly all: readonly LifeRow[]
}

/** How often the group left, and how often it would have at the pace of all. z < 0: the group is slower. */
export interface Pace {
  readonly observed: number
  readonly expected: number
  readonly z: number
  readonly p: number
}

/**
 * The log-rank test of a group against all others, stratified: within each stratum, at each day that somebody left, the group's share of
 * those still there is expected to leave. Open stays count until they were last seen.
 * Sources: N. Mantel, Cancer Chemotherapy Reports 50 (1966); R. Peto & J. Peto, J. Royal Statistical Society A 135 (1972).
 */
export function logRank(strata: readonly Stratum[]): Pace {
  const parts = strata.map(inStratum)
  const observed = total(parts.map((part) => part.observed))
  const expected = total(parts.map((part) => part.expected))
  const variance = total(parts.map((part) => part.variance))
  const z = variance > 0 ? (observed - expected) / Math.sqrt(variance) : 0
  return { observed, expected, z, p: variance > 0 ? Math.min(1, 2 * upperTail(Math.abs(z))) : 1 }
}

function inStratum({ group, all }: Stratum): { observed: number; expected: number; variance: number } {
  const own = new Map(group.map((row) => [row.t, row]))
  const sums = { observed: 0, expected: 0, variance: 0 }
  let atRisk = risk(all)
  let ownAtRisk = risk(group)
  for (const { t, d, c } of all.toSorted((a, b) => a.t - b.t)) {
    const mine = own.get(t)
    if (d > 0) {
      const share = ownAtRisk / atRisk
      sums.observed += mine?.d ?? 0
      sums.expected += d * share
      if (atRisk > 1) sums.variance += (d * share * (1 - share) * (atRisk - d)) / (atRisk - 1)
    }
    atRisk -= d + c
    ownAtRisk -= (mine?.d ?? 0) + (mine?.c ?? 0)
  }
  return sums
}

/** Added up from small to large: the order in which strata come changes nothing, not even the last digit. */
function total(parts: readonly number[]): number {
  return parts.toSorted((a, b) => a - b).reduce((sum, part) => sum + part, 0)
}

function risk(rows: readonly LifeRow[]): number {
  return rows.reduce((sum, row) => sum + row.d + row.c, 0)
}
