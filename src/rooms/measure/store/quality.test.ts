import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Duck, openDuck } from '#platform/analytics/duck'
import { applyFacts, type DealFact, type EntryFact } from '#test/kit/apply-facts'
import { stages } from '#test/kit/facts'
import { metricNamed } from '../metrics/catalog.ts'
import { qualityOf } from '../rules/quality.ts'
import { recordsBehind } from './answers.ts'
import { aboutFacts, createFacts, dropFacts } from './facts.ts'
import { runChecks } from './quality.ts'

let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
})
afterAll(() => duck.close())
beforeEach(async () => {
  await dropFacts(duck)
  await createFacts(duck)
})

const asOf = '2025-12-31'

let number = 0
function deal(more: Partial<DealFact>): DealFact {
  const id = `d${String(number++).padStart(4, '0')}`
  return {
    ...{
      deal_id: id,
      ref: id,
      name: null,
      account: null,
      owner: 'Ann',
      pipeline: '',
      stage: 'New',
      state: 'open',
      amount: null,
      currency: null,
    },
    ...{ opened_on: null, closed_on: null, expected_on: null, dimensions: {} },
    ...more,
  }
}

function stay(of: DealFact, days: number, outcome: EntryFact['outcome'], seq = 1): EntryFact {
  const entered = new Date(Date.parse(asOf) - (days + (outcome === 'open' ? 0 : 100)) * 86_400_000)
  const left = outcome === 'open' ? null : new Date(entered.getTime() + days * 86_400_000).toISOString()
  return {
    deal_id: of.deal_id,
    seq,
    stage: 'Talk',
    position: 1,
    entered_on: entered.toISOString(),
    left_on: left,
    outcome,
    next_stage: null,
  }
}

async function found(key: string, deals: readonly DealFact[], entries: readonly EntryFact[] = [], source = 'history'): Promise<string[]> {
  await applyFacts(duck, { deals, entries, stages, about: { as_of: asOf, stage_source: source } }, '1')
  const result = (await runChecks(duck, null)).results.find(({ check }) => check.key === key)
  const records = await recordsBehind(duck, metricNamed(`quality_${key}`), { where: {} }, await aboutFacts(duck))
  expect(records).toHaveLength(result?.count ?? 0)
  return records.map(({ ref }) => String(ref)).sort()
}

const ids = (deals: readonly DealFact[]) => deals.map((each) => each.deal_id).sort()

describe('a placeholder', () => {
  test('is an amount of 1 or less, of nines only, or that counts up', async () => {
    const placeholders = ['0.01', '1', '9999', '9999.99', '999999', '99999999.9999', '1234', '123456789'].map((amount) => deal({ amount }))
    const amounts = ['0', '2', '999', '99', '9990', '19999', '9999.5', '12346', '123', '2345'].map((amount) => deal({ amount }))
    expect(await found('placeholder_amount', [...placeholders, ...amounts])).toEqual(ids(placeholders))
  })

  test('is a round amount that many open and lost deals have and hardly a won one', async () => {
    const guessed = Array.from({ length: 12 }, (_, n) => deal({ amount: '5000', state: n % 2 ? 'open' : 'lost' }))
    const others = Array.from({ length: 40 }, (_, n) => deal({ amount: `${4100 + 37 * n}`, state: n < 25 ? 'won' : 'open' }))
    expect(await found('placeholder_amount', [...guessed, ...others, deal({ amount: '5000', state: 'won' })])).toEqual(ids(guessed))
  })

  test('is not a list price: won deals have it as often', async () => {
    const listed = Array.from({ length: 60 }, (_, n) => deal({ amount: '5000', state: (['won', 'open', 'lost'] as const)[n % 3] }))
    expect(
      await found('placeholder_amount', [...listed, ...Array.from({ length: 10 }, () => deal({ amount: '700', state: 'won' }))]),
    ).toEqual([])
  })

  test('is not said of amounts that repeat where too few deals were won to know what people pay', async () => {
    const deals = Array.from({ length: 60 }, (_, n) => deal({ amount: '5000', state: n < 19 ? 'won' : 'open' }))
    expect(await found('placeholder_amount', deals)).toEqual([])
  })
})

describe('deals look alike', () => {
  const one = { account: 'Acme GmbH', name: 'Pump, phase 2', opened_on: '2025-03-01', amount: '700' } as const

  test('when they share the account and, but for case, accents and punctuation, the name, and opened within a month', async () => {
    const copies = [deal({ ...one, name: 'PUMP phase-2', account: 'ACME GmbH', amount: '900', opened_on: '2025-03-31' })]
    const apart = [
      deal({ ...one, opened_on: '2025-06-01', amount: '1' }),
      deal({ ...one, account: 'Other' }),
      deal({ ...one, account: null }),
    ]
    expect(await found('duplicates', [deal(one), ...copies, ...apart])).toEqual(ids(copies))
  })

  test('when they share account and amount and opened within three days, whatever they are called', async () => {
    const copies = [deal({ ...one, name: 'Second pump', opened_on: '2025-03-04' })]
    const apart = [deal({ ...one, name: 'Third', opened_on: '2025-03-09' }), deal({ ...one, name: 'Fourth', amount: '701' })]
    expect(await found('duplicates', [deal(one), ...copies, ...apart])).toEqual(ids(copies))
  })

  test('only to another deal: the first of them is not counted, and one in another currency is another', async () => {
    const copies = [deal({ ...one, name: 'x', currency: 'EUR' }), deal({ ...one, name: 'y', currency: 'EUR' })]
    expect(await found('duplicates', [...copies, deal({ ...one, name: 'z', currency: 'USD' })])).toEqual(ids(copies.slice(1)))
  })
})

describe('an open deal stands too long in its stage', () => {
  const ended = Array.from({ length: 10 }, () => deal({ state: 'lost' }))
  const stays = ended.map((each) => stay(each, 10, 'lost'))

  test('after more than twice the median of that stage, not before', async () => {
    const [late, just] = [deal({ stage: 'Talk' }), deal({ stage: 'Talk' })]
    expect(await found('twice_usual_in_stage', [...ended, late, just], [...stays, stay(late, 21, 'open'), stay(just, 20, 'open')])).toEqual(
      ids([late]),
    )
  })

  test('which is not asked of a stage with fewer than ten stays', async () => {
    const late = deal({ stage: 'Talk' })
    expect(await found('twice_usual_in_stage', [...ended.slice(2), late], [...stays.slice(2), stay(late, 90, 'open')])).toEqual([])
    const { notAsked } = await runChecks(duck, null)
    expect(notAsked.map(({ key }) => key)).toContain('twice_usual_in_stage')
  })
})

describe('dates contradict the stages', () => {
  test('when a stage was entered after the deal was closed or before it was opened; a day is left to time zones', async () => {
    const entered = '2025-06-10T12:00:00Z'
    const wrong = [deal({ state: 'won', closed_on: '2025-06-08' }), deal({ opened_on: '2025-06-12' })]
    const right = [deal({ state: 'won', closed_on: '2025-06-09' }), deal({ opened_on: '2025-06-11' }), deal({})]
    const entries = [...wrong, ...right].map((each) => ({
      ...stay(each, 1, 'advanced'),
      entered_on: entered,
      left_on: '2025-06-11T00:00:00Z',
    }))
    expect(await found('stage_order', [...wrong, ...right], entries)).toEqual(ids(wrong))
  })

  test('when a later stage has an earlier date, where each stage has one date; with a history a deal may move back', async () => {
    const back = deal({})
    expect(await found('stage_order', [back], [stay(back, 5, 'moved_back')], 'entered')).toEqual(ids([back]))
    expect(await found('stage_order', [back], [stay(back, 5, 'moved_back')], 'history')).toEqual([])
  })
})

test('the score says that nothing is weighed, what was looked for and what could not be asked', async () => {
  await applyFacts(duck, { deals: [deal({ owner: null }), deal({ amount: '10' })], stages, about: { as_of: asOf } }, '1')
  const quality = qualityOf(await runChecks(duck, null))
  expect(quality.score).toBe(50)
  expect(quality.formula).toMatch(/^Deals without any of these findings, divided by all deals, times 100: 1 of 2\. No weights/)
  expect(quality.formula).toMatch(/Looked for: .*without an owner.*Not asked, .*open past the expected close date/)
})
