import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { numbers, t } from '#kernel/text'
import { tallyShape } from './contract.ts'

const whole = numbers({ maximumFractionDigits: 0 })

export const importDone = eventKind(
  'import.done',
  z.object({ importId: z.string(), name: z.string(), kinds: z.array(tallyShape), sample: z.boolean() }),
  (payload) =>
    t('Imported {{name}}: {{created}} created, {{updated}} updated', {
      name: payload.name,
      created: whole(payload.kinds.reduce((sum, kind) => sum + kind.create, 0)),
      updated: whole(payload.kinds.reduce((sum, kind) => sum + kind.update, 0)),
    }),
)
