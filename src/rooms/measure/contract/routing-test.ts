import { z } from 'zod'
import { everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { dayShape, instantShape } from '#kernel/time'
import { routingShape } from '#rooms/leads/contract'
import { limitShape } from './limit.ts'

const placeShape = z.object({
  owner: z.string().nullable().describe('Who gets them; null where they wait in a queue'),
  queue: z.string().nullable(),
})
export type RoutingPlace = z.output<typeof placeShape>

const wentShape = placeShape.extend({ why: z.string() })

export const testRouting = endpoint({
  id: 'measure.testRouting',
  method: 'POST',
  path: '/api/v1/routing/test',
  summary:
    'A draft of the routing on people who were handed over: who would have gone elsewhere than by the routing that holds, and what each member would get',
  access: everyMember,
  // It tells from all records, and a rule asks for any of their fields.
  records: { allBut: [] },
  limits: { rate: 'read', timeMs: 120_000 },
  body: z.object({
    document: routingShape.describe('The draft that is tested'),
    last: z.int().min(1).max(20_000).default(1000).describe('The last so many hand-overs'),
    limit: z.int().min(0).max(200).default(50).describe('So many of those who would have gone elsewhere are listed'),
    offset: z.int().min(0).max(20_000).default(0),
  }),
  answer: z.object({
    leads: z.int().describe('Hand-overs that were placed by both'),
    from: dayShape.nullable(),
    to: dayShape.nullable(),
    against: z
      .int()
      .nullable()
      .describe('The version that it is compared with; null for none, which asks who owns the account or the person'),
    elsewhere: z.int().describe('Who would have gone elsewhere'),
    moves: z
      .array(z.object({ from: placeShape, to: placeShape, leads: z.int() }))
      .describe('From whom to whom, the most first, at most 50'),
    people: z
      .array(
        z.object({
          id: idOf('lead'),
          name: z.string(),
          company: z.string().nullable(),
          at: instantShape,
          before: wentShape,
          after: wentShape,
        }),
      )
      .describe('Who would have gone elsewhere, the last first'),
    load: z
      .array(placeShape.extend({ before: z.number(), after: z.number() }))
      .describe('Leads a week on average, for each who gets any by either, the most by the draft first'),
    rules: z
      .array(z.object({ key: z.string().nullable(), leads: z.int() }))
      .describe('How many each rule of the draft places; null for the fallback'),
    limits: z.array(limitShape),
  }),
})

export const listRoutingValues = endpoint({
  id: 'measure.listRoutingValues',
  method: 'GET',
  path: '/api/v1/routing/values',
  summary: 'The values that a fact of the routing has, the most frequent first, at most a hundred; for territories those in use',
  access: everyMember,
  records: { allBut: [] },
  limits: { rate: 'read', timeMs: 120_000 },
  query: z.object({
    column: z
      .string()
      .max(300)
      .meta({ examples: ['territory'] }),
    search: z.string().max(200).default(''),
  }),
  answer: z.object({ values: z.array(z.object({ value: z.string(), label: z.string(), count: z.int() })) }),
})
