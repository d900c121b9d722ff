import type { Duck } from '#platform/analytics/duck'
import type { Slice } from '../contract.ts'
import { type FactsShape, sliceSql } from './compile.ts'

/**
 * Works on the facts as if only the slice existed: a connection of its own, whose temporary tables stand before the real ones.
 * Leads stay in only where they know every dimension of the filter, and deals only where they know those that leads know.
 */
export async function scoped<T>(duck: Duck, slice: Slice, facts: FactsShape, work: (duck: Duck) => Promise<T>): Promise<T> {
  if (Object.keys(slice.where).length === 0 && !slice.opened && !slice.closed) return work(duck)
  const known = (subject: 'deal' | 'lead') =>
    Object.keys(slice.where).every((key) => facts.dimensions.some((dimension) => dimension.subject === subject && dimension.key === key))
  const none = { sql: 'false', params: [] }
  const leads = known('lead') ? sliceSql('lead', slice, facts) : none
  const deals = known('lead') && !known('deal') ? none : sliceSql('deal', slice, facts)
  const own = await duck.connect()
  try {
    await own.run(`CREATE TEMP TABLE fact_deal AS SELECT f.* FROM main.fact_deal f WHERE ${deals.sql}`, deals.params)
    await own.run(`CREATE TEMP TABLE fact_lead AS SELECT f.* FROM main.fact_lead f WHERE ${leads.sql}`, leads.params)
    await own.run('CREATE TEMP TABLE fact_stage_entry AS SELECT e.* FROM main.fact_stage_entry e SEMI JOIN temp.fact_deal USING (deal_id)')
    return await work(own)
  } finally {
    own.close()
  }
}
