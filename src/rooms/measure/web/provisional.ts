import { z } from 'zod'
import { everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { diagnosisShape } from '#rooms/plan/contract'
import { answerShape, dimensionShape } from '../contract.ts'

const limits = { rate: 'read' } as const
export const readDiagnosis = endpoint({
  id: 'plan.diagnosis',
  method: 'GET',
  path: '/api/v1/diagnosis',
  summary: '',
  access: everyMember,
  limits,
  query: z.object({ where: z.string().optional() }),
  answer: z.object({ diagnosis: diagnosisShape.nullable() }),
})
export const readSlices = endpoint({
  id: 'measure.slices',
  method: 'GET',
  path: '/api/v1/slices/{by}',
  summary: '',
  access: everyMember,
  limits,
  params: z.object({ by: z.string() }),
  query: z.object({ where: z.string().optional() }),
  answer: z.object({ rows: z.array(z.object({ value: z.string().nullable(), answers: z.array(answerShape) })) }),
})
export const listDimensions = endpoint({
  id: 'measure.dimensions',
  method: 'GET',
  path: '/api/v1/dimensions',
  summary: '',
  access: everyMember,
  limits,
  answer: z.object({ dimensions: z.array(dimensionShape) }),
})
export const recordsShape = z.object({
  answer: answerShape,
  columns: z.array(z.object({ key: z.string(), label: z.string(), unit: z.enum(['text', 'day', 'money', 'days', 'count']) })),
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
  total: z.int(),
  offset: z.int(),
})
export const readRecords = endpoint({
  id: 'measure.records',
  method: 'GET',
  path: '/api/v1/metrics/{name}/records',
  summary: '',
  access: everyMember,
  limits,
  params: z.object({ name: z.string() }),
  query: z.object({ where: z.string().optional(), offset: z.int().optional() }),
  answer: recordsShape,
})
export const downloadRecords = endpoint({
  id: 'measure.recordsFile',
  kind: 'download',
  method: 'GET',
  path: '/api/v1/metrics/{name}/records.csv',
  summary: '',
  access: everyMember,
  limits,
  params: z.object({ name: z.string() }),
  query: z.object({ where: z.string().optional() }),
  answer: z.string(),
})
