import { describe, expect, test } from 'vitest'
import type { Evidence } from '../contract.ts'
import { constraintOf, criticalZ, stuckOf } from './constraint.ts'

const base: Evidence = {
  asOf: '2025-12-31' as Evidence['asOf'],
  currency: 'EUR',
  spanDays: 365,
  won: 300,
  closed: 1000,
  meanWon: 10_000,
  meanWonSd: 8_000,
  meanWonN: 300,
  wonCycleP90: 90,
  wonCycleMax: 140,
  stages: [],
  stuck: [],
}

const stage = (name: string, position: number, left: number, lost: number, afterClosed: number, afterWon: number) => ({
  pipeline: null,
  stage: name,
  position,
  left,
  lost,
  afterClosed,
  afterWon,
})

describe('the price of a stage', () => {
  test('is lost deals a year, times the chance once past it, times the mean size', () => {
    const evidence = { ...base, spanDays: 73, stages: [stage('New', 0, 500, 100, 400, 100), stage('Offer', 1, 400, 40, 360, 270)] }
    const { ranked } = constraintOf(evidence)
    expect(ranked.map((each) => [each.stage, each.lostAYear, each.chanceAfter, each.moneyAYear])).toEqual([
      ['Offer', 200, 0.75, 1_500_000],
      ['New', 500, 0.25, 1_250_000],
    ])
    expect(ranked[0]?.steps.at(-1)?.value).toBe(1_500_000)
    for (const each of ranked) expect(each.low < each.moneyAYear && each.moneyAYear < each.high).toBe(true)
  })

  test('is the same for every stage when every stage is equally good', () => {
    // Of 1,000 deals half go on at each of three stages: 500, 250 and 125 are lost, worth a quarter, a half and one deal each.
    const stages = [stage('A', 0, 1000, 500, 500, 125), stage('B', 1, 500, 250, 250, 125), stage('C', 2, 250, 125, 125, 125)]
    const { ranked, kind } = constraintOf({ ...base, stages })
    expect(ranked.map((each) => each.moneyAYear)).toEqual([1_250_000, 1_250_000, 1_250_000])
    expect(kind).toBe('none')
  })

  test('is not given where too few were lost to tell', () => {
    expect(constraintOf({ ...base, stages: [stage('A', 0, 20, 9, 11, 5)] }).ranked).toEqual([])
  })
})

/** A small repeatable source of chance. */
function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Evidence of `deals` deals that each pass the stages with these chances. */
function played(seed: number, deals: number, chances: readonly number[]): Evidence {
  const roll = dice(seed * 7919)
  let there = deals
  const passed = chances.map((chance) => {
    const left = there
    there = Array.from({ length: left }, () => roll() < chance).filter(Boolean).length
    return { left, on: there }
  })
  const won = there
  const stages = passed.map(({ left, on }, index) => stage(`S${index}`, index, left, left - on, on, won))
  return { ...base, won, closed: deals, meanWonN: won, stages }
}

describe('over a hundred made-up companies', () => {
  test('a planted bad stage is found in at least 95', () => {
    const found = Array.from({ length: 100 }, (_, seed) => constraintOf(played(seed + 1, 3000, [0.75, 0.75, 0.5, 0.75])))
    expect(found.filter((each) => each.kind === 'stage' && each.stage === 'S2').length).toBeGreaterThanOrEqual(95)
  })

  test('with nothing planted there is no clear constraint in at least 90', () => {
    const found = Array.from({ length: 100 }, (_, seed) => constraintOf(played(seed + 1, 3000, [0.7, 0.7, 0.7, 0.7])))
    expect(found.filter((each) => each.kind === 'none').length).toBeGreaterThanOrEqual(90)
  })
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
    expect(constraintOf({ ...base, stages: [stage('Only', 0, 500, 100, 400, 400)] }).why).toBe(
      'Losses are known for one stage only (Only), so there is nothing to compare it with.',
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
