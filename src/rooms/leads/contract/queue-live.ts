import { z } from 'zod'
import { everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'

export const followQueue = endpoint({
  id: 'leads.followQueue',
  method: 'GET',
  path: '/api/v1/queue/live',
  summary: 'Tells at once which leads changed, for as long as the line is open: server-sent events, with a sign of life every 15 seconds',
  kind: 'events',
  access: everyMember,
  records: { see: 'lead' },
  limits: { rate: 'read' },
  answer: z.object({
    leads: z.array(z.object({ id: idOf('lead'), what: z.enum(['new', 'changed', 'gone']) })),
    more: z.boolean().describe('Whether further leads changed at the same time: ask for all that you show'),
  }),
})
