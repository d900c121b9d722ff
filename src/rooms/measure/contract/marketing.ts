import { z } from 'zod'
import { endpoint } from '#kernel/endpoint'
import { answerShape, lookShape, question } from './answer.ts'
import { limitShape } from './limit.ts'

/** A campaign whose leads convert no more often than leads without any campaign, and less often than those of the others. */
export const idleCampaignShape = z.object({
  campaign: z.string(),
  cost: z.number().nullable(),
  currency: z.string().nullable(),
  n: z.int().describe('Leads that responded and had the time that nine of ten conversions take'),
  converted: z.int(),
  rate: z.number(),
  low: z.number(),
  high: z.number(),
  without: z
    .object({ n: z.int(), rate: z.number() })
    .describe('Leads of the same sources that responded to no campaign, in the same mix of sources'),
  others: z
    .object({ n: z.int(), rate: z.number() })
    .describe('Leads of the same sources that responded to other campaigns, in the same mix of sources'),
  p: z.number().describe('Chance of so few conversions if it did as the others do, corrected for how many campaigns were looked at'),
  looked: z.int(),
  method: z.string(),
  says: z.string(),
})
export type IdleCampaign = z.output<typeof idleCampaignShape>

/** One measure of deals by the part that marketing had in them. A comparison: whom marketing reaches may differ in other ways too. */
export const effectShape = z.object({
  name: z.string(),
  title: z.string(),
  groups: z.array(z.object({ part: z.string(), deals: z.int(), answer: answerShape })),
  differences: z
    .array(z.object({ part: z.string(), says: z.string(), better: z.boolean(), p: z.number(), method: z.string() }))
    .describe('Parts that differ from deals without any campaign by more than chance'),
})
export type Effect = z.output<typeof effectShape>

/** What marketing did, as far as the data tells. */
export const marketingShape = z.object({
  campaigns: z.int(),
  looked: z.int().describe('Campaigns with enough leads to be compared'),
  idle: z.array(idleCampaignShape),
  gaps: z.array(answerShape).describe('Money that was spent without any result'),
  effects: z.array(effectShape),
  compared: z.int().describe('How many comparisons of deals were made'),
  caveat: z.string(),
  limits: z.array(limitShape),
})
export type Marketing = z.output<typeof marketingShape>

/** The way from a targeted account to a contract. */
export const accountWayShape = z.object({
  marked: z.boolean().describe('Whether a column says which accounts are targeted; else all count'),
  steps: z.array(answerShape).describe('Each counts accounts that came at least so far'),
  shares: z.array(answerShape).describe('Share of all targeted accounts that reached a contract, and the days that it took'),
  limit: limitShape.nullable(),
})
export type AccountWay = z.output<typeof accountWayShape>

/** Which campaigns get the credit for a deal. */
export const attributionNames = ['first', 'last', 'any'] as const

export const campaignRowShape = z.object({
  id: z.uuid().nullable().describe('Of the record; null where there is none, as in files that were not imported'),
  campaign: z.string().nullable(),
  type: z.string().nullable(),
  status: z.string().nullable(),
  startsOn: z.string().nullable(),
  endsOn: z.string().nullable(),
  running: z.boolean().describe('Its end is known, and not behind the day as of which the numbers are'),
  costKnown: z.enum(['actual', 'rows', 'other currency', 'no']).describe('Where the cost is from'),
  answers: z.array(answerShape),
})
export type CampaignRow = z.output<typeof campaignRowShape>

export const readCampaigns = endpoint({
  id: 'measure.campaigns',
  ...question,
  path: '/api/v1/campaigns',
  summary: 'What campaigns cost and what came of them, by one attribution, which is named',
  query: z.object({ by: z.enum(attributionNames).default('first'), ...lookShape }),
  answer: z.object({
    attribution: z.object({ name: z.enum(attributionNames), title: z.string(), says: z.string() }),
    total: z.array(answerShape),
    rows: z.array(campaignRowShape),
    marketing: marketingShape.nullable(),
    accounts: accountWayShape.nullable(),
  }),
})
