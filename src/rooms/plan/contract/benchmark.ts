import { z } from 'zod'
import { everyMember, managers } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'

/** What a benchmark may be typed in for. */
export const benchmarkMeasures = ['conversion', 'time'] as const

const about = {
  pipeline: z.string().max(400).nullable().describe('null where the data has one pipeline'),
  stage: z.string().min(1).max(400),
  dimension: z.string().max(100).nullable().describe('For one segment: the key of the dimension; null for all deals'),
  value: z.string().max(400).nullable(),
  measure: z.enum(benchmarkMeasures).describe('conversion: share of entries that go forward, 0 to 1; time: usual days of a stay'),
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
  limits: { rate: 'read' },
  answer: z.object({ benchmarks: z.array(benchmarkShape) }),
})

export const setBenchmark = endpoint({
  id: 'plan.setBenchmark',
  method: 'PUT',
  path: '/api/v1/benchmarks',
  summary: 'Type in a value to compare a stage with, and where it is from; it replaces the one before',
  access: managers,
  limits: { rate: 'write' },
  body: z
    .object({
      ...about,
      level: z.number().positive('A benchmark is larger than 0.').max(36_500),
      source: z.string().trim().min(3, 'Say where the benchmark is from, for example a report and its year.').max(400),
    })
    .refine(({ measure, level }) => measure === 'time' || level <= 1, {
      path: ['level'],
      message: 'A conversion is a share between 0 and 1; 45 % is 0.45.',
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
  limits: { rate: 'write' },
  params: z.object({ eventId: idOf('event') }),
  answer: z.object({ undone: z.boolean().describe('false when the benchmark was changed since') }),
})
