import type { FindSource } from '#platform/finding/source'
import { dealEndpoints } from '../contract.ts'

/** What deals are found by: their own name and that of their account. */
export const found: readonly FindSource[] = [
  {
    kind: 'deal',
    endpoint: dealEndpoints.rows,
    from: 'deal d LEFT JOIN account a ON a.id = d.account_id LEFT JOIN stage s ON s.id = d.stage_id',
    id: 'd.id',
    name: 'd.name',
    searched: {
      name: { sql: 'd.name', of: ['deal.name'] },
      company: { sql: 'a.name', of: ['deal.account', 'account.name'] },
      ref: { sql: 'd.external_id', of: ['deal.externalId'] },
    },
    about: [
      { sql: 'a.name', of: ['deal.account', 'account.name'] },
      { sql: 's.name', of: ['deal.stage'] },
    ],
    concerns: { account: 'd.account_id = ANY($ids)' },
  },
]
