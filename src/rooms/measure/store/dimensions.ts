import { type Duck, type DuckRow, quoteIdent } from '#platform/analytics/duck'
import type { Candidate } from './lookups.ts'

/** A dimension that was kept: its slug, and where it stands in the wide relation. */
export interface Kept extends Candidate {
  readonly key: string
  readonly values: number
}

/** More values than this is no cut but a list. */
export const mostValues = 200
/** Numbers with more different values than this are measures, not names of groups. */
const mostNumbers = 20

/** Names that every data set shares keep their place even when they have a single value, or many. */
export const always = new Set(['owner', 'pipeline', 'stage', 'source'])

/**
 * Which candidates make sensible cuts: at least two values, at most 200 and fewer than half of the rows that have one;
 * no long texts, and no columns of dates or of many numbers. `wide` holds each candidate as column c0, c1, ….
 */
export async function keepSensible(duck: Duck, wide: string, candidates: readonly Candidate[]): Promise<Kept[]> {
  if (candidates.length === 0) return []
  const number = String.raw`regexp_full_match(c, '[-+$€£]?\s*[0-9][0-9.,\s]*%?')`
  const date = `regexp_full_match(c, '([0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}|[0-9]{1,2} [A-Za-z]{3,9},? [0-9]{4})([T ,].*)?')`
  const rows: { at: number; n: number; values: number; numbers: number; dates: number; longest: number }[] = []
  const filled = await duck.one<DuckRow>(`SELECT ${candidates.map((_, at) => `count(c${at}) AS c${at}`).join(', ')} FROM ${wide}`)
  for (const [at] of candidates.entries()) {
    if (!filled?.[`c${at}`]) continue
    const found = await duck.one<{ n: number; values: number; numbers: number; dates: number; longest: number }>(
      `SELECT coalesce(sum(n), 0)::BIGINT AS n, count(*) AS "values", count_if(${number}) AS numbers, count_if(${date}) AS dates, coalesce(max(length(c)), 0) AS longest
       FROM (SELECT c${at} AS c, count(*) AS n FROM ${wide} WHERE c${at} IS NOT NULL GROUP BY 1)`,
    )
    if (found) rows.push({ at, ...found })
  }
  const kept = rows.filter(({ at, n, values, numbers, dates, longest }) => {
    if (values === 0) return false
    if (always.has(candidates[at]?.field ?? '')) return values <= 5000
    const cut = values >= 2 && values <= mostValues && values <= Math.max(n / 2, 2) && longest <= 120
    return cut && dates < values && (numbers < values || values <= mostNumbers)
  })
  return named(kept.flatMap(({ at, values }) => (candidates[at] ? [{ ...candidates[at], at, values }] : [])))
}

/** Gives each its slug. The deal's (or lead's) own columns come first and keep the plain one; on a clash the origin goes in front. */
function named(kept: readonly (Candidate & { at: number; values: number })[]): (Kept & { at: number })[] {
  const taken = new Set<string>()
  return kept.map((candidate) => {
    const plain = slug(candidate.field)
    let key = taken.has(plain) ? `${candidate.origin}_${plain}` : plain
    for (let again = 2; taken.has(key); again++) key = `${candidate.origin}_${plain}_${again}`
    taken.add(key)
    return { ...candidate, key }
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

/** The kept dimensions as select list of the wide relation. */
export function dimensionColumns(kept: readonly Kept[], candidates: readonly Candidate[]): string {
  return kept
    .map((dimension) => {
      const at = candidates.findIndex((candidate) => candidate.field === dimension.field && candidate.origin === dimension.origin)
      return `, c${at} AS ${quoteIdent(`d_${dimension.key}`)}`
    })
    .join('')
}

/** Writes down which dimensions a subject has. */
export async function saveDimensions(duck: Duck, subject: 'deal' | 'lead', kept: readonly Kept[]): Promise<void> {
  for (const { key, label, origin, values } of kept) {
    await duck.run('INSERT OR REPLACE INTO dimension VALUES (?, ?, ?, ?, ?)', [subject, key, label, origin, values])
  }
}
