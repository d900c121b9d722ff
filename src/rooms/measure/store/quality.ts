import type { Duck, DuckRow } from '#platform/analytics/duck'

/** One check of the deals: which rows fail it, of which rows, and which row must exist for it to make sense at all. */
export interface Check {
  readonly key: string
  readonly title: string
  readonly fails: string
  readonly of: string
  /** Asked only where some deal has this; else the column is missing, which is a limit and not a fault of each row. */
  readonly needs: string
  readonly next: string
}

const asOf = "(SELECT value::DATE FROM about WHERE key = 'as_of')"

/** The checks, the dearest first. */
export const checks: readonly Check[] = [
  {
    key: 'open_past_close_date',
    title: 'Open past the expected close date',
    fails: `state = 'open' AND expected_on < ${asOf}`,
    of: "state = 'open'",
    needs: "state = 'open' AND expected_on IS NOT NULL",
    next: 'Ask each owner for a new date or a loss, oldest first.',
  },
  {
    key: 'without_amount',
    title: 'Open or won without an amount',
    fails: "state <> 'lost' AND coalesce(amount, 0) = 0",
    of: "state <> 'lost'",
    needs: 'amount > 0',
    next: 'Fill in the amount; until then these deals count as nothing in every sum.',
  },
  {
    key: 'without_owner',
    title: 'Without an owner',
    fails: "nullif(owner, '') IS NULL",
    of: 'true',
    needs: "nullif(owner, '') IS NOT NULL",
    next: 'Give each an owner, or close it.',
  },
  {
    key: 'closed_without_date',
    title: 'Won or lost without a closing date',
    fails: "state <> 'open' AND closed_on IS NULL",
    of: "state <> 'open'",
    needs: 'closed_on IS NOT NULL',
    next: 'Export the closing date too; without it these deals are missing from the sales cycle and from every period.',
  },
  {
    key: 'without_opening_date',
    title: 'Without an opening date',
    fails: 'opened_on IS NULL',
    of: 'true',
    needs: 'opened_on IS NOT NULL',
    next: 'Export the creation date; without it a deal has no age and no cycle.',
  },
  {
    key: 'closed_before_opened',
    title: 'Closed before it was opened',
    fails: 'closed_on < opened_on',
    of: "state <> 'open'",
    needs: 'closed_on IS NOT NULL AND opened_on IS NOT NULL',
    next: 'Correct the dates; these deals are left out of the sales cycle.',
  },
  {
    key: 'closed_in_future',
    title: 'Won or lost after the last day of the data',
    fails: `closed_on > ${asOf}`,
    of: "state <> 'open'",
    needs: 'closed_on IS NOT NULL',
    next: 'Check the closing dates: a planned date may stand where the real one belongs.',
  },
  {
    key: 'duplicates',
    title: 'Probably the same deal again',
    fails: 'copy > 1',
    of: 'true',
    needs: 'name IS NOT NULL AND account IS NOT NULL',
    next: 'Merge deals of one account that share name, amount and opening day.',
  },
]

export interface CheckResult {
  readonly check: Check
  readonly count: number
  readonly of: number
  readonly money: number | null
  readonly examples: readonly string[]
}

/** Runs all checks in one pass. `clean` counts the deals that fail none. */
export async function runChecks(duck: Duck, currency: string | null): Promise<{ all: number; clean: number; results: CheckResult[] }> {
  const columns = checks.flatMap(({ fails, of, needs }, index) => [
    `bool_or(coalesce(${needs}, false)) AS asked${index}`,
    `count_if(${fails}) AS count${index}`,
    `count_if(${of}) AS of${index}`,
    `sum(amount) FILTER (WHERE (${fails}) AND (?::VARCHAR IS NULL OR currency = ?)) AS money${index}`,
    `arg_min(ref, deal_id, 5) FILTER (WHERE ${fails}) AS examples${index}`,
  ])
  const needed = await duck.one<DuckRow>(
    `SELECT count(*) AS n, ${checks.map(({ needs }, index) => `coalesce(bool_or(${needs}), false) AS asked${index}`).join(', ')} FROM fact_deal`,
  )
  const asked = checks.map((_, index) => needed?.[`asked${index}`] === true)
  const any = checks.filter((_, index) => asked[index]).map(({ fails }) => `coalesce(${fails}, false)`)
  const row = await duck.one<DuckRow>(
    `SELECT count(*) AS n, count_if(NOT (${any.join(' OR ') || 'false'})) AS clean, ${columns.join(', ')}
     FROM (SELECT *, CASE WHEN name IS NULL OR account IS NULL THEN 1 ELSE row_number() OVER (PARTITION BY lower(name), lower(account), amount, opened_on ORDER BY deal_id) END AS copy FROM fact_deal)`,
    checks.flatMap(() => [currency, currency]),
  )
  const results = checks.flatMap((check, index) => {
    if (!asked[index] || !row) return []
    const money = row[`money${index}`]
    const examples = row[`examples${index}`]
    return [
      {
        check,
        count: Number(row[`count${index}`] ?? 0),
        of: Number(row[`of${index}`] ?? 0),
        money: money === null || money === undefined ? null : Number(money),
        examples: Array.isArray(examples) ? examples.map(String) : [],
      },
    ]
  })
  return { all: Number(row?.n ?? 0), clean: Number(row?.clean ?? 0), results }
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
      (SELECT count(*) FROM fact_lead) AS leads, (SELECT count(created_on) FROM fact_lead) AS lead_dates,
      (SELECT count(converted) FROM fact_lead) AS lead_outcomes, (SELECT count_if(converted) FROM fact_lead) AS converted
    FROM fact_deal`)
  if (!row) throw new Error('An aggregate without groups always gives a row.')
  for (const [key, value] of Object.entries(row)) if (value === null && key !== 'first' && key !== 'last') Object.assign(row, { [key]: 0 })
  return row
}

/** How many deals with an amount each currency has, most first. */
export async function currencyCounts(duck: Duck): Promise<{ currency: string; deals: number }[]> {
  return duck.all<{ currency: string; deals: number }>(
    'SELECT currency, count(amount) AS deals FROM fact_deal WHERE currency IS NOT NULL GROUP BY 1 HAVING count(amount) > 0 ORDER BY 2 DESC, 1',
  )
}
