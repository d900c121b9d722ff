import { type Lent, lentColumns } from '#platform/analytics/lent'

export const lent: readonly Lent[] = [
  {
    kind: 'stage',
    from: 'stage s JOIN pipeline p ON p.id = s.pipeline_id',
    id: 's.id',
    columns: lentColumns(`
      pipeline text p.name
      stage text s.name
      position whole s.position
      kind text s.kind`),
    concerns: { stage: 's.id = ANY($ids)', pipeline: 's.pipeline_id = ANY($ids)' },
  },
  {
    kind: 'product',
    from: 'solution s',
    id: 's.id',
    columns: lentColumns(`
      external_id text s.external_id
      name text s.name
      family text s.family
      custom text s.custom::text`),
    concerns: { solution: 's.id = ANY($ids)' },
  },
]
