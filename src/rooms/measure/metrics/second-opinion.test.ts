import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Duck, openDuck } from '#platform/analytics/duck'
import { applyFacts, type DealFact } from '#test/kit/apply-facts'
import { deals as anyDeals, leads as anyLeads, entriesFor, stages } from '#test/kit/facts'
import { withCopies } from '#test/kit/plain-findings'
import { asOf, plainly, recounted, type World } from '#test/kit/plain-metrics'
import { runs } from '#test/kit/runs'
import { ask } from '../actions/ask.ts'
import { matrixOf } from '../actions/matrix.ts'
import type { Answer } from '../contract.ts'
import { recordsBehind } from '../store/answers.ts'
import { aboutFacts, createFacts, dropFacts } from '../store/facts.ts'
import { wins } from '../store/passages.ts'
import { runChecks } from '../store/quality.ts'
import { metricNamed, metrics } from './catalog.ts'

let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
})
afterAll(() => duck.close())

async function fill({ deals, entries, leads }: World): Promise<void> {
  await dropFacts(duck)
  await createFacts(duck)
  await applyFacts(
    duck,
    {
      deals,
      entries,
      leads,
      stages,
      dimensions: [
        { subject: 'deal', key: 'owner', label: 'Owner', origin: 'deal' },
        { subject: 'deal', key: 'region', label: 'Region', origin: 'owner' },
        { subject: 'lead', key: 'source', label: 'Lead Source', origin: 'lead' },
      ],
      about: { as_of: asOf, stage_source: 'history' },
    },
    '1',
  )
}

const anyWorld: fc.Arbitrary<World> = fc
  .tuple(anyDeals.map(withCopies), anyLeads)
  .chain(([deals, leads]) => entriesFor(deals.map((deal) => deal.deal_id)).map((entries) => ({ deals, leads, entries })))

/** Sums are added exactly, each value cut to eight places behind the point, so that the order of rows cannot change them: twenty rows may be this much off. */
const roundingOfSums = 1e-7

function close(ours: number | null | undefined, theirs: number | null, what: string): void {
  if (theirs === null || ours === null || ours === undefined) expect({ what, value: ours ?? null }).toEqual({ what, value: theirs })
  else
    expect(Math.abs(ours - theirs), `${what}: ${ours} and ${theirs}`).toBeLessThanOrEqual(Math.max(roundingOfSums, 1e-9 * Math.abs(theirs)))
}

describe('every metric', () => {
  test('equals its plain reimplementation, whole and by each dimension, and recounts from its own records', {
    timeout: runs(120_000, 900_000),
  }, async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, async (world) => {
        await fill(world)
        const about = await aboutFacts(duck)
        for (const answer of await ask(duck, metrics, { about })) {
          const theirs = plainly(answer.name, world)
          close(answer.value, theirs.value, answer.name)
          expect(answer.n, `count of ${answer.name}`).toBe(theirs.n)
          const metric = metricNamed(answer.name)
          const records = await recordsBehind(duck, metric, { where: {} }, about)
          expect(records.length, `records of ${answer.name}`).toBe(answer.n)
          close(recounted(metric, records), theirs.value, `${answer.name} from its records`)
        }
        await byDimension(world, 'owner', (deal) => deal.owner)
        await byDimension(world, 'region', (deal) => deal.dimensions.region ?? null)
      }),
      // A world takes half a second: making a counterexample smaller would outlive the test and hide what it found.
      { numRuns: runs(10, 400), endOnFailure: true },
    )
  })
})

/** Asking with a filter must give what cutting gave; one metric of each way of folding is enough. */
const alsoAskedAlone = new Set(['close_rate', 'won_amount', 'deal_size_median', 'time_in_stage_median'])

test('answers do not depend on the order in which rows stand, to the last digit', async () => {
  const state = (n: number) => (n % 3 === 0 ? 'won' : n % 3 === 1 ? 'lost' : 'open')
  const all = Array.from({ length: 300 }, (_, n): DealFact => {
    const days = {
      opened_on: `2025-0${1 + (n % 6)}-11`,
      closed_on: n % 3 === 2 ? null : `2025-0${7 + (n % 3)}-0${1 + (n % 9)}`,
      expected_on: null,
    }
    const who = {
      ref: `D-${n}`,
      name: `Deal ${n}`,
      account: `Company ${n % 40}`,
      owner: n % 7 === 0 ? null : `Owner ${n % 3}`,
      pipeline: '',
      stage: 'Proposal',
    }
    return {
      deal_id: String(n + 1),
      ...who,
      state: state(n),
      amount: `${((n * 7919) % 10_007) + 0.1}`,
      currency: null,
      ...days,
      dimensions: {},
    }
  })
  const answersOf = async (deals: readonly DealFact[]) => {
    await fill({ deals: deals.map((deal, index) => ({ ...deal, deal_id: String(index + 1) })), entries: [], leads: [] })
    return {
      answers: await ask(duck, metrics),
      checks: await runChecks(duck, null),
      won: await wins(duck, asOf, null),
    }
  }
  const before = await answersOf(all)
  expect(before.answers.find(({ name }) => name === 'pipeline_velocity')?.low).not.toBeNull()
  expect(before.checks.results.find(({ count }) => count > 5)?.examples).toHaveLength(5)
  expect(await answersOf(all.toReversed())).toEqual(before)
})

async function byDimension(world: World, key: string, of: (deal: DealFact) => string | null): Promise<void> {
  const own = metrics.filter((metric) => metric.subject !== 'lead')
  const answers = await ask(duck, own, { by: [key] })
  for (const answer of answers) {
    const deals = world.deals.filter((deal) => of(deal) === answer.slice[key])
    const ids = new Set(deals.map((deal) => deal.deal_id))
    const theirs = plainly(answer.name, { deals, entries: world.entries.filter((entry) => ids.has(entry.deal_id)), leads: [] }, world)
    close(answer.value, theirs.value, `${answer.name} of ${answer.slice[key]}`)
    if (!alsoAskedAlone.has(answer.name)) continue
    const sliced = await ask(duck, [metricNamed(answer.name)], { slice: { where: { [key]: answer.slice[key] ?? null } } })
    expect(sliced.map((each) => [each.value, each.n, each.low, each.high])).toEqual([[answer.value, answer.n, answer.low, answer.high]])
  }
  const total = (name: string) => sumOf(answers.filter((answer) => answer.name === name))
  expect(total('deal_count')).toBe(world.deals.length)
  expect(total('stage_entered')).toBe(world.entries.length)
  const ends = ['stage_advanced', 'stage_won', 'stage_lost', 'stage_moved_back', 'stage_open']
  for (const stage of await ask(duck, ['stage_entered', ...ends].map(metricNamed), { by: ['stage'] }).then(bySlice))
    expect(sumOf(stage.filter(({ name }) => ends.includes(name)))).toBe(stage.find(({ name }) => name === 'stage_entered')?.value)
}

function bySlice(answers: readonly Answer[]): Answer[][] {
  return [...Map.groupBy(answers, ({ slice }) => JSON.stringify(slice)).values()]
}

function sumOf(answers: readonly Answer[]): number {
  return answers.reduce((sum, answer) => sum + (answer.value ?? 0), 0)
}

test('the margins of a matrix are the numbers of its rows and columns, and cells that are sums add up to them', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(anyWorld, async (world) => {
      await fill(world)
      const about = await aboutFacts(duck)
      for (const name of ['deal_count', 'won_amount', 'close_rate', 'deal_size_median', 'stage_entered']) {
        const matrix = await matrixOf(duck, metricNamed(name), { where: {}, rows: 'owner', columns: 'region' }, about)
        const plain = (owner: string | null | undefined, region: string | null | undefined) => {
          const fits = (deal: DealFact) =>
            (owner === undefined || deal.owner === owner) && (region === undefined || (deal.dimensions.region ?? null) === region)
          const deals = world.deals.filter(fits)
          const ids = new Set(deals.map((deal) => deal.deal_id))
          return plainly(name, { deals, entries: world.entries.filter((entry) => ids.has(entry.deal_id)), leads: [] }, world)
        }
        for (const { row, column, answer } of matrix.cells) close(answer.value, plain(row, column).value, `${name} of ${row} and ${column}`)
        for (const { value, answer } of matrix.rowTotals) close(answer.value, plain(value, undefined).value, `${name} of row ${value}`)
        for (const { value, answer } of matrix.columnTotals)
          close(answer.value, plain(undefined, value).value, `${name} of column ${value}`)
        close(matrix.total.value, plainly(name, { ...world, leads: [] }).value, `${name} of all`)
        const n = (some: readonly { answer: Answer }[]) => some.reduce((sum, { answer }) => sum + answer.n, 0)
        expect([n(matrix.cells), n(matrix.rowTotals), n(matrix.columnTotals)]).toEqual([matrix.total.n, matrix.total.n, matrix.total.n])
      }
    }),
    { numRuns: 8 },
  )
})

test('periods keep the deals of those days, both ends included', async () => {
  await fc.assert(
    fc.asyncProperty(anyDeals, async (deals) => {
      await fill({ deals, entries: [], leads: [] })
      const [answer] = await ask(duck, [metricNamed('close_rate')], {
        slice: { where: {}, closed: { from: '2025-03-01', to: '2025-06-30' } as never },
      })
      const inside = deals.filter((deal) => deal.closed_on !== null && deal.closed_on >= '2025-03-01' && deal.closed_on <= '2025-06-30')
      expect(answer?.n).toBe(inside.length)
    }),
    { numRuns: 15 },
  )
})

describe('asking', () => {
  test('by something that the facts do not know says what exists', async () => {
    await fill({ deals: [], entries: [], leads: [] })
    await expect(ask(duck, [metricNamed('close_rate')], { by: ['colour"; DROP TABLE fact_deal; --'] })).rejects.toThrow(
      /cannot be cut by .* There are: owner, region, close_quarter/,
    )
  })

  test('for a value with quotes in it finds its rows', async () => {
    const deal = {
      state: 'won',
      amount: '1',
      currency: null,
      opened_on: null,
      closed_on: null,
      expected_on: null,
      stage: 'New',
      owner: "O'Hara",
    } as const
    const deals = [{ ...deal, deal_id: 'a', ref: 'a', name: null, account: null, pipeline: '', dimensions: { owner: "O'Hara" } }]
    await fill({ deals, entries: [], leads: [] })
    const [answer] = await ask(duck, [metricNamed('won_count')], { slice: { where: { owner: "O'Hara" } } })
    expect(answer?.value).toBe(1)
  })

  test('for a close rate of few deals says that they are too few, and of data without losses that it says nothing', async () => {
    const deal = { amount: null, currency: null, opened_on: null, closed_on: null, expected_on: null, stage: 'New', owner: null } as const
    const made = (state: 'won' | 'lost', n: number) =>
      Array.from({ length: n }, (_, index) => ({
        ...deal,
        state,
        deal_id: `${state}${index}`,
        ref: null,
        name: null,
        account: null,
        pipeline: '',
        dimensions: {},
      }))
    await fill({ deals: [...made('won', 10), ...made('lost', 9)], entries: [], leads: [] })
    expect((await ask(duck, [metricNamed('close_rate')]))[0]).toMatchObject({
      enough: false,
      why: 'Too few to say: 19 count, at least 20 are needed.',
    })
    await fill({ deals: made('won', 50), entries: [], leads: [] })
    expect((await ask(duck, [metricNamed('close_rate')]))[0]).toMatchObject({
      enough: false,
      why: 'The data holds no lost deals, so this share says nothing.',
    })
  })

  test('for money in several currencies counts the most frequent one only, and says which', async () => {
    const deal = {
      state: 'won',
      opened_on: null,
      closed_on: null,
      expected_on: null,
      stage: 'New',
      owner: null,
      ref: null,
      name: null,
      account: null,
      pipeline: '',
      dimensions: {},
    } as const
    const made = ['EUR', 'EUR', 'USD', null].map((currency, index) => ({ ...deal, currency, amount: '100', deal_id: `d${index}` }))
    await fill({ deals: made, entries: [], leads: [] })
    await applyFacts(duck, { about: { currency: 'EUR' } }, '2')
    const [answer] = await ask(duck, [metricNamed('won_amount')])
    expect(answer).toMatchObject({ value: 200, n: 2, currency: 'EUR' })
  })
})
