import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OriginRecord } from '../contract/origin.ts'
import { correctionsOf, enteredAgain, judgePair, sideOf, signsOf } from './origin.ts'

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
