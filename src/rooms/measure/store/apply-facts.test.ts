import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Duck, openDuck } from '#platform/analytics/duck'
import { applyFacts, type DealFact, type EntryFact } from './apply-facts.ts'
import { aboutFacts, createFacts } from './facts.ts'
import { scoped } from './scoped.ts'

let duck: Duck
beforeEach(async () => {
  duck = await openDuck()
  await createFacts(duck)
})
afterEach(() => duck.close())

function deal(id: string, more: Partial<DealFact> = {}): DealFact {
  return {
    deal_id: id,
    ref: id,
    name: 'A "quoted" name, comma',
    account: null,
    owner: null,
    pipeline: '',
    stage: 'New',
    state: 'open',
    amount: '12345678901234.5678',
    currency: 'EUR',
    opened_on: '2025-01-31',
    closed_on: null,
    expected_on: null,
    dimensions: {},
    ...more,
  }
}

function entry(id: string, seq: number): EntryFact {
  return {
    deal_id: id,
    seq,
    stage: 'New',
    position: 0,
    entered_on: '2025-01-31T10:00:00.000Z',
    left_on: null,
    outcome: 'open',
    next_stage: null,
  }
}

const region = { subject: 'deal', key: 'region', label: 'Sales Region', origin: 'owner' } as const

test('facts come out as they went in, money exact to the last digit', async () => {
  await applyFacts(duck, { deals: [deal('a', { dimensions: { region: 'Nörd' } })], entries: [entry('a', 1)], dimensions: [region] }, '7')
  expect(await duck.all('SELECT deal_id, name, amount, opened_on, d_region FROM fact_deal')).toEqual([
    { deal_id: 'a', name: 'A "quoted" name, comma', amount: '12345678901234.5678', opened_on: '2025-01-31', d_region: 'Nörd' },
  ])
  expect(await duck.all('SELECT entered_on FROM fact_stage_entry')).toEqual([{ entered_on: '2025-01-31T10:00:00.000Z' }])
  expect(await aboutFacts(duck)).toMatchObject({ watermark: '7', dimensions: [{ key: 'region', label: 'Sales Region' }] })
})

test('a changed deal takes the place of its old self, with all its entries', async () => {
  await applyFacts(duck, { deals: [deal('a'), deal('b')], entries: [entry('a', 1), entry('a', 2), entry('b', 1)] }, '1')
  await applyFacts(duck, { deals: [deal('a', { amount: '5' })], entries: [entry('a', 1)] }, '2')
  expect(await duck.all('SELECT deal_id, amount FROM fact_deal ORDER BY 1')).toEqual([
    { deal_id: 'a', amount: '5' },
    { deal_id: 'b', amount: '12345678901234.5678' },
  ])
  expect(await duck.all('SELECT deal_id, seq FROM fact_stage_entry ORDER BY 1, 2')).toEqual([
    { deal_id: 'a', seq: 1 },
    { deal_id: 'b', seq: 1 },
  ])
})

test('a deleted deal is gone with its entries', async () => {
  await applyFacts(duck, { deals: [deal('a'), deal('b')], entries: [entry('a', 1), entry('b', 1)] }, '1')
  await applyFacts(duck, { deletedDeals: ['a', 'never there'] }, '2')
  expect(await duck.all('SELECT deal_id FROM fact_deal UNION ALL SELECT deal_id FROM fact_stage_entry')).toEqual([
    { deal_id: 'b' },
    { deal_id: 'b' },
  ])
})

test('a change that cannot be taken over leaves facts and watermark as they were', async () => {
  await applyFacts(duck, { deals: [deal('a')] }, '1')
  await expect(applyFacts(duck, { deletedDeals: ['a'], deals: [deal('c', { opened_on: 'not a day' })] }, '2')).rejects.toThrow()
  expect(await duck.all('SELECT deal_id FROM fact_deal')).toEqual([{ deal_id: 'a' }])
  expect((await aboutFacts(duck)).watermark).toBe('1')
})

test('thousands of changes go in at once', async () => {
  const deals = Array.from({ length: 5000 }, (_, index) => deal(`d${index}`))
  await applyFacts(duck, { deals, entries: deals.map(({ deal_id }) => entry(deal_id, 1)) }, '1')
  await applyFacts(duck, { deletedDeals: deals.slice(10).map(({ deal_id }) => deal_id) }, '2')
  expect(await duck.all('SELECT count(*) AS n FROM fact_deal')).toEqual([{ n: 10 }])
})

test('a slice of the facts looks as if there were nothing else, and leaves the whole alone', async () => {
  const deals = [deal('a', { dimensions: { region: 'N' } }), deal('b', { dimensions: { region: 'S' } }), deal('c')]
  await applyFacts(duck, { deals, entries: deals.map(({ deal_id }) => entry(deal_id, 1)), dimensions: [region] }, '1')
  const about = await aboutFacts(duck)
  const seen = (where: Record<string, string | null>) =>
    scoped(duck, { where }, about, (own) => own.all('SELECT f.deal_id FROM fact_deal f JOIN fact_stage_entry USING (deal_id) ORDER BY 1'))
  expect(await seen({ region: 'N' })).toEqual([{ deal_id: 'a' }])
  expect(await seen({ region: null })).toEqual([{ deal_id: 'c' }])
  expect(await seen({})).toHaveLength(3)
  await expect(seen({ colour: 'red' })).rejects.toThrow(/cannot be cut by "colour"/)
})
