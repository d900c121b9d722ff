import type { FindSource } from '#platform/finding/source'
import { accountEndpoints, personEndpoints } from '../contract.ts'

/** Who has no name is called by their address, and ids may be made of one: both count as addresses, for whoever may not read these. */
const plain = (column: string) => `CASE WHEN ${column} NOT LIKE '%@%' THEN ${column} END`
const addressed = (column: string) => `CASE WHEN ${column} LIKE '%@%' THEN ${column} END`

/** What accounts and people are found by. */
export const found: readonly FindSource[] = [
  {
    kind: 'account',
    endpoint: accountEndpoints.rows,
    from: 'account a',
    id: 'a.id',
    name: 'a.name',
    searched: {
      name: { sql: 'a.name', of: ['account.name'] },
      mail: { sql: "concat_ws(' ', a.domain, a.website)", of: ['account.domain', 'account.website'] },
      phone: { sql: 'a.phone', of: ['account.phone'] },
      ref: { sql: 'a.external_id', of: ['account.externalId'] },
    },
    about: [
      { sql: 'a.domain', of: ['account.domain'] },
      { sql: 'a.industry', of: ['account.industry'] },
      { sql: 'a.city', of: ['account.city'] },
    ],
    concerns: {},
  },
  {
    kind: 'person',
    endpoint: personEndpoints.rows,
    from: 'person p LEFT JOIN account a ON a.id = p.account_id',
    id: 'p.id',
    name: 'p.full_name',
    searched: {
      name: { sql: plain('p.full_name'), of: ['person.name'] },
      mail: {
        sql: `concat_ws(' ', p.email, ${addressed('p.full_name')}, ${addressed('p.external_id')})`,
        of: ['person.email', 'person.name', 'person.externalId'],
      },
      phone: { sql: 'p.phone', of: ['person.phone'] },
      company: { sql: 'a.name', of: ['person.account', 'account.name'] },
      title: { sql: 'p.title', of: ['person.title'] },
      ref: { sql: plain('p.external_id'), of: ['person.externalId'] },
    },
    about: [
      { sql: 'p.title', of: ['person.title'] },
      { sql: 'a.name', of: ['person.account', 'account.name'] },
      { sql: 'p.email', of: ['person.email'] },
    ],
    concerns: { account: 'p.account_id = ANY($ids)' },
  },
]
