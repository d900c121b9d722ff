import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lnFactorial, normalMean, quantileRanks, upperTail, wilson } from './intervals.ts'

describe("Wilson's interval", () => {
  test('gives the figures that Newcombe published (Statistics in Medicine 17, 1998, table I)', () => {
    const rounded = ({ low, high }: { low: number | null; high: number | null }) => [low?.toFixed(4), high?.toFixed(4)]
    expect(rounded(wilson(81, 263))).toEqual(['0.2553', '0.3662'])
    expect(rounded(wilson(15, 148))).toEqual(['0.0624', '0.1605'])
    expect(rounded(wilson(0, 20))).toEqual(['0.0000', '0.1611'])
    expect(rounded(wilson(1, 29))).toEqual(['0.0061', '0.1718'])
  })

  test('holds its share, and lies between 0 and 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, part) => {
        const hits = Math.round(n * part)
        const { low, high } = wilson(hits, n)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        expect(low).toBeLessThanOrEqual(hits / n)
        expect(high).toBeGreaterThanOrEqual(hits / n)
      }),
    )
  })

  test('knows nothing without rows', () => {
    expect(wilson(0, 0)).toEqual({ low: null, high: null })
  })
})

describe('ranks around a median', () => {
  test('are those of the tables for the sign test', () => {
    // Ranks for 95%: n = 10 gives 2 and 9, n = 20 gives 6 and 15, n = 50 gives 18 and 33, n = 100 gives 40 and 61.
    expect(quantileRanks(10, 0.5)).toEqual({ low: 2, high: 9 })
    expect(quantileRanks(20, 0.5)).toEqual({ low: 6, high: 15 })
    expect(quantileRanks(50, 0.5)).toEqual({ low: 18, high: 33 })
    expect(quantileRanks(100, 0.5)).toEqual({ low: 40, high: 61 })
  })

  test('do not exist where there are too few rows', () => {
    expect(quantileRanks(5, 0.5)).toEqual({ low: null, high: null })
    expect(quantileRanks(6, 0.5)).toEqual({ low: 1, high: 6 })
    expect(quantileRanks(0, 0.5)).toEqual({ low: null, high: null })
  })

  test('agree with the sum of the binomial written out', () => {
    const plain = (n: number, p: number) => {
      let below = 0
      let rank: number | null = null
      for (let k = 0; k <= n; k++) {
        below += Math.exp(lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k) + k * Math.log(p) + (n - k) * Math.log(1 - p))
        if (below > 0.025) break
        rank = k + 1
      }
      return rank
    }
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.constantFrom(0.25, 0.5, 0.75, 0.9), (n, p) => {
        expect(quantileRanks(n, p).low).toBe(plain(n, p))
      }),
    )
  })

  test('are found for a million rows, near half of them plus and minus the square root', () => {
    const { low, high } = quantileRanks(1_000_000, 0.5)
    expect(low).toBe(499_020)
    expect(high).toBe(500_981)
  })
})

test('the upper tail of the normal matches published values far out too', () => {
  expect(upperTail(0)).toBeCloseTo(0.5, 12)
  expect(upperTail(1.959963984540054)).toBeCloseTo(0.025, 10)
  expect(upperTail(-1)).toBeCloseTo(0.8413447461, 9)
  expect(upperTail(3)).toBeCloseTo(0.001349898, 9)
  expect(upperTail(6) / 9.865876450377e-10).toBeCloseTo(1, 6)
})

test('the interval of a mean needs two values', () => {
  expect(normalMean(5, null, 1)).toEqual({ low: null, high: null })
  expect(normalMean(5, 2, 100).low).toBeCloseTo(4.608, 3)
})
