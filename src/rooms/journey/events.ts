import { z } from 'zod'
import { eventKind } from '#kernel/event'

export const pipelineChanged = eventKind(
  'pipeline.changed',
  z.object({ pipeline: z.string(), name: z.string(), what: z.string() }),
  ({ name, what }) => `Pipeline ${name === '' ? 'without a name' : `"${name}"`}: ${what}`,
)
