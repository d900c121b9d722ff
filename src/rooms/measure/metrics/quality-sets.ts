import { entrySets, type Shared } from './shared-sets.ts'
import { stageMetrics } from './stages.ts'

/** How a name is compared: case, accents, blanks and punctuation do not count. Most names are ASCII, where these are few and found in half the time. */
const plain = (
  sql: string,
) => `CASE WHEN strlen(${sql}) = length(${sql}) THEN regexp_replace(lower(${sql}), '[^a-z0-9\\x00-\\x08\\x0b\\x0e-\\x1f\\x7f]', '', 'g')
  ELSE regexp_replace(lower(strip_accents(${sql})), '[\\s\\p{P}\\p{S}]', '', 'g') END`

const stay = stageMetrics.find(({ name }) => name === 'time_in_stage_median')
if (!stay) throw new Error('There is no metric of the time in stage.')

/** Stays are counted as the metric of the time in stage counts them. */
const least = stay.least
/** SQL of the usual time in each stage, from how many stays (n) lasted how many days (t) and how many of those have ended (d). */
export const usualFrom = (stays: string) => `SELECT pipeline, stage, greatest(min(t), 1) AS days FROM (
      SELECT pipeline, stage, t, sum(n) OVER (PARTITION BY pipeline, stage) AS stays, product(1 - d / at_risk) OVER (PARTITION BY pipeline, stage ORDER BY t) AS share
      FROM (SELECT *, sum(n) OVER (PARTITION BY pipeline, stage ORDER BY t DESC) AS at_risk FROM (${stays})))
    WHERE share <= 0.5 + 1e-12 AND stays >= ${least} GROUP BY pipeline, stage`
const usual: Shared = {
  name: 'set_usual_stay',
  sql: usualFrom(`SELECT f.pipeline, e.stage, ${stay.of} AS t, count(*) AS n, count_if(e.outcome <> 'open') AS d
    FROM fact_stage_entry e JOIN fact_deal f USING (deal_id) WHERE ${stay.rows} GROUP BY ALL`),
}
const overdue: Shared = {
  name: 'set_overdue_stay',
  sql: `SELECT e.deal_id FROM fact_stage_entry e JOIN fact_deal f USING (deal_id) JOIN ${usual.name} u ON u.pipeline = f.pipeline AND u.stage = e.stage
    WHERE e.outcome = 'open' AND ${stay.rows} AND ${stay.of} > 2 * u.days`,
}

/** The usual time in each stage, and the open deals that have stood there for more than twice as long. */
export const usualStays = { name: usual.name, overdue: overdue.name, least } as const

/** Round or tiny amounts that stand on many deals that are not won, and on far fewer won ones: nobody pays them. */
const atLeast = 10
const many: Shared = {
  name: 'set_usual_guess',
  sql: `SELECT amount FROM fact_deal, (SELECT count_if(state = 'won') AS won, count_if(state <> 'won') AS others FROM fact_deal WHERE amount > 0) total
    WHERE amount > 0 AND (amount < 100 OR amount::DOUBLE % pow(10, floor(log10(amount::DOUBLE)) - 1) = 0)
    GROUP BY amount, total.won, total.others
    HAVING total.won >= 20 AND count_if(state <> 'won') >= greatest(${atLeast}, 0.1 * total.others)
      AND count_if(state = 'won') * total.others <= 0.5 * count_if(state <> 'won') * total.won`,
}

/** Which amounts are no amounts. */
export const placeholders = {
  means: `Deals whose amount is 1 or less, is made of nines only (9,999 and more), or counts up (1,234, 12,345, …). Also open and lost deals with a round or tiny amount (two digits and zeros, or below 100) that stands on at least ${atLeast} and a tenth of all open and lost deals, and less than half as often on won ones; that is asked where at least 20 won deals have an amount.`,
  fails: `f.amount > 0 AND (f.amount <= 1 OR regexp_full_match(f.amount::VARCHAR, '9{4,}[.](0+|9+0*)|1234(5(6(7(89?)?)?)?)?[.]0+')
    OR (f.state <> 'won' AND f.amount IN (SELECT amount FROM ${many.name})))`,
} as const

/** Entries that cannot have happened when they say. One day of difference is left to time zones. */
const contradicted: Shared = {
  name: 'set_contradicted',
  sql: `SELECT e.deal_id FROM fact_stage_entry e JOIN fact_deal f USING (deal_id)
    WHERE e.entered_on::DATE > f.closed_on + 1 OR e.entered_on::DATE < f.opened_on - 1
      OR (e.outcome = 'moved_back' AND (SELECT value FROM about WHERE key = 'stage_source') = 'entered')`,
}
export const contradictions = {
  name: contradicted.name,
  means:
    'Deals that entered a stage more than a day after they were closed, or more than a day before they were opened. Where the data has one date for each stage, also deals that entered a later stage before an earlier one.',
} as const

/** Days between two deals of one name, and of one amount, that may be one deal. */
const nameDays = 30
const amountDays = 3
const keyed: Shared = {
  name: 'set_keyed_deal',
  sql: `SELECT deal_id, ref, opened_on, a.account_key, hash(${plain('name')}) AS name_key, CASE WHEN amount > 1 THEN hash(amount, currency) END AS amount_key, name IS NOT NULL AS named
    FROM fact_deal JOIN (SELECT account, hash(${plain('account')}) AS account_key FROM fact_deal WHERE account IS NOT NULL GROUP BY account) a USING (account)`,
}
const copies = (key: string, known: string, days: number) => `SELECT deal_id
    FROM ${keyed.name} SEMI JOIN (SELECT account_key, ${key} FROM ${keyed.name} WHERE ${known} GROUP BY ALL HAVING count(*) > 1) USING (account_key, ${key}) WHERE ${known}
    WINDOW within${days} AS (PARTITION BY account_key, ${key} ORDER BY opened_on, ref, deal_id)
    QUALIFY row_number() OVER within${days} > 1
      AND coalesce(date_diff('day', lag(opened_on) OVER within${days}, opened_on) <= ${days}, lag(opened_on) OVER within${days} IS NULL AND opened_on IS NULL)`
const doubled: Shared = {
  name: 'set_alike',
  sql: `${copies('name_key', 'named', nameDays)} UNION ${copies('amount_key', 'amount_key IS NOT NULL', amountDays)}`,
}
export const alike = {
  name: doubled.name,
  means: `Deals of the same account as another that was opened shortly before: with the same name (case, accents, blanks and punctuation do not count) within ${nameDays} days, or with the same amount within ${amountDays} days. The first of them is not counted. They may be the same deal, or two.`,
} as const

/** All sets, those that others read first. */
export const sets: readonly Shared[] = [...entrySets, usual, overdue, many, contradicted, keyed, doubled]

/** A query with the sets that it names, each made once, but for those that are there already. The query itself must not begin with WITH. */
export function withSets(query: string, there: ReadonlySet<string> = new Set()): string {
  const texts = [query]
  const needed = sets
    .toReversed()
    .filter(({ name, sql }) => !there.has(name) && texts.some((text) => text.includes(name)) && texts.push(sql))
  if (needed.length === 0) return query
  return `WITH ${needed
    .toReversed()
    .map(({ name, sql }) => `${name} AS MATERIALIZED (${sql})`)
    .join(', ')} ${query}`
}
