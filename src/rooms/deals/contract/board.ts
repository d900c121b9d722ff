import { z } from 'zod'
import { everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { lookShape } from '#kernel/list-endpoints'

const columnShape = z.object({
  stage: z
    .object({ id: idOf('stage'), name: z.string(), kind: z.enum(['open', 'won', 'lost']) })
    .nullable()
    .describe('null for deals of the pipeline that are in no stage'),
  deals: z.int(),
  sum: z
    .string()
    .nullable()
    .describe('Of all amounts in the currency of the board or with a rate into it; null for who may not see amounts'),
  withoutRate: z.int().describe('Deals with an amount in another currency that has no rate; they are not in the sum'),
})
export type BoardColumn = z.output<typeof columnShape>

export const readBoard = endpoint({
  id: 'deals.board',
  method: 'GET',
  path: '/api/v1/deals/board',
  summary: 'The stages of a pipeline with how many deals of a filter stand in each, and what they are worth together',
  access: everyMember,
  records: { see: 'deal' },
  limits: { rate: 'read' },
  query: lookShape.extend({ pipeline: idOf('pipeline').optional().describe('Left out, the one with most deals') }),
  answer: z.object({
    pipelines: z.array(
      z.object({ id: idOf('pipeline'), name: z.string().describe('Empty for the only pipeline of a company that names none') }),
    ),
    pipeline: idOf('pipeline').nullable().describe('The one that is shown; null while there is none'),
    currency: z.string().nullable(),
    columns: z.array(columnShape),
    elsewhere: z.int().describe('Deals of the filter that are in no pipeline'),
  }),
})
