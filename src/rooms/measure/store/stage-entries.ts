import type { Duck } from '#platform/analytics/duck'
import { loose, tidy } from './lookups.ts'
import type { Source } from './source.ts'

export type MoveSource = 'history' | 'entered' | 'none'

/** Whether any stay is known at all. */
export const hasEntries = async (duck: Duck) => (await duck.one('SELECT 1 FROM fact_stage_entry LIMIT 1')) !== undefined

/**
 * Collects what the source says about moves of these deals (a table of deal facts), in the temporary table `move`. Stages go by their numbers in the temporary
 * table `said`, which holds each name once: there are few of them and many moves. Answers where most came from.
 */
export async function movesFrom(duck: Duck, source: Source, deals: string): Promise<MoveSource> {
  await duck.run(`CREATE OR REPLACE TEMP TABLE move (deal INTEGER, said INTEGER, moved_at TIMESTAMP, row_no BIGINT, seen BOOLEAN);
    CREATE OR REPLACE TEMP TABLE said (stage VARCHAR, no INTEGER)`)
  const told = source.columns('stage_history').size > 0 ? await movesFromHistory(duck, source, deals) : 0
  const dated = source.columns('deal').has('entered') ? await movesFromDates(duck, source, deals) : 0
  if (told + dated === 0) return 'none'
  return told >= dated ? 'history' : 'entered'
}

/** Every save of a deal is a row. A first row that names an older stage tells where the deal was since it was opened. */
async function movesFromHistory(duck: Duck, source: Source, deals: string): Promise<number> {
  const live = source.live('stage_history')
  const columns = source.columns('stage_history')
  const told = `${tidy('h.stage')} IS NOT NULL AND h.entered_at IS NOT NULL`
  // Rows of the workspace say how their time is known; those of files record the change itself.
  const seen = columns.has('known') ? "coalesce(h.known = 'seen_by', false)" : 'false'
  // A deal stood in its first stage from the day on which it was opened; files tell no more either.
  const at = columns.has('known')
    ? "CASE WHEN h.known = 'opened' THEN date_trunc('day', h.entered_at) ELSE h.entered_at END"
    : 'h.entered_at'
  const rowNo = columns.has('row_no') ? 'h.file_no::BIGINT * 1000000000 + h.row_no' : '0'
  await nameStages(duck, `SELECT DISTINCT ${tidy('stage')} AS stage FROM (SELECT stage FROM ${live} GROUP BY stage)`)
  // Each way of writing a stage is looked up as it is written.
  const named = `(SELECT w.stage, s.no FROM (SELECT stage FROM ${live} GROUP BY stage) w JOIN said s ON s.stage = ${tidy('w.stage')})`
  // Rows of the workspace say by our own id whose they are; a file says it in the words of its system.
  const byRecord = columns.has('deal_record_id')
  const whose = byRecord ? 'd.record_id = h.deal_record_id' : `d.ref = ${tidy('h.deal_external_id')}`
  const move = `s.no, ${at}, ${rowNo}, ${seen}`
  let n = await duck.run(
    `INSERT INTO move SELECT d.deal_id, ${move} FROM ${live} h JOIN ${deals} d ON ${whose} JOIN ${named} s ON s.stage = h.stage
     WHERE h.entered_at IS NOT NULL`,
  )
  if (byRecord) return n
  if (await duck.one(`SELECT 1 FROM ${live} h WHERE ${tidy('h.deal_external_id')} IS NULL AND h.deal_name IS NOT NULL LIMIT 1`)) {
    await duck.run(
      `CREATE OR REPLACE TEMP TABLE by_name AS SELECT ${loose('name')} AS k, min(deal_id) AS deal_id FROM ${deals} WHERE name IS NOT NULL GROUP BY 1 HAVING count(*) = 1`,
    )
    n +=
      await duck.run(`INSERT INTO move SELECT n.deal_id, ${move} FROM ${live} h JOIN by_name n ON n.k = ${loose('h.deal_name')} JOIN ${named} s ON s.stage = h.stage
      WHERE ${tidy('h.deal_external_id')} IS NULL AND h.entered_at IS NOT NULL`)
  }
  if (!(await duck.one(`SELECT 1 FROM ${live} WHERE nullif(trim(old_stage), '') IS NOT NULL LIMIT 1`))) return n
  await nameStages(duck, `SELECT DISTINCT nullif(trim(old_stage), '') AS stage FROM ${live}`)
  return (
    n +
    (await duck.run(`
    INSERT INTO move SELECT deal_id, s.no, opened_on, -1, false FROM (
      SELECT d.deal_id, trim(h.old_stage) AS old_stage, least(d.opened_on::TIMESTAMP, h.entered_at) AS opened_on, h.stage
      FROM ${live} h JOIN ${deals} d ON ${whose}
      WHERE ${told} AND d.opened_on IS NOT NULL
      QUALIFY row_number() OVER (PARTITION BY d.deal_id ORDER BY h.entered_at, ${rowNo}) = 1) began
    JOIN said s ON s.stage = began.old_stage WHERE began.old_stage <> trim(began.stage)`))
  )
}

/** Gives the stages that a query answers their numbers, where they have none. */
async function nameStages(duck: Duck, stages: string): Promise<void> {
  await duck.run(
    `INSERT INTO said SELECT stage, row_number() OVER (ORDER BY stage)::INTEGER + (SELECT count(*) FROM said)::INTEGER FROM (${stages}) n WHERE stage IS NOT NULL AND stage NOT IN (SELECT stage FROM said)`,
  )
}

/** Columns such as "Date entered Proposal": one move a stage, for deals without history rows. */
async function movesFromDates(duck: Duck, source: Source, deals: string): Promise<number> {
  const dated = `${source.live('deal')} d`
  if (!(await duck.one(`SELECT 1 FROM ${dated} WHERE entered IS NOT NULL LIMIT 1`))) return 0
  await duck.run(`CREATE OR REPLACE TEMP TABLE dated AS SELECT deal_id, nullif(trim(one.key), '') AS stage, try_cast(one.value AS TIMESTAMP) AS moved_at FROM (
      SELECT f.deal_id, unnest(map_entries(d.entered::JSON::MAP(VARCHAR, VARCHAR))) AS one
      FROM ${dated} JOIN ${deals} f ON f.deal_id = d.place + 1 WHERE d.entered IS NOT NULL AND f.deal_id NOT IN (SELECT deal FROM move))`)
  await nameStages(duck, 'SELECT DISTINCT stage FROM dated')
  return await duck.run(
    'INSERT INTO move SELECT deal_id, s.no, moved_at, 0, false FROM dated JOIN said s USING (stage) WHERE moved_at IS NOT NULL',
  )
}

/** SQL: stages that moves of these deals name and the process (`known`) does not, with the first time that one was entered. */
export const unknownStages = (deals: string, known: string) =>
  `SELECT pipeline, stage, first_at FROM (SELECT d.pipeline, m.said, min(m.moved_at) AS first_at
      FROM (SELECT * FROM move WHERE said IN (SELECT no FROM said WHERE stage IN (${unsureStages(deals, known)}))) m JOIN ${deals} d ON d.deal_id = m.deal GROUP BY ALL) m
    JOIN said n ON n.no = m.said WHERE NOT EXISTS (SELECT 1 FROM ${known} s WHERE s.stage = n.stage AND s.pipeline = m.pipeline)`

/** SQL: the stages that moves name and that some pipeline of these deals may not have. */
export const unsureStages = (deals: string, known: string) =>
  `SELECT w.stage FROM said w, (SELECT DISTINCT pipeline FROM ${deals}) p WHERE NOT EXISTS (SELECT 1 FROM ${known} s WHERE s.stage = w.stage AND s.pipeline IN (p.pipeline, ''))`

/** Stages that only moves name stand after the known ones, in the order in which they were first entered. */
export async function addUnknownStages(duck: Duck, deals: string): Promise<void> {
  await duck.run(`INSERT INTO stage SELECT pipeline, stage, (SELECT coalesce(max(position), -1) FROM stage) + row_number() OVER (ORDER BY first_at, stage, pipeline), 'open'
    FROM (${unknownStages(deals, 'stage')})`)
}

/** A deal that was next seen closed: the day of its closing says more than the day of the snapshot. */
const closedUnseen = "(l.next_seen AND l.next_is_last AND n.kind = d.state AND d.state <> 'open' AND d.closed_on <= l.next_at)"

/** What comes next of a deal. Where no move was only seen in a snapshot, two looks ahead are spared. */
const following = (seen: boolean) => `row_number() OVER w AS seq, lead(no) OVER w AS next_no, lead(moved_at) OVER w AS next_at,
  ${seen ? 'coalesce(lead(seen) OVER w, false) AS next_seen, lead(no, 2) OVER w IS NULL' : 'false AS next_seen, false'} AS next_is_last`
const inOrder = 'WINDOW w AS (PARTITION BY deal ORDER BY moved_at, position, row_no)'

/**
 * Moves to stays, for these deals. Repeats of a stage are one stay. On a tie in time the earlier stage comes first. A stay ends with the next move, or with
 * the deal's closing; its outcome is the kind of what came next. Won and lost are no stays, they are how stays end. Stages go by number until the end, for
 * numbers sort faster than names. Answers how many stays there are.
 */
export async function entriesFrom(duck: Duck, deals: string): Promise<number> {
  // What a name means in a pipeline: a stage of its own, or one of all.
  await duck.run(`CREATE OR REPLACE TEMP TABLE listed AS SELECT row_number() OVER ()::INTEGER AS no, * FROM stage;
    CREATE OR REPLACE TEMP TABLE meant AS SELECT p.pipeline, w.no AS said, coalesce(own.no, shared.no) AS no, coalesce(own.position, shared.position) AS position
    FROM (SELECT DISTINCT pipeline FROM ${deals}) p CROSS JOIN said w LEFT JOIN listed own ON own.pipeline = p.pipeline AND own.stage = w.stage
    LEFT JOIN listed shared ON shared.pipeline = '' AND shared.stage = w.stage`)
  const look = await duck.one<{ several: boolean; seen: boolean }>(
    'SELECT (SELECT count(DISTINCT pipeline) > 1 FROM meant) AS several, EXISTS (FROM move WHERE seen) AS seen',
  )
  const seen = look?.seen === true
  const placed = look?.several
    ? `JOIN ${deals} d ON d.deal_id = m.deal JOIN meant p ON p.pipeline = d.pipeline AND p.said = m.said`
    : 'JOIN meant p ON p.said = m.said'
  await duck.run(`CREATE OR REPLACE TEMP TABLE linked AS SELECT *, ${following(seen)} FROM (
    SELECT m.deal, m.moved_at, m.row_no, m.seen, p.no, p.position FROM move m ${placed}) ${inOrder}`)
  // Few deals have repeats; only their moves are linked again without them.
  if (await duck.one('SELECT 1 FROM linked WHERE next_no = no LIMIT 1')) {
    await duck.run(`CREATE OR REPLACE TEMP TABLE again AS SELECT *, no IS NOT DISTINCT FROM lag(no) OVER w AS repeats FROM linked
        WHERE deal IN (SELECT deal FROM linked WHERE next_no = no) ${inOrder}`)
    await duck.run(`DELETE FROM linked WHERE deal IN (SELECT deal FROM again);
      INSERT INTO linked BY NAME SELECT *, ${following(seen)} FROM (SELECT deal, moved_at, row_no, seen, no, position FROM again WHERE NOT repeats) ${inOrder};
      DROP TABLE again`)
  }
  const stays = await duck.run(`INSERT INTO fact_stage_entry BY NAME
  SELECT d.deal_id, l.seq::INTEGER AS seq, s.stage, s.position, l.moved_at AS entered_on,
    CASE WHEN ${closedUnseen} THEN greatest(l.moved_at, d.closed_on::TIMESTAMP) WHEN l.next_no IS NOT NULL THEN l.next_at WHEN d.state IN ('won', 'lost') THEN greatest(l.moved_at, d.closed_on::TIMESTAMP) END AS left_on,
    CASE WHEN l.next_no IS NULL THEN d.state
         WHEN n.kind IN ('won', 'lost') THEN n.kind
         WHEN n.position > s.position THEN 'advanced'
         ELSE 'moved_back' END AS outcome,
    coalesce(n.stage, CASE WHEN d.state IN ('won', 'lost') THEN d.stage END) AS next_stage,
    l.seen AS entered_seen, l.next_seen AND NOT coalesce(${closedUnseen}, false) AS left_seen
  FROM linked l JOIN listed s ON s.no = l.no AND s.kind = 'open' LEFT JOIN listed n ON n.no = l.next_no JOIN ${deals} d ON d.deal_id = l.deal`)
  await duck.run('DROP TABLE move; DROP TABLE said; DROP TABLE listed; DROP TABLE meant; DROP TABLE linked')
  return stays
}
