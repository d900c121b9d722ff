import { z } from 'zod'
import { managers } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'

export const readReactions = endpoint({
  id: 'reactions.read',
  method: 'GET',
  path: '/api/v1/reactions',
  summary: 'How far each reaction has heard what was told, and events that one of them could not take',
  access: managers,
  records: 'none',
  limits: { rate: 'read' },
  answer: z.object({
    reactions: z.array(
      z.object({ name: z.string(), waiting: z.int().describe('Events that were told since'), lastError: z.string().nullable() }),
    ),
    laidAside: z.array(
      z.object({
        id: idOf('laid_aside'),
        name: z.string(),
        eventId: idOf('event'),
        kind: z.string(),
        why: z.string(),
        at: z.string(),
      }),
    ),
  }),
})

export const settleLaidAside = endpoint({
  id: 'reactions.settle',
  method: 'POST',
  path: '/api/v1/reactions/laid-aside/{id}',
  summary: 'Try an event again that a reaction could not take, or give it up',
  access: managers,
  limits: { rate: 'write' },
  params: z.object({ id: idOf('laid_aside') }),
  body: z.object({ how: z.enum(['again', 'forget']) }),
  answer: z.object({}),
})
