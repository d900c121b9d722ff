import { type Duck, type DuckRow, quoteIdent, quoteText } from '#platform/analytics/duck'

/** What one value of a dimension had in the last year of the data and in the year before. */
export interface TwoYears extends DuckRow {
  dimension: string
  value: string
  opened_before: number
  opened_now: number
  closed_before: number
  closed_now: number
  won_before: number
  won_now: number
}

/** Deals opened, closed and won in the two years up to a day, for each value of the dimensions. Blanks are left out. */
export async function yearOnYear(duck: Duck, dimensions: readonly string[], asOf: string): Promise<TwoYears[]> {
  if (dimensions.length === 0) return []
  const now = (day: string) => `(${day} > ?::DATE - INTERVAL 1 YEAR AND ${day} <= ?::DATE)`
  const before = (day: string) => `(${day} > ?::DATE - INTERVAL 2 YEAR AND ${day} <= ?::DATE - INTERVAL 1 YEAR)`
  const closed = "state IN ('won', 'lost')"
  const judged = [
    `${before('opened_on')} AS opened_before`,
    `${now('opened_on')} AS opened_now`,
    `${closed} AND ${before('closed_on')} AS closed_before`,
    `${closed} AND ${now('closed_on')} AS closed_now`,
  ]
  const counts = ['opened_before', 'opened_now', 'closed_before', 'closed_now'].map((name) => `count_if(${name}) AS ${name}`)
  const won = ['before', 'now'].map((word) => `count_if(closed_${word} AND state = 'won') AS won_${word}`)
  const columns = dimensions.map((key) => quoteIdent(`d_${key}`))
  const groups = dimensions.map((key, index) => {
    const column = columns[index] ?? ''
    return `SELECT ${quoteText(key)} AS dimension, ${column} AS value, ${[...counts, ...won].join(', ')} FROM recent WHERE ${column} IS NOT NULL GROUP BY ALL`
  })
  return await duck.all<TwoYears>(
    `WITH recent AS MATERIALIZED (SELECT state, ${[...judged, ...columns].join(', ')} FROM fact_deal) ${groups.join(' UNION ALL ')}`,
    Array.from({ length: 8 }, () => asOf),
  )
}
