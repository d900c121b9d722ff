import { z } from 'zod'
import { eventKind } from '#kernel/event'

export const benchmarkSet = eventKind(
  'benchmark.set',
  z.object({ stage: z.string().nullable(), measure: z.string(), source: z.string() }),
  ({ stage, measure, source }) =>
    `Set the ${measure.replaceAll('_', ' ')} that ${stage ?? 'all deals'} ${stage === null ? 'are' : 'is'} compared with, from ${source}`,
)

export const benchmarkRemoved = eventKind(
  'benchmark.removed',
  z.object({ stage: z.string().nullable(), measure: z.string() }),
  ({ stage, measure }) =>
    `Removed the ${measure.replaceAll('_', ' ')} that ${stage ?? 'all deals'} ${stage === null ? 'were' : 'was'} compared with`,
)
