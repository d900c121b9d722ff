import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { plural, t } from '#kernel/text'

const verbs = {
  owner: (deals: string, to: string) => t('Gave {{deals}} to {{to}}', { deals, to }),
  expected: (deals: string, to: string) => t('Set the expected close date of {{deals}} to {{to}}', { deals, to }),
  amount: (deals: string, to: string) =>
    to === '' ? t('Cleared the amount of {{deals}}', { deals }) : t('Set the amount of {{deals}} to {{to}}', { deals, to }),
  lost: (deals: string, to: string) => t('Closed {{deals}} as lost: {{to}}', { deals, to }),
} as const

export const dealsRepaired = eventKind(
  'deals.repaired',
  z.object({
    what: z.enum(['owner', 'expected', 'amount', 'lost']),
    to: z.string().describe('What was set, in words; empty for a cleared amount'),
    deals: z.int(),
  }),
  ({ what, to, deals }) => verbs[what](plural(deals, '{{n}} deal', '{{n}} deals', { n: deals }), to),
)
