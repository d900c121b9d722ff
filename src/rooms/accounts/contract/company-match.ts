import { z } from 'zod'
import { editors, everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { partShape } from './linkage.ts'

/** So many companies are proposed for one person at most. */
export const mostProposed = 5

const proposalShape = z.object({
  id: idOf('account'),
  name: z.string(),
  about: z.string().describe('Domain, city and country'),
  probability: z.number().describe('That the person works there, and neither at one of the others nor elsewhere: 0 to 1'),
  weight: z.number().describe('In bits; 0 is as likely as not'),
  parts: z
    .array(partShape.extend({ words: z.string() }))
    .describe('What each thing that is known adds to the weight, what says most first'),
})
export type CompanyProposal = z.output<typeof proposalShape>

const params = z.object({ id: idOf('person') })

export const readCompanies = endpoint({
  id: 'accounts.companiesOfPerson',
  method: 'GET',
  path: '/api/v1/people/{id}/companies',
  summary:
    'At which companies a person likely works who has none by a sure key, or one that was made from what they said alone; with the reasons in words',
  access: everyMember,
  records: 'inside',
  limits: { rate: 'read' },
  params,
  answer: z.object({
    proposals: z.array(proposalShape),
    may: z.boolean().describe('Whether whoever asks may decide'),
  }),
})

export const sayCompany = endpoint({
  id: 'accounts.sayCompanyOfPerson',
  method: 'POST',
  path: '/api/v1/people/{id}/companies',
  summary: 'Say that a person works at a company, or that they do not, which is remembered',
  access: editors,
  records: 'inside',
  limits: { rate: 'write' },
  params,
  body: z.object({ accountId: idOf('account'), theirs: z.boolean() }),
  answer: z.object({ eventId: idOf('event').describe('Undo by this') }),
})

export const undoCompany = endpoint({
  id: 'accounts.undoCompanyOfPerson',
  method: 'POST',
  path: '/api/v1/people/companies/undo',
  summary: 'Take back at which company a person was said to work, or not to work',
  access: editors,
  records: 'inside',
  limits: { rate: 'write' },
  body: z.object({ eventId: idOf('event') }),
  answer: z.object({}),
})
