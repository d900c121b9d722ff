import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { WhatIfBase } from '../contract.ts'
import { noChange, sizeUnit, stageKey, unitValues, whatIf } from './what-if.ts'

const base: WhatIfBase = {
  currency: 'EUR',
  opportunities: 400,
  wonAYear: 100,
  meanWon: 20_000,
  cycleDays: 80,
  stages: [
    { pipeline: null, stage: 'Talk', conversion: 0.5, entriesAYear: 400, chanceAfter: 0.5 },
    { pipeline: null, stage: 'Offer', conversion: 0.5, entriesAYear: 200, chanceAfter: 1 },
  ],
}
const talk = stageKey({ pipeline: null, stage: 'Talk' })
const offer = stageKey({ pipeline: null, stage: 'Offer' })

test('nothing moved changes nothing', () => {
  expect(whatIf(base, noChange)).toMatchObject({ asIs: 2_000_000, wouldBe: 2_000_000 })
})

test('a point of conversion is worth its entries times the chance once past it times the size', () => {
  const { asIs, wouldBe } = whatIf(base, { ...noChange, points: { [talk]: 0.01 } })
  expect(wouldBe - asIs).toBeCloseTo(0.01 * 400 * 0.5 * 20_000, 6)
  expect(unitValues(base).points.map(({ money }) => Math.round(money))).toEqual([40_000, 40_000])
})

test('several together multiply, and the steps lead from now to then', () => {
  const { wouldBe, steps } = whatIf(base, { points: { [talk]: 0.1, [offer]: 0.05 }, daysLess: 16, sizeMore: 2_000 })
  expect(wouldBe).toBeCloseTo(100 * 1.2 * 1.1 * 22_000 * (80 / 64), 4)
  expect(steps.map(({ unit }) => unit)).toEqual(['money', 'times', 'times', 'money', 'times', 'money', 'money'])
  expect(steps.at(-1)?.value).toBeCloseTo(wouldBe - 2_000_000, 4)
  expect(steps.some(({ says }) => says.includes('their time is what limits'))).toBe(true)
})

test('a unit of deal size is a power of ten of at most a tenth of the mean', () => {
  expect([20_000, 999, 47_300, 5].map((meanWon) => sizeUnit({ ...base, meanWon }))).toEqual([1_000, 10, 1_000, 1])
})

test('whatever is moved, what comes out is a number and no share leaves 0 to 1', () => {
  const points = fc.double({ min: -2, max: 2, noNaN: true })
  fc.assert(
    fc.property(
      points,
      points,
      fc.integer({ min: -200, max: 200 }),
      fc.integer({ min: -50_000, max: 50_000 }),
      (a, b, daysLess, sizeMore) => {
        const { wouldBe } = whatIf(base, { points: { [talk]: a, [offer]: b }, daysLess, sizeMore })
        expect(Number.isFinite(wouldBe)).toBe(true)
        expect(wouldBe).toBeGreaterThanOrEqual(0)
        expect(wouldBe).toBeLessThanOrEqual(100 * 2 * 2 * 70_000 * 80)
      },
    ),
  )
})
