import { z } from 'zod'
import { everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { dayShape, instantShape } from '#kernel/time'
import { breachKinds, leadStates } from './hand-over.ts'
import { leadTold, pageAsked } from './lead-told.ts'

/** By what the keeping of promises is told apart. */
export const followUpBys = ['channel', 'team', 'rep', 'month'] as const

const periodShape = {
  from: dayShape.optional().describe('Offered on this day or later; 90 days ago when left out'),
  to: dayShape.optional().describe('Offered before this day; now when left out'),
}

const keptShape = z.object({
  due: z.int().describe('Hand-overs whose deadline has come, or that kept it'),
  within: z.int().describe('Those that kept it'),
  share: z.number().nullable().describe('null below thirty: too few to say'),
  low: z.number().nullable().describe('The lower end of the interval of 95 % by Wilson'),
  high: z.number().nullable(),
  p50: z.number().nullable().describe('Working minutes; half of those that happened took no longer. null below thirty'),
  p90: z.number().nullable(),
  open: z.int().describe('Still running, in time'),
})

export const readFollowUp = endpoint({
  id: 'leads.followUp',
  method: 'GET',
  path: '/api/v1/follow-up',
  summary:
    'What was promised and kept: the share accepted and first contacted within target, and how long it took, by channel, team, rep and month',
  access: everyMember,
  records: { see: 'lead', names: 'people' },
  limits: { rate: 'read' },
  query: z.object(periodShape),
  answer: z.object({
    from: instantShape,
    to: instantShape,
    offered: z.int(),
    waiting: z.int().describe('Open, with no owner'),
    breaches: z.array(z.object({ kind: z.enum(breachKinds), count: z.int() })),
    whole: z.object({ accept: keptShape, contact: keptShape }),
    by: z.array(
      z.object({
        by: z.enum(followUpBys),
        name: z.string().nullable().describe('null for those of whom it is not known'),
        offered: z.int(),
        accept: keptShape,
        contact: keptShape,
      }),
    ),
  }),
})

export const listBreaches = endpoint({
  id: 'leads.breaches',
  method: 'GET',
  path: '/api/v1/follow-up/breaches',
  summary: 'Promises that were not kept, lead by lead, with their cause; the last first',
  access: everyMember,
  records: { see: 'lead', names: 'people' },
  limits: { rate: 'read' },
  query: z.object({
    kind: z.enum(breachKinds).optional(),
    owner: idOf('member').optional(),
    channel: z.string().max(200).optional(),
    ...pageAsked,
  }),
  answer: z.object({
    rows: z.array(
      z.object({
        id: idOf('clock_breach'),
        kind: z.enum(breachKinds),
        ...leadTold,
        owner: leadTold.owner.describe('Whose it was then'),
        dueAt: instantShape,
        notedAt: instantShape,
        cause: z.string(),
        state: z.enum(leadStates).nullable(),
        lateMinutes: z.number().nullable().describe('Working minutes after the deadline until it was done; null while it is not'),
      }),
    ),
    cursor: z.string().nullable(),
  }),
})

export const listTouchedLate = endpoint({
  id: 'leads.touchedLate',
  method: 'GET',
  path: '/api/v1/follow-up/late',
  summary: 'Leads whose first contact came after its deadline, or has not come though it passed; the longest wait first',
  access: everyMember,
  records: { see: 'lead', names: 'people' },
  limits: { rate: 'read' },
  query: z.object({
    ...periodShape,
    days: z.coerce
      .number<string | number>()
      .min(0)
      .max(365)
      .default(0)
      .describe('At least so many days after the offer, 14 for those that were cold'),
    ...pageAsked,
  }),
  answer: z.object({
    rows: z.array(
      z.object({
        ...leadTold,
        score: z.number().nullable(),
        offeredAt: instantShape,
        contactBy: instantShape,
        firstContactAt: instantShape.nullable(),
        waitedDays: z.number(),
        state: z.enum(leadStates),
        deal: z.object({ id: idOf('deal'), name: z.string(), amount: z.string().nullable(), currency: z.string().nullable() }).nullable(),
      }),
    ),
    cursor: z.string().nullable(),
  }),
})
