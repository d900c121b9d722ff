import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { said, t } from '#kernel/text'
import { dayShape } from '#kernel/time'
import { sides } from './contract.ts'

const done = {
  drafted: (number: number, reason: string) => t('Began version {{number}} of the lead contract: {{reason}}', { number, reason }),
  changed: (number: number, reason: string) =>
    t('Changed the draft of version {{number}} of the lead contract: {{reason}}', { number, reason }),
  discarded: (number: number) => t('Threw away the draft of version {{number}} of the lead contract', { number }),
  proposed: (number: number, reason: string) => t('Proposed version {{number}} of the lead contract: {{reason}}', { number, reason }),
  withdrawn: (number: number) => t('Took version {{number}} of the lead contract back to draft', { number }),
} as const

export const contractChanged = eventKind(
  'contract.changed',
  z.object({
    version: z.string(),
    number: z.int(),
    what: z.enum(['drafted', 'changed', 'discarded', 'proposed', 'withdrawn']),
    reason: z.string(),
  }),
  ({ number, what, reason }) => done[what](number, reason),
)

/** Told without the name of who signed: that is whoever did it, or stands in the row. */
export const contractSigned = eventKind(
  'contract.signed',
  z.object({
    ...{ version: z.string(), number: z.int(), side: z.enum(sides), seal: z.string(), whole: z.boolean(), elsewhere: z.boolean() },
    /** The day from which it holds, once both sides signed; what was told earlier did not say it. */
    from: dayShape.optional(),
  }),
  ({ number, side, whole, elsewhere }) => {
    const gaps = { number, side: said(side) }
    if (elsewhere) return t('Wrote down that {{side}} signed version {{number}} of the lead contract', gaps)
    return whole
      ? t('Signed version {{number}} of the lead contract for {{side}}, so that both sides have', gaps)
      : t('Signed version {{number}} of the lead contract for {{side}}', gaps)
  },
)

export const contractRead = eventKind('contract.read', z.object({ version: z.string(), number: z.int() }), ({ number }) =>
  t('Confirmed to have read version {{number}} of the lead contract', { number }),
)
