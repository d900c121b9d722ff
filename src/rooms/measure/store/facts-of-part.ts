import { type Duck, type DuckRow, quoteIdent, quoteText } from '#platform/analytics/duck'
import { factsSql, ready, type Subject } from './derive.ts'
import {
  aboutValue,
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
import { setAbout } from './facts.ts'
import { knownStages } from './facts-from-staged.ts'
import type { FieldLabel } from './lookups.ts'
import type { Source } from './source.ts'
import { entriesFrom, hasEntries, movesFrom, unknownStages } from './stage-entries.ts'

/** Thrown when the facts of a part cannot be told without those of all others; they are made anew then. */
export class NeedsWhole extends Error {}

/**
 * Derives the facts of some records anew, by the SQL that derives all: `source` holds these records and what they reach, `records` are their ids, those that are
 * gone among them. Throws NeedsWhole where other records are concerned too.
 */
export async function factsOfPart(
  duck: Duck,
  source: Source,
  wanted: ReadonlyMap<Subject, readonly string[]>,
  labels: readonly FieldLabel[],
): Promise<void> {
  for (const subject of ['deal', 'lead'] as const) {
    const records = wanted.get(subject) ?? []
    if (records.length === 0) continue
    await namesOf(duck, subject, records)
    await subjectOfPart(duck, source, subject, labels)
  }
  if ((wanted.get('deal') ?? []).length > 0) await entriesOfPart(duck, source)
}

async function entriesOfPart(duck: Duck, source: Source): Promise<void> {
  await duck.run('DELETE FROM fact_stage_entry WHERE deal_id IN (SELECT id FROM part_of_deal WHERE id IS NOT NULL)')
  await movesFrom(duck, source, 'part_deal')
  await sameUnknownStages(duck, source)
  await entriesFrom(duck, 'part_deal')
  await setAbout(duck, { stage_source: (await hasEntries(duck)) ? 'history' : 'none' })
}

/** Makes `part_of_<subject>`: the records concerned, with the number that each has in the facts, if it is there. */
async function namesOf(duck: Duck, subject: Subject, records: readonly string[]): Promise<void> {
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE part_of_${subject} AS SELECT w.record_id, f.${subject}_id AS id
     FROM (SELECT DISTINCT unnest(?::UUID[]) AS record_id) w
     LEFT JOIN (SELECT record_id, ${subject}_id FROM fact_${subject} WHERE record_id IN (SELECT unnest(?::UUID[]))) f USING (record_id)`,
    [records, records],
  )
}

async function subjectOfPart(duck: Duck, source: Source, subject: Subject, labels: readonly FieldLabel[]): Promise<void> {
  const rows = await ready(duck, source, subject, { only: `record_id IN (SELECT record_id FROM part_of_${subject})` })
  const before = await trackedBefore(duck, subject)
  const fresh = rows.candidates.filter((candidate) => !before.some((each) => same(each, candidate)))
  const known = trackedColumns(rows.candidates, before)
  const news = fresh.map(({ sql }, index) => `, ${standingFor(sql, { buckets: null })} AS new_${index}`)
  const last = await duck.one<{ id: number }>(`SELECT coalesce(max(${subject}_id), 0) AS id FROM fact_${subject}`)
  const joined = { ...rows, joins: `${rows.joins} LEFT JOIN part_of_${subject} p ON p.record_id = d.record_id` }
  const id = `coalesce(p.id, ${last?.id ?? 0} + d.place + 1)::INTEGER`
  await duck.run(`CREATE OR REPLACE TEMP TABLE part_${subject} AS ${factsSql(subject, joined, known + news.join(''), id)}`)
  const found =
    fresh.length === 0
      ? undefined
      : await duck.one<DuckRow>(`SELECT ${fresh.map((_, index) => `count(new_${index}) AS n${index}`).join(', ')} FROM part_${subject}`)
  const there = fresh.flatMap((candidate, index) => (Number(found?.[`n${index}`] ?? 0) > 0 ? [{ ...candidate, buckets: null, index }] : []))
  const all = withKeys<Tracked & { index?: number }>(subject, [...before, ...there.map((each) => ({ ...each, key: '' }))])
  keysHold(before, all)
  for (const { key, index } of all) {
    if (index !== undefined) await duck.run(`ALTER TABLE fact_${subject} ADD COLUMN IF NOT EXISTS ${quoteIdent(`d_${key}`)} VARCHAR`)
  }
  const columns = await columnsOf(duck, subject)
  const renamed = all.flatMap(({ key, index }) => (index === undefined ? [] : [`new_${index} AS ${quoteIdent(`d_${key}`)}`]))
  const dropped = fresh.flatMap((_, index) => (there.some((each) => each.index === index) ? [] : [`new_${index}`]))
  const star = `* ${dropped.length > 0 ? `EXCLUDE (${dropped.join(', ')})` : ''} ${renamed.length > 0 ? `RENAME (${renamed.join(', ')})` : ''}`
  await countChange(duck, subject, all, columns, star)
  await duck.run(`DELETE FROM fact_${subject} WHERE ${subject}_id IN (SELECT id FROM part_of_${subject} WHERE id IS NOT NULL)`)
  await duck.run(`INSERT INTO fact_${subject} BY NAME SELECT ${star} FROM part_${subject}`)
  if ([...(await tooMany(duck, subject, all)), ...(await mayBeCuts(duck, subject, all))].length > 0) throw new NeedsWhole()
  const after = await settleDimensions(duck, subject, all, labels)
  keysHold(after, withKeys(subject, after))
}

/** Which facts a key means must not change by what came or went. */
function keysHold(before: readonly Tracked[], after: readonly Tracked[]): void {
  for (const each of before) if (after.find((one) => same(one, each))?.key !== each.key) throw new NeedsWhole()
}

async function columnsOf(duck: Duck, subject: Subject): Promise<Set<string>> {
  const rows = await duck.all<{ name: string }>(`SELECT name FROM pragma_table_info('part_${subject}')`)
  return new Set(rows.map((row) => row.name))
}

/** Takes the old values of the part out of the counts and puts the new ones in. */
async function countChange(
  duck: Duck,
  subject: Subject,
  all: readonly Tracked[],
  columns: ReadonlySet<string>,
  star: string,
): Promise<void> {
  if (all.length === 0) return
  const name = quoteText(subject)
  const old = all.map(({ key }) => `f.${quoteIdent(`d_${key}`)}`).join(', ')
  const now = all.map(({ key }) => quoteIdent(`d_${key}`)).filter((column) => columns.has(column.slice(1, -1)) || star.includes(column))
  const unpivot = (list: readonly string[]) => `UNPIVOT (v FOR key IN (${list.join(', ')}))`
  const was = `SELECT key, v, -count(*) AS n FROM (SELECT ${old} FROM fact_${subject} f SEMI JOIN part_of_${subject} p ON p.id = f.${subject}_id) ${unpivot(all.map(({ key }) => quoteIdent(`d_${key}`)))} GROUP BY ALL`
  const is =
    now.length === 0
      ? ''
      : ` UNION ALL SELECT key, v, count(*) AS n FROM (SELECT ${now.join(', ')} FROM (SELECT ${star} FROM part_${subject})) ${unpivot(now)} GROUP BY ALL`
  await duck.run(`MERGE INTO cut_value c USING (
      SELECT key, v, n, ${aboutValue} FROM (SELECT key[3:] AS key, v, sum(n)::BIGINT AS n FROM (${was}${is}) GROUP BY ALL HAVING sum(n) <> 0)) change
      ON c.subject = ${name} AND c.key = change.key AND c.value = change.v
    WHEN MATCHED THEN UPDATE SET n = c.n + change.n
    WHEN NOT MATCHED THEN INSERT VALUES (${name}, change.key, change.v, change.n, change.number, change.dated, change.length)`)
  await duck.run('DELETE FROM cut_value WHERE n <= 0')
}

/** Stages that only moves name stand in the order in which they were first entered, by whatever deal: if that changes, other deals are concerned. */
async function sameUnknownStages(duck: Duck, source: Source): Promise<void> {
  const known = `(${knownStages(source)})`
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
