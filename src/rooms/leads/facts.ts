import { type Lent, lentColumns } from '#platform/analytics/lent'

export const lent: readonly Lent[] = [
  {
    kind: 'lead',
    from: 'lead l JOIN person p ON p.id = l.person_id LEFT JOIN account a ON a.id = p.account_id LEFT JOIN member m ON m.id = l.owner_id',
    id: 'l.id',
    columns: lentColumns(`
      external_id text l.external_id
      full_name text p.full_name
      first_name text p.first_name
      last_name text p.last_name
      owner_name text m.name
      owner_external_id text l.owner_id::text
      source text l.source
      status text l.status
      industry text l.industry
      country text l.country
      title text p.title
      company text a.name
      account_external_id text p.account_id::text
      created_at at l.created_at
      converted flag l.converted
      converted_at at l.converted_at
      custom text l.custom::text`),
    concerns: {
      lead: 'l.id = ANY($ids)',
      person: 'l.person_id = ANY($ids)',
      member: 'l.owner_id = ANY($ids)',
      account: 'p.account_id = ANY($ids)',
    },
  },
]
