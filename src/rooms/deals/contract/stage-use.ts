import { z } from 'zod'
import { everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'

export const stageUse = endpoint({
  id: 'deals.stageUse',
  method: 'GET',
  path: '/api/v1/deals/stage-use',
  summary: 'How many deals stand in each stage and pipeline, and whether any ever did: what was used cannot be removed',
  access: everyMember,
  records: { see: 'deal' },
  limits: { rate: 'read' },
  answer: z.object({
    stages: z.array(z.object({ id: idOf('stage'), deals: z.int(), used: z.boolean().describe('A deal stands or stood there') })),
    pipelines: z.array(z.object({ id: idOf('pipeline'), deals: z.int() })),
  }),
})
