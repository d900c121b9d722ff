import { z } from 'zod'
import { everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { answerShape, measuredShape } from '#rooms/measure/contract'

export type { Answer, Evidence, Limit, Measured, Quality, QualityItem, StageRow, Standout } from '#rooms/measure/contract'

/** One line of arithmetic, to be shown as it is: what, how much, and how that came about. */
export const stepShape = z.object({
  label: z.string(),
  value: z.number().nullable(),
  unit: z.enum(['money', 'share', 'count', 'days', 'a year']),
  says: z.string(),
})
export type Step = z.output<typeof stepShape>

/** What one stage costs in a year through lost deals. */
export const pricedStageShape = z.object({
  pipeline: z.string().nullable(),
  stage: z.string(),
  position: z.int(),
  lostAYear: z.number(),
  chanceAfter: z.number().describe('Share won among closed deals that advanced past this stage'),
  moneyAYear: z.number(),
  low: z.number(),
  high: z.number(),
  steps: z.array(stepShape),
})
export type PricedStage = z.output<typeof pricedStageShape>

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
    .enum(['stage', 'stuck', 'none', 'unknown'])
    .describe('stage: one stage clearly loses most; stuck: stages of loss unknown, deals are stuck; none: no stage stands out'),
  stage: z.string().nullable(),
  pipeline: z.string().nullable(),
  says: z.string(),
  why: z.string().nullable().describe('Why there is no clear answer'),
  moneyAYear: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  currency: z.string().nullable(),
  ranked: z.array(pricedStageShape),
  stuck: stuckShape.nullable(),
})
export type Constraint = z.output<typeof constraintShape>

/** Something to do first, tied to its evidence. */
export const firstStepShape = z.object({
  title: z.string(),
  evidence: z.string(),
  step: z.string(),
  money: z.number().nullable(),
  about: z.string().describe('Key of what it rests on: constraint, stuck, quality:<key>, slice:<dimension>, limit:<key>'),
})
export type FirstStep = z.output<typeof firstStepShape>

/** The diagnosis: one object that the page, the CLI and the report render. */
export const diagnosisShape = measuredShape.extend({
  headline: z.string(),
  story: z.array(z.string()).describe('The same in a few sentences'),
  counts: z.array(answerShape),
  constraint: constraintShape,
  firstSteps: z.array(firstStepShape),
})
export type Diagnosis = z.output<typeof diagnosisShape>

export const readDiagnosis = endpoint({
  id: 'plan.diagnosis',
  method: 'GET',
  path: '/api/v1/diagnosis',
  summary: 'Where the money is lost, why, and what to do first; null while there are no records',
  access: everyMember,
  limits: { rate: 'read', timeMs: 120_000 },
  answer: z.object({ diagnosis: diagnosisShape.nullable() }),
})

export const downloadReport = endpoint({
  id: 'plan.report',
  kind: 'download',
  produces: 'text/html',
  method: 'GET',
  path: '/api/v1/diagnosis/report.html',
  summary: 'The diagnosis as one HTML file, to send or to print',
  access: everyMember,
  limits: { rate: 'heavy', timeMs: 120_000 },
  answer: z.string(),
})
