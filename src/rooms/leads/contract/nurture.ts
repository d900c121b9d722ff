import { z } from 'zod'
import { everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'

const personShape = z.object({ id: idOf('person'), name: z.string(), account: z.string().nullable() })

export const readNurture = endpoint({
  id: 'leads.nurture',
  method: 'GET',
  path: '/api/v1/nurture',
  summary: 'People in the hands of marketing: since when, why, and until when they rest',
  access: everyMember,
  records: { see: 'lead', names: 'people' },
  limits: { rate: 'read' },
  query: z.object({
    resting: z.enum(['all', 'resting', 'ready']).default('all').describe('resting: their rest is not over'),
    limit: z.coerce.number<string | number>().int().min(1).max(200).default(50),
    cursor: z.string().max(200).optional(),
  }),
  answer: z.object({
    rows: z.array(
      z.object({
        id: idOf('nurture_stay'),
        person: personShape,
        why: z.string(),
        since: instantShape,
        restsUntil: instantShape.nullable(),
        score: z.number().nullable().describe('Of the last response that was judged'),
        threshold: z.number().nullable(),
        missing: z.array(z.string()).describe('Required facts that were not known at the last response'),
        exclusion: z.string().nullable(),
        lastLead: idOf('lead').nullable().describe('The hand-over that they came back from'),
      }),
    ),
    cursor: z.string().nullable(),
    counts: z.object({
      inPool: z.int(),
      resting: z.int(),
      byWhy: z.array(z.object({ why: z.string(), people: z.int() })),
      promoted30: z.int().describe('Handed over out of the pool in the last 30 days'),
    }),
  }),
})

/** Why somebody stays in nurture whom sales had, in English as all that is kept. */
export const stayReasons = {
  returned: 'Sales gave them back',
  rejected: 'Sales rejected them, to be nurtured',
  tries: 'Not reached after the agreed tries',
} as const

/** Why somebody came to be in nurture who responded and was not handed over, in English as all that is kept. */
export const entryReasons = {
  contact: 'Responded, and does not meet the lead contract yet',
  resting: 'Responded while they rest',
  'no-contract': 'Responded while no lead contract held',
} as const

/** Why somebody is in limbo. */
export const limboKinds = ['nowhere', 'no-owner', 'owner-away', 'no-clock', 'out-of-pool'] as const
export type LimboKind = (typeof limboKinds)[number]

export const readLimbo = endpoint({
  id: 'leads.limbo',
  method: 'GET',
  path: '/api/v1/limbo',
  summary:
    'Whoever responded or was handed over and is now with nobody: in no queue, with no owner, in no pool; each with the reason and what to do',
  access: everyMember,
  records: { see: 'lead', names: 'people' },
  limits: { rate: 'read' },
  answer: z.object({
    rows: z.array(
      z.object({
        kind: z.enum(limboKinds),
        person: personShape,
        lead: idOf('lead').nullable(),
        since: instantShape.nullable(),
        why: z.string(),
        what: z.string().describe('What to do'),
      }),
    ),
    more: z.boolean().describe('There are more than 500'),
    checked: instantShape,
  }),
})
