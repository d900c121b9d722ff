import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OriginRecord } from '../contract/origin.ts'
import { correctionsOf, enteredAgain, evened, judgePair, sideOf, signsOf } from './origin.ts'

const at = (day: number) => new Date(Date.UTC(2025, 0, 1, 9) + day * 86_400_000).toISOString() as never
const record = (day: number, more: Partial<OriginRecord> = {}): OriginRecord => ({
  ...{ id: `r${day}`, origin: null, madeAt: at(day), enteredBy: null, entered: 'import', owner: null, responses: [], deals: [], ...more },
})
const deal = (day: number, campaign: string | null = null): OriginRecord['deals'][number] => ({
  ...{ id: `d${day}`, name: 'Deal', state: 'open', amount: null, currency: null, owner: null, openedAt: at(day), campaign },
})
const sides = { first: 'marketing', second: 'field' } as const
const pair = (second: OriginRecord, first = record(0)) => ({ first, second, probability: 0.9, links: [], together: 1 })

test('the words of an origin tell whose it is, and words of neither tell nothing', () => {
  for (const said of ['Webinar', 'Website form', 'Trade show', 'Messe Hannover', 'Paid social', 'Field marketing event', 'E-Mail campaign'])
    expect([said, sideOf(said)]).toEqual([said, 'marketing'])
  for (const said of ['Cold call', 'Outbound', 'Field-generated', 'Self-generated', 'added by hand', 'Außendienst', 'Kaltakquise'])
    expect([said, sideOf(said)]).toEqual([said, 'field'])
  for (const said of [null, 'Other', 'Partner', 'Unknown']) expect(sideOf(said)).toBeNull()
  expect(sideOf('Other', 'Webinar')).toBe('marketing')
})

test('no case is made where the field was first, both came from one side, or an origin says nothing', () => {
  expect(judgePair(pair(record(30)), sides)).not.toBeNull()
  expect(judgePair(pair(record(0), record(30)), sides)).toBeNull()
  expect(judgePair(pair(record(30)), { first: 'field', second: 'field' })).toBeNull()
  expect(judgePair(pair(record(30)), { first: 'marketing', second: null })).toBeNull()
})

test('a deal soon after speaks for it; a list, another company, the same day and a long time speak against it', () => {
  const chance = (second: OriginRecord, more: object = {}) => enteredAgain(signsOf({ ...pair(second), ...more }))
  const plain = chance(record(30))
  expect(chance(record(30, { deals: [deal(40)] }))).toBeGreaterThan(plain)
  expect(chance(record(30), { together: 50 })).toBeLessThan(plain)
  expect(chance(record(30), { links: [{ column: 'company', level: 'other', weight: -3 }] })).toBeLessThan(plain)
  expect(chance(record(0.5))).toBeLessThan(plain)
  expect(chance(record(700))).toBeLessThan(plain)
})

test('confidence never exceeds how likely both are one, and lies between 0 and 1', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 2_000 }),
      fc.integer({ min: 1, max: 300 }),
      fc.boolean(),
      (probability, day, together, sold) => {
        const judged = judgePair({ ...pair(record(day, sold ? { deals: [deal(day + 5)] } : {})), probability, together }, sides)
        expect(judged?.confidence).toBeGreaterThanOrEqual(0)
        expect(judged?.confidence).toBeLessThanOrEqual(probability)
      },
    ),
  )
})

test('only deals that name no campaign are corrected, by the first response within the year before them', () => {
  const responses = [
    { at: at(10), campaign: 'Later', ref: 'K2' },
    { at: at(-5), campaign: 'First', ref: 'K1' },
  ]
  const evidence = (deals: OriginRecord['deals']) => ({
    ...{ first: record(0, { responses }), second: record(30, { deals }), days: 30, links: [], signs: [] },
  })
  expect(correctionsOf(evidence([deal(40), deal(41, 'K9'), deal(365), deal(800), deal(-20)]))).toEqual([
    { dealId: 'd40', ref: 'K1', campaign: 'First' },
    { dealId: 'd365', ref: 'K2', campaign: 'Later' },
  ])
})

test('a town that is only somewhat alike is another place; companies of which nothing is the same may be two', () => {
  const signs = (...links: { column: string; level: string; weight: number }[]) =>
    signsOf({ ...pair(record(30)), links }).map(({ sign }) => sign)
  const name = { column: 'name', level: 'nearly', weight: 11 }
  const phone = { column: 'phone', level: 'same', weight: 9 }
  expect(signs({ column: 'city', level: 'alike', weight: 0.5 })).toContain('place')
  expect(signs({ column: 'city', level: 'nearly', weight: 2 })).not.toContain('place')
  expect(signs(name, { column: 'city', level: 'same', weight: 2 })).toContain('alike')
  expect(signs(name, phone)).not.toContain('alike')
  // A person is told by other fields: a number with a typo beside a name that is the same is no doubt.
  expect(signs({ column: 'surname', level: 'same', weight: 9 }, { ...phone, level: 'one typo' })).not.toContain('alike')
})

test('what is the same says no less than what is nearly the same, and rare values keep their distance to common ones', () => {
  const of = (level: string, weight: number) => ({ probability: 0.5, links: [{ column: 'name', level, weight }] })
  const [rare, common, near] = evened([of('same', 8), of('same', 3), of('nearly', 12)])
  expect([rare, common, near].map((one) => one?.links[0]?.weight)).toEqual([12, 7, 12])
  expect(rare?.probability).toBeCloseTo(16 / 17, 10)
  expect(near?.probability).toBe(0.5)
  const fine = [of('same', 12), of('nearly', 8), of('other', -4)]
  expect(evened(fine)).toEqual(fine)
})

test('evening takes no likelihood from a pair and does it once', () => {
  const part = fc.record({
    column: fc.constantFrom('name', 'domain'),
    level: fc.constantFrom('same', 'nearly', 'other'),
    weight: fc.integer({ min: -10, max: 15 }),
  })
  const one = fc.record({
    probability: fc.double({ min: 0.01, max: 1, noNaN: true }),
    links: fc.uniqueArray(part, { selector: ({ column }) => column, maxLength: 2 }),
  })
  fc.assert(
    fc.property(fc.array(one, { maxLength: 20 }), (pairs) => {
      const even = evened(pairs)
      even.forEach(({ probability }, i) => {
        expect(probability).toBeGreaterThanOrEqual((pairs[i]?.probability ?? 0) - 1e-12)
        expect(probability).toBeLessThanOrEqual(1)
      })
      expect(evened(even)).toEqual(even)
    }),
  )
})
