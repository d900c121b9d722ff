import type { Duck } from '#platform/analytics/duck'
import { factStageEntry } from '../tables/facts.ts'
import { createSql } from './facts.ts'
import { columnsOf, liveRows, loose } from './lookups.ts'

/** Fills fact_stage_entry from what the files say about moves, and answers where they came from. Needs fact_deal, wide_deal and stage. */
export async function entriesFromStaged(duck: Duck): Promise<'history' | 'entered' | 'none'> {
  await duck.run(
    'CREATE OR REPLACE TEMP TABLE move (deal INTEGER, stage VARCHAR, moved_at TIMESTAMP, row_no BIGINT, source VARCHAR, seen BOOLEAN)',
  )
  if ((await columnsOf(duck, 'deal')).size === 0) return 'none'
  if ((await columnsOf(duck, 'stage_history')).size > 0) await movesFromHistory(duck)
  await movesFromDates(duck)
  const source = await duck.one<{ source: 'history' | 'entered' }>('SELECT source FROM move GROUP BY source ORDER BY count(*) DESC LIMIT 1')
  await addUnknownStages(duck)
  await duck.run('DROP TABLE IF EXISTS fact_stage_entry')
  await duck.run(createSql(factStageEntry, [], false))
  await duck.run(entriesSql)
  await duck.run('DROP TABLE move; DROP TABLE wide_deal')
  return source?.source ?? 'none'
}

/** Every save of a deal is a row. A first row that names an older stage tells where the deal was since it was opened. */
async function movesFromHistory(duck: Duck): Promise<void> {
  const live = await liveRows(duck, 'stage_history')
  const told = "nullif(trim(h.stage), '') IS NOT NULL AND h.entered_at IS NOT NULL"
  // Rows of the workspace say how their time is known; those of files record the change itself.
  const seen = (await columnsOf(duck, 'stage_history')).has('known') ? "coalesce(h.known = 'seen_by', false)" : 'false'
  const move = `trim(h.stage), h.entered_at, h.file_no::BIGINT * 1000000000 + h.row_no, 'history', ${seen}`
  await duck.run(
    `INSERT INTO move SELECT d.place, ${move} FROM ${live} h JOIN wide_deal d ON d.id = trim(h.deal_external_id) WHERE ${told}`,
  )
  if (await duck.one(`SELECT 1 FROM ${live} h WHERE nullif(trim(h.deal_external_id), '') IS NULL AND h.deal_name IS NOT NULL LIMIT 1`)) {
    await duck.run(`
    CREATE OR REPLACE TEMP TABLE by_name AS SELECT ${loose('name')} AS k, min(place) AS place FROM wide_deal WHERE name IS NOT NULL GROUP BY 1 HAVING count(*) = 1;
    INSERT INTO move SELECT n.place, ${move} FROM ${live} h JOIN by_name n ON n.k = ${loose('h.deal_name')}
      WHERE nullif(trim(h.deal_external_id), '') IS NULL AND ${told}`)
  }
  if (!(await duck.one(`SELECT 1 FROM ${live} WHERE nullif(trim(old_stage), '') IS NOT NULL LIMIT 1`))) return
  await duck.run(`
    INSERT INTO move SELECT place, old_stage, opened_at, -1, 'history', false FROM (
      SELECT d.place, trim(h.old_stage) AS old_stage, least(d.opened_at, h.entered_at) AS opened_at, h.stage
      FROM ${live} h JOIN wide_deal d ON d.id = trim(h.deal_external_id)
      WHERE ${told} AND d.opened_at IS NOT NULL
      QUALIFY row_number() OVER (PARTITION BY d.place ORDER BY h.entered_at, h.row_no) = 1)
    WHERE nullif(old_stage, '') IS NOT NULL AND old_stage <> trim(stage)`)
}

/** Columns such as "Date entered Proposal": one move a stage, for deals without history rows. */
async function movesFromDates(duck: Duck): Promise<void> {
  await duck.run(`INSERT INTO move SELECT place, trim(said.key), try_cast(said.value AS TIMESTAMP), 0, 'entered', false FROM (
      SELECT place, unnest(map_entries(entered::JSON::MAP(VARCHAR, VARCHAR))) AS said
      FROM wide_deal WHERE entered IS NOT NULL AND place NOT IN (SELECT deal FROM move))
    WHERE try_cast(said.value AS TIMESTAMP) IS NOT NULL AND nullif(trim(said.key), '') IS NOT NULL`)
}

/** Stages that only moves name stand after the known ones, in the order in which they were first entered. */
async function addUnknownStages(duck: Duck): Promise<void> {
  await duck.run(`INSERT INTO stage SELECT pipeline, stage, (SELECT coalesce(max(position), -1) FROM stage) + row_number() OVER (ORDER BY first_at, stage), 'open'
    FROM (SELECT coalesce(d.pipeline, '') AS pipeline, m.stage, min(m.moved_at) AS first_at FROM move m JOIN wide_deal d ON d.place = m.deal GROUP BY ALL) f
    WHERE NOT EXISTS (SELECT 1 FROM stage s WHERE s.stage = f.stage AND s.pipeline IN (f.pipeline, ''))`)
}

/** A deal that was next seen closed: the day of its closing says more than the day of the snapshot. */
const closedUnseen = "(l.next_seen AND l.next_is_last AND l.next_kind = d.state AND d.state <> 'open' AND d.closed_at <= l.next_at)"

/**
 * Moves to stays. Repeats of a stage are one stay. On a tie in time the earlier stage comes first. A stay ends with the next move, or with
 * the deal's closing; its outcome is the kind of what came next. Won and lost are no stays, they are how stays end.
 */
const entriesSql = `INSERT INTO fact_stage_entry
  WITH placed AS (
    SELECT m.deal, m.stage, m.moved_at, m.row_no, m.seen, coalesce(own.position, shared.position) AS position, coalesce(own.kind, shared.kind) AS kind
    FROM move m JOIN wide_deal d ON d.place = m.deal
    LEFT JOIN stage own ON own.pipeline = coalesce(d.pipeline, '') AND own.stage = m.stage
    LEFT JOIN stage shared ON shared.pipeline = '' AND shared.stage = m.stage),
  changed AS (
    SELECT * FROM placed WINDOW w AS (PARTITION BY deal ORDER BY moved_at, position, row_no)
    QUALIFY position IS DISTINCT FROM lag(position) OVER w OR stage IS DISTINCT FROM lag(stage) OVER w),
  linked AS (
    SELECT *, row_number() OVER w AS seq, lead(stage) OVER w AS next_stage, lead(moved_at) OVER w AS next_at, lead(position) OVER w AS next_position,
      lead(kind) OVER w AS next_kind, coalesce(lead(seen) OVER w, false) AS next_seen, lead(stage, 2) OVER w IS NULL AS next_is_last
    FROM changed WINDOW w AS (PARTITION BY deal ORDER BY moved_at, position, row_no))
  SELECT d.id AS deal_id, l.seq::INTEGER AS seq, l.stage, l.position, l.moved_at AS entered_on,
    CASE WHEN ${closedUnseen} THEN greatest(l.moved_at, d.closed_at::DATE::TIMESTAMP) WHEN l.next_stage IS NOT NULL THEN l.next_at WHEN d.state IN ('won', 'lost') THEN greatest(l.moved_at, d.closed_at::DATE::TIMESTAMP) END AS left_on,
    CASE WHEN l.next_stage IS NULL THEN coalesce(d.state, 'open')
         WHEN l.next_kind IN ('won', 'lost') THEN l.next_kind
         WHEN l.next_position > l.position THEN 'advanced'
         ELSE 'moved_back' END AS outcome,
    coalesce(l.next_stage, CASE WHEN d.state IN ('won', 'lost') THEN d.stage END) AS next_stage,
    l.seen AS entered_seen, l.next_seen AND NOT coalesce(${closedUnseen}, false) AS left_seen
  FROM linked l JOIN wide_deal d ON d.place = l.deal WHERE l.kind = 'open'`
