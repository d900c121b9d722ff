/* over 300 lines because it holds one test for each thing that makes a stay or a dimension from staged rows */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Duck, type DuckRow, openDuck } from '#platform/analytics/duck'
import { moves as anyMoves, stages } from '#test/kit/facts'
import { runs } from '#test/kit/runs'
import { type StagedRow, stage } from '#test/kit/staged'
import { ask } from '../actions/ask.ts'
import { metricNamed } from '../metrics/catalog.ts'
import { aboutFacts } from './facts.ts'
import { factsFromStaged } from './facts-from-staged.ts'

let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
})
afterAll(() => duck.close())

const process = stages.map((each) => [each.pipeline, each.stage, each.position, each.kind] as const)
const today = '2026-01-01'

async function entriesOf(deals: StagedRow[], history: StagedRow[]): Promise<DuckRow[]> {
  await stage(duck, { deal: deals, stage_history: history }, process)
  await factsFromStaged(duck, { today })
  return duck.all(
    `SELECT f.ref AS deal_id, e.stage, outcome, entered_on::DATE AS entered_on, left_on::DATE AS left_on, next_stage
     FROM fact_stage_entry e JOIN fact_deal f USING (deal_id) ORDER BY deal_id, seq`,
  )
}

describe('stays in stages', () => {
  test('come from history rows; every save repeats the stage, and the last one closes it', async () => {
    const history = [
      ['New', '2025-01-01'],
      ['New', '2025-01-05'],
      ['Talk', '2025-01-10'],
      ['Talk', '2025-01-20'],
      ['Sign', '2025-02-01'],
      ['Won', '2025-02-10'],
    ].map(([to, at]) => ({ deal_external_id: 'a', stage: to ?? '', entered_at: at ?? '' }))
    const deals = [{ external_id: 'a', state: 'won', stage: 'Won', opened_at: '2025-01-01', closed_at: '2025-02-10' }]
    expect(await entriesOf(deals, history)).toEqual([
      { deal_id: 'a', stage: 'New', outcome: 'advanced', entered_on: '2025-01-01', left_on: '2025-01-10', next_stage: 'Talk' },
      { deal_id: 'a', stage: 'Talk', outcome: 'advanced', entered_on: '2025-01-10', left_on: '2025-02-01', next_stage: 'Sign' },
      { deal_id: 'a', stage: 'Sign', outcome: 'won', entered_on: '2025-02-01', left_on: '2025-02-10', next_stage: 'Won' },
    ])
  })

  test('know deals that moved back, were lost and opened again', async () => {
    const history = [
      ['New', '2025-01-01'],
      ['Offer', '2025-01-10'],
      ['Talk', '2025-01-20'],
      ['Lost', '2025-02-01'],
      ['Talk', '2025-03-01'],
    ].map(([to, at]) => ({ deal_external_id: 'a', stage: to ?? '', entered_at: at ?? '' }))
    const entries = await entriesOf([{ external_id: 'a', state: 'open', stage: 'Talk', opened_at: '2025-01-01' }], history)
    expect(entries.map((entry) => [entry.stage, entry.outcome, entry.left_on])).toEqual([
      ['New', 'advanced', '2025-01-10'],
      ['Offer', 'moved_back', '2025-01-20'],
      ['Talk', 'lost', '2025-02-01'],
      ['Talk', 'open', null],
    ])
  })

  test('that only snapshots show are kept apart; a closing that has a day ends them on it', async () => {
    const history = [
      ['New', '2025-01-31', 'entered'],
      ['Talk', '2025-02-28', 'seen_by'],
      ['Won', '2025-03-31', 'seen_by'],
    ].map(([to, at, known]) => ({ deal_external_id: 'a', stage: to ?? '', entered_at: at ?? '', known: known ?? '' }))
    const deals = [{ external_id: 'a', state: 'won', stage: 'Won', opened_at: '2025-01-31', closed_at: '2025-03-10' }]
    expect(await entriesOf(deals, history)).toMatchObject([
      { stage: 'New', outcome: 'advanced', left_on: '2025-02-28' },
      { stage: 'Talk', outcome: 'won', left_on: '2025-03-10' },
    ])
    expect(await duck.all('SELECT stage, entered_seen, left_seen FROM fact_stage_entry ORDER BY seq')).toEqual([
      { stage: 'New', entered_seen: false, left_seen: true },
      { stage: 'Talk', entered_seen: true, left_seen: false },
    ])
    const about = await aboutFacts(duck)
    const answers = await ask(duck, ['stage_conversion', 'time_in_stage_median'].map(metricNamed), { about })
    // Neither stay has two known ends, so there is nothing to take a time from.
    expect(answers.map(({ name, n }) => ({ name, n }))).toEqual([{ name: 'stage_conversion', n: 2 }])
  })

  test('begin at the opening where the first history row names an older stage, and end at the closing where none follows', async () => {
    const entries = await entriesOf(
      [{ external_id: 'a', state: 'lost', stage: 'Lost', opened_at: '2025-01-01', closed_at: '2025-03-01' }],
      [{ deal_external_id: 'a', old_stage: 'New', stage: 'Offer', entered_at: '2025-02-01' }],
    )
    expect(entries.map((entry) => [entry.stage, entry.outcome, entry.entered_on, entry.left_on])).toEqual([
      ['New', 'advanced', '2025-01-01', '2025-02-01'],
      ['Offer', 'lost', '2025-02-01', '2025-03-01'],
    ])
  })

  test('come from one date a stage where there is no history', async () => {
    const entered = JSON.stringify({ Talk: '2025-02-01T00:00:00Z', New: '2025-01-01', Won: '2025-03-01', Sign: '' })
    const entries = await entriesOf([{ external_id: 'a', state: 'won', stage: 'Won', closed_at: '2025-03-01', entered }], [])
    expect(entries.map((entry) => [entry.stage, entry.outcome])).toEqual([
      ['New', 'advanced'],
      ['Talk', 'won'],
    ])
    expect(await duck.all("SELECT value FROM about WHERE key = 'stage_source'")).toEqual([{ value: 'entered' }])
  })

  test('do not exist where the data tells neither', async () => {
    expect(await entriesOf([{ external_id: 'a', state: 'open', stage: 'New' }], [])).toEqual([])
    expect(await duck.all("SELECT value FROM about WHERE key = 'stage_source'")).toEqual([{ value: 'none' }])
  })

  test('find their deal by its name where there are no ids and the name is the only one', async () => {
    const deals = ['Alpha', 'Beta', 'Beta'].map((name) => ({ name, state: 'open', stage: 'New' }))
    const history = ['alpha', 'Beta'].map((name) => ({ deal_name: name, stage: 'New', entered_at: '2025-01-01' }))
    expect((await entriesOf(deals, history)).map((entry) => entry.deal_id)).toEqual(['file 0:1'])
  })

  test('equal a plain walk over any history, and conserve', { timeout: 60_000 }, async () => {
    const anyDeals = fc.array(fc.record({ moves: anyMoves, state: fc.constantFrom('open' as const, 'won' as const, 'lost' as const) }), {
      minLength: 1,
      maxLength: 8,
    })
    await fc.assert(
      fc.asyncProperty(anyDeals, async (deals) => {
        const staged = deals.map(({ state }, index) => ({
          external_id: `d${index}`,
          state,
          stage: 'New',
          closed_at: state === 'open' ? null : '2026-06-01',
        }))
        const history = deals.flatMap(({ moves }, index) =>
          moves.map((move) => ({ deal_external_id: `d${index}`, stage: move.stage, entered_at: hour(move.hours) })),
        )
        const ours = await entriesOf(staged, history)
        const plain = deals.flatMap(({ moves, state }, index) => walk(`d${index}`, moves, state))
        expect(ours.map(({ deal_id, stage: name, outcome }) => [deal_id, name, outcome])).toEqual(plain)
        const uneven = await duck.all(`SELECT stage FROM fact_stage_entry GROUP BY stage HAVING count(*) <>
          count_if(outcome = 'advanced') + count_if(outcome = 'won') + count_if(outcome = 'lost') + count_if(outcome = 'moved_back') + count_if(outcome = 'open')`)
        expect(uneven).toEqual([])
      }),
      { numRuns: runs(10, 80) },
    )
  })
})

const hour = (hours: number) => new Date(Date.UTC(2025, 0, 1, hours)).toISOString()

/** The same walk by hand: sort, drop repeats, look at what came next. */
function walk(
  deal: string,
  moves: readonly { stage: string; hours: number }[],
  state: 'open' | 'won' | 'lost',
): [string, string, string][] {
  const place = (name: string) => stages.find((each) => each.stage === name)?.position ?? 0
  const kind = (name: string) => stages.find((each) => each.stage === name)?.kind ?? 'open'
  const sorted = moves.toSorted((a, b) => a.hours - b.hours || place(a.stage) - place(b.stage))
  const changed = sorted.filter((move, index) => move.stage !== sorted[index - 1]?.stage)
  return changed.flatMap((move, index): [string, string, string][] => {
    if (kind(move.stage) !== 'open') return []
    const next = changed[index + 1]?.stage
    if (next === undefined) return [[deal, move.stage, state]]
    if (kind(next) !== 'open') return [[deal, move.stage, kind(next)]]
    return [[deal, move.stage, place(next) > place(move.stage) ? 'advanced' : 'moved_back']]
  })
}

describe('dimensions', () => {
  const many = Array.from({ length: 40 }, (_, index) => index)

  test('are own columns, custom columns, and what is reached through account, owner and product, called as in the file', async () => {
    await stage(duck, {
      deal: many.map((n) => ({
        external_id: `d${n}`,
        state: 'open',
        stage: 'New',
        account_name: n % 2 ? 'ACME inc' : 'Bolt',
        owner_name: n % 2 ? 'Ann  Lee' : 'Bo',
        product: n % 4 ? 'GTXPro' : 'MG Special',
        custom: JSON.stringify({ 'Deal "Tier"/1': n % 2 ? 'A' : 'B', Note: `note ${n}`, Score: String(n), Team: n % 2 ? 'x' : 'y' }),
      })),
      account: [
        { name: 'Acme, Inc.', industry: 'Steel', custom: JSON.stringify({ Team: 'one' }) },
        { name: 'bolt', industry: 'Wood', custom: JSON.stringify({ Team: 'two' }) },
      ],
      user: [
        { full_name: 'ann lee', custom: JSON.stringify({ regional_office: 'North' }) },
        { full_name: 'Bo', custom: JSON.stringify({ regional_office: 'South' }) },
      ],
      product: [
        { name: 'GTX Pro', family: 'GTX' },
        { name: 'MG Special', family: 'MG' },
      ],
    })
    await factsFromStaged(duck, {
      today,
      labels: [
        { kind: 'account', field: 'industry', header: 'sector' },
        { kind: 'product', field: 'family', header: 'series' },
      ],
    })
    const dimensions = await duck.all("SELECT key, label, origin, values_count FROM dimension WHERE subject = 'deal' ORDER BY origin, key")
    expect(dimensions).toEqual([
      { key: 'account_team', label: 'Team', origin: 'account', values_count: 2 },
      { key: 'industry', label: 'sector', origin: 'account', values_count: 2 },
      { key: 'account', label: 'account', origin: 'deal', values_count: 2 },
      { key: 'deal_tier_1', label: 'Deal "Tier"/1', origin: 'deal', values_count: 2 },
      { key: 'owner', label: 'owner', origin: 'deal', values_count: 2 },
      { key: 'product', label: 'product', origin: 'deal', values_count: 2 },
      { key: 'stage', label: 'stage', origin: 'deal', values_count: 1 },
      { key: 'team', label: 'Team', origin: 'deal', values_count: 2 },
      { key: 'regional_office', label: 'regional_office', origin: 'owner', values_count: 2 },
      { key: 'family', label: 'series', origin: 'product', values_count: 2 },
    ])
    const counts = await duck.all(
      'SELECT d_product, d_industry, d_regional_office, count(*) AS n FROM fact_deal GROUP BY ALL ORDER BY 1, 2',
    )
    expect(counts).toEqual([
      { d_product: 'GTX Pro', d_industry: 'Steel', d_regional_office: 'North', n: 20 },
      { d_product: 'GTX Pro', d_industry: 'Wood', d_regional_office: 'South', n: 10 },
      { d_product: 'MG Special', d_industry: 'Wood', d_regional_office: 'South', n: 10 },
    ])
  })

  test('say nothing where accounts of one name disagree', async () => {
    await stage(duck, {
      deal: many.map((n) => ({ external_id: `d${n}`, state: 'open', stage: 'New', account_name: n % 3 ? 'Twin' : 'Solo' })),
      account: [
        { name: 'Twin', industry: 'Steel', country: 'AT' },
        { name: 'Twin', industry: 'Wood', country: 'AT' },
        { name: 'Solo', industry: 'Wood', country: 'DE' },
      ],
    })
    await factsFromStaged(duck, { today })
    expect(await duck.all("SELECT key FROM dimension WHERE origin = 'account'")).toEqual([{ key: 'country' }])
  })
})

describe('rows', () => {
  test('that are rejected or deleted are out, and of rows with one id the newest counts', async () => {
    await stage(duck, {
      deal: [
        { external_id: 'a', state: 'open', stage: 'New', modified_at: '2025-02-01' },
        { external_id: 'a', state: 'won', stage: 'Won', modified_at: '2025-03-01', amount: '10.25' },
        { external_id: 'a', state: 'open', stage: 'New', modified_at: '2025-01-01' },
        { external_id: 'b', state: 'open', stage: 'New', reject: 'broken' },
        { external_id: 'c', state: 'open', stage: 'New', deleted: true },
        { state: 'open', stage: 'New', name: 'No id' },
      ],
    })
    await factsFromStaged(duck, { today, fileNames: ["Ann's deals.csv"] })
    expect(await duck.all('SELECT ref, state, amount FROM fact_deal ORDER BY ref')).toEqual([
      { ref: "Ann's deals.csv:6", state: 'open', amount: null },
      { ref: 'a', state: 'won', amount: '10.25' },
    ])
  })

  test('tell the last day on which something happened; expected dates and the future do not count', async () => {
    await stage(duck, {
      deal: [
        { external_id: 'a', state: 'won', stage: 'Won', opened_at: '2025-01-01', closed_at: '2025-05-05' },
        { external_id: 'b', state: 'open', stage: 'New', opened_at: '2025-02-01', expected_on: '2025-12-01' },
        { external_id: 'c', state: 'won', stage: 'Won', opened_at: '2025-02-01', closed_at: '2031-01-01' },
      ],
    })
    const asOf = async () => (await duck.one<{ value: string }>("SELECT value FROM about WHERE key = 'as_of'"))?.value
    await factsFromStaged(duck, { today })
    expect(await asOf()).toBe('2025-05-05')
    await factsFromStaged(duck, { today, asOf: '2025-06-30' })
    expect(await asOf()).toBe('2025-06-30')
  })
})

test('facts as known on an earlier day are those that the files of that day would have given', async () => {
  const history = [
    ['New', '2025-01-01'],
    ['Talk', '2025-02-01'],
    ['Offer', '2025-03-01'],
    ['Won', '2025-04-01'],
  ].map(([to, at]) => ({ deal_external_id: 'a', stage: to ?? '', entered_at: at ?? '' }))
  const old = { external_id: 'b', state: 'lost', stage: 'Lost', opened_at: '2025-01-01', closed_at: '2025-01-31' }
  const facts = async (options: { asKnownOn?: string }) => {
    await factsFromStaged(duck, { today, ...options })
    return {
      deals: await duck.all('SELECT ref, state, stage, d_stage, opened_on, closed_on FROM fact_deal ORDER BY 1'),
      entries: await duck.all(
        'SELECT ref, seq, e.stage, outcome, left_on, next_stage FROM fact_stage_entry e JOIN fact_deal USING (deal_id) ORDER BY 1, 2',
      ),
      leads: await duck.all('SELECT ref, converted FROM fact_lead ORDER BY 1'),
    }
  }
  const day = '2025-02-15'
  await stage(
    duck,
    {
      deal: [{ external_id: 'a', state: 'open', stage: 'Talk', opened_at: '2025-01-01' }, old],
      stage_history: history.slice(0, 2),
      lead: [{ external_id: 'l', created_at: '2025-01-01', converted: false }],
    },
    process,
  )
  const then = await facts({})
  const later = [
    { external_id: 'a', state: 'won', stage: 'Won', opened_at: '2025-01-01', closed_at: '2025-04-01' },
    old,
    { external_id: 'c', state: 'open', stage: 'New', opened_at: '2025-03-01' },
  ]
  const leads = [
    { external_id: 'l', created_at: '2025-01-01', converted: true, converted_at: '2025-03-01' },
    { external_id: 'm', created_at: '2025-03-01', converted: false, converted_at: null },
  ]
  await stage(duck, { deal: later, stage_history: history, lead: leads }, process)
  expect(await facts({ asKnownOn: day })).toEqual(then)
  expect((await facts({})).deals).toHaveLength(3)
})
