import { z } from 'zod'
import { everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { dayShape, instantShape } from '#kernel/time'
import { leadStates } from './hand-over.ts'
import { leadTold, pageAsked } from './lead-told.ts'

/** By what the outcomes of hand-overs are told apart. */
export const outcomeBys = ['campaign', 'source', 'channel', 'month'] as const
export type OutcomeBy = (typeof outcomeBys)[number]

/** What a number of leads is about: where they stand, those whose deal was won, or all. */
export const outcomes = [...leadStates, 'won'] as const
export type Outcome = (typeof outcomes)[number]

const sliceShape = {
  from: dayShape.optional().describe('Handed over on this day or later; 90 days ago when left out'),
  to: dayShape.optional().describe('Handed over before this day; now when left out'),
  campaign: z.string().max(300).optional().describe('Empty: those of whom it is not known; so for the next two'),
  source: z.string().max(300).optional(),
  channel: z.string().max(200).optional(),
}

const moneyShape = z.array(z.object({ currency: z.string().nullable(), amount: z.string() })).describe('One sum for each currency')

const tallyShape = z.object({
  handedOver: z.int(),
  offered: z.int(),
  accepted: z.int(),
  working: z.int(),
  returned: z.int(),
  rejected: z.int(),
  disqualified: z.int(),
  converted: z.int().describe('Became a deal, the won ones among them'),
  won: z.int().nullable().describe('Whose deal was won; null for whoever may not see deals'),
  wonMoney: moneyShape.nullable().describe('null for whoever may not see amounts'),
})
export type Tally = z.output<typeof tallyShape>

export const readOutcomes = endpoint({
  id: 'leads.outcomes',
  method: 'GET',
  path: '/api/v1/lead-outcomes',
  summary: 'What became of the people who were handed over: where they stand, what was won with them, and why sales gave them back',
  access: everyMember,
  records: { see: 'lead', names: 'people' },
  limits: { rate: 'read' },
  query: z.object({ ...sliceShape, by: z.enum(outcomeBys).default('campaign') }),
  answer: z.object({
    from: instantShape,
    to: instantShape,
    whole: tallyShape,
    groups: z.array(tallyShape.extend({ name: z.string().nullable().describe('null for those of whom it is not known') })),
    reasons: z
      .array(
        z.object({
          key: z.string(),
          name: z.string().describe('In the words of the newest contract that has it'),
          agreed: z.boolean().describe('false for reasons that no contract names'),
          count: z.int(),
          rejected: z.int(),
          returned: z.int(),
          disqualified: z.int(),
        }),
      )
      .describe('Why sales gave them back, the most frequent first; without a reason where none was asked for'),
    responses: z.int().describe('People who responded in this time'),
    contacts: z.int().describe('Of them those who were not handed over: they are not lead enough yet, or they rest'),
  }),
})

export const listOutcomes = endpoint({
  id: 'leads.outcomeLeads',
  method: 'GET',
  path: '/api/v1/lead-outcomes/leads',
  summary: 'The leads behind a number of the outcomes, the last handed over first',
  access: everyMember,
  records: { see: 'lead', names: 'people' },
  limits: { rate: 'read' },
  query: z.object({
    ...sliceShape,
    outcome: z.enum(outcomes).optional(),
    reason: z.string().max(40).optional(),
    ...pageAsked,
  }),
  answer: z.object({
    rows: z.array(
      z.object({
        ...leadTold,
        queue: z.string().nullable(),
        campaign: z.string().nullable(),
        source: z.string().nullable(),
        what: z.string().nullable().describe('Their last response'),
        offeredAt: instantShape,
        state: z.enum(leadStates),
        stateAt: instantShape.nullable(),
        score: z.number().nullable(),
        reason: z.string().nullable().describe('Why sales gave them back, in words of the contract'),
        note: z.string().nullable().describe('What sales wrote about it'),
        deal: z
          .object({ id: idOf('deal'), name: z.string(), state: z.string(), amount: z.string().nullable(), currency: z.string().nullable() })
          .nullable(),
      }),
    ),
    cursor: z.string().nullable(),
  }),
})

const sideShape = z.object({ leads: z.int(), won: z.int() })

export const readLateness = endpoint({
  id: 'leads.lateness',
  method: 'GET',
  path: '/api/v1/follow-up/lateness',
  summary:
    'What lateness costs: how much more often those are won who were contacted in time, from own history; none where there are too few to say',
  access: everyMember,
  records: { see: 'deal' },
  limits: { rate: 'read' },
  query: z.object({ from: sliceShape.from, to: sliceShape.to }),
  answer: z.object({
    from: instantShape,
    to: instantShape,
    inTime: sideShape.describe('Whose end is known and whose first contact came in time'),
    late: sideShape.describe('Whose first contact came late or never'),
    value: z
      .object({ amount: z.number(), currency: z.string().nullable(), of: z.int() })
      .nullable()
      .describe('What a won deal of a lead was worth on average, in the currency of most'),
    cost: z
      .object({
        difference: z.number(),
        low: z.number().describe('Of the interval of 95 % by Newcombe'),
        high: z.number(),
        deals: z.number(),
        dealsLow: z.number(),
        dealsHigh: z.number(),
        money: z.number().nullable(),
        moneyLow: z.number().nullable(),
        moneyHigh: z.number().nullable(),
      })
      .nullable()
      .describe('null: fewer than thirty on a side, too few to say'),
  }),
})
