import { type Interval, z95 } from './intervals.ts'

/** At day t, `d` left and `c` were last seen still there. */
export interface LifeRow {
  readonly t: number
  readonly d: number
  readonly c: number
}

/** One step of the curve: the share still there after day t, with its 95% log-log band. */
export interface SurvivalStep {
  readonly t: number
  readonly atRisk: number
  readonly left: number
  readonly share: number
  readonly low: number
  readonly high: number
}

/**
 * Kaplan-Meier with Greenwood's variance and the log-log band. Rows in any order; those censored on a day are still at risk on it.
 * Sources: Kaplan & Meier (1958); band: Kalbfleisch & Prentice, The Statistical Analysis of Failure Time Data, section 1.4.
 */
export function survivalCurve(rows: readonly LifeRow[], z = z95): SurvivalStep[] {
  const ordered = rows.toSorted((a, b) => a.t - b.t)
  let atRisk = ordered.reduce((sum, row) => sum + row.d + row.c, 0)
  let share = 1
  let greenwood = 0
  const steps: SurvivalStep[] = []
  for (const row of ordered) {
    if (row.d > 0) {
      share *= 1 - row.d / atRisk
      greenwood += row.d / (atRisk * (atRisk - row.d))
      steps.push({ t: row.t, atRisk, left: row.d, share, ...band(share, greenwood, z) })
    }
    atRisk -= row.d + row.c
  }
  return steps
}

function band(share: number, greenwood: number, z: number): { low: number; high: number } {
  if (share <= 0 || share >= 1) return { low: share, high: share }
  const spread = Math.exp((z * Math.sqrt(greenwood)) / Math.abs(Math.log(share)))
  return { low: share ** spread, high: share ** (1 / spread) }
}

/** The first day at which the share still there is at or below 1 - `at`, and the days at which the band's ends are. Null where never reached. */
export function survivalQuantile(steps: readonly SurvivalStep[], at: number): { value: number | null } & Interval {
  const limit = 1 - at + 1e-12
  const first = (pick: (step: SurvivalStep) => number) => steps.find((step) => pick(step) <= limit)?.t ?? null
  return { value: first((step) => step.share), low: first((step) => step.low), high: first((step) => step.high) }
}
