import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Benchmark, Evidence, Passage, Segment } from '../contract.ts'
import { criticalZ } from './chance.ts'
import { constraintOf } from './constraint.ts'
import { stuckOf } from './stuck.ts'

const noStuck = { count: 0, amount: 0, withoutAmount: 0 }
const base: Evidence = {
  asOf: '2025-12-31' as Evidence['asOf'],
  currency: 'EUR',
  spanDays: 365,
  won: 300,
  closed: 1000,
  wonInSpan: 300,
  meanWon: 10_000,
  meanWonSd: 8_000,
  sizes: 300,
  cycles: 300,
  cycleMean: 60,
  wonCycleP90: 90,
  wonCycleMax: 140,
  stages: [],
  segments: [],
  stuck: [],
}

/** So many stays whose logarithms have this mean and a spread of 0.6, as sums. */
function stays(n: number, mean: number) {
  return { n, days: n * (Math.exp(mean + 0.18) - 0.5), logs: n * mean, squares: n * (mean ** 2 + 0.36) }
}

const passage = (left: number, forward: number, mean = 2.5): Passage => ({ left, forward, stays: stays(left, mean) })

function stage(name: string, left: number, forward: number, afterClosed: number, afterWon: number, before: Passage | null = null) {
  const own = passage(left, forward)
  return { pipeline: null, stage: name, position: 0, ...own, lost: left - forward, afterClosed, afterWon, within: own, before }
}

/** Of 1,000 deals half go on at each of three stages. */
const even = [stage('A', 1000, 500, 500, 125), stage('B', 500, 250, 250, 125), stage('C', 250, 125, 125, 125)]

/** Segments of one dimension: what each does in one stage. */
function segments(stageName: string, parts: Readonly<Record<string, Passage>>): Segment[] {
  return Object.entries(parts).map(([value, part]) => ({
    ...{
      dimension: 'owner',
      label: 'Owner',
      value,
      wonInSpan: 60,
      sizes: 60,
      meanWon: 10_000,
      meanWonSd: 8_000,
      cycles: 60,
      cycleMean: 60,
    },
    stuck: noStuck,
    stages: [{ pipeline: null, stage: stageName, ...part, stuck: noStuck }],
  }))
}

describe('a stage by conversion', () => {
  test('costs the gap to its benchmark times entries a year, chance once past it and mean size, and the steps say so', () => {
    const stages = [stage('New', 400, 300, 300, 90), stage('Talk', 300, 225, 225, 90), stage('Offer', 225, 100, 100, 90)]
    const { kind, stage: named, ranked } = constraintOf({ ...base, spanDays: 73, stages })
    const [first] = ranked
    expect([kind, named, first?.by, first?.benchmark.kind, first?.clear]).toEqual(['stage', 'Offer', 'conversion', 'others', true])
    const money = (0.75 - 100 / 225) * (225 * 5) * 0.9 * 10_000
    expect(first?.moneyAYear).toBeCloseTo(money, 6)
    expect(first?.steps.map(({ value }) => value)).toEqual([100 / 225, 0.75, 1125, 0.9, 10_000, first?.moneyAYear])
    expect((first?.low ?? 0) > 0 && (first?.low ?? 0) < money && money < (first?.high ?? 0)).toBe(true)
  })

  test('is no constraint where every stage is equally good', () => {
    const { kind, why, ranked } = constraintOf({ ...base, stages: even })
    expect([kind, ranked]).toEqual(['none', []])
    expect(why).toBe('None of 3 comparisons shows more than chance would.')
  })

  test('is not priced where too few were lost to tell', () => {
    expect(constraintOf({ ...base, stages: [stage('A', 20, 11, 11, 5), stage('B', 11, 5, 5, 5)] }).kind).toBe('unknown')
  })

  test('is compared with its own year before where that shows more than the other stages do', () => {
    const stages = even.map((each) => (each.stage === 'B' ? { ...each, before: passage(600, 450) } : each))
    const { ranked } = constraintOf({ ...base, stages })
    expect(ranked.filter(({ clear }) => clear).map((each) => [each.stage, each.benchmark.kind, each.benchmark.level])).toEqual([
      ['B', 'past', 0.75],
    ])
  })

  test('is compared with what was typed in before anything else, and names its source', () => {
    const about = { pipeline: null, dimension: null, value: null, measure: 'conversion' } as const
    const typed: Benchmark[] = [{ ...about, id: 'b1' as Benchmark['id'], stage: 'A', level: 0.8, source: 'Survey of pump makers, 2025' }]
    const { ranked } = constraintOf({ ...base, stages: even }, typed)
    expect(ranked[0]).toMatchObject({
      stage: 'A',
      clear: true,
      benchmark: { kind: 'typed', level: 0.8, source: 'Survey of pump makers, 2025' },
    })
    expect(ranked[0]?.moneyAYear).toBeCloseTo(0.3 * 1000 * 0.25 * 10_000, 6)
    expect(ranked[0]?.steps[1]?.says).toContain('Survey of pump makers, 2025')
  })
})

describe('a segment', () => {
  test('is compared with the best comparable one, and a small one that had luck is not taken for the best', () => {
    const parts = { Ann: passage(400, 200), Bob: passage(400, 280), Cid: passage(20, 18), Dee: passage(400, 272) }
    const { ranked } = constraintOf({ ...base, stages: even, segments: segments('A', parts) })
    const ann = ranked.find((each) => each.segment?.value === 'Ann' && each.by === 'conversion')
    expect(ann).toMatchObject({ clear: true, benchmark: { kind: 'best' } })
    expect(ann?.benchmark.level).toBeLessThan(0.75)
    expect(ann?.steps.at(-1)?.value).toBe(ann?.moneyAYear)
  })

  test('by time costs its days over the fastest comparable one times the value of a day of cycle', () => {
    const parts = { Ann: passage(200, 100, 3.1), Bob: passage(200, 100, 2.5), Cid: passage(200, 100, 2.5) }
    const { ranked, kind } = constraintOf({ ...base, stages: even, segments: segments('A', parts) })
    const [first] = ranked
    expect([kind, first?.by, first?.segment?.value, first?.clear]).toEqual(['stage', 'time', 'Ann', true])
    const [mean = 0, times = 0, over = 0, won = 0, cycle = 0, worth = 0, money] = first?.steps.map(({ value }) => value ?? 0) ?? []
    expect(times).toBeGreaterThan(1.7)
    expect(over).toBeCloseTo(mean * (1 - 1 / times), 6)
    expect([won, cycle, worth]).toEqual([600_000, 60, 10_000])
    expect(money).toBeCloseTo(over * worth, 6)
    expect(first?.steps.some(({ says }) => says.includes('time is what limits'))).toBe(true)
  })

  test('that is slow in every stage is one finding and not one for each stage', () => {
    const mean = (value: string) => (value === 'Ann' ? 3.1 : 2.5)
    const of = (value: string): Segment => ({
      ...{
        dimension: 'owner',
        label: 'Owner',
        value,
        wonInSpan: 60,
        sizes: 60,
        meanWon: 10_000,
        meanWonSd: 8_000,
        cycles: 60,
        cycleMean: 60,
      },
      stuck: noStuck,
      stages: even.map((each) => ({ pipeline: null, stage: each.stage, ...passage(150, 75, mean(value)), stuck: noStuck })),
    })
    const { ranked, kind, stage: named, says } = constraintOf({ ...base, stages: even, segments: ['Ann', 'Bob', 'Cid'].map(of) })
    expect([kind, named]).toEqual(['segment', null])
    expect(says).toMatch(/^Ann takes 1\.8 times as long in every stage, /)
    expect(ranked.filter(({ by }) => by === 'time')).toHaveLength(1)
  })
})

test('the ranking and its prices hold for any counts: intervals hold the price, prices are never negative, clear ones stand first', () => {
  const counts = fc.tuple(fc.integer({ min: 30, max: 5_000 }), fc.double({ min: 0.02, max: 0.98, noNaN: true }))
  fc.assert(
    fc.property(fc.array(counts, { minLength: 1, maxLength: 5 }), fc.array(counts, { minLength: 2, maxLength: 6 }), (rows, parts) => {
      const of = (left: number, rate: number) => Math.round(left * rate)
      const stages = rows.map(([left, rate], index) => stage(`S${index}`, left, of(left, rate), 100, 50))
      const each = segments(
        'S0',
        Object.fromEntries(parts.map(([left, rate], index) => [`v${index}`, passage(left, of(left, rate), 2 + rate)])),
      )
      const { ranked } = constraintOf({ ...base, stages, segments: each })
      for (const { moneyAYear, low, high, steps } of ranked) {
        expect(moneyAYear).toBeGreaterThan(0)
        expect(low >= 0 && low <= moneyAYear && moneyAYear <= high).toBe(true)
        expect(steps.at(-1)?.value).toBe(moneyAYear)
      }
      const clear = ranked.map((finding) => finding.clear)
      expect(clear).toEqual(clear.toSorted((a, b) => Number(b) - Number(a)))
    }),
  )
})

describe('where the stage of loss is unknown', () => {
  test('it says so and points to what is stuck', () => {
    const stuck = [
      { pipeline: null, stage: 'Offer', count: 30, olderThanAny: 12, amount: 50_000, withoutAmount: 10 },
      { pipeline: null, stage: 'New', count: 10, olderThanAny: 0, amount: 20_000, withoutAmount: 0 },
    ]
    const constraint = constraintOf({ ...base, stuck })
    expect(constraint).toMatchObject({
      kind: 'stuck',
      stage: 'Offer',
      why: 'The data does not say from which stage deals were lost.',
      moneyAYear: null,
    })
    expect(constraint.stuck?.money).toBeCloseTo(0.3 * (70_000 + 10 * 10_000))
    expect(constraint.says).toBe(
      '40 open deals are older than 90 days, by which nine of ten won deals were closed. 12 are older than any deal was when it was won (140 days).',
    )
  })

  test('and nothing is stuck, the constraint is unknown', () => {
    expect(constraintOf(base).kind).toBe('unknown')
  })

  test('one stage with losses is not compared with itself', () => {
    expect(constraintOf({ ...base, stages: [stage('Only', 500, 400, 400, 400)] }).why).toBe(
      'Losses are known for one stage only (Only), so there is nothing to compare it with.',
    )
  })

  test('without any amount nothing can be priced, and that is said', () => {
    expect(constraintOf({ ...base, meanWon: null, meanWonSd: null, sizes: 0, stages: even }).why).toBe(
      'Too little is known of won deals and their amounts to price a stage.',
    )
  })
})

test('what is stuck has no price where no deal was ever lost, for then no close rate is known', () => {
  const stuck = [{ pipeline: null, stage: 'New', count: 3, olderThanAny: 0, amount: 10, withoutAmount: 0 }]
  expect(stuckOf({ ...base, won: 10, closed: 10, stuck })?.money).toBeNull()
  expect(stuckOf({ ...base, wonCycleP90: null })).toBeNull()
})

test('the critical value matches the tables', () => {
  expect(criticalZ(0.05)).toBeCloseTo(1.6449, 3)
  expect(criticalZ(0.01)).toBeCloseTo(2.3263, 3)
})
