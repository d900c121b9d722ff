import type { Duck } from '#platform/analytics/duck'
import type { Slice } from '../contract.ts'
import type { Metric } from '../metrics/declare.ts'
import { type FactsShape, recordsSql } from './compile.ts'
import { naming } from './kept-sets.ts'

/** The ids, as their CRM knows them, of the deals behind a value. */
export async function dealsBehind(duck: Duck, metric: Metric, slice: Slice, facts: FactsShape): Promise<string[]> {
  const { sql, params } = recordsSql(metric, slice, facts)
  const set = naming(duck, `SELECT ref FROM (${sql}) WHERE ref IS NOT NULL`)
  return (await duck.all<{ ref: string }>(set, params)).map(({ ref }) => ref)
}
