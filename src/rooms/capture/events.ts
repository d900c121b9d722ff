import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { tallyShape } from './contract.ts'

export const importDone = eventKind(
  'import.done',
  z.object({ importId: z.string(), name: z.string(), kinds: z.array(tallyShape), sample: z.boolean() }),
  (payload) =>
    `Imported ${payload.name}: ${payload.kinds.reduce((sum, kind) => sum + kind.create, 0)} created, ${payload.kinds.reduce((sum, kind) => sum + kind.update, 0)} updated`,
)
