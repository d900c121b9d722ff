import { z } from 'zod'
import { eventKind } from '#kernel/event'

const verbs = {
  owner: (deals: string, to: string) => `Gave ${deals} to ${to}`,
  expected: (deals: string, to: string) => `Set the expected close date of ${deals} to ${to}`,
  amount: (deals: string, to: string) => (to === '' ? `Cleared the amount of ${deals}` : `Set the amount of ${deals} to ${to}`),
  lost: (deals: string, to: string) => `Closed ${deals} as lost: ${to}`,
} as const

export const dealsRepaired = eventKind(
  'deals.repaired',
  z.object({
    what: z.enum(['owner', 'expected', 'amount', 'lost']),
    to: z.string().describe('What was set, in words; empty for a cleared amount'),
    deals: z.int(),
  }),
  ({ what, to, deals }) => verbs[what](deals === 1 ? '1 deal' : `${deals} deals`, to),
)
