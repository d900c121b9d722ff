import { type Estimate, sum } from './chance.ts'

/**
 * Shares of several groups, each pulled towards all of them as far as its own cases are too few to stand alone: the posterior of a
 * beta-binomial whose prior is estimated from the groups by moments, so a small group is not taken for the best one.
 * Sources: J. C. Kleinman, Proportions with extraneous variance, J. Am. Stat. Assoc. 68 (1973), the estimate of the correlation within
 * groups; G. Casella, An introduction to empirical Bayes data analysis, The American Statistician 39 (1985).
 */
export function shrunkShares(groups: readonly { readonly hits: number; readonly n: number }[]): Estimate[] {
  const cases = sum(groups.map(({ n }) => n))
  const mean = sum(groups.map(({ hits }) => hits)) / cases
  const strength = priorStrength(groups, cases, mean)
  return groups.map(({ hits, n }) => {
    if (strength === Number.POSITIVE_INFINITY) return { at: mean, variance: (mean * (1 - mean)) / cases }
    const at = (strength * mean + hits) / (strength + n)
    return { at, variance: (at * (1 - at)) / (strength + n + 1) }
  })
}

/** How many cases of its own a group needs to count as much as what is known of all: 1 / correlation within groups - 1. */
function priorStrength(groups: readonly { readonly hits: number; readonly n: number }[], cases: number, mean: number): number {
  const freedom = groups.length - 1
  if (freedom < 1 || mean <= 0 || mean >= 1) return Number.POSITIVE_INFINITY
  const scatter = sum(groups.map(({ hits, n }) => n * (hits / n - mean) ** 2)) / (mean * (1 - mean))
  const within = cases - sum(groups.map(({ n }) => n * n)) / cases - freedom
  const correlation = within > 0 ? (scatter - freedom) / within : 0
  return correlation <= 0 ? Number.POSITIVE_INFINITY : Math.max(0, 1 / Math.min(correlation, 1) - 1)
}

/**
 * Means of several groups, each pulled towards all of them as far as its own error is large beside what the groups differ by.
 * Used for the mean logarithm of stays, that is for times that are about log-normal. Sources: R. DerSimonian & N. Laird, Controlled
 * Clinical Trials 7 (1986), the variance between groups; C. N. Morris, Parametric empirical Bayes inference, J. Am. Stat. Assoc. 78 (1983).
 */
export function shrunkMeans(groups: readonly Estimate[]): Estimate[] {
  const weights = groups.map(({ variance }) => 1 / variance)
  const weight = sum(weights)
  const mean = sum(groups.map(({ at }, index) => at * (weights[index] ?? 0))) / weight
  const scatter = sum(groups.map(({ at }, index) => (weights[index] ?? 0) * (at - mean) ** 2))
  const between = Math.max(0, (scatter - (groups.length - 1)) / (weight - sum(weights.map((each) => each * each)) / weight))
  if (!(between > 0)) return groups.map(() => ({ at: mean, variance: 1 / weight }))
  const centre =
    sum(groups.map(({ at, variance }) => at / (variance + between))) / sum(groups.map(({ variance }) => 1 / (variance + between)))
  return groups.map(({ at, variance }) => {
    const own = between / (between + variance)
    return { at: own * at + (1 - own) * centre, variance: own * variance }
  })
}
