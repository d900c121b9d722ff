import { z } from 'zod'
import { everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'

/** What contact data is judged by; each counts a quarter. */
export const contactParts = ['complete', 'reachable', 'recent', 'once'] as const
export type ContactPart = (typeof contactParts)[number]

/** A sign of life counts less from day to day, and nothing any more after so many. */
export const oldAfterDays = 730

/** What can be missing or wrong with what is known of a person, each with the part that it lowers. */
export const contactProblems = {
  noName: 'complete',
  noEmail: 'complete',
  noPhone: 'complete',
  noTitle: 'complete',
  noCompany: 'complete',
  objected: 'reachable',
  unreachable: 'reachable',
  old: 'recent',
  twice: 'once',
} as const satisfies Record<string, ContactPart>
export const contactProblemNames = [
  'noName',
  'noEmail',
  'noPhone',
  'noTitle',
  'noCompany',
  'objected',
  'unreachable',
  'old',
  'twice',
] as const
export type ContactProblem = (typeof contactProblemNames)[number]

const groupings = ['source', 'campaign'] as const

const partsShape = z
  .object({
    complete: z.number().describe('Share of five that are known: first and last name, e-mail, phone, title, company'),
    reachable: z
      .number()
      .describe('Half for an address of the form of one, half for a number in international form; nothing for who objected'),
    recent: z
      .number()
      .describe(`1 where they were heard of today, less from day to day, 0 after ${oldAfterDays} days or where nothing is known`),
    once: z.number().describe('1 less the chance that they are there twice, by the open pairs of the duplicates'),
  })
  .describe('Each from 0 to 1')
export type ContactParts = z.output<typeof partsShape>

const score = z.number().describe('0 to 100: the mean of the four parts, each a quarter')

const answering = { method: 'GET', access: everyMember, records: { allBut: [] }, limits: { rate: 'heavy' } } as const

export const readContactQuality = endpoint({
  id: 'measure.contactQuality',
  ...answering,
  path: '/api/v1/contact-quality',
  summary: 'How good contact data is: complete, reachable, recent, each person once; for all people and by source or campaign',
  query: z.object({ by: z.enum(groupings).default('source') }),
  answer: z.object({
    people: z.int(),
    score: score.nullable().describe('null where there is nobody'),
    parts: partsShape.nullable(),
    spread: z.array(z.int()).length(10).describe('People by tens of their score: 0 to 9, 10 to 19, … 90 to 100'),
    problems: z.record(z.enum(contactProblemNames), z.int()).describe('People with each of these'),
    groups: z
      .array(z.object({ name: z.string().nullable(), people: z.int(), score, parts: partsShape }))
      .describe('The largest 50, by people'),
    lookedAt: instantShape
      .nullable()
      .describe('When duplicates were last looked for; null where never, so that nobody counts as there twice'),
  }),
})

export const listContactQuality = endpoint({
  id: 'measure.contactQualityPeople',
  ...answering,
  path: '/api/v1/contact-quality/people',
  summary: 'People by how good their contact data is, the worst first; with something missing, of a source or campaign, or one of them',
  query: z.object({
    problem: z.enum(contactProblemNames).optional(),
    by: z.enum(groupings).default('source'),
    group: z.string().max(400).optional().describe('The source or campaign; empty for those without'),
    person: idOf('person').optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  }),
  answer: z.object({
    total: z.int(),
    people: z.array(
      z.object({
        id: idOf('person'),
        name: z.string(),
        about: z.string().describe('Title and company'),
        score,
        parts: partsShape,
        problems: z.array(z.enum(contactProblemNames)),
        seenAt: instantShape.nullable().describe('When they were last heard of: a response, a visit, a talk, or when they were made'),
      }),
    ),
  }),
})
export type ContactRow = z.output<typeof listContactQuality.answer>['people'][number]
