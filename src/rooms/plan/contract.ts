import { z } from 'zod'
import { everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { answerShape, lookShape, measuredShape, unmeasured } from '#rooms/measure/contract'
import { besideShape } from './contract/benchmark.ts'
import { constraintShape } from './contract/constraint.ts'
import { whatIfBaseShape } from './contract/what-if.ts'

export type {
  Answer,
  Evidence,
  Limit,
  Measured,
  Passage,
  Quality,
  QualityItem,
  Segment,
  StageRow,
  Standout,
  Stays,
  StuckCount,
  Wins,
} from '#rooms/measure/contract'
export * from './contract/benchmark.ts'
export * from './contract/constraint.ts'
export * from './contract/what-if.ts'

/** Something to do first, tied to its evidence. */
export const firstStepShape = z.object({
  title: z.string(),
  evidence: z.string(),
  step: z.string(),
  money: z.number().nullable(),
  about: z.string().describe('Key of what it rests on: finding:<key>, stuck, quality:<key>, slice:<dimension>, limit:<key>'),
})
export type FirstStep = z.output<typeof firstStepShape>

/** The diagnosis: one object that the page, the CLI and the report render. */
export const diagnosisShape = measuredShape.extend({
  look: z
    .array(z.string())
    .describe('What is looked at, in words, one for each filter and period and the day as known on; empty for all as known now'),
  headline: z.string(),
  story: z.array(z.string()).describe('The same in a few sentences'),
  counts: z.array(answerShape),
  beside: z.array(besideShape).describe('Baselines beside the benchmarks that were typed in for them'),
  constraint: constraintShape,
  whatIf: whatIfBaseShape.nullable().describe('null where too little is known to compute one'),
  firstSteps: z.array(firstStepShape),
})
export type Diagnosis = z.output<typeof diagnosisShape>

export const readDiagnosis = endpoint({
  id: 'plan.diagnosis',
  method: 'GET',
  path: '/api/v1/diagnosis',
  summary: 'Where the money is lost, why, and what to do first; null while there are no records',
  access: everyMember,
  records: { allBut: unmeasured },
  limits: { rate: 'read', timeMs: 120_000 },
  query: z.object(lookShape),
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
  records: { allBut: unmeasured },
  limits: { rate: 'heavy', timeMs: 120_000 },
  query: z.object(lookShape),
  answer: z.string(),
})
