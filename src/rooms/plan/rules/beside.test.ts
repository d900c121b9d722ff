import { expect, test } from 'vitest'
import type { Id } from '#kernel/id'
import type { Answer, Benchmark } from '../contract.ts'
import { besideBenchmarks } from './beside.ts'

const answer = (name: string, more: Partial<Answer>): Answer => ({
  ...{ name, title: name, slice: {}, value: 0.3, unit: 'share', currency: null, n: 200, low: 0.24, high: 0.37, method: null },
  ...{ period: null, definition: '', cannot: '', enough: true, why: null },
  ...more,
})
const benchmark = (measure: Benchmark['measure'], level: number): Benchmark => ({
  ...{ id: 'b' as Id<'benchmark'>, pipeline: null, stage: null, dimension: null, value: null, source: 'Survey 2025' },
  ...{ measure, level },
})
const cycle = answer('cycle_days_median', { unit: 'days', value: 60, low: 55, high: 66 })

test('a number is better or worse than a benchmark only where its interval leaves the benchmark out', () => {
  const verdict = (level: number) => besideBenchmarks([answer('close_rate', {})], [benchmark('close_rate', level)])[0]?.verdict
  expect([verdict(0.2), verdict(0.24), verdict(0.3), verdict(0.37), verdict(0.4)]).toEqual(['better', 'alike', 'alike', 'alike', 'worse'])
})

test('a shorter sales cycle is the better one, and what is said names the source', () => {
  const [slow] = besideBenchmarks([cycle], [benchmark('cycle', 40)])
  expect(slow).toMatchObject({ verdict: 'worse', says: 'Worse than the benchmark of 40 days (Survey 2025).' })
  expect(besideBenchmarks([cycle], [benchmark('cycle', 80)])[0]?.verdict).toBe('better')
})

test('too few cases are not compared, and a benchmark of a stage is none of all deals', () => {
  const few = answer('close_rate', { enough: false, n: 5 })
  expect(besideBenchmarks([few], [benchmark('close_rate', 0.2)])[0]?.verdict).toBe('unknown')
  expect(besideBenchmarks([answer('close_rate', {})], [{ ...benchmark('conversion', 0.2), stage: 'Offer' }])).toEqual([])
})
