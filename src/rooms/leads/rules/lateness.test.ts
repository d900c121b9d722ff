import fc from 'fast-check'
import { expect, test } from 'vitest'
import { enoughToSay } from '#kernel/wilson'
import { costOfLateness, latenessOf } from './lateness.ts'

/** Every share of a fine grid that a score test at 95 % does not refuse: Wilson's interval without its formula. */
function tried(won: number, leads: number): { low: number; high: number } {
  const fits = Array.from({ length: 200_001 }, (_, n) => n / 200_000).filter(
    (p) => Math.abs(won / leads - p) <= 1.959963984540054 * Math.sqrt((p * (1 - p)) / leads) + 1e-12,
  )
  return { low: fits[0] ?? 0, high: fits.at(-1) ?? 1 }
}

test('the interval of the difference is that of two score tests, found by trying shares', () => {
  for (const [inTime, late] of [
    [
      { leads: 56, won: 22 },
      { leads: 48, won: 3 },
    ],
    [
      { leads: 10, won: 10 },
      { leads: 20, won: 0 },
    ],
    [
      { leads: 10, won: 0 },
      { leads: 10, won: 0 },
    ],
    [
      { leads: 400, won: 92 },
      { leads: 130, won: 25 },
    ],
  ] as const) {
    const [a, b] = [inTime.won / inTime.leads, late.won / late.leads]
    const [first, second] = [tried(inTime.won, inTime.leads), tried(late.won, late.leads)]
    const found = latenessOf(inTime, late)
    expect(found.difference).toBeCloseTo(a - b, 12)
    expect(found.low).toBeCloseTo(a - b - Math.hypot(a - first.low, second.high - b), 4)
    expect(found.high).toBeCloseTo(a - b + Math.hypot(first.high - a, b - second.low), 4)
  }
})

test('it gives the interval that Newcombe prints for 56 of 70 against 48 of 80', () => {
  const found = latenessOf({ leads: 70, won: 56 }, { leads: 80, won: 48 })
  expect([found.difference, found.low, found.high].map((x) => x?.toFixed(4))).toEqual(['0.2000', '0.0524', '0.3339'])
})

test('fewer on a side than are enough for a share are too few to say', () => {
  const few = { leads: enoughToSay - 1, won: 9 }
  expect(costOfLateness(few, { leads: 500, won: 1 }, 1000)).toBeNull()
  expect(costOfLateness({ leads: 500, won: 9 }, few, 1000)).toBeNull()
})

test('the cost lies within its interval, grows with the late ones and with what a deal is worth, and turns its sign with the sides', () => {
  const side = fc
    .integer({ min: enoughToSay, max: 400 })
    .chain((leads) => fc.record({ leads: fc.constant(leads), won: fc.integer({ min: 0, max: leads }) }))
  fc.assert(
    fc.property(side, side, fc.integer({ min: 1, max: 90_000 }), (inTime, late, value) => {
      const cost = costOfLateness(inTime, late, value)
      const back = latenessOf(late, inTime)
      if (!cost) throw new Error('So many are enough.')
      expect(cost.low).toBeLessThanOrEqual(cost.difference + 1e-12)
      expect(cost.high).toBeGreaterThanOrEqual(cost.difference - 1e-12)
      expect(cost.low).toBeGreaterThanOrEqual(-1 - 1e-12)
      expect(cost.high).toBeLessThanOrEqual(1 + 1e-12)
      expect(cost.deals).toBeCloseTo(cost.difference * late.leads, 9)
      expect(cost.money).toBeCloseTo(cost.deals * value, 4)
      expect(back.low).toBeCloseTo(-cost.high, 12)
    }),
  )
})
