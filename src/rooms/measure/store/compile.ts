import type { Period } from '#kernel/period'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { quoteIdent } from '#platform/analytics/duck'
import type { Dimension, Slice, Subject } from '../contract.ts'
import type { Metric, Sum } from '../metrics/declare.ts'
import { passedOver } from '../metrics/stages.ts'
import { marketingCuts, marketingDays, marketingRelation, severalTouches } from './compile-marketing.ts'
import { exactMean, exactSum, knownBy } from './exact.ts'

/** What the compiler must know of the facts: the dimensions that exist, and whether money has to be held to one currency. */
export interface FactsShape {
  readonly dimensions: readonly Dimension[]
  readonly severalCurrencies: boolean
}

export interface Compiled {
  readonly sql: string
  readonly params: (string | number)[]
}

function relationFor(subject: Subject, facts: FactsShape): string {
  if (subject === 'entry') return 'fact_stage_entry e JOIN fact_deal f USING (deal_id)'
  return subject === 'deal' || subject === 'lead' ? `fact_${subject} f` : marketingRelation(subject, facts.severalCurrencies)
}

/** The number of a row of a subject. */
const numberOf = (subject: Subject) => `f.${subject === 'entry' ? 'deal' : subject}_id`

/** Where the rows of a subject are. Entries are joined with their deals only when something of the deal is asked. */
function relationOf(subject: Subject, slice: Slice, by: readonly string[], facts: FactsShape): string {
  const ofDeal = [...by, ...Object.keys(slice.where)].some((key) => !Object.hasOwn(ofEntry, key)) || slice.opened || slice.closed
  return subject === 'entry' && !ofDeal ? 'fact_stage_entry e' : relationFor(subject, facts)
}

const ofDeal = { opened: 'f.opened_on', closed: 'f.closed_on' }
const daysOf: Record<Subject, { readonly opened: string; readonly closed: string }> = {
  deal: ofDeal,
  entry: ofDeal,
  lead: { opened: 'f.created_on', closed: 'f.converted_on' },
  ...marketingDays,
}

const quarter = (day: string) => `year(${day}) || 'Q' || quarter(${day})`
const month = (day: string) => `strftime(${day}, '%Y-%m')`

const cuts = (word: string, day: string): Record<string, string> => ({
  [`${word}_quarter`]: quarter(day),
  [`${word}_month`]: month(day),
  [`${word}_year`]: `year(${day})::VARCHAR`,
})

/** Cuts that every data set has, because they come from the days of a row. */
const derived: Record<'deal' | 'lead', Record<string, string>> = {
  deal: { ...cuts('close', 'f.closed_on'), ...cuts('open', 'f.opened_on') },
  lead: { ...cuts('created', 'f.created_on'), ...cuts('converted', 'f.converted_on') },
}

/** The day that such a cut is made of. */
const dayIn = (key: string, subject: Subject): string | undefined => {
  const days = daysOf[ownerOf(subject)]
  return [days.opened, days.closed].find((day) => derived[ownerOf(subject)][key]?.includes(day))
}

/** Cuts of stage entries by their own days; all others are those of their deals. */
const ofEntry: Record<string, string> = { stage: 'e.stage', ...cuts('entered', 'e.entered_on'), ...cuts('left', 'e.left_on') }

/** What a row has several of: asked for one, the rows that have it. Nothing is cut by them. */
const severalOf: Partial<Record<Subject, Readonly<Record<string, string>>>> = {
  deal: severalTouches,
  entry: { passed_over: passedOver, ...severalTouches },
}

const heldIn = (held: Readonly<Record<string, string>> | undefined, key: string) =>
  held && Object.hasOwn(held, key) ? held[key] : undefined

/** The derived cuts as dimensions, for lists of what exists. */
export const derivedDimensions: readonly Dimension[] = (['deal', 'lead'] as const).flatMap((subject) =>
  Object.keys(derived[subject]).map((key) => ({ subject, key, label: key.replace('_', ' '), origin: 'date' as const, values: 0 })),
)

/** Whose dimensions a subject is cut by: a stage entry is cut by its deal's. */
export function ownerOf(subject: Subject): 'deal' | 'lead' {
  return subject === 'lead' ? 'lead' : 'deal'
}

/** Values of metrics of one subject in one query: columns g0… for `by`, and for each metric n, v, sd, from and to with its index. */
export function valuesSql(metrics: readonly Metric[], slice: Slice, by: readonly string[], facts: FactsShape): Compiled {
  const subject = metrics[0]?.subject ?? 'deal'
  const groups = by.map((key, index) => `${dimensionSql(subject, key, facts)} AS g${index}`)
  const columns = metrics.flatMap((metric, index) => {
    const counted = ` FILTER (WHERE ${rowsOf(metric, facts)})`
    const numeric = metric.fold.kind === 'mean' ? `stddev_samp(${metric.of})${counted}` : 'NULL'
    return [
      `count(*)${counted} AS n${index}`,
      `${foldSql(metric, counted)} AS v${index}`,
      `${numeric} AS sd${index}`,
      `min(${metric.dated})${counted} AS from${index}`,
      `max(${metric.dated})${counted} AS to${index}`,
    ]
  })
  const where = sliceSql(subject, slice, facts)
  const grouped = by.length > 0 ? ` GROUP BY ${by.map((_, index) => index + 1).join(', ')}` : ''
  return {
    sql: `SELECT ${[...groups, ...columns].join(', ')} FROM ${relationOf(subject, slice, by, facts)} WHERE ${where.sql}${grouped}`,
    params: where.params,
  }
}

/** Whether the values of groups of rows add up to the value of all: those metrics are asked with `foldedSql`. */
export const addsUp = ({ fold }: Metric) => fold.kind === 'count' || fold.kind === 'sum' || fold.kind === 'share'

/** Conditions of metrics that one query can carry, a bit each. */
export const mostFolded = 60

/**
 * As `valuesSql`, for metrics that add up: the rows are first folded by which of the metrics count them, in one pass in which each condition is looked at
 * once; what is left is as many rows as there are such combinations.
 */
export function foldedSql(metrics: readonly Metric[], slice: Slice, by: readonly string[], facts: FactsShape): Compiled {
  const subject = metrics[0]?.subject ?? 'deal'
  const where = sliceSql(subject, slice, facts)
  const distinct = (texts: readonly string[]) => [...new Set(texts)]
  const conditions = distinct(metrics.map((metric) => rowsOf(metric, facts)))
  const days = distinct(metrics.map(({ dated }) => dated))
  const sums = distinct(metrics.filter(({ fold }) => fold.kind !== 'count').map((metric) => foldSql(metric)))
  const bits = conditions.map((condition, bit) => `CASE WHEN ${condition} THEN ${2n ** BigInt(bit)} ELSE 0 END`).join(' + ')
  // A cut by month or year is made of the day, once for each day instead of once for each row.
  const cuts = by.map((key) => ({
    sql: dimensionSql(subject, key, facts),
    day: Object.hasOwn(derived[ownerOf(subject)], key) ? dayIn(key, subject) : undefined,
  }))
  const groups = cuts.map(({ sql, day }, index) => `${day ?? sql} AS i${index}`)
  const inner = [
    ...[...groups, `(${bits})::BIGINT AS bits`, 'count(*) AS n'],
    ...days.flatMap((day, index) => [`min(${day}) AS from${index}`, `max(${day}) AS to${index}`]),
    ...sums.map((sum, index) => `${sum} AS s${index}`),
  ]
  const outer = metrics.flatMap((metric, index) => {
    const counted = ` FILTER (WHERE bits & ${2n ** BigInt(conditions.indexOf(rowsOf(metric, facts)))} <> 0)`
    const day = days.indexOf(metric.dated)
    const what = metric.fold.kind === 'count' ? 'n' : `s${sums.indexOf(foldSql(metric))}`
    return [
      `sum(n)${counted}::BIGINT AS n${index}`,
      `sum(${what})${counted} AS v${index}`,
      `min(from${day})${counted} AS from${index}`,
      `max(to${day})${counted} AS to${index}`,
    ]
  })
  const names = cuts.map(({ sql, day }, index) => `${day ? sql.replaceAll(day, `i${index}`) : `i${index}`} AS g${index}`)
  const folded = `SELECT ${inner.join(', ')} FROM ${relationOf(subject, slice, by, facts)} WHERE ${where.sql} GROUP BY ${[...by.map((_, index) => `i${index}`), 'bits'].join(', ')}`
  return {
    sql: `SELECT ${[...names, ...outer].join(', ')} FROM (${folded})${by.length > 0 ? ` GROUP BY ${by.map((_, index) => index + 1).join(', ')}` : ''}`,
    params: where.params,
  }
}

/** The rows behind a value, with what each put in as `counted`: folding `counted` again gives the value. */
export function recordsSql(metric: Metric, slice: Slice, facts: FactsShape, page?: { limit: number; offset: number }): Compiled {
  const where = sliceSql(metric.subject, slice, facts)
  const survival = metric.fold.kind === 'survival' ? `, ${metric.fold.ended} AS ended` : ''
  const what = `${numberOf(metric.subject)} AS id`
  const entry = metric.subject === 'entry' ? ', e.stage, e.entered_on, e.left_on, e.outcome, e.seq' : ''
  const put =
    metric.fold.kind === 'composed'
      ? sumsOf(metric)
          .map(([key, { sql }]) => `, ${sql} AS ${quoteIdent(`put_${key}`)}`)
          .join('')
      : ''
  const said = metric.unit === 'money' && metric.subject === 'deal' ? ", f.said_currency || ' ' || f.said_amount::VARCHAR AS said" : ''
  const tail = page ? ' LIMIT ? OFFSET ?' : ''
  return {
    sql: `SELECT ${what}, f.ref, f.name, f.owner, ${metric.dated} AS dated, ${metric.of} AS counted${survival}${entry}${said}${put} FROM ${relationFor(metric.subject, facts)}
      WHERE ${rowsOf(metric, facts)} AND ${where.sql} ORDER BY dated DESC NULLS LAST, id${metric.subject === 'entry' ? ', e.seq' : ''}${tail}`,
    params: page ? [...where.params, page.limit, page.offset] : where.params,
  }
}

/** The counted values at the given ranks of each group of a given size: columns g0…, n, k and x. Ranks start at 1. Equal values are counted, not sorted. */
export function ranksSql(
  metric: Metric,
  slice: Slice,
  by: readonly string[],
  ranks: readonly { n: number; k: number }[],
  facts: FactsShape,
): Compiled {
  const where = sliceSql(metric.subject, slice, facts)
  const groups = by.map((key, index) => `${dimensionSql(metric.subject, key, facts)} AS g${index}`)
  const names = by.map((_, index) => `g${index}`)
  const over = names.length > 0 ? `PARTITION BY ${names.join(', ')}` : ''
  const wanted = ranks.map(({ n, k }) => `(${Math.trunc(n)}, ${Math.trunc(k)})`).join(', ')
  return {
    sql: `WITH counted AS (SELECT ${[...groups, `${metric.of} AS x`].join(', ')}, count(*) AS same FROM ${relationFor(metric.subject, facts)}
        WHERE ${rowsOf(metric, facts)} AND ${where.sql} GROUP BY ALL),
      ranked AS (SELECT *, sum(same) OVER (${over} ORDER BY x) AS upto, sum(same) OVER (${over}) AS n FROM counted)
      SELECT ${[...names, 'w.n', 'w.k', 'x'].join(', ')} FROM ranked r JOIN (VALUES ${wanted}) AS w(n, k) ON r.n = w.n AND w.k <= upto AND w.k > upto - same`,
    params: where.params,
  }
}

/** The life table of a survival metric: for each group and whole day t, how many left (d) and how many were last seen still there (c). */
export function lifeTableSql(metric: Metric, slice: Slice, by: readonly string[], facts: FactsShape): Compiled {
  if (metric.fold.kind !== 'survival') throw new Error(`${metric.name} is no survival metric`)
  const where = sliceSql(metric.subject, slice, facts)
  const groups = by.map((key, index) => `${dimensionSql(metric.subject, key, facts)} AS g${index}`)
  const ended = metric.fold.ended
  return {
    sql: `SELECT ${[...groups, `${metric.of} AS t`].join(', ')}, count(*) FILTER (WHERE ${ended}) AS d, count(*) FILTER (WHERE NOT (${ended})) AS c,
      min(${metric.dated}) AS "from", max(${metric.dated}) AS "to"
      FROM ${relationOf(metric.subject, slice, by, facts)} WHERE ${rowsOf(metric, facts)} AND ${where.sql} GROUP BY ${[...by, 't'].map((_, index) => index + 1).join(', ')} ORDER BY t`,
    params: where.params,
  }
}

/** The rows that a metric counts; of money in several currencies those in the one that is shown. */
export function rowsOf(metric: Metric, facts: FactsShape): string {
  const oneCurrency = "f.currency = (SELECT value FROM about WHERE key = 'currency')"
  return (metric.unit === 'money' || metric.inMoney) && metric.subject === 'deal' && facts.severalCurrencies
    ? `(${metric.rows}) AND ${oneCurrency}`
    : `(${metric.rows})`
}

/** The aggregate of a metric, without its filter. Survival has none: it is computed from the life table. */
function foldSql({ fold, of, unit }: Metric, counted = ''): string {
  if (fold.kind === 'count') return `count(*)${counted}`
  if (fold.kind === 'sum') return unit === 'money' ? exactSum(of, counted) : `sum(${of})${counted}`
  if (fold.kind === 'mean') return unit === 'money' ? exactMean(of, counted) : `avg(${of})${counted}`
  if (fold.kind === 'share') return `count_if(${of})${counted}`
  if (fold.kind === 'quantile') return `quantile_cont(${of}, ${fold.at})${counted}`
  throw new Error(`A metric that is ${fold.kind} has no single aggregate.`)
}

/** The sums of a composed metric in each group and lot of rows; rows fall into `lots` lots by chance. Columns g0… for `by`, lot, n, from, to, and s0…. */
export function composedSql(metric: Metric, slice: Slice, by: readonly string[], lots: number, facts: FactsShape): Compiled {
  const where = sliceSql(metric.subject, slice, facts)
  const groups = by.map((key, index) => `${dimensionSql(metric.subject, key, facts)} AS g${index}`)
  const sums = sumsOf(metric).map(
    ([, { sql, unit }], index) => `coalesce(${unit === 'money' ? exactSum(sql) : `sum(${sql})`}, 0)::DOUBLE AS s${index}`,
  )
  const columns = [...groups, `(hash(${knownBy(metric.subject, numberOf(metric.subject))}) % ${Math.trunc(lots)})::INTEGER AS lot`]
  const grouped = columns.map((_, index) => index + 1).join(', ')
  return {
    sql: `SELECT ${columns.join(', ')}, count(*) AS n, min(${metric.dated}) AS "from", max(${metric.dated}) AS "to", ${sums.join(', ')}
      FROM ${relationFor(metric.subject, facts)} WHERE ${rowsOf(metric, facts)} AND ${where.sql} GROUP BY ${grouped} ORDER BY ${grouped}`,
    params: where.params,
  }
}

/** What a composed metric adds up, in its order. */
export function sumsOf({ name, fold }: Metric): [string, Sum][] {
  if (fold.kind !== 'composed') throw new Error(`${name} is no composed metric`)
  return Object.entries(fold.sums)
}

/** The expression of a dimension. Only keys that the facts know become names. Throws a Problem that lists what exists. */
function dimensionSql(subject: Subject, key: string, facts: FactsShape): string {
  const own = subject === 'entry' && Object.hasOwn(ofEntry, key) ? ofEntry[key] : undefined
  if (own) return own
  const marketing = heldIn(marketingCuts[subject === 'entry' ? 'deal' : subject], key)
  if (marketing) return marketing
  if (subject !== 'deal' && subject !== 'lead' && subject !== 'entry')
    throw noSuchCut(t('This number'), key, Object.keys(marketingCuts[subject] ?? {}))
  const owner = ownerOf(subject)
  const computed = Object.hasOwn(derived[owner], key) ? derived[owner][key] : undefined
  if (computed) return computed
  if (facts.dimensions.some((dimension) => dimension.subject === owner && dimension.key === key)) return `f.${quoteIdent(`d_${key}`)}`
  const known = [...facts.dimensions, ...derivedDimensions]
    .filter((dimension) => dimension.subject === owner)
    .map((dimension) => dimension.key)
  throw noSuchCut(owner === 'lead' ? t('Leads') : t('Deals'), key, known)
}

const noSuchCut = (what: string, key: string, known: readonly string[]) =>
  new Problem('invalid-input', t('{{what}} cannot be cut by "{{key}}". There are: {{known}}.', { what, key, known: known.join(', ') }))

/** The condition of a slice over `f`, with its parameters. */
export function sliceSql(subject: Subject, slice: Slice, facts: FactsShape): Compiled {
  const conditions: string[] = []
  const params: (string | number)[] = []
  for (const [key, value] of Object.entries(slice.where)) {
    const several = heldIn(severalOf[subject], key)
    if (several) {
      conditions.push(several)
      params.push(value ?? '')
      continue
    }
    const expression = dimensionSql(subject, key, facts)
    conditions.push(value === null ? `${expression} IS NULL` : `${expression} = ?`)
    if (value !== null) params.push(value)
  }
  const within = (day: string, period: Period | undefined) => {
    if (period?.from) conditions.push(`${day} >= ?::DATE`)
    if (period?.to) conditions.push(`${day} <= ?::DATE`)
    for (const end of [period?.from, period?.to]) if (end) params.push(end)
  }
  within(daysOf[subject].opened, slice.opened)
  within(daysOf[subject].closed, slice.closed)
  return { sql: conditions.length > 0 ? conditions.map((each) => `(${each})`).join(' AND ') : 'true', params }
}
