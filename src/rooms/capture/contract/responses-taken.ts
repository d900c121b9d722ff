import { z } from 'zod'
import { editors, everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'
import { decisions } from '#rooms/leads/contract'
import { undoneShape } from '../shapes.ts'

export const listResponses = endpoint({
  id: 'capture.listResponses',
  method: 'GET',
  path: '/api/v1/responses',
  summary: 'What people responded to and what was decided on it, what was taken last first',
  access: everyMember,
  records: { allBut: ['person.email'] },
  limits: { rate: 'read' },
  query: z.object({
    person: idOf('person').optional(),
    decision: z.enum(decisions).optional(),
    after: idOf('response').optional().describe('The last one of the page before'),
  }),
  answer: z.object({
    responses: z
      .array(
        z.object({
          id: idOf('response'),
          person: z.object({ id: idOf('person'), name: z.string() }),
          leadId: idOf('lead').nullable().describe('The hand-over that it made or joined'),
          way: z.string(),
          what: z.string().nullable(),
          channel: z.string().nullable(),
          source: z.string().nullable(),
          campaign: z.string().nullable(),
          at: instantShape,
          recordedAt: instantShape,
          decision: z.enum(decisions),
          contract: z.int().nullable(),
          score: z.number().nullable(),
          eventId: z.string().describe('The step that took it, which can be taken back'),
        }),
      )
      .describe('100 at most'),
  }),
})

export const listTaken = endpoint({
  id: 'capture.listTaken',
  method: 'GET',
  path: '/api/v1/responses/taken',
  summary: 'The steps in which responses were taken, newest first, at most a hundred',
  access: everyMember,
  records: { allBut: ['person.email'] },
  limits: { rate: 'read' },
  answer: z.object({
    steps: z.array(
      z.object({
        eventId: idOf('event'),
        says: z.string(),
        responses: z.int(),
        people: z.int(),
        leads: z.int(),
        by: z.string(),
        at: instantShape,
        undone: z.boolean(),
      }),
    ),
  }),
})

export const undoTaken = endpoint({
  id: 'capture.undoTaken',
  method: 'POST',
  path: '/api/v1/responses/taken/{eventId}/undo',
  summary:
    'Take back responses that were taken in one step, with the people and hand-overs that they made. What changed since is listed and, with keepChanged, left alone',
  access: editors,
  records: { change: 'person' },
  limits: { rate: 'write', timeMs: 600_000 },
  params: z.object({ eventId: idOf('event') }),
  body: z.object({ keepChanged: z.boolean().default(false).describe('Undo the rest although some of it changed since') }),
  answer: undoneShape,
})
