import fc from 'fast-check'
import { expect, test } from 'vitest'
import { leadStates } from '../contract/hand-over.ts'
import { moneySums, sumOf } from './outcomes.ts'
import { reasonsOf } from './reasons.ts'

const all = { won: true, money: true }

test('what became of leads adds up to all of them, and money of several currencies is not mixed', () => {
  const rows = [
    { state: 'offered', won: false, currency: null, leads: 3, amount: null },
    { state: 'converted', won: true, currency: 'EUR', leads: 2, amount: '1000.10' },
    { state: 'converted', won: true, currency: 'USD', leads: 1, amount: '0.2' },
    { state: 'converted', won: true, currency: 'EUR', leads: 1, amount: '0.2' },
    { state: 'rejected', won: false, currency: null, leads: 4, amount: null },
  ] as const
  const whole = sumOf(rows, all)
  expect(whole).toMatchObject({ handedOver: 11, offered: 3, converted: 4, rejected: 4, won: 4 })
  expect(whole.wonMoney).toEqual([
    { currency: 'EUR', amount: '1000.3' },
    { currency: 'USD', amount: '0.2' },
  ])
  expect(leadStates.reduce((sum, state) => sum + whole[state], 0)).toBe(whole.handedOver)
})

test('whoever may not see deals learns neither which were won nor for how much', () => {
  const rows = [{ state: 'converted', won: true, currency: 'EUR', leads: 2, amount: '10' }] as const
  expect(sumOf(rows, { won: false, money: true })).toMatchObject({ converted: 2, won: null, wonMoney: null })
  expect(sumOf(rows, { won: true, money: false })).toMatchObject({ won: 2, wonMoney: null })
})

test('sums of amounts lose no cent, however many there are', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -10_000_000, max: 10_000_000 }), { minLength: 1, maxLength: 200 }), (cents) => {
      const text = (n: number) => `${n < 0 ? '-' : ''}${Math.trunc(Math.abs(n) / 100)}.${String(Math.abs(n) % 100).padStart(2, '0')}`
      const [sum] = moneySums(cents.map((n) => ({ currency: 'EUR', amount: text(n), leads: 1 })))
      expect(Math.round(Number(sum?.amount) * 100)).toBe(cents.reduce((total, n) => total + n, 0))
      expect(sum?.deals).toBe(cents.length)
    }),
  )
})

test('reasons are added up over versions of the contract, in the words of the newest, the most frequent first', () => {
  const words = new Map([
    [
      1,
      new Map([
        ['budget', 'No money'],
        ['rival', 'A rival'],
      ]),
    ],
    [2, new Map([['budget', 'No budget this year']])],
  ])
  const found = reasonsOf(
    [
      { key: 'rival', contract: 1, state: 'rejected', leads: 2 },
      { key: 'budget', contract: 1, state: 'rejected', leads: 1 },
      { key: 'budget', contract: 2, state: 'returned', leads: 4 },
      { key: 'other', contract: 2, state: 'disqualified', leads: 1 },
    ],
    words,
  )
  expect(
    found.map(({ name, count, rejected, returned, disqualified, agreed }) => [name, count, rejected, returned, disqualified, agreed]),
  ).toEqual([
    ['No budget this year', 5, 1, 4, 0, true],
    ['A rival', 2, 2, 0, 0, true],
    ['Another reason', 1, 0, 0, 1, false],
  ])
})
