import { z } from 'zod'
import { eventKind } from '#kernel/event'

/** Data went out as a file. */
export const dataTaken = eventKind(
  'data.taken',
  z.object({ endpoint: z.string(), file: z.string() }),
  ({ endpoint, file }) => `Downloaded ${file} (${endpoint})`,
)
