import { type Duck, type DuckRow, quoteIdent, quoteText } from '#platform/analytics/duck'
import { inOrder, labelOf, type Which } from './candidates.ts'
import { type Candidate, type FieldLabel, tidy } from './lookups.ts'

/**
 * A candidate that some row has a value for. Its values stand in the facts as `d_<key>`. Of one with too many values only the bucket of each value does: more
 * buckets in use than a cut has values say that it is none, whatever comes and goes.
 */
export interface Tracked extends Which {
  readonly key: string
  /** Into how many buckets its values are put; null where they are counted themselves. */
  readonly buckets: number | null
}

/** More values than this is no cut but a list. */
const mostValues = 200
/** Numbers with more different values than this are measures, not names of groups. */
const mostNumbers = 20
/** Values of a candidate that are counted; those with more are put into buckets. */
const mostCounted = 1000
const mostOfAlways = 5000

/** Names that every data set shares keep their place even when they have a single value, or many. */
const always = new Set(['owner', 'pipeline', 'stage', 'source'])

const limitOf = ({ field }: Which) => (always.has(field) ? mostOfAlways : mostCounted)
/** As many as leave no doubt: with twice the limit of values in them, most are in use. */
const bucketsFor = (which: Which) => 4 * limitOf(which)

const columnOf = (key: string) => quoteIdent(`d_${key}`)

/** What stands in the facts for the value `sql` of a candidate. */
export function standingFor(sql: string, { buckets }: Pick<Tracked, 'buckets'>): string {
  return buckets === null ? tidy(sql) : `CASE WHEN nullif(${sql}, '') IS NOT NULL THEN (hash(${sql}) % ${buckets})::VARCHAR END`
}

/** The columns `d_<key>`, as a select list that begins with a comma. */
export function trackedColumns(candidates: readonly Candidate[], tracked: readonly Tracked[]): string {
  return tracked
    .map((each) => {
      const candidate = candidates.find((one) => same(one, each))
      return candidate ? `, ${standingFor(candidate.sql, each)} AS ${columnOf(each.key)}` : ''
    })
    .join('')
}

export const same = (a: Which, b: Which) => a.origin === b.origin && a.field === b.field && a.custom === b.custom

/**
 * Looks at some rows and says which candidates are counted: more values in them than are counted anywhere is certainly too many.
 * Candidates that have no value at all are left out.
 */
export async function track(duck: Duck, subject: 'deal' | 'lead', rows: string, joins: string, candidates: readonly Candidate[]) {
  if (candidates.length === 0) return []
  const sample = candidates.length > 100 ? 2_000 : 6_000
  const values = candidates.map(({ sql }, index) => `${tidy(sql)} AS c${index}`)
  const found = await duck.one<DuckRow>(
    `SELECT ${candidates.map((_, index) => `count(DISTINCT c${index}) AS c${index}`).join(', ')} FROM (SELECT ${values.join(', ')} FROM (FROM ${rows} LIMIT ${sample}) d ${joins})`,
  )
  const seen = candidates.map((_, index) => Number(found?.[`c${index}`] ?? 0))
  // With many values in so few rows there may be too many in all; told now, the facts are written once.
  const open = candidates.flatMap((candidate, index) => {
    const n = seen[index] ?? 0
    return n > mostValues && n <= limitOf(candidate) ? [index] : []
  })
  const counts = open.map((index) => `count(DISTINCT hash(${tidy(candidates[index]?.sql ?? '')})) AS c${index}`)
  const whole = open.length > 0 ? await duck.one<DuckRow>(`SELECT ${counts.join(', ')} FROM ${rows} d ${joins}`) : undefined
  const distinct = seen.map((n, index) => Number(whole?.[`c${index}`] ?? n))
  const unseen = candidates.flatMap((candidate, index) => (distinct[index] === 0 ? [{ candidate, index }] : []))
  const late: DuckRow = {}
  for (const own of [true, false]) {
    const some = unseen.filter(({ candidate }) => (candidate.origin === subject) === own)
    const asked = some.map(({ candidate, index }) => `bool_or(${tidy(candidate.sql)} IS NOT NULL) AS c${index}`).join(', ')
    if (some.length > 0)
      Object.assign(late, await duck.one<DuckRow>(`SELECT ${asked} FROM ${rows} d ${own && !asked.includes('same.') ? '' : joins}`))
  }
  const there = candidates.flatMap((candidate, index) => {
    const n = distinct[index] ?? 0
    if (n === 0 && late[`c${index}`] !== true) return []
    return [{ ...candidate, buckets: n > limitOf(candidate) ? bucketsFor(candidate) : null }]
  })
  return withKeys(subject, there)
}

/** Gives each its slug. The subject's own come first and keep the plain one; on a clash the origin goes in front. */
export function withKeys<T extends Which>(subject: 'deal' | 'lead', all: readonly T[]): (T & { key: string })[] {
  const taken = new Set<string>()
  return inOrder(subject, all).map((each) => {
    const plain = slug(each.field)
    let key = taken.has(plain) ? `${each.origin}_${plain}` : plain
    for (let again = 2; taken.has(key); again++) key = `${each.origin}_${plain}_${again}`
    taken.add(key)
    return { ...each, key }
  })
}

/** A name as a key: lower case letters, digits and underscores of any script; never empty. */
export function slug(text: string): string {
  return (
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '_')
      .replace(/^_+|_+$/g, '')
      .slice(0, 60) || 'column'
  )
}

const number = String.raw`regexp_full_match(v, '[-+$€£]?\s*[0-9][0-9.,\s]*%?')`
const dated = `regexp_full_match(v, '([0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}|[0-9]{1,2} [A-Za-z]{3,9},? [0-9]{4})([T ,].*)?')`
/** What is said of a value `v` of a candidate, besides how many rows have it. */
export const aboutValue = `${number} AS number, ${dated} AS dated, length(v) AS length`

/** Counts the values of all tracked candidates of a subject, in the whole of its facts. Answers them as they are kept. */
export async function countValues(duck: Duck, subject: 'deal' | 'lead', tracked: readonly Tracked[]): Promise<Tracked[]> {
  if (tracked.length === 0) return []
  const count = (some: readonly Tracked[]) =>
    duck.run(
      `INSERT INTO cut_value SELECT ${quoteText(subject)}, key, v, n, ${aboutValue} FROM (${some
        .map(
          ({ key }) =>
            `SELECT ${quoteText(key)} AS key, ${columnOf(key)} AS v, count(*) AS n FROM fact_${subject} WHERE ${columnOf(key)} IS NOT NULL GROUP BY 2`,
        )
        .join(' UNION ALL ')})`,
    )
  await count(tracked)
  const many = new Set(tooMany(await countsOf(duck, subject), tracked).map(({ key }) => key))
  const kept = tracked.map((each) => (many.has(each.key) ? { ...each, buckets: bucketsFor(each) } : each))
  const moved = kept.filter(({ key }) => many.has(key))
  if (moved.length === 0) return kept
  await duck.run(
    `UPDATE fact_${subject} SET ${moved.map((each) => `${columnOf(each.key)} = ${standingFor(columnOf(each.key), each)}`).join(', ')}`,
  )
  await duck.run('DELETE FROM cut_value WHERE subject = ? AND list_contains(?, key)', [subject, [...many]])
  await count(moved)
  return kept
}

/** Those of which the values have become too many to be counted. */
export function tooMany(counts: Counts, tracked: readonly Tracked[]): Tracked[] {
  return tracked.filter((each) => each.buckets === null && (counts.get(each.key)?.values ?? 0) > limitOf(each))
}

/** Those of which so few buckets are in use that they may have become a cut. */
export function mayBeCuts(counts: Counts, tracked: readonly Tracked[]): Tracked[] {
  return tracked.filter(
    (each) => each.buckets !== null && (counts.get(each.key)?.values ?? 0) <= (always.has(each.field) ? mostOfAlways : mostValues),
  )
}

interface Count {
  readonly key: string
  readonly n: number
  readonly values: number
  readonly numbers: number
  readonly dates: number
  readonly longest: number
}

/** What is counted of the values of each tracked candidate, by its key. */
export type Counts = ReadonlyMap<string, Count>

export async function countsOf(duck: Duck, subject: 'deal' | 'lead'): Promise<Counts> {
  const rows = await duck.all<Count & DuckRow>(
    `SELECT key, sum(n)::BIGINT AS n, count(*) AS "values", count_if(number) AS numbers, count_if(dated) AS dates, max(length) AS longest
     FROM cut_value WHERE subject = ${quoteText(subject)} GROUP BY key`,
  )
  return new Map(rows.map((row) => [row.key, row]))
}

/**
 * Writes down the candidates of a subject, and which of them are its dimensions: at least two values, at most 200 and fewer than half of the rows
 * that have one; no long texts, and no columns of dates or of many numbers. One without values is forgotten. Answers those that are kept.
 */
export async function settleDimensions(
  duck: Duck,
  subject: 'deal' | 'lead',
  all: readonly Tracked[],
  labels: readonly FieldLabel[],
  counts: Counts,
): Promise<Tracked[]> {
  const tracked = all.filter(({ key }) => counts.has(key))
  const kept = tracked.flatMap((each) => {
    const found = counts.get(each.key)
    return each.buckets === null && found && sensible(each, found)
      ? [[subject, each.key, labelOf(labels, subject, each), each.origin, String(found.values)]]
      : []
  })
  await replaceRows(duck, 'dimension', subject, kept)
  const written = tracked.map(({ origin, field, custom, key, buckets }) => [
    ...[subject, origin, field, String(custom), key],
    buckets === null ? null : String(buckets),
  ])
  await replaceRows(duck, 'cut', subject, written)
  return tracked
}

function sensible(which: Which, { n, values, numbers, dates, longest }: Count): boolean {
  if (always.has(which.field)) return true
  const cut = values >= 2 && values <= mostValues && values <= Math.max(n / 2, 2) && longest <= 120
  return cut && dates < values && (numbers < values || values <= mostNumbers)
}

/** Writes rows of a subject anew, where they are others than before. */
async function replaceRows(duck: Duck, table: string, subject: string, rows: readonly (readonly (string | null)[])[]): Promise<void> {
  const text = (row: readonly unknown[]) => JSON.stringify(row.map((value) => (value === null ? null : String(value))))
  const before = await duck.all<DuckRow>(`FROM ${table} WHERE subject = ${quoteText(subject)}`)
  if (JSON.stringify(before.map((row) => text(Object.values(row))).sort()) === JSON.stringify(rows.map(text).sort())) return
  await duck.run(`DELETE FROM ${table} WHERE subject = ?`, [subject])
  if (rows.length === 0) return
  const one = `(${(rows[0] ?? []).map(() => '?').join(', ')})`
  await duck.run(`INSERT INTO ${table} VALUES ${rows.map(() => one).join(', ')}`, rows.flat())
}

/** The candidates of a subject as they were written down. */
export async function trackedBefore(duck: Duck, subject: 'deal' | 'lead'): Promise<Tracked[]> {
  return duck.all<Tracked & DuckRow>(`SELECT origin, field, custom, key, buckets FROM cut WHERE subject = ${quoteText(subject)}`)
}
