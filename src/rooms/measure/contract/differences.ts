import { z } from 'zod'
import { answerShape } from './answer.ts'
import { trendShape } from './pictures.ts'

/** A slice whose deals are larger or smaller, or take longer or shorter, than all others, by more than chance. */
export const differenceShape = z.object({
  dimension: z.string(),
  label: z.string(),
  value: z.string(),
  better: z.boolean(),
  answer: answerShape.describe('Median deal size, sales cycle or time in stage of the slice'),
  rest: z.number().nullable().describe('The same of all others'),
  says: z.string(),
  p: z.number().describe('Chance of such a difference if there were none, corrected for how many were looked at'),
  looked: z.int().describe('How many comparisons were made'),
  method: z.string(),
})
export type Difference = z.output<typeof differenceShape>

/** A trend that was looked for among the headline numbers. */
export const foundTrendShape = trendShape.pick({ name: true, on: true, grain: true }).extend({
  title: z.string(),
  dimension: z.string().nullable().describe('Where it holds for one slice only'),
  value: z.string().nullable(),
  ...trendShape.shape.findings.element.shape,
  looked: z.int(),
})
export type FoundTrend = z.output<typeof foundTrendShape>
