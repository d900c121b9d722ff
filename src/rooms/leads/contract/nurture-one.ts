import { z } from 'zod'
import { editors, everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'

const onePerson = z.object({ person: idOf('person') })

export const readReadiness = endpoint({
  id: 'leads.readiness',
  method: 'GET',
  path: '/api/v1/nurture/people/{person}',
  summary:
    'What somebody in nurture lacks to be a lead, as of now: each criterion of the lead contract in force, required facts, exclusions',
  access: everyMember,
  records: { see: 'lead', names: 'people' },
  limits: { rate: 'read' },
  params: onePerson,
  answer: z.object({
    contract: z.int().nullable().describe('null where no lead contract is in force'),
    result: z.enum(['lead', 'contact']).nullable(),
    score: z.number().nullable(),
    threshold: z.number().nullable(),
    lines: z.array(
      z.object({
        key: z.string(),
        name: z.string(),
        held: z.boolean(),
        points: z.number().describe('What it gives now'),
        most: z.number().describe('What it gives where it holds and nothing has faded'),
        days: z.int().nullable(),
      }),
    ),
    missing: z.array(z.string()).describe('Required facts that are not known, by their labels'),
    exclusion: z.string().nullable(),
  }),
})

export const promote = endpoint({
  id: 'leads.promote',
  method: 'POST',
  path: '/api/v1/nurture/people/{person}/promote',
  summary: 'Hand somebody in nurture over to sales by hand, with a reason, whatever their points are',
  access: editors,
  records: { change: 'lead' },
  limits: { rate: 'write' },
  params: onePerson,
  body: z.object({ reason: z.string().trim().min(3, 'Say why: sales read it.').max(1_000, 'A reason has at most 1,000 characters.') }),
  answer: z.object({
    lead: idOf('lead'),
    made: z.boolean().describe('false: they had an open lead, which got the reason as a note'),
    eventId: idOf('event').describe('Undo it by this'),
  }),
})

export const undoPromotion = endpoint({
  id: 'leads.undoPromotion',
  method: 'POST',
  path: '/api/v1/nurture/people/{person}/promotions/{eventId}/undo',
  summary: 'Take back that somebody was handed over by hand',
  access: editors,
  records: { change: 'lead' },
  limits: { rate: 'write' },
  params: onePerson.extend({ eventId: idOf('event') }),
  answer: z.object({}),
})
