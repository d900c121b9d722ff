import { z } from 'zod'
import { editors, everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { dayShape } from '#kernel/time'
import { documentShape } from '#rooms/agreement/contract'
import { limitShape } from './limit.ts'

/** What became of somebody who was handed over; converted: without a deal that is known. */
export const outcomes = ['won', 'open', 'lost', 'converted', 'none'] as const
export type Outcome = (typeof outcomes)[number]

const groupShape = z.object({
  people: z.int(),
  won: z.int(),
  open: z.int(),
  lost: z.int(),
  converted: z.int().describe('Converted, without a deal that is known'),
  none: z.int().describe('Neither converted nor with a deal'),
  wonAmount: z.number(),
  openAmount: z.number(),
})
export type PastGroup = z.output<typeof groupShape>

const shareShape = z.object({
  hits: z.int(),
  n: z.int(),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  enough: z.boolean().describe('false: too few to say'),
})
export type PastShare = z.output<typeof shareShape>

const sideShape = z.object({
  leads: groupShape.describe('Who would have been a lead'),
  share: shareShape.describe('Of all people'),
  precision: shareShape.describe('Of the leads whose outcome is known: how many were won'),
  recall: shareShape.describe('Of all that were won: how many would have been leads'),
  weekly: z.object({ mean: z.number(), p90: z.number(), most: z.int() }).describe('Leads a week for sales'),
})
export type PastSide = z.output<typeof sideShape>

const asked = {
  document: documentShape.describe('The draft that is tested'),
  against: z
    .union([z.enum(['in force', 'nothing']), idOf('contract_version')])
    .default('in force')
    .describe('What it is compared with; nothing is as if everybody were a lead'),
}

/** The first time after an import of a million people all of them are taken over, which a busy machine may take minutes for. */
export const firstTimeMs = 600_000

/** It tells from all records, and a rule asks for any of their fields. */
const testing = {
  method: 'POST',
  access: everyMember,
  records: { allBut: [] as string[] },
  limits: { rate: 'read', timeMs: firstTimeMs },
} as const

export const testContract = endpoint({
  ...testing,
  id: 'measure.testContract',
  path: '/api/v1/lead-contract/test',
  summary:
    'A draft of the lead contract on everybody who was handed over: who would have been a lead, what became of them, and the load on sales',
  body: z.object({ ...asked, last: z.int().min(1).max(10_000_000).optional().describe('Only the last so many; everybody when left out') }),
  answer: z.object({
    people: z.int().describe('Everybody who was handed over with a date'),
    undated: z.int().describe('Handed over without a date, so not judged'),
    from: dayShape.nullable(),
    to: dayShape.nullable(),
    currency: z.string().nullable(),
    against: z.int().nullable().describe('The version that it is compared with; null for nothing'),
    target: z.enum(['won', 'converted', 'none']).describe('What counts as won: won deals, or conversions where no deal is tied to a lead'),
    all: groupShape,
    before: sideShape,
    after: sideShape,
    gained: groupShape.describe('Contacts before, leads by the draft'),
    dropped: groupShape.describe('Leads before, contacts by the draft'),
    stopped: z
      .object({ points: z.int(), missing: z.int(), excluded: z.int() })
      .describe('Why the others are contacts by the draft: the first that applies of excluded, missing facts, too few points'),
    criteria: z.array(
      z.object({ key: z.string(), held: z.int(), won: shareShape.describe('Of those for whom it held and whose outcome is known') }),
    ),
    weeks: z.array(z.object({ week: dayShape, before: z.int(), after: z.int() })).describe('The last 52, each from Monday'),
    limits: z.array(limitShape),
  }),
})

export const listFlips = endpoint({
  ...testing,
  id: 'measure.listFlips',
  path: '/api/v1/lead-contract/test/flips',
  summary: 'The people who would be on the other side by a draft, largest deals first, page by page',
  body: z.object({
    ...asked,
    way: z.enum(['gained', 'dropped']),
    limit: z.int().min(1).max(200).default(20),
    offset: z.int().min(0).max(10_000_000).default(0),
  }),
  answer: z.object({
    people: z.array(
      z.object({
        id: idOf('lead'),
        name: z.string().nullable(),
        account: z.string().nullable(),
        on: dayShape,
        outcome: z.enum(outcomes),
        amount: z.number().describe('Won, else open'),
        before: z.number().nullable().describe('Points before; null for nothing'),
        after: z.number(),
      }),
    ),
  }),
})

export const listFactValues = endpoint({
  method: 'GET',
  access: everyMember,
  records: { allBut: [] },
  limits: { rate: 'read', timeMs: firstTimeMs },
  id: 'measure.listFactValues',
  path: '/api/v1/lead-contract/values',
  summary:
    'The values that a fact of the lead contract had among everybody who was handed over, the most frequent first, at most a hundred',
  query: z.object({
    column: z
      .string()
      .max(300)
      .meta({ examples: ['industry'] }),
    search: z.string().max(200).default(''),
  }),
  answer: z.object({ values: z.array(z.object({ value: z.string(), label: z.string(), count: z.int() })) }),
})

export const suggestContract = endpoint({
  method: 'GET',
  access: editors,
  records: { allBut: [] },
  limits: { rate: 'read', timeMs: firstTimeMs },
  id: 'measure.suggestContract',
  path: '/api/v1/lead-contract/suggestion',
  summary: 'A first lead contract, from what those who were won had in common; nothing is applied by itself',
  answer: z.object({ document: documentShape, because: z.array(z.string()).describe('What each criterion rests on') }),
})
