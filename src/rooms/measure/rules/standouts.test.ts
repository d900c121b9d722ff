import { expect, test } from 'vitest'
import type { Answer, Dimension } from '../contract.ts'
import { metricNamed } from '../metrics/catalog.ts'
import { answerOf } from './answers.ts'
import { comparable, differs, followsOutcome, standouts } from './standouts.ts'

const dimension: Dimension = { subject: 'deal', key: 'region', label: 'Region', origin: 'deal', values: 3 }

function rate(won: number, n: number): Answer {
  return answerOf(metricNamed('close_rate'), { n, value: won, sd: null, from: null, to: null }, {}, null)
}

test('a slice that differs is named, with what the gap costs a year; of a pair only the worse one', () => {
  const groups = [
    { value: 'North', answer: rate(100, 500) },
    { value: 'South', answer: rate(200, 500) },
    { value: null, answer: rate(0, 300) },
  ]
  const { found, looked } = standouts([{ dimension, groups }], 1000, 730)
  expect(looked).toBe(2)
  expect(found.map(({ value, better, rest, moneyAYear }) => [value, better, rest, moneyAYear])).toEqual([['North', false, 0.4, 50_000]])
})

test('a better slice is named too', () => {
  const groups = [
    { value: 'North', answer: rate(200, 500) },
    { value: 'South', answer: rate(200, 500) },
    { value: 'West', answer: rate(300, 500) },
  ]
  expect(standouts([{ dimension, groups }], null, 365).found.map(({ value, better }) => [value, better])).toContainEqual(['West', true])
})

test('the more slices are looked at, the more it takes to be named', () => {
  const one = {
    dimension,
    groups: [
      { value: 'a', answer: rate(130, 400) },
      { value: 'b', answer: rate(165, 400) },
    ],
  }
  expect(standouts([one], null, 0).found).toHaveLength(1)
  const many = Array.from({ length: 20 }, () => ({
    dimension,
    groups: [
      { value: 'a', answer: rate(150, 400) },
      { value: 'b', answer: rate(150, 400) },
    ],
  }))
  expect(standouts([one, ...many], null, 0).found).toEqual([])
})

test('small slices are not compared', () => {
  expect(
    standouts(
      [
        {
          dimension,
          groups: [
            { value: 'a', answer: rate(0, 19) },
            { value: 'b', answer: rate(200, 400) },
          ],
        },
      ],
      null,
      0,
    ).looked,
  ).toBe(0)
})

test('what follows from the outcome explains nothing', () => {
  expect(followsOutcome({ dimension, groups: [{ value: 'Closed', answer: rate(0, 40) }] })).toBe(true)
  expect(comparable({ ...dimension, key: 'stage' })).toBe(false)
  expect(comparable({ ...dimension, key: 'lost_reason' })).toBe(false)
  expect(comparable(dimension)).toBe(true)
})

test('the test of two shares gives the textbook figure', () => {
  // 15 of 100 against 30 of 100: pooled 0.225, z = 2.540, two-sided p = 0.0111.
  expect(differs(15, 100, 30, 100)).toBeCloseTo(0.0111, 4)
  expect(differs(0, 10, 0, 10)).toBe(1)
})
