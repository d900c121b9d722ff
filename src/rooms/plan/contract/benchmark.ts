import { z } from 'zod'
import { everyMember, managers } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'

/** What a benchmark may be typed in for. */
export const benchmarkMeasures = ['conversion', 'time', 'close_rate', 'deal_size', 'cycle'] as const

/** Of which number of the whole each measure without a stage is a benchmark. */
export const wholeMeasures = { close_rate: 'close_rate', deal_size: 'deal_size_median', cycle: 'cycle_days_median' } as const
const ofWhole: readonly string[] = Object.keys(wholeMeasures)
const shares: readonly string[] = ['conversion', 'close_rate']

const about = {
  pipeline: z.string().max(400).nullable().describe('null where the data has one pipeline'),
  stage: z.string().min(1).max(400).nullable().describe('null for a number of all deals'),
  dimension: z.string().max(100).nullable().describe('For one segment: the key of the dimension; null for all deals'),
  value: z.string().max(400).nullable(),
  measure: z
    .enum(benchmarkMeasures)
    .describe(
      'Of a stage: conversion (share of entries that go forward, 0 to 1) or time (usual days of a stay). Of all deals: close_rate (0 to 1), deal_size (median, in the currency of the company) or cycle (median days)',
    ),
}

/** A value to compare with that somebody typed in, with where it is from. */
export const benchmarkShape = z.object({
  ...about,
  id: idOf('benchmark'),
  level: z.number(),
  source: z.string(),
})
export type Benchmark = z.output<typeof benchmarkShape>

export const listBenchmarks = endpoint({
  id: 'plan.benchmarks',
  method: 'GET',
  path: '/api/v1/benchmarks',
  summary: 'The values to compare stages with that were typed in, each with its source',
  access: everyMember,
  records: 'none',
  limits: { rate: 'read' },
  answer: z.object({ benchmarks: z.array(benchmarkShape) }),
})

export const setBenchmark = endpoint({
  id: 'plan.setBenchmark',
  method: 'PUT',
  path: '/api/v1/benchmarks',
  summary: 'Type in a value to compare a stage with, and where it is from; it replaces the one before',
  access: managers,
  records: 'none',
  limits: { rate: 'write' },
  body: z
    .object({
      ...about,
      level: z
        .number()
        .positive('A benchmark is larger than 0.')
        .max(1e12)
        .meta({ examples: [0.31] }),
      source: z.string().trim().min(3, 'Say where the benchmark is from, for example a report and its year.').max(400),
    })
    .refine(({ measure, level }) => !shares.includes(measure) || level <= 1, {
      path: ['level'],
      message: 'A conversion and a close rate are shares between 0 and 1; 45% is 0.45.',
    })
    .refine(({ measure, level }) => (measure !== 'time' && measure !== 'cycle') || level <= 36_500, {
      path: ['level'],
      message: 'A stay or a sales cycle takes at most 36,500 days.',
    })
    .refine(({ measure, stage, dimension }) => (ofWhole.includes(measure) ? stage === null && dimension === null : stage !== null), {
      path: ['stage'],
      message: 'A benchmark of conversion or time names its stage; one of close rate, deal size or cycle is of all deals and names none.',
    })
    .refine(({ dimension, value }) => (dimension === null) === (value === null), {
      path: ['value'],
      message: 'A segment is a dimension and its value; name both or neither.',
    }),
  answer: benchmarkShape.extend({ eventId: z.string().describe('Undo it by this') }),
})

export const removeBenchmark = endpoint({
  id: 'plan.removeBenchmark',
  method: 'DELETE',
  path: '/api/v1/benchmarks/{benchmarkId}',
  summary: 'Take back a benchmark that was typed in; the next best one counts again',
  access: managers,
  records: 'none',
  limits: { rate: 'write' },
  params: z.object({ benchmarkId: idOf('benchmark') }),
  answer: z.object({ eventId: z.string().describe('Undo it by this') }),
})

export const undoBenchmark = endpoint({
  id: 'plan.undoBenchmark',
  method: 'POST',
  path: '/api/v1/benchmarks/undo/{eventId}',
  summary: 'Undo setting or removing a benchmark; what was changed since is left',
  access: managers,
  records: 'none',
  limits: { rate: 'write' },
  params: z.object({ eventId: idOf('event') }),
  answer: z.object({ undone: z.boolean().describe('false when the benchmark was changed since') }),
})

/** A number of all deals beside its benchmark. */
export const besideShape = z.object({
  name: z.string().describe('The metric'),
  level: z.number(),
  source: z.string(),
  verdict: z.enum(['better', 'worse', 'alike', 'unknown']).describe('alike: the benchmark lies within the interval of the number'),
  says: z.string(),
})
export type Beside = z.output<typeof besideShape>
