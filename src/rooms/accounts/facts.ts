import { type Lent, lentColumns } from '#platform/analytics/lent'

export const lent: readonly Lent[] = [
  {
    kind: 'account',
    from: 'account a',
    id: 'a.id',
    columns: lentColumns(`
      external_id text a.id::text
      name text a.name
      industry text a.industry
      country text a.country
      city text a.city
      type text a.type
      custom text a.custom::text`),
    concerns: { account: 'a.id = ANY($ids)' },
  },
]
