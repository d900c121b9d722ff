import { type Lent, lentColumns } from '#platform/analytics/lent'

export const lent: readonly Lent[] = [
  {
    kind: 'account',
    from: 'account a LEFT JOIN account_territory b ON b.account_id = a.id LEFT JOIN territory t ON t.id = b.territory_id',
    id: 'a.id',
    columns: lentColumns(`
      external_id text a.id::text
      name text a.name
      industry text a.industry
      country text a.country
      city text a.city
      type text a.type
      account_territory text t.name
      custom text a.custom::text`),
    // A territory that changes may take accounts from any other.
    concerns: { account: 'a.id = ANY($ids)', territory: 'cardinality($ids) > 0' },
  },
]

/** In whose patch every account lies, and who owns it. */
export const patches: readonly Lent[] = [
  {
    kind: 'patch',
    from: 'account a LEFT JOIN account_territory b ON b.account_id = a.id LEFT JOIN territory t ON t.id = b.territory_id LEFT JOIN member m ON m.id = a.owner_id',
    id: 'a.id',
    columns: lentColumns(`
      name text a.name
      territory_id id t.id
      territory text t.name
      owner_id id a.owner_id
      owner text m.name`),
    // A territory that changes may take accounts from any other.
    concerns: { account: 'a.id = ANY($ids)', territory: 'cardinality($ids) > 0', member: 'a.owner_id = ANY($ids)' },
  },
]
