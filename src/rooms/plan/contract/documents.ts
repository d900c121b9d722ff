import { z } from 'zod'
import { everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { lookShape, unmeasured } from '#rooms/measure/contract'

export const downloadPage = endpoint({
  id: 'plan.page',
  kind: 'download',
  produces: 'application/pdf',
  method: 'GET',
  path: '/api/v1/diagnosis/page.pdf',
  summary: 'The diagnosis on one A4 page, with filters, definitions, counts and date stated',
  access: everyMember,
  records: { allBut: unmeasured },
  limits: { rate: 'heavy', timeMs: 120_000 },
  query: z.object(lookShape),
  answer: z.string(),
})

export const downloadWorkbook = endpoint({
  id: 'plan.workbook',
  kind: 'download',
  produces: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  method: 'GET',
  path: '/api/v1/diagnosis/workbook.xlsx',
  summary: 'The diagnosis as a workbook: summary, stages, slices, and the records behind the headline numbers',
  access: everyMember,
  records: { allBut: unmeasured },
  limits: { rate: 'heavy', timeMs: 300_000 },
  query: z.object(lookShape),
  answer: z.string(),
})
