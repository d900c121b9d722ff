import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logRank } from './log-rank.ts'
import { type LifeRow, survivalCurve, survivalQuantile } from './survival.ts'

type Time = readonly [weeks: number, ended: boolean]
const ended = (...weeks: number[]): Time[] => weeks.map((t) => [t, true])
const running = (...weeks: number[]): Time[] => weeks.map((t) => [t, false])

/** Weeks of remission of 42 children with leukemia. Source: E. J. Freireich and others, Blood 21 (1963); printed in Cox & Oakes (1984), p. 8. */
const treated = [...ended(6, 6, 6, 7, 10, 13, 16, 22, 23), ...running(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)]
const placebo = ended(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)

function rowsOf(times: readonly Time[]): LifeRow[] {
  const count = (t: number, left: boolean) => times.filter(([at, end]) => at === t && end === left).length
  return [...new Set(times.map(([t]) => t))].map((t) => ({ t, d: count(t, true), c: count(t, false) }))
}

describe('the remission study of 1963', () => {
  const stratum = { group: rowsOf(treated), all: rowsOf([...treated, ...placebo]) }

  test('has its published log-rank statistic: 9 observed, 19.25 expected, chi-square 16.79', () => {
    // Kleinbaum & Klein, Survival Analysis (2012), chapter 2.
    const { observed, expected, z } = logRank([stratum])
    expect(observed).toBe(9)
    expect(expected).toBeCloseTo(19.25, 2)
    expect(z ** 2).toBeCloseTo(16.79, 2)
    expect(z).toBeLessThan(0)
  })

  test('has its published medians, 23 and 8 weeks, and curve', () => {
    const curve = survivalCurve(rowsOf(treated))
    expect(survivalQuantile(curve, 0.5).value).toBe(23)
    expect(survivalQuantile(survivalCurve(rowsOf(placebo)), 0.5).value).toBe(8)
    // Cox & Oakes (1984), table 4.1.
    expect(curve.map(({ t, share }) => [t, Number(share.toFixed(3))])).toEqual([
      [6, 0.857],
      [7, 0.807],
      [10, 0.753],
      [13, 0.69],
      [16, 0.627],
      [22, 0.538],
      [23, 0.448],
    ])
  })

  test('has the band that its published standard errors give; the bands of its medians are where that band crosses one half', () => {
    // Standard errors: Kleinbaum & Klein (2012), chapter 2. The bands of the medians, 13 and up and 4 to 11, are computed here and not printed there.
    const curve = survivalCurve(rowsOf(treated))
    for (const [t, share, error] of [
      [6, 0.8571, 0.0764],
      [10, 0.7529, 0.0963],
      [23, 0.4482, 0.1346],
    ] as const) {
      const spread = (1.96 * error) / (share * Math.abs(Math.log(share)))
      const step = curve.find((each) => each.t === t)
      expect(step?.low).toBeCloseTo(share ** Math.exp(spread), 3)
      expect(step?.high).toBeCloseTo(share ** Math.exp(-spread), 3)
    }
    expect(survivalQuantile(curve, 0.5)).toEqual({ value: 23, low: 13, high: null })
    expect(survivalQuantile(survivalCurve(rowsOf(placebo)), 0.5)).toEqual({ value: 8, low: 4, high: 11 })
  })

  test('two strata with the same stays say the same, more surely', () => {
    const once = logRank([stratum])
    const twice = logRank([stratum, stratum])
    expect(twice.observed / twice.expected).toBeCloseTo(once.observed / once.expected, 12)
    expect(twice.z).toBeCloseTo(once.z * Math.SQRT2, 12)
  })
})

test('a group that is everything, or nothing, differs in nothing', () => {
  const all = rowsOf(treated)
  expect(logRank([{ group: all, all }])).toMatchObject({ z: 0, p: 1 })
  expect(logRank([{ group: [], all }])).toMatchObject({ observed: 0, expected: 0, z: 0, p: 1 })
})

test('the order in which stages come changes nothing, not even the last digit', () => {
  const rows = fc.array(fc.record({ t: fc.nat(30), d: fc.nat(50), c: fc.nat(9) }), { minLength: 1, maxLength: 12 })
  const byDay = (list: readonly LifeRow[]) => [...new Map(list.map((row) => [row.t, row])).values()]
  const stratum = fc.tuple(rows, rows).map(([group, rest]) => {
    const own = byDay(group)
    const sum = new Map(own.map((row) => [row.t, row]))
    for (const { t, d, c } of byDay(rest)) sum.set(t, { t, d: d + (sum.get(t)?.d ?? 0), c: c + (sum.get(t)?.c ?? 0) })
    return { group: own, all: [...sum.values()] }
  })
  fc.assert(
    fc.property(fc.array(stratum, { minLength: 2, maxLength: 6 }), (strata) => {
      expect(logRank(strata.toReversed())).toEqual(logRank(strata))
    }),
  )
})
