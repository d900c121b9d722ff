import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LifeRow, survivalCurve, survivalQuantile } from './survival.ts'

/** Times of the acute myelogenous leukemia maintenance study (Miller, Survival Analysis, 1981); true: relapsed, false: censored. */
const maintained: [number, boolean][] = [
  [9, true],
  [13, true],
  [13, false],
  [18, true],
  [23, true],
  [28, false],
  [31, true],
  [34, true],
  [45, false],
  [48, true],
  [161, false],
]
const nonmaintained: [number, boolean][] = [
  [5, true],
  [5, true],
  [8, true],
  [8, true],
  [12, true],
  [16, false],
  [23, true],
  [27, true],
  [30, true],
  [33, true],
  [43, true],
  [45, true],
]

/** Weeks of remission of 42 children; true: relapsed. Freireich et al., Blood 21 (1963), as printed in Cox, J. R. Stat. Soc. B 34 (1972), table 1. */
const ended = (weeks: readonly number[]): [number, boolean][] => weeks.map((week) => [week, true])
const stillThere = (weeks: readonly number[]): [number, boolean][] => weeks.map((week) => [week, false])
const mercaptopurine = [...ended([6, 6, 6, 7, 10, 13, 16, 22, 23]), ...stillThere([6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])]
const placebo = ended([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23])

function rowsOf(times: readonly (readonly [number, boolean])[]): LifeRow[] {
  const days = [...new Set(times.map(([t]) => t))]
  return days.map((t) => ({
    t,
    d: times.filter(([at, left]) => at === t && left).length,
    c: times.filter(([at, left]) => at === t && !left).length,
  }))
}

describe('the leukemia study', () => {
  test('has the published medians, 31 and 23 weeks', () => {
    expect(survivalQuantile(survivalCurve(rowsOf(maintained)), 0.5).value).toBe(31)
    expect(survivalQuantile(survivalCurve(rowsOf(nonmaintained)), 0.5).value).toBe(23)
  })

  test('has the published curves', () => {
    const shares = (times: [number, boolean][]) => survivalCurve(rowsOf(times)).map(({ t, share }) => [t, Number(share.toFixed(3))])
    expect(shares(maintained)).toEqual([
      [9, 0.909],
      [13, 0.818],
      [18, 0.716],
      [23, 0.614],
      [31, 0.491],
      [34, 0.368],
      [48, 0.184],
    ])
    expect(shares(nonmaintained)).toEqual([
      [5, 0.833],
      [8, 0.667],
      [12, 0.583],
      [23, 0.486],
      [27, 0.389],
      [30, 0.292],
      [33, 0.194],
      [43, 0.097],
      [45, 0],
    ])
  })

  test('has the band that the published standard errors give on the log-log scale', () => {
    // Published: S(31) = 0.491 with standard error 0.1642; S(13) = 0.818 with 0.1163.
    const curve = survivalCurve(rowsOf(maintained))
    for (const [t, share, error] of [
      [31, 0.4909, 0.1642],
      [13, 0.8182, 0.1163],
    ] as const) {
      const spread = (1.96 * error) / (share * Math.abs(Math.log(share)))
      const step = curve.find((each) => each.t === t)
      expect(step?.low).toBeCloseTo(share ** Math.exp(spread), 2)
      expect(step?.high).toBeCloseTo(share ** Math.exp(-spread), 2)
    }
  })
})

describe('the remissions of 1963', () => {
  const curveOf = (times: [number, boolean][]) => survivalCurve(rowsOf(times))

  test('have the published medians by "first time at or below one half": 23 weeks with 6-mercaptopurine, 8 without', () => {
    expect([mercaptopurine.length, placebo.length]).toEqual([21, 21])
    expect(survivalQuantile(curveOf(mercaptopurine), 0.5).value).toBe(23)
    expect(survivalQuantile(curveOf(placebo), 0.5).value).toBe(8)
  })

  test('have the published curve', () => {
    expect(curveOf(mercaptopurine).map(({ t, share }) => [t, Number(share.toFixed(4))])).toEqual([
      [6, 0.8571],
      [7, 0.8067],
      [10, 0.7529],
      [13, 0.6902],
      [16, 0.6275],
      [22, 0.5378],
      [23, 0.4482],
    ])
  })

  test('have the log-log band that R survfit gives', () => {
    const band = (week: number) => curveOf(mercaptopurine).find(({ t }) => t === week)
    for (const [week, low, high] of [
      [6, 0.619718, 0.951552],
      [16, 0.367511, 0.804912],
      [23, 0.188052, 0.680143],
    ] as const) {
      expect(band(week)?.low).toBeCloseTo(low, 5)
      expect(band(week)?.high).toBeCloseTo(high, 5)
    }
  })
})

test('the median is the first day at which half or fewer are still there, also when it is exactly half', () => {
  const steps = survivalCurve([
    { t: 1, d: 1, c: 0 },
    { t: 2, d: 1, c: 0 },
    { t: 3, d: 2, c: 0 },
  ])
  expect(survivalQuantile(steps, 0.5).value).toBe(2)
  expect(survivalQuantile(steps, 0.75).value).toBe(3)
})

test('a number that fewer than half have reached is not known', () => {
  const steps = survivalCurve([
    { t: 4, d: 2, c: 0 },
    { t: 90, d: 0, c: 8 },
  ])
  expect(survivalQuantile(steps, 0.5).value).toBeNull()
})

test('without open entries the curve is the plain share of those that took longer', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 80 }), (days) => {
      const steps = survivalCurve(rowsOf(days.map((day) => [day, true])))
      for (const step of steps) expect(step.share).toBeCloseTo(days.filter((day) => day > step.t).length / days.length, 10)
      const sorted = days.toSorted((a, b) => a - b)
      expect(survivalQuantile(steps, 0.5).value).toBe(sorted[Math.ceil(days.length / 2) - 1])
    }),
  )
})

test('the band holds the curve, and never leaves 0 to 1', () => {
  const row = fc.record({ t: fc.integer({ min: 0, max: 400 }), d: fc.integer({ min: 0, max: 5 }), c: fc.integer({ min: 0, max: 5 }) })
  fc.assert(
    fc.property(fc.uniqueArray(row, { selector: (each) => each.t, maxLength: 30 }), (rows) => {
      for (const { share, low, high } of survivalCurve(rows)) {
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        expect(low).toBeLessThanOrEqual(share + 1e-12)
        expect(high).toBeGreaterThanOrEqual(share - 1e-12)
      }
    }),
  )
})
