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

/** Entries that conserve: each ends as something, with whole-day ties. */
export const entriesFor = (dealIds: readonly string[]): fc.Arbitrary<EntryFact[]> =>
  dealIds.length === 0
    ? fc.constant([])
    : fc
        .array(
          fc.record({
            deal: fc.constantFrom(...dealIds),
            at: fc.integer({ min: 0, max: 250 }),
            days: fc.integer({ min: 0, max: 30 }),
            stage: fc.constantFrom(0, 1, 2, 3),
            outcome: fc.constantFrom('advanced' as const, 'won' as const, 'lost' as const, 'moved_back' as const, 'open' as const),
          }),
          { maxLength: 80 },
        )
        .map((all) =>
          all.map(({ deal, at, days, stage, outcome }, index) => ({
            deal_id: deal,
            seq: index + 1,
            stage: stages[stage]?.stage ?? 'New',
            position: stage,
            entered_on: new Date(Date.UTC(2025, 0, 1 + at, 13)).toISOString(),
            left_on: outcome === 'open' ? null : new Date(Date.UTC(2025, 0, 1 + at + days, 9)).toISOString(),
            outcome,
            next_stage: outcome === 'advanced' ? (stages[Math.min(stage + 1 + (days % 2), 3)]?.stage ?? null) : null,
          })),
        )
