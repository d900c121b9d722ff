import { type Lent, lentColumns } from '#platform/analytics/lent'

export const lent: readonly Lent[] = [
  {
    kind: 'user',
    from: 'member m',
    id: 'm.id',
    columns: lentColumns(`
      external_id text m.id::text
      full_name text m.name
      email text m.email
      manager text m.manager
      territory text m.territory
      team text m.team
      custom text m.custom::text`),
    concerns: { member: 'm.id = ANY($ids)' },
  },
]
