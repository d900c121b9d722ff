import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rankTest } from './rank-test.ts'

/** Ranks by counting: a value's rank is one more than those below it, and half of its equals. */
function ranked(group: readonly number[], others: readonly number[]) {
  const all = [...group, ...others]
  const rank = (x: number) => all.filter((y) => y < x).length + (all.filter((y) => y === x).length + 1) / 2
  const counts = [...new Set(all)].map((x) => all.filter((y) => y === x).length)
  return {
    n: group.length,
    all: all.length,
    rankSum: group.reduce((sum, x) => sum + rank(x), 0),
    ties: counts.reduce((sum, t) => sum + t ** 3 - t, 0),
  }
}

test('the permeability example has its published rank sum and chance', () => {
  // Hollander & Wolfe, Nonparametric Statistical Methods (1973), p. 69: W = 35 of 10 and 5 values; R gives p = 0.2544 exactly, 0.2449 by the
  // normal approximation with continuity correction and without ties.
  const x = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
  const y = [1.15, 0.88, 0.9, 0.74, 1.21]
  const input = ranked(x, y)
  expect(input.rankSum - (10 * 11) / 2).toBe(35)
  expect(rankTest(input).p).toBeCloseTo(0.2449, 3)
  expect(rankTest(input).z).toBeGreaterThan(0)
})

test('the others lie as far on the other side', () => {
  const values = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 25 })
  fc.assert(
    fc.property(values, values, (group, others) => {
      const there = rankTest(ranked(group, others))
      const back = rankTest(ranked(others, group))
      expect(back.z).toBeCloseTo(-there.z, 9)
      expect(back.p).toBeCloseTo(there.p, 9)
    }),
  )
})

test('equal values everywhere differ in nothing', () => {
  expect(rankTest(ranked([5, 5, 5], [5, 5]))).toEqual({ z: 0, p: 1 })
})
