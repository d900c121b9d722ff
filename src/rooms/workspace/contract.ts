import { z } from 'zod'
import { everyMember, managers } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { currencyShape } from '#kernel/money'

export * from './contract/calendars.ts'
export * from './contract/rates.ts'
export * from './contract/working.ts'

/** What a company may set, with what holds until it does. */
export const companyShape = z.object({
  companyName: z.string().trim().max(120).nullable().describe('Shown on reports; the name of the workspace when empty'),
  currency: currencyShape.nullable().describe('The currency of reports; null takes the one in the data'),
  locale: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'A locale looks like en-GB.')
    .nullable()
    .describe('How numbers and dates are written; null follows the browser'),
})
export type Company = z.output<typeof companyShape>

export const defaultCompany: Company = { companyName: null, currency: null, locale: null }

export const getCompany = endpoint({
  id: 'workspace.getCompany',
  method: 'GET',
  path: '/api/v1/company',
  summary: 'The settings of this company',
  access: everyMember,
  records: 'none',
  limits: { rate: 'read' },
  answer: companyShape,
})

export const setCompany = endpoint({
  id: 'workspace.setCompany',
  method: 'PATCH',
  path: '/api/v1/company',
  summary: 'Change settings of this company; what is left out stays',
  access: managers,
  records: 'none',
  limits: { rate: 'write' },
  body: companyShape.partial(),
  answer: companyShape,
})
