import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Duck, openDuck } from '#platform/analytics/duck'
import { applyFacts, type DealFact, type EntryFact } from '#test/kit/apply-facts'
import { stages } from '#test/kit/facts'
import { aboutFacts, createFacts, dropFacts } from '../store/facts.ts'
import { compare } from './compare.ts'
import { findTrends } from './find-trends.ts'

let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
})
afterAll(() => duck.close())
beforeEach(async () => {
  await dropFacts(duck)
  await createFacts(duck)
})

const day = (month: number, of: number) => new Date(Date.UTC(2022, month, of)).toISOString().slice(0, 10)

interface Made {
  readonly state: 'won' | 'lost'
  readonly month: number
  readonly product: string
  readonly amount?: number
  /** Days in the one stage. */
  readonly days?: number
}

async function fill(made: readonly Made[], months = 36): Promise<void> {
  const deals = made.map(
    ({ state, month, product, amount = 100 }, index): DealFact => ({
      deal_id: `d${index}`,
      ref: null,
      name: null,
      account: null,
      owner: null,
      pipeline: '',
      stage: null,
      state,
      amount: String(amount),
      currency: 'EUR',
      opened_on: day(month, 1),
      closed_on: day(month, 20),
      expected_on: null,
      dimensions: { product },
    }),
  )
  const entries = made.map(
    ({ state, month, days = 10 }, index): EntryFact => ({
      deal_id: `d${index}`,
      seq: 1,
      stage: 'Talk',
      position: 1,
      entered_on: `${day(month, 1)}T09:00:00.000Z`,
      left_on: `${day(month, 1 + days)}T09:00:00.000Z`,
      outcome: state,
      next_stage: null,
    }),
  )
  const dimensions = [{ subject: 'deal', key: 'product', label: 'Product', origin: 'deal' }] as const
  await applyFacts(
    duck,
    { deals, entries, stages, dimensions, about: { as_of: day(months, 0), stage_source: 'history', currency: 'EUR' } },
    '1',
  )
  await duck.run('UPDATE dimension SET values_count = 3')
}

/** So many deals a month for three years. */
const everyMonth = (deals: (month: number) => readonly Omit<Made, 'month'>[]): Made[] =>
  Array.from({ length: 36 }, (_, month) => deals(month).map((deal) => ({ ...deal, month }))).flat()

const mixed = (won: number, of: number, product: string, more: Partial<Made> = {}): Omit<Made, 'month'>[] =>
  Array.from({ length: of }, (_, index) => ({ state: index < won ? 'won' : 'lost', product, ...more }))

describe('trends', () => {
  test('a close rate that sinks year after year is told in words, with both ends and the chance', async () => {
    await fill(everyMonth((month) => mixed(12 - Math.floor(month / 6), 20, 'Pump')))
    const [first] = (await findTrends(duck, await aboutFacts(duck))).found
    expect(first).toMatchObject({ name: 'close_rate', better: false, grain: 'month', dimension: null })
    expect(first?.says).toMatch(
      /^Close rate fell between 2022-02-01 and 2024-12-31: .*% in the first 11 months, .*% in the last 11 months\.$/,
    )
  })

  test('a season that comes back every year is no trend', async () => {
    await fill(everyMonth((month) => mixed(4 + (month % 12), 20, 'Pump')))
    expect((await findTrends(duck, await aboutFacts(duck))).found).toEqual([])
  })

  test('a slice whose share of new deals grew is told against the year before', async () => {
    await fill(everyMonth((month) => [...mixed(5, month < 24 ? 10 : 30, 'Valve'), ...mixed(5, 10, 'Pump'), ...mixed(5, 10, 'Hose')]))
    const { found } = await findTrends(duck, await aboutFacts(duck))
    expect(found.map(({ says }) => says)).toContain(
      'The share of new deals with Product "Valve" rose from 33.3% in the year before to 60% in the last one.',
    )
  })
})

describe('differences', () => {
  const about = () => aboutFacts(duck)

  test('a slice that stays longer in its stages is found by the log-rank test, with its median and that of the others', async () => {
    await fill(
      everyMonth(() => [...mixed(2, 5, 'Valve', { days: 18 }), ...mixed(2, 5, 'Pump', { days: 9 }), ...mixed(2, 5, 'Hose', { days: 9 })]),
    )
    const { differences } = await compare(duck, await about(), null, 1095)
    expect(differences.map(({ value, better, rest, answer }) => [value, better, answer.name, answer.value, rest])).toEqual([
      ['Valve', false, 'time_in_stage_median', 18, 9],
    ])
    expect(differences[0]?.method).toBe('Log-rank test, stratified by stage')
  })

  test('a slice with larger deals is found by the rank sum test, and slices that are alike are not told', async () => {
    const sized = (product: string, size: number) =>
      [90, 100, 110].map((amount) => ({ state: 'won' as const, product, amount: amount * size }))
    const losses = ['Valve', 'Pump', 'Hose'].flatMap((product) => mixed(0, 3, product))
    await fill(everyMonth(() => [...sized('Valve', 3), ...sized('Pump', 1), ...sized('Hose', 1), ...losses]))
    const { differences, compared } = await compare(duck, await about(), null, 1095)
    expect(differences[0]).toMatchObject({ value: 'Valve', better: true, answer: { value: 300 }, rest: 100 })
    expect(differences[0]?.looked).toBe(compared.slices)
    await fill(everyMonth(() => [...sized('Valve', 1), ...sized('Pump', 1), ...sized('Hose', 1), ...losses]))
    expect((await compare(duck, await about(), null, 1095)).differences).toEqual([])
  })
})
