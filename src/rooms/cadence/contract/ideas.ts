import { z } from 'zod'
import { editors, everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'
import { answerShape } from '#rooms/measure/contract'
import { requestStates } from './request-words.ts'

const figures = z.array(answerShape).describe('Responses, leads, deals, won money: as the campaigns page tells them, by first touch')

/** A campaign that came of an idea, with what came of it. */
const usedCampaign = z.object({ id: idOf('campaign'), name: z.string(), at: instantShape, by: z.string(), answers: figures })

const ideaShape = z.object({
  id: idOf('request'),
  title: z.string(),
  state: z.enum(requestStates),
  author: z.object({ id: idOf('member'), name: z.string() }),
  at: instantShape,
  campaigns: z.array(usedCampaign).nullable().describe('null: campaigns may not be seen'),
  credit: z
    .object({
      responses: z.number(),
      leads: z.number(),
      deals: z.number(),
      won: z.number(),
      currency: z.string().nullable(),
    })
    .nullable()
    .describe(
      'The sum of its campaigns; by first touch a deal counts for one campaign only. null: nothing used it, or numbers may not be seen',
    ),
})
export type Idea = z.output<typeof ideaShape>

export const listIdeas = endpoint({
  id: 'cadence.ideas',
  method: 'GET',
  path: '/api/v1/ideas',
  summary: 'Ideas from the field with whose they are, the campaigns that used them, and what came of those; the newest first, at most 200',
  access: everyMember,
  records: 'inside',
  limits: { rate: 'read' },
  query: z.object({
    author: idOf('member').optional(),
    campaign: idOf('campaign').optional(),
    request: idOf('request').optional(),
  }),
  answer: z.object({
    ideas: z.array(ideaShape),
    authors: z.array(
      z.object({
        id: idOf('member'),
        name: z.string(),
        ideas: z.int(),
        used: z.int(),
        won: z.number().nullable().describe('Won money of the campaigns that used their ideas, each campaign once; null: may not be seen'),
      }),
    ),
    currency: z.string().nullable(),
    says: z.string().nullable().describe('How credit is given; null where numbers may not be seen'),
    mayLink: z.boolean(),
  }),
})

export const useIdea = endpoint({
  id: 'cadence.useIdea',
  method: 'POST',
  path: '/api/v1/requests/{id}/campaigns',
  summary: 'Say that a campaign used an idea from the field, so that its author keeps the credit',
  access: editors,
  records: 'inside',
  limits: { rate: 'write' },
  params: z.object({ id: idOf('request') }),
  body: z.object({ campaignId: idOf('campaign') }),
  answer: z.object({ eventId: idOf('event').describe('Undo it by this') }),
})

export const choosableCampaigns = endpoint({
  id: 'cadence.choosableCampaigns',
  method: 'GET',
  path: '/api/v1/ideas/campaigns',
  summary: 'Campaigns whose name holds some letters, to be named as using an idea; the latest first, at most 50',
  access: everyMember,
  records: { see: 'campaign' },
  limits: { rate: 'read' },
  query: z.object({ search: z.string().trim().max(200).default('') }),
  answer: z.object({ campaigns: z.array(z.object({ id: idOf('campaign'), name: z.string() })) }),
})
