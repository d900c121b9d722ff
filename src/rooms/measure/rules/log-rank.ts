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
  let observed = 0
  let expected = 0
  let variance = 0
  for (const { group, all } of strata) {
    const own = new Map(group.map((row) => [row.t, row]))
    let atRisk = risk(all)
    let ownAtRisk = risk(group)
    for (const { t, d, c } of all.toSorted((a, b) => a.t - b.t)) {
      const mine = own.get(t)
      if (d > 0) {
        const share = ownAtRisk / atRisk
        observed += mine?.d ?? 0
        expected += d * share
        if (atRisk > 1) variance += (d * share * (1 - share) * (atRisk - d)) / (atRisk - 1)
      }
      atRisk -= d + c
      ownAtRisk -= (mine?.d ?? 0) + (mine?.c ?? 0)
    }
  }
  const z = variance > 0 ? (observed - expected) / Math.sqrt(variance) : 0
  return { observed, expected, z, p: variance > 0 ? Math.min(1, 2 * upperTail(Math.abs(z))) : 1 }
}

function risk(rows: readonly LifeRow[]): number {
  return rows.reduce((sum, row) => sum + row.d + row.c, 0)
}
