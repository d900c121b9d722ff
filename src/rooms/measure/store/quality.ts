import type { Duck, DuckRow } from '#platform/analytics/duck'
import { type Check, checks } from '../metrics/quality.ts'
import { naming } from './kept-sets.ts'

export interface CheckResult {
  readonly check: Check
  readonly count: number
  readonly of: number
  readonly money: number | null
  readonly examples: readonly string[]
}

export interface Checked {
  readonly all: number
  /** Deals that fail none. */
  readonly clean: number
  readonly results: readonly CheckResult[]
  /** Checks that this data cannot answer. */
  readonly notAsked: readonly Check[]
}

/** Runs all checks in one pass over the deals; sets that several read are made once. */
export async function runChecks(duck: Duck, currency: string | null): Promise<Checked> {
  const needed = await duck.one<DuckRow>(
    `SELECT ${checks.map(({ needs }, index) => `coalesce(bool_or(${needs}), false) AS asked${index}`).join(', ')} FROM fact_deal f`,
  )
  const asked = checks.filter((_, index) => needed?.[`asked${index}`] === true)
  const columns = asked.flatMap((_, index) => [
    `count_if(fails${index}) AS count${index}`,
    `count_if(of${index}) AS of${index}`,
    `sum(amount) FILTER (WHERE fails${index} AND (?::VARCHAR IS NULL OR currency = ?)) AS money${index}`,
    `min(ref, 5) FILTER (WHERE fails${index}) AS examples${index}`,
  ])
  const any = asked.map((_, index) => `fails${index}`)
  const judged = asked.map(({ fails, of }, index) => `coalesce(${fails}, false) AS fails${index}, ${of} AS of${index}`)
  const row = await duck.one<DuckRow>(
    naming(
      duck,
      `SELECT count(*) AS n, count_if(NOT (${any.join(' OR ') || 'false'})) AS clean${columns.map((column) => `, ${column}`).join('')}
     FROM (SELECT f.ref, f.amount, f.currency${judged.map((column) => `, ${column}`).join('')} FROM fact_deal f)`,
    ),
    asked.flatMap(() => [currency, currency]),
  )
  const results = asked.map((check, index): CheckResult => {
    const money = row?.[`money${index}`]
    const examples = row?.[`examples${index}`]
    return {
      check,
      count: Number(row?.[`count${index}`] ?? 0),
      of: Number(row?.[`of${index}`] ?? 0),
      money: money === null || money === undefined ? null : Number(money),
      examples: Array.isArray(examples) ? examples.map(String) : [],
    }
  })
  const answered = results.filter(({ of }) => of > 0)
  return {
    all: Number(row?.n ?? 0),
    clean: Number(row?.clean ?? 0),
    results: answered,
    notAsked: checks.filter((check) => !answered.some((result) => result.check === check)),
  }
}

/** What the data has and has not, for the limits. */
export interface Inventory extends DuckRow {
  deals: number
  won: number
  lost: number
  open: number
  opened: number
  closed: number
  timed: number
  amounts: number
  expected: number
  first: string | null
  last: string | null
  entries: number
  backwards: number
  /** Stays whose beginning or end is only seen in a snapshot. */
  seen: number
  leads: number
  lead_dates: number
  lead_outcomes: number
  converted: number
}

/** Counts of what is there at all. */
export async function inventory(duck: Duck): Promise<Inventory> {
  const row = await duck.one<Inventory>(`
    SELECT count(*) AS deals, count_if(state = 'won') AS won, count_if(state = 'lost') AS lost, count_if(state = 'open') AS open,
      count(opened_on) AS opened, count(closed_on) AS closed, count_if(state = 'won' AND closed_on >= opened_on) AS timed, count(amount) AS amounts, count(expected_on) AS expected,
      least(min(opened_on), min(closed_on)) AS first, greatest(max(opened_on), max(closed_on)) AS last,
      (SELECT count(*) FROM fact_stage_entry) AS entries, (SELECT count_if(outcome = 'moved_back') FROM fact_stage_entry) AS backwards,
      (SELECT count_if(entered_seen OR left_seen) FROM fact_stage_entry) AS seen,
      (SELECT count(*) FROM fact_lead) AS leads, (SELECT count(created_on) FROM fact_lead) AS lead_dates,
      (SELECT count(converted) FROM fact_lead) AS lead_outcomes, (SELECT count_if(converted) FROM fact_lead) AS converted
    FROM fact_deal`)
  if (!row) throw new Error('An aggregate without groups always gives a row.')
  for (const [key, value] of Object.entries(row)) if (value === null && key !== 'first' && key !== 'last') Object.assign(row, { [key]: 0 })
  return row
}
