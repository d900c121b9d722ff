import { expect, test } from 'vitest'
import { bootstrap, type Lot } from './bootstrap.ts'
import { normalMean } from './intervals.ts'

const lots = (values: readonly number[]): Lot[] => values.map((value) => ({ n: 1, sums: [value, 1] }))
const mean = ([total = 0, n = 0]: readonly number[]) => (n === 0 ? null : total / n)

test('of a mean it is the interval of the normal approximation, give or take the drawing', () => {
  // 200 values with mean 50 and a standard deviation of 10.03: the half width is 1.39.
  const values = Array.from({ length: 200 }, (_, index) => 50 + 10 * (index % 2 === 0 ? 1 : -1))
  const sd = Math.sqrt((200 * 100) / 199)
  const { low, high } = bootstrap(lots(values), 2, mean)
  const normal = normalMean(50, sd, 200)
  expect(Math.abs((low ?? 0) - (normal.low ?? 0))).toBeLessThan(0.2)
  expect(Math.abs((high ?? 0) - (normal.high ?? 0))).toBeLessThan(0.2)
})

test('the same rows give the same interval', () => {
  const all = lots([1, 5, 9, 2, 4, 4, 7])
  expect(bootstrap(all, 2, mean)).toEqual(bootstrap(all, 2, mean))
})

test('there is none for one lot, nor where many drawings give no value', () => {
  expect(bootstrap(lots([3]), 2, mean)).toEqual({ low: null, high: null })
  const rare: Lot[] = [{ n: 1, sums: [1, 1] }, ...Array.from({ length: 9 }, () => ({ n: 1, sums: [1, 0] }))]
  expect(bootstrap(rare, 2, ([top = 0, bottom = 0]) => (bottom > 0 ? top / bottom : null))).toEqual({ low: null, high: null })
})

test('its interval holds the truth about as often as it says', () => {
  let state = 7
  const chance = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
  // A ratio of two sums that go together: half of the closed amount is won, on average.
  let held = 0
  for (let round = 0; round < 200; round++) {
    const all = Array.from({ length: 100 }, (): Lot => {
      const amount = 10 + 90 * chance()
      return { n: 1, sums: [chance() < 0.5 ? amount : 0, amount] }
    })
    const { low, high } = bootstrap(all, 2, ([won = 0, closed = 0]) => won / closed)
    if (low !== null && high !== null && low <= 0.5 && high >= 0.5) held++
  }
  expect(held / 200).toBeGreaterThan(0.9)
})
