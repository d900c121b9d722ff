import { z } from 'zod'
import { everyMember } from '#kernel/access'
import { periodShape } from '#kernel/period'
import { dayShape } from '#kernel/time'

/** What a metric's value is counted in. Money carries its currency beside it; a share lies between 0 and 1. */
export const units = ['share', 'count', 'money', 'days'] as const
export type Unit = (typeof units)[number]

/** What one counted row is. */
export const subjects = ['deal', 'lead', 'entry', 'campaign', 'touch', 'account'] as const
export type Subject = (typeof subjects)[number]

/** The filter that a metric is asked with: a conjunction. `null` asks for rows where the dimension is blank. */
export const sliceShape = z.object({
  where: z.record(z.string(), z.string().nullable()).default({}).describe('Dimension key and value'),
  opened: periodShape.optional().describe('Deals opened, or leads created, in these days'),
  closed: periodShape.optional().describe('Deals won or lost in these days'),
})
export type Slice = z.output<typeof sliceShape>

/** Every row, unfiltered. */
export const everything: Slice = { where: {} }

/** One number with its proof. */
export const answerShape = z.object({
  name: z.string(),
  title: z.string(),
  slice: z.record(z.string(), z.string().nullable()).describe('Empty for the whole'),
  value: z.number().nullable().describe('null when no row counts'),
  unit: z.enum(units),
  currency: z.string().nullable().describe('For money: the only currency that was summed; null when the data names none'),
  n: z.int().describe('How many rows it counts'),
  low: z.number().nullable().describe('Lower end of the 95% interval; null where there is none or the data cannot bound it'),
  high: z.number().nullable(),
  method: z.string().nullable().describe('How the interval was computed'),
  period: z.object({ from: dayShape, to: dayShape }).nullable().describe('First and last day of the counted rows'),
  definition: z.string(),
  cannot: z.string().describe('What this number cannot know'),
  parts: z
    .array(z.object({ label: z.string(), value: z.number().nullable(), unit: z.enum(units) }))
    .optional()
    .describe('Of a composed number: what it is made of, in the order of the arithmetic'),
  enough: z.boolean().describe('false: too few to say; do not show the value as a finding'),
  why: z.string().nullable(),
})
export type Answer = z.output<typeof answerShape>

/** A filter as it stands in an address: a JSON object of dimension key and value; null asks for blanks. */
export const whereShape = z
  .string()
  .max(4_000)
  .optional()
  .transform((text, context): Record<string, string | null> => {
    if (text === undefined || text === '') return {}
    try {
      return z.record(z.string(), z.string().nullable()).parse(JSON.parse(text))
    } catch {
      context.addIssue({ code: 'custom', message: 'A filter is a JSON object of dimension and value, for example {"owner":"Kim"}.' })
      return z.NEVER
    }
  })

/** The part of all records that is looked at, as it stands in an address: as if there were nothing else. Unlike a filter it also decides what is usual. */
export const scopeShape = z
  .string()
  .max(8_000)
  .optional()
  .transform((text, context): Slice => {
    if (text === undefined || text === '') return everything
    try {
      return sliceShape.parse(JSON.parse(text))
    } catch {
      context.addIssue({
        code: 'custom',
        message: 'A scope is a JSON object such as {"where":{"owner":"Kim"},"opened":{"from":"2025-01-01","to":"2025-12-31"}}.',
      })
      return z.NEVER
    }
  })

/** What every question about numbers can be asked with: of which part, and as known on which day. */
export const lookShape = {
  scope: scopeShape,
  asOf: dayShape.optional().describe('The figures as they were known at the end of this day; without it, as known now'),
}

/** Fields that no fact holds, so that no number, no cut and no record behind a number tells of them. */
export const unmeasured = [
  ...['email', 'phone', 'owner', 'source', 'origin', 'made', 'custom:*'].map((field) => `person.${field}`),
  ...['domain', 'website', 'phone', 'employees', 'revenue', 'parent', 'owner', 'made'].map((field) => `account.${field}`),
]

/** How numbers are asked: by every member, and for as long as a large workspace may take. */
export const question = {
  method: 'GET',
  access: everyMember,
  records: { allBut: unmeasured },
  limits: { rate: 'read', timeMs: 120_000 },
} as const

/** Which number, in the path. */
export const metricPath = z.object({
  name: z
    .string()
    .max(100)
    .meta({ examples: ['close_rate'] }),
})
