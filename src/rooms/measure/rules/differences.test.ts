import { expect, test } from 'vitest'
import { corrected } from './corrected.ts'
import { type Compared, inTheOrderOfTelling, opposites, sureDifferences } from './differences.ts'
import { shiftsIn, type Years } from './year-on-year.ts'

const compared = (value: string, z: number, more: Partial<Compared> = {}): Compared => ({
  kind: 'time_in_stage_median',
  dimension: 'industry',
  label: 'Industry',
  value,
  pair: false,
  z,
  p: 0.001,
  ...more,
})

const told = (all: readonly Compared[], chances = all.map(({ p }) => p)) =>
  inTheOrderOfTelling(sureDifferences(all, chances)).map(({ value }) => value)

test('slow slices come before quick ones, the surest first, and what is not sure is not told', () => {
  const all = [compared('quick', -5), compared('slow', 4), compared('slower', 6), compared('unsure', 3)]
  expect(told(all, [0.001, 0.001, 0.001, 0.06])).toEqual(['slower', 'slow', 'quick'])
})

test('of a pair of values only the worse one is told', () => {
  expect(told([compared('a', 4, { pair: true }), compared('b', -4, { pair: true })])).toEqual(['a'])
})

test('beside what a slice may only look different: surer slices of the same number and dimension on the other side', () => {
  const surer = [
    compared('slow', 9),
    compared('quick', -8),
    compared('large', 9, { kind: 'deal_size_median' }),
    compared('north', 9, { dimension: 'region' }),
  ]
  expect(opposites(compared('quick too', -4), surer).map(({ value }) => value)).toEqual(['slow'])
})

test('larger deals are better, longer cycles worse', () => {
  const all = [compared('large', 4, { kind: 'deal_size_median' }), compared('long', 4, { kind: 'cycle_days_median' })]
  expect(told(all)).toEqual(['long', 'large'])
})

test('chances are corrected step by step, and never come out in another order', () => {
  // Holm: the smallest times 3, the next times 2, the last as it is, none below the one before.
  expect(corrected([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06])
  expect(corrected([0.5, 0.5])).toEqual([1, 1])
  expect(corrected([0.01], 10)).toEqual([0.1])
})

test('a slice is compared with itself a year before: its share of new deals, and its close rate', () => {
  const row = (value: string, numbers: Partial<Years>): Years => ({
    dimension: 'product',
    value,
    opened_before: 0,
    opened_now: 0,
    closed_before: 0,
    closed_now: 0,
    won_before: 0,
    won_now: 0,
    ...numbers,
  })
  const rows = [
    row('Pump', { opened_before: 100, opened_now: 200, closed_before: 100, won_before: 30, closed_now: 100, won_now: 15 }),
    row('Valve', { opened_before: 100, opened_now: 100, closed_before: 10, closed_now: 90 }),
  ]
  const shifts = shiftsIn(rows, { closings: true })
  expect(shifts.map(({ kind, value }) => [kind, value])).toEqual([
    ['mix', 'Pump'],
    ['rate', 'Pump'],
    ['mix', 'Valve'],
  ])
  expect(shifts[0]).toMatchObject({ before: 0.5, now: 200 / 300 })
  // 30 of 100 against 15 of 100: z = 2.540, two-sided p = 0.0111.
  expect(shifts[1]?.p).toBeCloseTo(0.0111, 4)
  expect(shiftsIn(rows, { closings: false }).map(({ kind }) => kind)).toEqual(['mix', 'mix'])
})
