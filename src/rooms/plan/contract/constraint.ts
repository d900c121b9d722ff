import { z } from 'zod'

/** One line of arithmetic, to be shown as it is: what, how much, and how that came about. */
export const stepShape = z.object({
  label: z.string(),
  value: z.number().nullable(),
  unit: z.enum(['money', 'share', 'count', 'days', 'a year', 'times', 'money a day']),
  says: z.string(),
})
export type Step = z.output<typeof stepShape>

/** What something is compared with, and where that is from. */
export const comparedShape = z.object({
  kind: z.enum(['typed', 'best', 'past', 'others']),
  level: z.number(),
  says: z.string().describe('In words: the other stages (the middle one of 3)'),
  source: z.string().nullable().describe('Of a typed one'),
  id: z.string().nullable().describe('Of a typed one'),
})
export type Compared = z.output<typeof comparedShape>

/** What one stage, one segment in it, or one segment in all stages costs a year against its benchmark. */
export const findingShape = z.object({
  key: z.string(),
  by: z.enum(['conversion', 'time']),
  pipeline: z.string().nullable(),
  stage: z.string().nullable().describe('null: in all stages'),
  segment: z.object({ dimension: z.string(), label: z.string(), value: z.string() }).nullable(),
  title: z.string().describe('Proposal, or Proposal · Industry Public sector'),
  says: z.string(),
  level: z.number().describe('Share that goes forward, or mean days'),
  n: z.int().describe('Entries that it rests on'),
  benchmark: comparedShape,
  moneyAYear: z.number(),
  low: z.number(),
  high: z.number(),
  clear: z.boolean().describe('Worse than its benchmark by more than chance, after correction for all that was compared'),
  steps: z.array(stepShape),
  stuck: z.object({ count: z.int(), amount: z.number(), withoutAmount: z.int() }).describe('Open deals stuck there now'),
})
export type Finding = z.output<typeof findingShape>

/** Open deals that are older than nine of ten won deals ever became. */
export const stuckShape = z.object({
  count: z.int(),
  olderThanDays: z.number(),
  olderThanAny: z.int().describe('Older than any deal was when it was won'),
  longestWon: z.number().nullable(),
  money: z.number().nullable(),
  steps: z.array(stepShape),
  byStage: z.array(
    z.object({ pipeline: z.string().nullable(), stage: z.string().nullable(), count: z.int(), money: z.number().nullable() }),
  ),
})
export type Stuck = z.output<typeof stuckShape>

/** Where the most revenue is held back, or why that cannot be said. */
export const constraintShape = z.object({
  kind: z
    .enum(['stage', 'segment', 'stuck', 'none', 'unknown'])
    .describe(
      'stage: a stage, whole or for one segment, costs most beyond chance; segment: a segment in all stages does; stuck: what stages cost is unknown, deals are stuck; none: nothing stands out; unknown: it cannot be said',
    ),
  stage: z.string().nullable(),
  pipeline: z.string().nullable(),
  says: z.string(),
  why: z.string().nullable().describe('Why there is no clear answer, or how sure the order is'),
  moneyAYear: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  currency: z.string().nullable(),
  looked: z.int().describe('How many comparisons were made'),
  ranked: z
    .array(findingShape)
    .describe('What costs money against its benchmark: clear findings first, the dearest first; they overlap and do not add up'),
  stuck: stuckShape.nullable(),
})
export type Constraint = z.output<typeof constraintShape>
