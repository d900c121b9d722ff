import { z } from 'zod'
import { editors } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'

export const placingWhys = ['solution', 'vertical', 'both', 'several', 'only', 'most'] as const
export type PlacingWhy = (typeof placingWhys)[number]

export const placing = endpoint({
  id: 'deals.placing',
  method: 'GET',
  path: '/api/v1/deals/placing',
  summary: 'The pipeline that a new deal enters where nobody names one, by what it sells and its industry, and why',
  access: editors,
  records: { change: 'deal' },
  limits: { rate: 'read' },
  query: z.object({
    solution: idOf('solution').optional(),
    vertical: z.string().trim().max(400).optional(),
  }),
  answer: z.object({
    pipeline: idOf('pipeline').nullable().describe('null where there is none yet'),
    why: z
      .enum(placingWhys)
      .nullable()
      .describe(
        'It is for what is sold, the industry or both; several fit as well, so the one with most deals; the only one; the one with most deals',
      ),
  }),
})
