import { z } from 'zod'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { dayShape, instantShape } from '#kernel/time'
import { question } from './answer.ts'

/** What the lead contract promises, and who does. */
export const promises = ['leads', 'accepted', 'pipeline', 'accept', 'contact', 'tries'] as const
export type PromiseKind = (typeof promises)[number]
export const marketingPromises = ['leads', 'accepted', 'pipeline'] as const satisfies readonly PromiseKind[]
export const salesPromises = ['accept', 'contact', 'tries'] as const satisfies readonly PromiseKind[]

/** What became of one that was promised. */
export const keptOutcomes = ['kept', 'late', 'missed', 'early'] as const
export type KeptOutcome = (typeof keptOutcomes)[number]

const countsShape = z.object({
  made: z.int().describe('Promises that were made: kept, late, missed and too early to say together'),
  kept: z
    .int()
    .describe(
      'Kept in time; of leads all that were handed over, of accepted those that sales took, of pipeline deals that marketing supplied',
    ),
  late: z.int().describe('Kept after the time was over'),
  missed: z.int().describe('Not kept; of accepted those that sales sent back, of pipeline the other deals'),
  early: z.int().describe('Too early to say: the time is not over, or sales has not answered'),
})
export type KeptCounts = z.output<typeof countsShape>

const keptShape = z.object({
  promise: z.enum(promises),
  counts: countsShape,
  n: z.int().describe('What the share is taken of: what it is too early for is left out'),
  share: z.number().nullable().describe('Of the n; for pipeline in money. null where n is 0'),
  low: z.number().nullable().describe('The lower end of the interval of 95 % by Wilson; null for money and counts'),
  high: z.number().nullable(),
  enough: z.boolean().describe('false: too few to say; do not show the share as a finding'),
  money: z
    .object({
      supplied: z.number(),
      all: z.number(),
      without: z.int().describe('Deals without an amount in the currency; they are left out'),
    })
    .nullable()
    .describe('Of pipeline: amounts of new deals'),
})
export type KeptPromise = z.output<typeof keptShape>

/** Whether what was promised for a stretch of time as a whole was kept. Promises for each lead have counts instead. */
export const verdicts = ['kept', 'missed', 'early', 'few', 'each', 'not promised'] as const
export type KeptVerdict = (typeof verdicts)[number]

const judgedShape = keptShape.extend({
  promised: z.number().nullable().describe('A number of leads, for a part of a month its part of it; a share; hours; or tries'),
  hoursOf: z.enum(['working', 'all']).nullable().describe('Of hours: those of the calendar, or all'),
  verdict: z.enum(verdicts),
})
export type JudgedPromise = z.output<typeof judgedShape>

const byShape = z.object({
  name: z.string().nullable().describe('null for those of whom it is not known'),
  kept: z.array(keptShape),
})

const asked = {
  months: z.coerce.number<string | number>().int().min(1).max(36).default(12).describe('So many months back, the running one included'),
}

export const readCommitments = endpoint({
  id: 'measure.commitments',
  ...question,
  path: '/api/v1/lead-contract/commitments',
  summary:
    'What both sides promised in the lead contract in force at that time, and what they kept: month by month, by team and by territory, with counts',
  query: z.object(asked),
  answer: z.object({
    asOf: instantShape,
    currency: z.string().nullable(),
    pieces: z
      .array(
        z.object({
          month: z.string().describe('As 2026-03'),
          version: z.int().describe('Of the lead contract that held'),
          from: instantShape,
          to: instantShape,
          part: z.number().describe('Of the month; 1 for a whole one. Where the contract changed within a month there are two of it'),
          running: z.boolean().describe('It is not over yet'),
          promises: z.array(judgedShape),
        }),
      )
      .describe('The newest first'),
    whole: z.array(keptShape).describe('All of them together'),
    verdicts: z
      .array(z.object({ promise: z.enum(promises), kept: z.int(), missed: z.int(), early: z.int(), few: z.int() }))
      .describe('Of what was promised for a stretch of time as a whole: in how many it was kept'),
    teams: z.array(byShape).describe('What sales promised, by the team of whom the lead belongs to'),
    territories: z.array(byShape).describe('By the territory in which the account lies today; empty where there is none'),
    definitions: z.array(z.object({ promise: z.enum(promises), says: z.string() })),
  }),
})

export const listCommitments = endpoint({
  id: 'measure.commitmentRecords',
  ...question,
  path: '/api/v1/lead-contract/commitments/records',
  summary: 'The hand-overs or deals behind a number of what was promised and kept, the newest first',
  query: z.object({
    ...asked,
    promise: z.enum(promises),
    outcome: z.enum(keptOutcomes).optional().describe('All of them when left out'),
    month: z
      .string()
      .regex(/^\d{4}-\d{2}$/, 'A month is written as 2026-03.')
      .optional()
      .meta({ examples: ['2026-03'] }),
    version: z.coerce.number<string | number>().int().min(1).optional(),
    by: z.enum(['team', 'territory']).optional(),
    name: z.string().max(200).optional().describe('Of the team or territory; those of whom it is not known when left out'),
    limit: z.coerce.number<string | number>().int().min(1).max(200).default(20),
    offset: z.coerce.number<string | number>().int().min(0).max(10_000_000).default(0),
  }),
  answer: z.object({
    total: z.int(),
    currency: z.string().nullable(),
    rows: z.array(
      z.object({
        lead: idOf('lead').nullable(),
        deal: idOf('deal').nullable(),
        name: z.string().nullable(),
        account: z.string().nullable(),
        owner: z.string().nullable(),
        team: z.string().nullable(),
        on: dayShape.describe('Handed over, or opened'),
        outcome: z.enum(keptOutcomes),
        dueAt: instantShape.nullable(),
        keptAt: instantShape.nullable(),
        tries: z.int().nullable(),
        amount: z.number().nullable(),
      }),
    ),
  }),
})
