import { z } from 'zod'
import { eventKind } from '#kernel/event'

export const benchmarkSet = eventKind(
  'benchmark.set',
  z.object({ stage: z.string(), measure: z.string(), source: z.string() }),
  ({ stage, measure, source }) => `Set the ${measure} that ${stage} is compared with, from ${source}`,
)

export const benchmarkRemoved = eventKind(
  'benchmark.removed',
  z.object({ stage: z.string(), measure: z.string() }),
  ({ stage, measure }) => `Removed the ${measure} that ${stage} was compared with`,
)
