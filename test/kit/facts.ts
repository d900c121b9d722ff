import fc from 'fast-check'
import type { DealFact, EntryFact, LeadFact, StageFact } from './apply-facts.ts'

/** The process of generated histories. */
export const stages: readonly StageFact[] = [
  { pipeline: '', stage: 'New', position: 0, kind: 'open' },
  { pipeline: '', stage: 'Talk', position: 1, kind: 'open' },
  { pipeline: '', stage: 'Offer', position: 2, kind: 'open' },
  { pipeline: '', stage: 'Sign', position: 3, kind: 'open' },
  { pipeline: '', stage: 'Won', position: 4, kind: 'won' },
  { pipeline: '', stage: 'Lost', position: 5, kind: 'lost' },
]

/** One day in 2025, or none. */
const day = fc.integer({ min: 0, max: 300 }).map((n) => new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10))
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4 })

/** A deal before its id: few different values, so that ties and empty slices come up. */
const looseDeal = fc.record({
  state: fc.constantFrom('open' as const, 'won' as const, 'lost' as const),
  amount: maybe(fc.constantFrom('0', '10', '10.5', '1000', '99999999.9999')),
  currency: maybe(fc.constantFrom('EUR')),
  opened_on: maybe(day),
  closed_on: maybe(day),
  expected_on: maybe(day),
  stage: fc.constantFrom('New', 'Talk', 'Offer'),
  owner: maybe(fc.constantFrom('Ann', 'Bo', "O'Hara")),
  region: maybe(fc.constantFrom('North', 'South')),
})

export const deals: fc.Arbitrary<DealFact[]> = fc.array(looseDeal, { maxLength: 60 }).map((all) =>
  all.map(({ region, ...deal }, index) => ({
    ...deal,
    closed_on: deal.state === 'open' ? null : deal.closed_on,
    deal_id: `d${index}`,
    ref: `d${index}`,
    name: `Deal ${index}`,
    account: null,
    pipeline: '',
    dimensions: { owner: deal.owner, region },
  })),
)

export const leads: fc.Arbitrary<LeadFact[]> = fc
  .array(fc.record({ source: maybe(fc.constantFrom('Web', 'Fair')), converted: maybe(fc.boolean()), created_on: maybe(day) }), {
    maxLength: 60,
  })
  .map((all) =>
    all.map((lead, index) => ({
      ...lead,
      lead_id: `l${index}`,
      ref: `l${index}`,
      name: null,
      owner: null,
      status: null,
      converted_on: null,
      dimensions: { source: lead.source },
    })),
  )

/** One move of a deal as a history file has it: stage and hours since the first. Repeats, returns, skips and ties come up. */
export const moves = fc.array(
  fc.record({ stage: fc.constantFrom(...stages.map((stage) => stage.stage)), hours: fc.integer({ min: 0, max: 400 }) }),
  { maxLength: 8 },
)

/** One stay of a generated history: its stage, days until the next, and how it ended where it is the last or the deal was closed and came back. */
const stay = fc.record({
  stage: fc.constantFrom(0, 1, 2, 3),
  days: fc.integer({ min: 0, max: 30 }),
  end: fc.constantFrom('won' as const, 'lost' as const, 'open' as const),
  cameBack: fc.boolean(),
})

const noon = (day: number, hour: number) => new Date(Date.UTC(2025, 0, 1 + day, hour)).toISOString()

/**
 * Histories as stays are derived from moves: each begins when the one before ends, says "advanced" or "moved back" by where it led, and only the last is open.
 * Returns, skips, reopenings, whole-day ties and stays of no length come up.
 */
export const entriesFor = (dealIds: readonly string[]): fc.Arbitrary<EntryFact[]> =>
  dealIds.length === 0
    ? fc.constant([])
    : fc
        .array(
          fc.record({
            deal: fc.constantFrom(...dealIds),
            at: fc.integer({ min: 0, max: 250 }),
            stays: fc.array(stay, { minLength: 1, maxLength: 5 }),
          }),
          { maxLength: 25 },
        )
        .map((all) => [...new Map(all.map((one) => [one.deal, one])).values()].flatMap(({ deal, at, stays }) => staysOf(deal, at, stays)))

function staysOf(
  deal: string,
  at: number,
  stays: readonly { stage: number; days: number; end: 'won' | 'lost' | 'open'; cameBack: boolean }[],
) {
  let day = at
  return stays.map(({ stage, days, end, cameBack }, index): EntryFact => {
    const next = stays[index + 1]
    const entered = noon(day, 13)
    day += days
    const closed = next ? cameBack || next.stage === stage : end !== 'open'
    const outcome = closed ? (end === 'open' ? 'lost' : end) : !next ? 'open' : next.stage > stage ? 'advanced' : 'moved_back'
    return {
      deal_id: deal,
      seq: index + 1,
      stage: stages[stage]?.stage ?? 'New',
      position: stage,
      entered_on: entered,
      left_on: outcome === 'open' ? null : noon(day, days > 0 && !next ? 9 : 13),
      outcome,
      next_stage: outcome === 'advanced' || outcome === 'moved_back' ? (stages[next?.stage ?? 0]?.stage ?? null) : null,
    }
  })
}
