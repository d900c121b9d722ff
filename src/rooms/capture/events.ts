import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { t } from '#kernel/text'
import { tallyShape } from './contract.ts'

export const importDone = eventKind(
  'import.done',
  z.object({ importId: z.string(), name: z.string(), kinds: z.array(tallyShape), sample: z.boolean() }),
  (payload) =>
    t('Imported {{name}}: {{created}} created, {{updated}} updated', {
      name: payload.name,
      created: payload.kinds.reduce((sum, kind) => sum + kind.create, 0),
      updated: payload.kinds.reduce((sum, kind) => sum + kind.update, 0),
    }),
)
