import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { t } from '#kernel/text'
import { tallyShape } from './contract.ts'

export const importDone = eventKind(
  'import.done',
  z.object({ importId: z.string(), name: z.string(), kinds: z.array(tallyShape), sample: z.boolean() }),
  (payload) =>
    t('Imported {{name}}: {{reduce}} created, {{reduce2}} updated', {
      name: payload.name,
      reduce: payload.kinds.reduce((sum, kind) => sum + kind.create, 0),
      reduce2: payload.kinds.reduce((sum, kind) => sum + kind.update, 0),
    }),
)
