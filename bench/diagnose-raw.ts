/**
 * What the diagnosis counts, as SQL by someone who knows the two files of company-files.ts by heart: types and stages are known, nothing is guessed, no row is
 * judged, no field may be missing. One statement for each thing that is counted, in few passes. Where GROUPING SETS took longer than a pass for each dimension,
 * it is the passes.
 */
import { quoteIdent, quoteText } from '#platform/analytics/duck'
import { openStages } from './company-files.ts'

/** What deals are compared by, besides their stage. */
const dimensions = ['channel', 'industry', 'owner', 'source', 'region'] as const
const each = (of: (name: string) => string, between = ', ') => dimensions.map(of).join(between)
const sets = (common = '') => `GROUPING SETS (${each((name) => `(${common}${name})`)})`

const csv = "header = true, delim = ',', quote = '\"'"
const order = openStages.map((stage, index) => `WHEN '${stage}' THEN ${index}`).join(' ')
const asOf = "getvariable('as_of')"

/** Both files as tables with types, stays with their end and outcome, and the last day on which anything happened. Parameters: the file, twice. */
export const load = (last: string) => ({
  deals: `CREATE TABLE deal AS SELECT "Deal ID" AS id, "Deal Name" AS name, "Company" AS company, "Deal Owner" AS owner, "Deal Stage" AS stage,
      CASE "Deal Stage" WHEN 'Closed Won' THEN 'won' WHEN 'Closed Lost' THEN 'lost' ELSE 'open' END AS state, "Amount" AS amount, "Create Date" AS opened,
      CASE WHEN "Deal Stage" LIKE 'Closed%' THEN "Close Date" END AS closed, CASE WHEN "Deal Stage" NOT LIKE 'Closed%' THEN "Close Date" END AS expected,
      closed - opened AS cycle, "Channel" AS channel, "Industry" AS industry, "Region" AS region, "Lead Source" AS source
    FROM read_csv(?, ${csv}, columns = {"Deal ID": 'VARCHAR', "Deal Name": 'VARCHAR', "Company": 'VARCHAR', "Deal Owner": 'VARCHAR', "Deal Stage": 'VARCHAR',
      "Amount": 'DECIMAL(18,4)', "Create Date": 'DATE', "Close Date": 'DATE', "Channel": 'VARCHAR', "Industry": 'VARCHAR', "Region": 'VARCHAR', "Lead Source": 'VARCHAR'})`,
  history: `CREATE TABLE entry AS SELECT d.rowid AS deal, h.stage, h.place, h.next_place, h.entered_on, coalesce(h.next_on, d.closed) AS left_on, d.state, d.opened, d.closed,
      CASE WHEN next_place > place THEN 'advanced' WHEN next_place IS NOT NULL THEN 'moved_back' ELSE d.state END AS outcome, ${each((name) => `d.${name}`)}
    FROM (SELECT *, lead(entered_on) OVER w AS next_on, lead(place) OVER w AS next_place FROM (
        SELECT "Deal ID" AS id, "Stage" AS stage, "Entered On" AS entered_on, CASE "Stage" ${order} END AS place
        FROM read_csv(?, ${csv}, columns = {"Deal ID": 'VARCHAR', "Stage": 'VARCHAR', "Entered On": 'DATE'}))
      WINDOW w AS (PARTITION BY id ORDER BY entered_on, place)) h JOIN deal d USING (id)`,
  asOf: `SET VARIABLE as_of = (SELECT max(day) FROM (SELECT max(opened) AS day FROM deal WHERE opened <= '${last}' UNION ALL
      SELECT max(closed) FROM deal WHERE closed <= '${last}' UNION ALL SELECT max(entered_on) FROM entry WHERE entered_on <= '${last}'))`,
})

const cycles = (
  suffix: string,
  of: string,
) => `avg(cycle) FILTER (${of}) AS cycle_days${suffix}_mean, stddev_samp(cycle) FILTER (${of}) AS sd${suffix},
  quantile_cont(cycle, [0.5, 0.75, 0.9]) FILTER (${of}) AS quantiles${suffix}, quantiles${suffix}[1] AS cycle_days${suffix}_median,
  quantiles${suffix}[2] AS cycle_days${suffix}_p75, quantiles${suffix}[3] AS cycle_days${suffix}_p90`
const figures = `count(*) AS deal_count, count(*) FILTER (state = 'won') AS won_count, count(*) FILTER (state = 'lost') AS lost_count,
  count(*) FILTER (state = 'open') AS open_count, won_count / (won_count + lost_count) AS close_rate,
  coalesce(sum(amount) FILTER (state = 'won'), 0)::DOUBLE AS won_amount, coalesce(sum(amount) FILTER (state = 'open'), 0)::DOUBLE AS open_amount,
  avg(amount) FILTER (state = 'won')::DOUBLE AS deal_size_mean, stddev_samp(amount) FILTER (state = 'won') AS sd_size, median(amount) FILTER (state = 'won')::DOUBLE AS deal_size_median`
const allCycles = `${cycles('', "state = 'won'")}, ${cycles('_lost', "state = 'lost'")}, ${cycles('_closed', "state <> 'open'")}`
/** By channel nobody asks for the outer quantiles. */
const someCycles = ['', '_lost', '_closed']
  .map((suffix, at) => {
    const of = ["state = 'won'", "state = 'lost'", "state <> 'open'"][at]
    return `avg(cycle) FILTER (${of}) AS cycle_days${suffix}_mean${suffix === '_closed' ? '' : `, median(cycle) FILTER (${of}) AS cycle_days${suffix}_median`}`
  })
  .join(', ')

/** The values at the ranks between which the median lies, by the binomial distribution as a normal one. */
const bounds = (by: string, of: string, what: string) =>
  `SELECT ${by} AS g, x FROM (SELECT ${by}, ${what} AS x, row_number() OVER w AS k, count(*) OVER (PARTITION BY ${by}) AS n FROM deal WHERE ${of} AND ${what} IS NOT NULL
    WINDOW w AS (PARTITION BY ${by} ORDER BY ${what})) WHERE k IN (floor(n / 2 - 0.98 * sqrt(n)), ceil(n / 2 + 1 + 0.98 * sqrt(n)))`

/** Stays of each stage by days, end and year, for the whole and for each value of each dimension: what survival and passages are made of. */
const counted = (
  by: string,
) => `SELECT ${by === '' ? "'' AS dimension, '' AS value" : `${quoteText(by)} AS dimension, ${quoteIdent(by)} AS value`}, stage, t, outcome, years, whole, count(*) AS n
  FROM stay GROUP BY ALL`
const stays = [
  `CREATE TEMP TABLE stay AS SELECT stage, ${each((name) => name)}, greatest(coalesce(left_on, ${asOf}) - entered_on, 0) AS t, outcome,
    CASE WHEN left_on > ${asOf} - 365 AND left_on <= ${asOf} THEN 1 WHEN left_on > ${asOf} - 730 AND left_on <= ${asOf} - 365 THEN 2 END AS years,
    entered_on > ${asOf} - 365 * coalesce(years, 2) AS whole FROM entry WHERE entered_on <= ${asOf}`,
  `CREATE TEMP TABLE counted AS ${['', ...dimensions].map(counted).join(' UNION ALL ')}`,
]

/** The first day at which the share still there is at or below what is left: Kaplan-Meier in whole days. */
const survival = `SELECT dimension, value, stage, min(t) FILTER (share <= 0.5 + 1e-12) AS time_in_stage_median, min(t) FILTER (share <= 0.25 + 1e-12) AS time_in_stage_p75,
    min(t) FILTER (share <= 0.1 + 1e-12) AS time_in_stage_p90
  FROM (SELECT *, exp(sum(ln(1 - d / at_risk)) OVER (PARTITION BY dimension, value, stage ORDER BY t)) AS share FROM (
    SELECT *, sum(n) OVER (PARTITION BY dimension, value, stage ORDER BY t DESC) AS at_risk FROM (
      SELECT dimension, value, stage, t, sum(n) AS n, coalesce(sum(n) FILTER (outcome <> 'open'), 0) AS d FROM counted GROUP BY ALL)) WHERE at_risk > d OR d = 0)
  GROUP BY ALL`
const passages = (
  by: string,
) => `SELECT ${by}, sum(n) AS gone, coalesce(sum(n) FILTER (outcome IN ('advanced', 'won')), 0) AS forward, sum(n * t) AS days, sum(n * ln(t + 0.5)) AS logs,
  sum(n * ln(t + 0.5) ** 2) AS squares FROM counted WHERE outcome <> 'open' AND years IS NOT NULL GROUP BY ALL`

const stuckDays = "(SELECT quantile_cont(cycle, 0.9) FROM deal WHERE state = 'won')"
const stuck = `CREATE TEMP TABLE stuck AS SELECT * FROM deal WHERE state = 'open' AND ${asOf} - opened > ${stuckDays}`
const stuckCount = 'count(*) AS n, sum(amount) AS money, count_if(amount IS NULL) AS blank'

const ranked = (what: string) => `SELECT ${each((name) => name)}, count(*) AS n, sum(r) AS ranks FROM (
    SELECT ${each((name) => name)}, rank() OVER (ORDER BY ${what}) + (count(*) OVER (PARTITION BY ${what}) - 1) / 2.0 AS r FROM deal WHERE state = 'won' AND ${what} IS NOT NULL)
  GROUP BY ${sets()}`

const within = (day: string, years: number) =>
  `${day} > ${asOf} - INTERVAL ${years} YEAR AND ${day} <= ${asOf} - INTERVAL ${years - 1} YEAR`
const yearOnYear = `SELECT ${each((name) => name)}, ${['opened', 'closed']
  .flatMap((day) =>
    [1, 2].map(
      (years) =>
        `count_if(${within(day, years)}) AS ${day}${years}, count_if(state = 'won' AND ${within(day, years)}) AS won_${day}${years}`,
    ),
  )
  .join(', ')} FROM deal GROUP BY ${sets()}`

const months = [
  `SELECT date_trunc('month', closed) AS month, count(*) AS n, count_if(state = 'won') AS won, sum(amount) FILTER (state = 'won') AS money, median(amount) FILTER (state = 'won') AS size,
    median(cycle) FILTER (state = 'won') AS cycle FROM deal WHERE closed IS NOT NULL GROUP BY 1`,
  "SELECT date_trunc('month', opened) AS month, count(*) AS n, count_if(state = 'open') AS open FROM deal GROUP BY 1",
]

/** Two hundred lots of deals by chance, of which intervals of composed numbers are drawn. */
const lots = `SELECT hash(id) % 200 AS lot, count_if(state = 'open') AS open, count_if(state = 'won') AS won, count(closed) AS closed, sum(amount) FILTER (state = 'won') AS won_money,
  sum(amount) FILTER (state <> 'open') AS closed_money, count(amount) FILTER (state = 'won') AS sized, sum(cycle) FILTER (state = 'won') AS days FROM deal GROUP BY 1`

const plain = (name: string) => `hash(regexp_replace(lower(strip_accents(${name})), '[\\s\\p{P}\\p{S}]', '', 'g'))`
const copies = (key: string, days: number) => `SELECT id FROM keyed WHERE ${key} IS NOT NULL
  QUALIFY opened - lag(opened) OVER (PARTITION BY company_key, ${key} ORDER BY opened, id) <= ${days}`
const findings = [
  `CREATE TEMP TABLE keyed AS SELECT id, opened, company_key, ${plain('name')} AS name_key, CASE WHEN amount > 1 THEN amount END AS amount_key
    FROM deal JOIN (SELECT company, ${plain('company')} AS company_key FROM deal GROUP BY company) USING (company)`,
  `CREATE TEMP TABLE alike AS ${copies('name_key', 30)} UNION ${copies('amount_key', 3)}`,
  "CREATE TEMP TABLE usual AS SELECT stage, greatest(time_in_stage_median, 1) AS days FROM life WHERE dimension = ''",
  `CREATE TEMP TABLE overdue AS SELECT e.deal FROM entry e JOIN usual u USING (stage) WHERE e.outcome = 'open' AND ${asOf} - e.entered_on > 2 * u.days`,
  'CREATE TEMP TABLE wrong AS SELECT DISTINCT deal FROM entry WHERE entered_on > closed + 1 OR entered_on < opened - 1',
  `CREATE TEMP TABLE guess AS SELECT amount FROM deal, (SELECT count_if(state = 'won') AS won, count_if(state <> 'won') AS others FROM deal WHERE amount > 0) a
    WHERE amount > 0 AND (amount < 100 OR amount::DOUBLE % pow(10, floor(log10(amount::DOUBLE)) - 1) = 0) GROUP BY amount, a.won, a.others
    HAVING a.won >= 20 AND count_if(state <> 'won') >= greatest(10, 0.1 * a.others) AND count_if(state = 'won') * a.others <= 0.5 * count_if(state <> 'won') * a.won`,
]
/** Each check of the deals, called as ours is. */
const checks = {
  open_past_close_date: `expected < ${asOf}`,
  twice_usual_in_stage: 'rowid IN (SELECT deal FROM overdue)',
  without_amount: "state <> 'lost' AND coalesce(amount, 0) = 0",
  placeholder_amount: `amount > 0 AND (amount <= 1 OR regexp_full_match(amount::VARCHAR, '9{4,}[.](0+|9+0*)|1234(5(6(7(89?)?)?)?)?[.]0+')
    OR (state <> 'won' AND amount IN (SELECT amount FROM guess)))`,
  without_owner: 'owner IS NULL',
  closed_before_opened: 'closed < opened',
  closed_in_future: `closed > ${asOf}`,
  stage_order: 'rowid IN (SELECT deal FROM wrong)',
  duplicates: 'id IN (SELECT id FROM alike)',
}
const checked = Object.keys(checks)
const failed = `SELECT count_if(NOT (${checked.join(' OR ')})) AS clean, ${checked.map((key) => `count_if(${key}) AS ${key}, sum(amount) FILTER (${key}) AS money_${key}`).join(', ')}
  FROM (SELECT amount, ${Object.entries(checks)
    .map(([key, sql]) => `coalesce(${sql}, false) AS ${key}`)
    .join(', ')} FROM deal)`

const entered = `count(*) AS stage_entered, (count(*) FILTER (outcome IN ('advanced', 'won'))) / count(*) FILTER (outcome <> 'open') AS stage_conversion`
const moves = `count_if(outcome = 'advanced') AS advanced, count_if(outcome = 'won') AS won, count_if(outcome = 'lost') AS lost, count_if(outcome = 'moved_back') AS back,
  count_if(outcome = 'open') AS open, count_if(next_place > place + 1 OR (outcome = 'won' AND place < ${openStages.length - 1})) AS skipped, min(entered_on) AS first, max(left_on) AS last`

/** A question, and what its figures are called after: nothing, a column, or (undefined) figures that ours does not tell one by one. */
export const questions: readonly (readonly [by: string | undefined, sql: string])[] = [
  ['', `SELECT ${figures}, ${allCycles} FROM deal`],
  ['channel', `SELECT channel, ${figures}, ${someCycles} FROM deal GROUP BY channel`],
  ...["state = 'won'", "state = 'lost'", "state <> 'open'"].flatMap((of): [undefined, string][] =>
    [`'whole'`, 'channel'].map((by) => [undefined, bounds(by, of, 'cycle')]),
  ),
  [undefined, bounds(`'whole'`, "state = 'won'", 'amount')],
  [undefined, bounds('channel', "state = 'won'", 'amount')],
  ['', `SELECT ${entered} FROM entry`],
  ['stage', `SELECT stage, ${entered} FROM entry GROUP BY stage`],
  [undefined, `SELECT stage, ${moves} FROM entry GROUP BY stage`],
  [undefined, 'SELECT count(*) FROM (SELECT deal, stage FROM entry GROUP BY ALL HAVING count(*) > 1)'],
  ['stage', "SELECT * EXCLUDE (dimension, value) FROM life WHERE dimension = ''"],
  [undefined, 'FROM life'],
  [undefined, passages('dimension, value, stage, years, whole')],
  [
    undefined,
    `SELECT stage, count(DISTINCT deal) AS past, count(DISTINCT deal) FILTER (state = 'won') AS won FROM entry WHERE outcome IN ('advanced', 'won') AND state <> 'open' GROUP BY stage`,
  ],
  [
    undefined,
    `SELECT ${each((name) => name)}, count(*) AS closed, count_if(state = 'won') AS won, count_if(state = 'won' AND closed > ${asOf} - 365 AND closed <= ${asOf}) AS year,
      avg(amount) FILTER (state = 'won') AS size, stddev_samp(amount) FILTER (state = 'won') AS sd, avg(cycle) FILTER (state = 'won') AS cycle FROM deal WHERE state <> 'open' GROUP BY ${sets()}`,
  ],
  [undefined, `SELECT stage, ${stuckCount} FROM stuck GROUP BY stage`],
  [undefined, `SELECT ${each((name) => name)}, ${stuckCount} FROM stuck GROUP BY ${sets()}`],
  [undefined, `SELECT stage, ${each((name) => name)}, ${stuckCount} FROM stuck GROUP BY ${sets('stage, ')}`],
  [undefined, ranked('amount')],
  [undefined, ranked('cycle')],
  [undefined, yearOnYear],
  ...months.map((sql): [undefined, string] => [undefined, sql]),
  [undefined, lots],
  ['checks', failed],
]

/** Tables that several questions read, in their order. */
export const prepared = [...stays, `CREATE TEMP TABLE life AS ${survival}`, stuck, ...findings]
