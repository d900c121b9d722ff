import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shrunkMeans, shrunkShares } from './shrink.ts'

describe('shares that are pulled towards all of them', () => {
  test('are the common share where the groups differ by no more than chance', () => {
    const groups = [
      { hits: 30, n: 100 },
      { hits: 31, n: 100 },
      { hits: 29, n: 100 },
    ]
    for (const { at } of shrunkShares(groups)) expect(at).toBeCloseTo(0.3, 10)
  })

  test('stay near their own where groups are large and differ much, and leave it where a group is small', () => {
    const [large, small] = shrunkShares([
      { hits: 200, n: 1000 },
      { hits: 9, n: 10 },
      { hits: 500, n: 1000 },
      { hits: 350, n: 1000 },
    ])
    expect(Math.abs((large?.at ?? 0) - 0.2)).toBeLessThan(0.01)
    expect(small?.at).toBeLessThan(0.75)
  })

  test('are the same to the last digit in whatever order the groups come', () => {
    const group = fc.integer({ min: 1, max: 2_000 }).chain((n) => fc.record({ n: fc.constant(n), hits: fc.integer({ min: 0, max: n }) }))
    fc.assert(
      fc.property(fc.array(group, { minLength: 2, maxLength: 12 }), (groups) => {
        expect(shrunkShares(groups.toReversed()).toReversed()).toEqual(shrunkShares(groups))
        const means = groups.map(({ hits, n }) => ({ at: hits / n, variance: 1 / n }))
        expect(shrunkMeans(means.toReversed()).toReversed()).toEqual(shrunkMeans(means))
      }),
    )
  })

  test('lie between their own share and that of all, whatever the counts', () => {
    const group = fc.integer({ min: 1, max: 2_000 }).chain((n) => fc.record({ n: fc.constant(n), hits: fc.integer({ min: 0, max: n }) }))
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 12 }), (groups) => {
        const all = groups.reduce((sum, { hits }) => sum + hits, 0) / groups.reduce((sum, { n }) => sum + n, 0)
        shrunkShares(groups).forEach(({ at, variance }, index) => {
          const own = (groups[index]?.hits ?? 0) / (groups[index]?.n ?? 1)
          expect(at).toBeGreaterThanOrEqual(Math.min(own, all) - 1e-9)
          expect(at).toBeLessThanOrEqual(Math.max(own, all) + 1e-9)
          expect(variance).toBeGreaterThanOrEqual(0)
        })
      }),
    )
  })
})

describe('means that are pulled towards all of them', () => {
  test('are the published estimate of the variance between groups (DerSimonian & Laird), worked by hand', () => {
    // Two groups at 0 and 2 with variance 1: scatter 2, one degree of freedom, weights 1 and 1, so 1 between and half of the way.
    const [low, high] = shrunkMeans([
      { at: 0, variance: 1 },
      { at: 2, variance: 1 },
    ])
    expect([low?.at, high?.at]).toEqual([0.5, 1.5])
  })

  test('are one mean where the groups differ by no more than chance', () => {
    const pulled = shrunkMeans([
      { at: 1, variance: 1 },
      { at: 1.2, variance: 1 },
    ])
    for (const { at } of pulled) expect(at).toBeCloseTo(1.1, 10)
  })
})
