import { z } from 'zod'
import { editors, everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { dayShape, instantShape } from '#kernel/time'

/** What a campaign calls a conversion, asked of each person that it reached. */
export const conversionShape = z.discriminatedUnion('is', [
  z.object({ is: z.literal('responded') }).describe('Responded in any way'),
  z
    .object({ is: z.literal('form'), fields: z.array(z.string().min(1).max(200)).min(1).max(40) })
    .describe('Filled all of these fields, in any of their responses'),
  z
    .object({ is: z.literal('said'), words: z.array(z.string().trim().min(1).max(200)).min(1).max(40) })
    .describe('Has one of these states as a member, or responded to one of these: attended, replied'),
  z.object({ is: z.literal('lead') }).describe('Became a lead'),
  z.object({ is: z.literal('accepted') }).describe('Became a lead that sales accepted'),
  z.object({ is: z.literal('won') }).describe('Won'),
])
export type Conversion = z.output<typeof conversionShape>

export const basedOn = ['reached', 'responded'] as const

/** The definition and the target of a campaign. */
export const goalShape = z.object({
  conversion: conversionShape,
  of: z.enum(basedOn).describe('The share is of all whom it reached, or of those who responded'),
  target: z.number().gt(0).max(1).describe('The share that is to convert'),
})
export type Goal = z.output<typeof goalShape>

const keptGoalShape = goalShape.extend({
  number: z.int(),
  by: z.string(),
  at: instantShape,
  reason: z.string().nullable(),
  late: z.boolean().describe('Set or changed after the campaign had begun'),
})
export type KeptGoal = z.output<typeof keptGoalShape>

const rateShape = z.object({
  hits: z.int(),
  n: z.int(),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  enough: z.boolean().describe('false: too few to say'),
})
export type Rate = z.output<typeof rateShape>

/** What became of somebody whom a campaign reached; the furthest that applies. */
export const endings = ['won', 'lead', 'returned', 'rejected', 'contact', 'silent'] as const
export type Ending = (typeof endings)[number]

const oneCampaign = z.object({ id: idOf('campaign') })

export const readCampaign = endpoint({
  id: 'programs.campaign',
  method: 'GET',
  path: '/api/v1/campaigns/{id}',
  summary:
    'One campaign: its definition of conversion and target, whom it reached, what became of them, what each cost, and past campaigns of its type',
  access: everyMember,
  records: { allBut: [] },
  limits: { rate: 'read' },
  params: oneCampaign,
  answer: z.object({
    id: idOf('campaign'),
    name: z.string(),
    type: z.string().nullable(),
    channel: z.string().nullable(),
    status: z.string().nullable(),
    startsOn: dayShape.nullable(),
    endsOn: dayShape.nullable(),
    begun: z.boolean().describe('From its first day on the target is locked: a change needs a reason and is shown'),
    goal: keptGoalShape.nullable(),
    history: z.array(keptGoalShape).describe('All definitions and targets, the newest first'),
    counts: z.object({ reached: z.int(), responded: z.int(), converted: z.int(), leads: z.int(), won: z.int() }),
    rate: rateShape.nullable().describe('null without a definition'),
    verdict: z
      .enum(['above', 'below', 'open', 'few'])
      .nullable()
      .describe('Whether the whole interval lies above or below the target; open: neither'),
    cost: z.object({ amount: z.number(), currency: z.string().nullable(), from: z.enum(['actual', 'rows']) }).nullable(),
    became: z.array(z.object({ ending: z.enum(endings), reason: z.string().nullable(), people: z.int() })),
    past: z
      .array(z.object({ id: idOf('campaign'), name: z.string(), startsOn: dayShape.nullable(), rate: rateShape }))
      .describe('Earlier ones of its type, by the definition of this one'),
    pastRate: rateShape.nullable().describe('All earlier ones together'),
    choices: z
      .object({ fields: z.array(z.string()), words: z.array(z.string()) })
      .describe('What its people filled in and were called so far'),
    mayWrite: z.boolean(),
  }),
})

export const listCampaignPeople = endpoint({
  id: 'programs.campaignPeople',
  method: 'GET',
  path: '/api/v1/campaigns/{id}/people',
  summary: 'The people of a campaign and what became of each, page by page, the furthest first',
  access: everyMember,
  records: { allBut: [] },
  limits: { rate: 'read' },
  params: oneCampaign,
  query: z.object({
    ending: z.enum(endings).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(20),
    offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
  }),
  answer: z.object({
    people: z.array(
      z.object({
        id: idOf('person'),
        name: z.string().nullable(),
        ending: z.enum(endings),
        reason: z.string().nullable(),
        converted: z.boolean(),
        leadId: idOf('lead').nullable(),
        at: instantShape.nullable().describe('When they responded, else when they were reached'),
      }),
    ),
  }),
})

export const setCampaignGoal = endpoint({
  id: 'programs.setCampaignGoal',
  method: 'POST',
  path: '/api/v1/campaigns/{id}/goal',
  summary: 'Say what a campaign calls a conversion and which share is to convert; once it has begun, with a reason',
  access: editors,
  limits: { rate: 'write' },
  params: oneCampaign,
  body: goalShape.extend({
    reason: z.string().trim().max(400).optional().describe('Needed once the campaign has begun and had a target'),
    number: z.int().min(0).describe('Of the goal that you saw; 0 where there was none'),
  }),
  answer: z.object({ eventId: idOf('event').describe('Undo it by this') }),
})

export const undoCampaignGoal = endpoint({
  id: 'programs.undoCampaignGoal',
  method: 'POST',
  path: '/api/v1/campaigns/goals/undo',
  summary: 'Take back what was last set as the goal of a campaign',
  access: editors,
  limits: { rate: 'write' },
  body: z.object({ eventId: idOf('event') }),
  answer: z.object({}),
})
