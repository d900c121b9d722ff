import { type Duck, type DuckRow, quoteIdent, quoteText } from '#platform/analytics/duck'
import { factsSql, ready, type Subject } from './derive.ts'
import {
  aboutValue,
  countsOf,
  mayBeCuts,
  same,
  settleDimensions,
  standingFor,
  type Tracked,
  tooMany,
  trackedBefore,
  trackedColumns,
  withKeys,
} from './dimensions.ts'
import { knownStages } from './facts-from-staged.ts'
import { type Known, setAbout } from './known.ts'
import type { FieldLabel } from './lookups.ts'
import type { Source } from './source.ts'
import { entriesFrom, hasEntries, movesFrom, unknownStages, unsureStages } from './stage-entries.ts'

/** Thrown when the facts of a part cannot be told without those of all others; they are made anew then. */
export class NeedsWhole extends Error {}

/** Thrown when records have values in columns that the facts have not had: these have to be there before facts are taken out. */
export class NeedsColumns extends Error {
  readonly subject: Subject
  readonly columns: readonly string[]

  constructor(subject: Subject, columns: readonly string[]) {
    super()
    this.subject = subject
    this.columns = columns
  }
}

/** Adds columns to the facts of a subject. Empty ones change no answer. */
export async function addColumns(duck: Duck, { subject, columns }: NeedsColumns): Promise<void> {
  for (const column of columns) await duck.run(`ALTER TABLE fact_${subject} ADD COLUMN IF NOT EXISTS ${quoteIdent(column)} VARCHAR`)
}

/**
 * Takes the facts of some records out, those of records that are gone among them. What is left of them until their new facts are derived stands in
 * temporary tables: in `part_of_<subject>` the number that each record had, if it was there, and in `was_<subject>` what it was counted as.
 */
export async function removePart(duck: Duck, wanted: ReadonlyMap<Subject, readonly string[]>): Promise<void> {
  for (const subject of ['deal', 'lead'] as const) {
    const records = wanted.get(subject) ?? []
    if (records.length === 0) continue
    const before = await trackedBefore(duck, subject)
    const cuts = before.map(({ key }) => `, f.${quoteIdent(`d_${key}`)}`).join('')
    await duck.run(
      `CREATE OR REPLACE TEMP TABLE part_of_${subject} AS SELECT w.record_id, f.${subject}_id AS id
       FROM fact_${subject} f RIGHT JOIN (SELECT DISTINCT unnest(?::UUID[]) AS record_id) w USING (record_id)`,
      [records],
    )
    const gone = (id: string) => `${id} IN (SELECT id FROM part_of_${subject} WHERE id IS NOT NULL)`
    await duck.run(
      `CREATE OR REPLACE TEMP TABLE was_${subject} AS SELECT f.${subject}_id${cuts} FROM fact_${subject} f WHERE ${gone(`f.${subject}_id`)}`,
    )
    await duck.run(`DELETE FROM fact_${subject} WHERE ${gone(`${subject}_id`)}`)
    if (subject === 'deal') await duck.run(`DELETE FROM fact_stage_entry WHERE ${gone('deal_id')}`)
    await duck.run(`DELETE FROM fact_link WHERE subject = ${quoteText(subject)} AND ${gone('id')}`)
  }
}

/**
 * Derives the facts of some records anew, by the SQL that derives all: `source` holds these records and what they reach, `wanted` are their ids, those that are
 * gone among them; their old facts are out. Throws NeedsWhole where other records are concerned too, and NeedsColumns. `known` is what was known of the facts before.
 */
export async function factsOfPart(
  duck: Duck,
  source: Source,
  wanted: ReadonlyMap<Subject, readonly string[]>,
  labels: readonly FieldLabel[],
  known: Known,
): Promise<void> {
  const there = (['deal', 'lead'] as const).filter((subject) => (wanted.get(subject) ?? []).length > 0)
  for (const subject of there) await subjectOfPart(duck, source, subject, labels)
  if (there.includes('deal')) await entriesOfPart(duck, source, known)
}

async function entriesOfPart(duck: Duck, source: Source, known: Known): Promise<void> {
  await source.whole()
  await movesFrom(duck, source, 'part_deal')
  await sameUnknownStages(duck, source)
  const any = (await entriesFrom(duck, 'part_deal')) > 0 || (await hasEntries(duck))
  await setAbout(duck, { stage_source: any ? 'history' : 'none' }, known)
}

/** SQL: the number of a record of the part, the one that it had or a new one. Which are taken is asked only where one is new. */
async function numberOf(duck: Duck, subject: Subject): Promise<string> {
  if (!(await duck.one(`SELECT 1 FROM part_of_${subject} WHERE id IS NULL LIMIT 1`))) return 'p.id'
  const taken = [`SELECT ${subject}_id AS id FROM fact_${subject}`, `SELECT id FROM part_of_${subject}`].join(' UNION ALL ')
  const last = await duck.one<{ id: number }>(`SELECT coalesce(max(id), 0) AS id FROM (${taken})`)
  return `coalesce(p.id, ${last?.id ?? 0} + row_number() OVER ())::INTEGER`
}

async function subjectOfPart(duck: Duck, source: Source, subject: Subject, labels: readonly FieldLabel[]): Promise<void> {
  const rows = await ready(duck, source, subject, { only: `record_id IN (SELECT record_id FROM part_of_${subject})` })
  const before = await trackedBefore(duck, subject)
  const fresh = rows.candidates.filter((candidate) => !before.some((each) => same(each, candidate)))
  const news = fresh.map(({ sql }, index) => `, ${standingFor(sql, { buckets: null })} AS new_${index}`)
  const joined = { ...rows, joins: `${rows.joins} LEFT JOIN part_of_${subject} p ON p.record_id = d.record_id` }
  const columns = trackedColumns(rows.candidates, before) + news.join('')
  await duck.run(`CREATE OR REPLACE TEMP TABLE part_${subject} AS ${factsSql(subject, joined, columns, await numberOf(duck, subject))}`)
  const found =
    fresh.length === 0
      ? undefined
      : await duck.one<DuckRow>(`SELECT ${fresh.map((_, index) => `count(new_${index}) AS n${index}`).join(', ')} FROM part_${subject}`)
  const there = fresh.flatMap((candidate, index) => (Number(found?.[`n${index}`] ?? 0) > 0 ? [{ ...candidate, buckets: null, index }] : []))
  const all = withKeys<Tracked & { index?: number }>(subject, [...before, ...there.map((each) => ({ ...each, key: '' }))])
  keysHold(before, all)
  if (there.length > 0) await haveColumns(duck, subject, all)
  const renamed = all.flatMap(({ key, index }) => (index === undefined ? [] : [`new_${index} AS ${quoteIdent(`d_${key}`)}`]))
  const dropped = fresh.flatMap((_, index) => (there.some((each) => each.index === index) ? [] : [`new_${index}`]))
  const star = `* ${dropped.length > 0 ? `EXCLUDE (${dropped.join(', ')})` : ''} ${renamed.length > 0 ? `RENAME (${renamed.join(', ')})` : ''}`
  await duck.run(`INSERT INTO fact_${subject} BY NAME SELECT ${star} FROM part_${subject}`)
  const now = all.filter((each) => each.index !== undefined || rows.candidates.some((candidate) => same(candidate, each)))
  await countChange(duck, subject, { before, now, star })
  const counts = await countsOf(duck, subject)
  if ([...tooMany(counts, all), ...mayBeCuts(counts, all)].length > 0) throw new NeedsWhole()
  const after = await settleDimensions(duck, subject, all, labels, counts)
  keysHold(after, withKeys(subject, after))
}

/** Which facts a key means must not change by what came or went. */
function keysHold(before: readonly Tracked[], after: readonly Tracked[]): void {
  for (const each of before) if (after.find((one) => same(one, each))?.key !== each.key) throw new NeedsWhole()
}

async function haveColumns(duck: Duck, subject: Subject, all: readonly Tracked[]): Promise<void> {
  const rows = await duck.all<{ name: string }>(`SELECT name FROM pragma_table_info('fact_${subject}')`)
  const own = new Set(rows.map(({ name }) => name))
  const missing = all.map(({ key }) => `d_${key}`).filter((column) => !own.has(column))
  if (missing.length > 0) throw new NeedsColumns(subject, missing)
}

/** Takes the old values of the part out of the counts and puts the new ones in. */
async function countChange(
  duck: Duck,
  subject: Subject,
  { before, now, star }: { before: readonly Tracked[]; now: readonly Tracked[]; star: string },
): Promise<void> {
  const values = (all: readonly Tracked[], from: string, n: number) =>
    all.length === 0
      ? []
      : [`SELECT key, v, ${n} AS n FROM ${from} UNPIVOT (v FOR key IN (${all.map(({ key }) => quoteIdent(`d_${key}`)).join(', ')}))`]
  const all = [...values(before, `was_${subject}`, -1), ...values(now, `(SELECT ${star} FROM part_${subject})`, 1)]
  if (all.length === 0) return
  const name = quoteText(subject)
  await duck.run(`MERGE INTO cut_value c USING (
      SELECT key, v, n, ${aboutValue} FROM (SELECT key[3:] AS key, v, sum(n)::BIGINT AS n FROM (${all.join(' UNION ALL ')}) GROUP BY ALL HAVING sum(n) <> 0)) change
      ON c.subject = ${name} AND c.key = change.key AND c.value = change.v
    WHEN MATCHED THEN UPDATE SET n = c.n + change.n
    WHEN NOT MATCHED THEN INSERT VALUES (${name}, change.key, change.v, change.n, change.number, change.dated, change.length)`)
  await duck.run('DELETE FROM cut_value WHERE n <= 0')
}

/** Stages that only moves name stand in the order in which they were first entered, by whatever deal: if that changes, other deals are concerned. */
async function sameUnknownStages(duck: Duck, source: Source): Promise<void> {
  const known = `(${knownStages(source)})`
  const listed = `SELECT 1 FROM stage s ANTI JOIN ${known} k ON k.pipeline = s.pipeline AND k.stage = s.stage`
  // Mostly the process names them all.
  if (!(await duck.one(`SELECT 1 WHERE EXISTS (${listed}) OR EXISTS (${unsureStages('part_deal', known)})`))) return
  const before = await duck.all<DuckRow>(
    `SELECT s.pipeline, s.stage FROM stage s ANTI JOIN ${known} k ON k.pipeline = s.pipeline AND k.stage = s.stage ORDER BY s.position`,
  )
  const standing =
    before.length === 0
      ? []
      : [
          `SELECT f.pipeline, e.stage, min(e.entered_on) AS first_at FROM fact_stage_entry e JOIN fact_deal f USING (deal_id)
    WHERE NOT EXISTS (SELECT 1 FROM ${known} k WHERE k.stage = e.stage AND k.pipeline IN (f.pipeline, '')) GROUP BY ALL`,
        ]
  const all = [unknownStages('part_deal', known), ...standing].join(' UNION ALL ')
  const after = await duck.all<DuckRow>(
    `SELECT pipeline, stage FROM (SELECT pipeline, stage, min(first_at) AS first_at FROM (${all}) GROUP BY ALL) ORDER BY first_at, stage, pipeline`,
  )
  if (JSON.stringify(before) !== JSON.stringify(after)) throw new NeedsWhole()
}

/**
 * Compares the process with what it is now, and answers in which pipelines deals are concerned by that; null when nothing changed. Throws NeedsWhole where
 * that cannot be told: stages of no pipeline stand in for those of all others, and stages that only moves name stand after all known ones.
 */
export async function pipelinesConcerned(duck: Duck, source: Source): Promise<string[] | null> {
  const now = `(${knownStages(source)})`
  const came = await duck.all<DuckRow>(`SELECT n.pipeline, NOT EXISTS (SELECT 1 FROM stage s WHERE s.stage = n.stage) AS unseen
    FROM ${now} n ANTI JOIN stage s ON s.pipeline = n.pipeline AND s.stage = n.stage AND s.position IS NOT DISTINCT FROM n.position AND s.kind IS NOT DISTINCT FROM n.kind`)
  const gone = await duck.one(`SELECT 1 FROM stage s ANTI JOIN ${now} n ON s.pipeline = n.pipeline AND s.stage = n.stage LIMIT 1`)
  // A stage that is gone from the process, or was never in it: moves may name it.
  if (gone) throw new NeedsWhole()
  const pipelines = [...new Set(came.filter(({ unseen }) => unseen !== true).map(({ pipeline }) => String(pipeline)))]
  if (pipelines.includes('')) throw new NeedsWhole()
  return came.length === 0 ? null : pipelines
}

/** Takes over what the process is now. */
export async function replaceStages(duck: Duck, source: Source): Promise<void> {
  await duck.run(`DELETE FROM stage; INSERT INTO stage ${knownStages(source)}`)
}
