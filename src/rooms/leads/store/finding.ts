import type { FindSource } from '#platform/finding/source'
import { leadEndpoints } from '../contract.ts'

/** What leads are found by: the person that they are of, and their own id. */
export const found: readonly FindSource[] = [
  {
    kind: 'lead',
    endpoint: leadEndpoints.rows,
    from: 'lead e JOIN person p ON p.id = e.person_id LEFT JOIN account a ON a.id = p.account_id',
    id: 'e.id',
    name: 'p.full_name',
    // An id may be made of an address.
    searched: { ref: { sql: 'e.external_id', of: ['lead.externalId', 'person.email'] } },
    about: [
      { sql: 'e.status', of: ['lead.status'] },
      { sql: 'e.source', of: ['lead.source'] },
      { sql: 'a.name', of: ['person.account', 'account.name'] },
    ],
    of: { kind: 'person', id: 'e.person_id' },
    concerns: {},
  },
]
