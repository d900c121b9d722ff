import { z } from 'zod'
import { dayShape } from '#kernel/time'

/** Stays that were ended in some span: how many, and the sums from which mean and spread of days and of their logarithms follow. */
export const staysShape = z.object({
  n: z.int().describe('Stays of which both ends are recorded'),
  days: z.number().describe('Sum of their whole days'),
  logs: z.number().describe('Sum of ln(days + 0.5)'),
  squares: z.number().describe('Sum of the squares of ln(days + 0.5)'),
})
export type Stays = z.output<typeof staysShape>

/** What left a stage in some span. */
export const passageShape = z.object({
  left: z.int().describe('Entries that left the stage'),
  forward: z.int().describe('Of those, went to a later stage or were won'),
  stays: staysShape,
})
export type Passage = z.output<typeof passageShape>

const placeShape = z.object({ pipeline: z.string().nullable(), stage: z.string() })

/** Open deals older than nine of ten won ones ever became. */
export const stuckCountShape = z.object({
  count: z.int(),
  amount: z.number().describe('Known amount of those deals'),
  withoutAmount: z.int(),
})
export type StuckCount = z.output<typeof stuckCountShape>

/** Won deals of a group: what a year of it brings and how long it takes. */
export const winsShape = z.object({
  wonInSpan: z.int().describe('Won in the span'),
  sizes: z.int().describe('Won deals with an amount, of all time'),
  meanWon: z.number().nullable(),
  meanWonSd: z.number().nullable(),
  cycles: z.int().describe('Won deals with both days, of all time'),
  cycleMean: z.number().nullable().describe('Mean days from opening to winning'),
})
export type Wins = z.output<typeof winsShape>

/** One value of something that deals can be compared by, with what left each stage. */
export const segmentShape = winsShape.extend({
  dimension: z.string(),
  label: z.string(),
  value: z.string(),
  stuck: stuckCountShape.describe('In all stages'),
  stages: z.array(placeShape.extend({ ...passageShape.shape, stuck: stuckCountShape })),
})
export type Segment = z.output<typeof segmentShape>

/** What `plan` needs to price the stages; all counts come from the last year of the data, or from all of it if that is shorter. */
export const evidenceShape = winsShape.extend({
  asOf: dayShape,
  currency: z.string().nullable(),
  spanDays: z.int().describe('Days over which was counted, at most 365'),
  won: z.int(),
  closed: z.int(),
  wonCycleP90: z.number().nullable().describe('Nine of ten won deals took at most this many days'),
  wonCycleMax: z.number().nullable(),
  stages: z.array(
    placeShape.extend({
      ...passageShape.shape,
      position: z.int(),
      lost: z.int().describe('Of those that left, lost from here'),
      afterClosed: z.int().describe('Closed deals that had advanced past this stage'),
      afterWon: z.int().describe('Of those, won'),
      within: passageShape.describe('Entered and left within the last 365 days'),
      before: passageShape.nullable().describe('Entered and left within the 365 days before those; null where the history does not reach'),
    }),
  ),
  segments: z.array(segmentShape).describe('By everything that may be compared; empty where the evidence is only shown'),
  stuck: z.array(
    stuckCountShape.extend({
      pipeline: z.string().nullable(),
      stage: z.string().nullable(),
      olderThanAny: z.int().describe('Of those, older than any deal was when it was won'),
    }),
  ),
})
export type Evidence = z.output<typeof evidenceShape>
