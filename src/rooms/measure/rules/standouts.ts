import type { Answer, Dimension, Standout } from '../contract.ts'
import { upperTail } from './intervals.ts'

/** Outcomes, not causes: comparing close rates by these says nothing. */
const outcomes = new Set(['stage', 'lost_reason', 'status'])

/** Close rates of one dimension: value, won, closed. */
export interface Cut {
  readonly dimension: Dimension
  readonly groups: readonly { readonly value: string | null; readonly answer: Answer }[]
}

/** Whether a dimension may be compared at all. What marketing did is compared by itself. */
export function comparable(dimension: Dimension): boolean {
  return dimension.subject === 'deal' && dimension.origin !== 'date' && dimension.origin !== 'marketing' && !outcomes.has(dimension.key)
}

/** Whether a cut merely repeats the outcome: some sizeable value has only won or only lost deals. */
export function followsOutcome(cut: Cut): boolean {
  return cut.groups.some(({ answer }) => repeatsOutcome(answer.n, wonOf(answer)))
}

/** Whether so many closed deals have ended alike that their value says how they ended. */
export function repeatsOutcome(closed: number, won: number): boolean {
  return closed >= 40 && (won === 0 || won === closed)
}

/**
 * The slices whose close rate differs from the rest by more than chance. Two-sided test of two proportions against all other closed deals
 * with a value in the dimension (of a pair of values only the worse one, for the other says the same), at 5% divided by the number of slices looked at, and of
 * whatever else was compared beside them (Bonferroni). Largest effect in money first.
 */
export function standouts(
  cuts: readonly Cut[],
  meanWon: number | null,
  spanDays: number,
  alsoCompared = 0,
): { found: Standout[]; looked: number } {
  const looks = cuts.flatMap(({ dimension, groups }) => {
    const known = groups.filter(({ value }) => value !== null)
    const n = sum(known.map(({ answer }) => answer.n))
    const won = sum(known.map(({ answer }) => wonOf(answer)))
    return known
      .filter(({ answer }) => answer.enough && n - answer.n >= 20)
      .map(({ value, answer }) => ({ dimension, value, answer, restN: n - answer.n, restWon: won - wonOf(answer) }))
  })
  const looked = looks.length + alsoCompared
  const found = looks.flatMap(({ dimension, value, answer, restN, restWon }): Standout[] => {
    const rest = restWon / restN
    const p = differs(wonOf(answer), answer.n, restWon, restN)
    if (p * looked > 0.05 || answer.value === null) return []
    const gap = answer.value - rest
    const pair = looks.filter((look) => look.dimension === dimension).length === 2
    if (pair && gap > 0) return []
    const aYear = spanDays > 0 ? (answer.n * 365) / spanDays : null
    const moneyAYear = meanWon === null || aYear === null ? null : Math.abs(gap) * aYear * meanWon
    return [{ dimension: dimension.key, label: dimension.label, value, better: gap > 0, answer, rest, looked, moneyAYear }]
  })
  return { found: found.toSorted((a, b) => (b.moneyAYear ?? 0) - (a.moneyAYear ?? 0)), looked }
}

/** Two-sided p-value that two shares are equal, by the pooled normal approximation. */
export function differs(hitsA: number, nA: number, hitsB: number, nB: number): number {
  const pooled = (hitsA + hitsB) / (nA + nB)
  const se = Math.sqrt(pooled * (1 - pooled) * (1 / nA + 1 / nB))
  if (se === 0) return 1
  return 2 * upperTail(Math.abs(hitsA / nA - hitsB / nB) / se)
}

function wonOf(answer: Answer): number {
  return Math.round((answer.value ?? 0) * answer.n)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
