import { z } from 'zod'
import { endpoint } from '#kernel/endpoint'
import { dayShape } from '#kernel/time'
import { answerShape, lookShape, metricPath, question, whereShape } from './answer.ts'

/** Where a trend places a deal in time: by the day it was opened (a cohort) or by the day it was closed. */
export const placings = ['opened', 'closed'] as const
export const grains = ['month', 'quarter', 'year'] as const

/** One number over time. */
export const trendShape = z.object({
  name: z.string(),
  on: z.enum(placings),
  grain: z.enum(grains),
  points: z.array(
    z.object({
      from: dayShape,
      to: dayShape,
      label: z.string().describe('2025-03, 2025 Q1 or 2025'),
      whole: z
        .boolean()
        .describe('false: the period is not over, or began before the data does; it is drawn apart and no finding rests on it'),
      open: z.int().describe('Of a cohort: deals that are still open, so that the number can still change'),
      answer: answerShape,
    }),
  ),
  findings: z.array(
    z.object({
      says: z.string().describe('In words: The close rate fell from 24% to 17% over the last four quarters.'),
      better: z.boolean().nullable().describe('null where more is neither better nor worse'),
      from: dayShape,
      to: dayShape,
      p: z.number().describe('Chance of such a run without any trend, after correction for how many were looked at'),
    }),
  ),
})
export type Trend = z.output<typeof trendShape>

/** One number for each pair of values of two dimensions; the margins are asked of the same rows, so they agree. */
export const matrixShape = z.object({
  name: z.string(),
  rows: z.object({ dimension: z.string(), label: z.string(), values: z.array(z.string().nullable()) }),
  columns: z.object({ dimension: z.string(), label: z.string(), values: z.array(z.string().nullable()) }),
  cells: z.array(z.object({ row: z.string().nullable(), column: z.string().nullable(), answer: answerShape })).describe('Pairs that occur'),
  rowTotals: z.array(z.object({ value: z.string().nullable(), answer: answerShape })),
  columnTotals: z.array(z.object({ value: z.string().nullable(), answer: answerShape })),
  total: answerShape,
})
export type Matrix = z.output<typeof matrixShape>

/** How long entries stay in a stage, as curves. */
export const stayCurvesShape = z.object({
  pipeline: z.string().nullable(),
  stage: z.string(),
  curves: z.array(
    z.object({
      value: z.string().nullable().describe('Of the dimension asked for; null for the whole, or for blanks'),
      n: z.int(),
      left: z.int(),
      median: answerShape,
      steps: z.array(
        z.object({
          day: z.number(),
          atRisk: z.int(),
          share: z.number().describe('Still there after this day'),
          low: z.number(),
          high: z.number(),
        }),
      ),
    }),
  ),
  definition: z.string(),
})
export type StayCurves = z.output<typeof stayCurvesShape>

export const readTrend = endpoint({
  id: 'measure.trend',
  ...question,
  path: '/api/v1/metrics/{name}/trend',
  summary: 'One number over time, by cohort or by close, with the trends found in it',
  params: metricPath,
  query: z.object({ where: whereShape, on: z.enum(placings).default('closed'), grain: z.enum(grains).default('month'), ...lookShape }),
  answer: trendShape,
})

export const readMatrix = endpoint({
  id: 'measure.matrix',
  ...question,
  path: '/api/v1/metrics/{name}/matrix',
  summary: 'One number by two dimensions, such as product and channel, with margins that agree',
  params: metricPath,
  query: z.object({
    where: whereShape,
    rows: z
      .string()
      .max(100)
      .meta({ examples: ['owner'] }),
    columns: z
      .string()
      .max(100)
      .meta({ examples: ['source'] }),
    ...lookShape,
  }),
  answer: matrixShape,
})

export const readStays = endpoint({
  id: 'measure.stays',
  ...question,
  path: '/api/v1/stays',
  summary: 'How long deals stay in a stage, as Kaplan-Meier curves, whole or for each value of a dimension',
  query: z.object({
    where: whereShape,
    pipeline: z.string().max(400).optional(),
    stage: z.string().max(400),
    by: z.string().max(100).optional(),
    ...lookShape,
  }),
  answer: stayCurvesShape,
})
