import { z } from 'zod'
import { everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'

export const foundShape = z.object({
  ready: z.boolean().describe('false while the records are still read for the search: ask again in a moment'),
  instead: z.boolean().describe('Nothing is spelled as asked; these are names that come near'),
  groups: z.array(
    z.object({
      kind: z.string(),
      total: z.int().describe('How many are found; the best of them follow'),
      hits: z.array(z.object({ id: z.uuid(), name: z.string(), about: z.array(z.string()) })),
    }),
  ),
})

/** Search over everything that whoever asks may see. */
export const find = endpoint({
  id: 'search.find',
  method: 'GET',
  path: '/api/v1/search',
  summary:
    'Accounts, people, deals, leads and campaigns by parts of names, addresses, phones and ids, the nearest first; slips of the keys are forgiven',
  access: everyMember,
  records: 'inside',
  limits: { rate: 'read' },
  query: z.object({
    search: z
      .string()
      .max(200, 'A search has at most 200 characters.')
      .default('')
      .describe('Words that all have to be found; nothing only makes ready'),
    limit: z.coerce.number<string | number>().int().min(1).max(50).default(6).describe('Hits of each kind'),
  }),
  answer: foundShape,
})
