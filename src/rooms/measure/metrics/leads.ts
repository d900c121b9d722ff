import type { Metric } from './declare.ts'

/** Metrics that count leads. */
export const leadMetrics: readonly Metric[] = [
  {
    name: 'lead_count',
    title: 'Leads',
    definition: 'All leads in the data.',
    unit: 'count',
    subject: 'lead',
    rows: 'true',
    of: '1',
    fold: { kind: 'count' },
    dated: 'f.created_on',
    least: 0,
    cannot: 'Leads that never reached the other system.',
  },
  {
    name: 'lead_converted_count',
    title: 'Converted leads',
    definition: 'Leads that are marked as converted.',
    unit: 'count',
    subject: 'lead',
    rows: 'f.converted',
    of: '1',
    fold: { kind: 'count' },
    dated: 'f.created_on',
    least: 0,
    cannot: 'Leads that became deals without being marked.',
  },
  {
    name: 'lead_conversion',
    title: 'Lead conversion',
    definition: 'Converted leads divided by all leads of which it is known whether they converted.',
    unit: 'share',
    subject: 'lead',
    rows: 'f.converted IS NOT NULL',
    of: 'f.converted',
    fold: { kind: 'share' },
    dated: 'f.created_on',
    least: 20,
    cannot: 'Young leads count as not converted although they still may.',
  },
]
