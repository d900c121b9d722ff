import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mannKendall } from './mann-kendall.ts'

const series = (values: readonly number[]) => values.map((value, at) => ({ at, value }))

/** Values 1…n in an order with the wished S: begin with the full rise and turn neighbours around. */
function withS(n: number, s: number): number[] {
  const values = Array.from({ length: n }, (_, index) => index)
  let inversions = ((n * (n - 1)) / 2 - s) / 2
  for (let end = n - 1; end > 0 && inversions > 0; end--) {
    for (let at = 0; at < end && inversions > 0; at++, inversions--) {
      const [a = 0, b = 0] = [values[at], values[at + 1]]
      values[at] = b
      values[at + 1] = a
    }
  }
  return values
}

test('the chances are those of the published table', () => {
  // Gilbert, Statistical Methods for Environmental Pollution Monitoring (1987), table A18; there one-sided.
  const table: [number, number, number][] = [
    [4, 6, 0.042],
    [5, 8, 0.042],
    [5, 10, 0.0083],
    [8, 16, 0.031],
    [8, 20, 0.0071],
    [10, 21, 0.036],
    [10, 23, 0.023],
  ]
  for (const [n, s, oneSided] of table) {
    const found = mannKendall(series(withS(n, s)))
    expect(found.s).toBe(s)
    expect(found.p / 2, `n ${n}, S ${s}`).toBeCloseTo(oneSided, oneSided < 0.01 ? 4 : 3)
  }
})

test('without seasons a yearly pattern looks like a rise, with seasons it is none', () => {
  const twoYears = series(Array.from({ length: 24 }, (_, index) => (index % 12) + 1))
  expect(mannKendall(twoYears).p).toBeLessThan(0.01)
  expect(mannKendall(twoYears, 12)).toMatchObject({ s: 0, p: 1, slope: 0 })
})

test('a rise that every month of the second year shows is found in spite of seasons', () => {
  const rising = series(Array.from({ length: 24 }, (_, index) => (index % 12) * 10 + Math.floor(index / 12)))
  const found = mannKendall(rising, 12)
  expect(found.s).toBe(12)
  // (12 - 1) / sqrt(12): z = 3.175.
  expect(found.p).toBeCloseTo(0.0015, 4)
  expect(found.slope).toBeCloseTo(1 / 12, 10)
})

test('turned around in time, a rise is a fall with the same chance', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 30 }), (values) => {
      const there = mannKendall(series(values))
      const back = mannKendall(series(values.toReversed()))
      expect(back.s).toBe(there.s === 0 ? 0 : -there.s)
      expect(back.p).toBeCloseTo(there.p, 12)
      expect(there.p).toBeGreaterThan(0)
      expect(there.p).toBeLessThanOrEqual(1)
    }),
  )
})

test('of series without any trend, no more than the promised share is called one', () => {
  // A seeded generator, so that the test says the same each time.
  let state = 12_345
  const chance = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
  let found = 0
  for (let round = 0; round < 2000; round++) if (mannKendall(series(Array.from({ length: 12 }, chance))).p <= 0.05) found++
  expect(found / 2000).toBeLessThan(0.06)
  expect(found / 2000).toBeGreaterThan(0.02)
})
