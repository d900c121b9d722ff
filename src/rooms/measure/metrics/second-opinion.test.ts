import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Duck, openDuck } from '#platform/analytics/duck'
import { applyFacts, type DealFact, type EntryFact, type LeadFact } from '#test/kit/apply-facts'
import { deals as anyDeals, leads as anyLeads, entriesFor, stages } from '#test/kit/facts'
import { entriesPlainly, findingPlainly, withCopies } from '#test/kit/plain-findings'
import { ask } from '../actions/ask.ts'
import type { Answer } from '../contract.ts'
import { recordsBehind } from '../store/answers.ts'
import { aboutFacts, createFacts, dropFacts } from '../store/facts.ts'
import { metricNamed, metrics } from './catalog.ts'
import type { Metric } from './declare.ts'

/** The same numbers computed a second time, slowly and plainly, over raw rows. Nothing here is shared with the product. */

const asOf = '2025-12-31'
const dayNumber = (day: string) => Math.round(Date.parse(`${day.slice(0, 10)}T00:00:00Z`) / 86_400_000)
const mean = (values: number[]) => (values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length)

/** Type 7: position (n - 1) p between the sorted values. */
function quantile(values: number[], p: number): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * p
  const below = sorted[Math.floor(at)] ?? 0
  const above = sorted[Math.ceil(at)] ?? 0
  return below + (above - below) * (at - Math.floor(at))
}

/** Kaplan-Meier by walking day after day. */
function survival(stays: { days: number; ended: boolean }[], p: number): number | null {
  let share = 1
  for (let day = 0; day <= 500; day++) {
    const there = stays.filter((stay) => stay.days >= day).length
    const left = stays.filter((stay) => stay.days === day && stay.ended).length
    if (left > 0) share *= (there - left) / there
    if (left > 0 && share <= 1 - p + 1e-12) return day
  }
  return null
}

interface World {
  readonly deals: readonly DealFact[]
  readonly entries: readonly EntryFact[]
  readonly leads: readonly LeadFact[]
}

const cycles = (deals: readonly DealFact[]) =>
  deals
    .filter((deal) => deal.opened_on && deal.closed_on && deal.closed_on >= deal.opened_on)
    .map((deal) => dayNumber(deal.closed_on ?? '') - dayNumber(deal.opened_on ?? ''))

/** Value and count of a metric over the rows of a world. */
function plainly(name: string, world: World, all: World = world): { value: number | null; n: number } {
  const { deals, entries, leads } = world
  const won = deals.filter((deal) => deal.state === 'won')
  const lost = deals.filter((deal) => deal.state === 'lost')
  const open = deals.filter((deal) => deal.state === 'open')
  const amounts = (some: readonly DealFact[]) => some.filter((deal) => deal.amount !== null).map((deal) => Number(deal.amount))
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
  const share = (hits: number, n: number) => ({ value: n === 0 ? null : hits / n, n })
  const counted = (rows: readonly unknown[]) => ({ value: rows.length, n: rows.length })
  const left = entries.filter((entry) => entry.outcome !== 'open')
  const stays = entries.map((entry) => ({
    days: dayNumber(entry.left_on ?? asOf) - dayNumber(entry.entered_on),
    ended: entry.outcome !== 'open',
  }))
  const cycle = /^cycle_days(_lost|_closed)?_(mean|median|p75|p90)$/.exec(name)
  if (cycle) {
    const values = cycles(cycle[1] === '_lost' ? lost : cycle[1] === '_closed' ? [...won, ...lost] : won)
    const value = cycle[2] === 'mean' ? mean(values) : quantile(values, { median: 0.5, p75: 0.75, p90: 0.9 }[cycle[2] ?? ''] ?? 0.5)
    return { value, n: values.length }
  }
  switch (name) {
    case 'deal_count':
      return counted(deals)
    case 'won_count':
      return counted(won)
    case 'lost_count':
      return counted(lost)
    case 'open_count':
      return counted(open)
    case 'close_rate':
      return share(won.length, won.length + lost.length)
    case 'won_amount':
      return { value: sum(amounts(won)), n: amounts(won).length }
    case 'lost_amount':
      return { value: sum(amounts(lost)), n: amounts(lost).length }
    case 'open_amount':
      return { value: sum(amounts(open)), n: amounts(open).length }
    case 'deal_size_mean':
      return { value: mean(amounts(won)), n: amounts(won).length }
    case 'deal_size_median':
      return { value: quantile(amounts(won), 0.5), n: amounts(won).length }
    case 'lead_count':
      return counted(leads)
    case 'lead_converted_count':
      return counted(leads.filter((lead) => lead.converted))
    case 'lead_conversion':
      return share(leads.filter((lead) => lead.converted).length, leads.filter((lead) => lead.converted !== null).length)
    case 'stage_entered':
      return counted(entries)
    case 'stage_conversion':
      return share(left.filter((entry) => entry.outcome === 'advanced' || entry.outcome === 'won').length, left.length)
    case 'time_in_stage_median':
      return { value: survival(stays, 0.5), n: stays.length }
    case 'time_in_stage_p75':
      return { value: survival(stays, 0.75), n: stays.length }
    case 'time_in_stage_p90':
      return { value: survival(stays, 0.9), n: stays.length }
    default:
      return counted(entriesPlainly(name, entries, asOf) ?? findingPlainly(name, deals, all, asOf))
  }
}

/** The value once more from the records behind it. */
function recounted(metric: Metric, records: { counted: unknown; ended?: unknown }[]): number | null {
  const values = records.map((record) => Number(record.counted))
  if (metric.fold.kind === 'count') return records.length
  if (metric.fold.kind === 'sum') return values.reduce((a, b) => a + b, 0)
  if (metric.fold.kind === 'mean' || metric.fold.kind === 'share') return mean(values)
  if (metric.fold.kind === 'quantile') return quantile(values, metric.fold.at)
  return survival(
    records.map((record) => ({ days: Number(record.counted), ended: record.ended === true })),
    metric.fold.at,
  )
}

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

function close(ours: number | null | undefined, theirs: number | null, what: string): void {
  if (theirs === null || ours === null || ours === undefined) expect({ what, value: ours ?? null }).toEqual({ what, value: theirs })
  else expect(Math.abs(ours - theirs), `${what}: ${ours} and ${theirs}`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(theirs)))
}

describe('every metric', () => {
  test('equals its plain reimplementation, whole and by each dimension, and recounts from its own records', {
    timeout: 240_000,
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
      { numRuns: 25 },
    )
  })
})

/** Asking with a filter must give what cutting gave; one metric of each way of folding is enough. */
const alsoAskedAlone = new Set(['close_rate', 'won_amount', 'deal_size_median', 'time_in_stage_median'])

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
}

function sumOf(answers: readonly Answer[]): number {
  return answers.reduce((sum, answer) => sum + (answer.value ?? 0), 0)
}

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
