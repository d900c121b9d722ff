import type { Duck } from '#platform/analytics/duck'
import { loose, tidy } from './lookups.ts'
import type { Source } from './source.ts'

export type MoveSource = 'history' | 'entered' | 'none'

/** Whether any stay is known at all. */
export const hasEntries = async (duck: Duck) => (await duck.one('SELECT 1 FROM fact_stage_entry LIMIT 1')) !== undefined

/** Collects what the source says about moves of these deals (a table of deal facts), in the temporary table `move`. Answers where most came from. */
export async function movesFrom(duck: Duck, source: Source, deals: string): Promise<MoveSource> {
  await duck.run('CREATE OR REPLACE TEMP TABLE move (deal INTEGER, stage VARCHAR, moved_at TIMESTAMP, row_no BIGINT, seen BOOLEAN)')
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
  const move = `${tidy('h.stage')}, ${at}, ${rowNo}, ${seen}`
  let n = await duck.run(
    `INSERT INTO move SELECT d.deal_id, ${move} FROM ${live} h JOIN ${deals} d ON d.ref = ${tidy('h.deal_external_id')} WHERE ${told}`,
  )
  if (await duck.one(`SELECT 1 FROM ${live} h WHERE ${tidy('h.deal_external_id')} IS NULL AND h.deal_name IS NOT NULL LIMIT 1`)) {
    await duck.run(
      `CREATE OR REPLACE TEMP TABLE by_name AS SELECT ${loose('name')} AS k, min(deal_id) AS deal_id FROM ${deals} WHERE name IS NOT NULL GROUP BY 1 HAVING count(*) = 1`,
    )
    n += await duck.run(`INSERT INTO move SELECT n.deal_id, ${move} FROM ${live} h JOIN by_name n ON n.k = ${loose('h.deal_name')}
      WHERE ${tidy('h.deal_external_id')} IS NULL AND ${told}`)
  }
  if (!(await duck.one(`SELECT 1 FROM ${live} WHERE nullif(trim(old_stage), '') IS NOT NULL LIMIT 1`))) return n
  return (
    n +
    (await duck.run(`
    INSERT INTO move SELECT deal_id, old_stage, opened_on, -1, false FROM (
      SELECT d.deal_id, trim(h.old_stage) AS old_stage, least(d.opened_on::TIMESTAMP, h.entered_at) AS opened_on, h.stage
      FROM ${live} h JOIN ${deals} d ON d.ref = ${tidy('h.deal_external_id')}
      WHERE ${told} AND d.opened_on IS NOT NULL
      QUALIFY row_number() OVER (PARTITION BY d.deal_id ORDER BY h.entered_at, ${rowNo}) = 1)
    WHERE nullif(old_stage, '') IS NOT NULL AND old_stage <> trim(stage)`))
  )
}

/** Columns such as "Date entered Proposal": one move a stage, for deals without history rows. */
async function movesFromDates(duck: Duck, source: Source, deals: string): Promise<number> {
  const dated = `${source.live('deal')} d`
  if (!(await duck.one(`SELECT 1 FROM ${dated} WHERE entered IS NOT NULL LIMIT 1`))) return 0
  return await duck.run(`INSERT INTO move SELECT deal_id, trim(said.key), try_cast(said.value AS TIMESTAMP), 0, false FROM (
      SELECT f.deal_id, unnest(map_entries(d.entered::JSON::MAP(VARCHAR, VARCHAR))) AS said
      FROM ${dated} JOIN ${deals} f ON f.deal_id = d.place + 1 WHERE d.entered IS NOT NULL AND f.deal_id NOT IN (SELECT deal FROM move))
    WHERE try_cast(said.value AS TIMESTAMP) IS NOT NULL AND nullif(trim(said.key), '') IS NOT NULL`)
}

/** SQL: stages that moves of these deals name and the process (`known`) does not, with the first time that one was entered. */
export const unknownStages = (deals: string, known: string) =>
  `SELECT d.pipeline, m.stage, min(m.moved_at) AS first_at
    FROM (SELECT * FROM move WHERE stage NOT IN (SELECT stage FROM ${known} WHERE pipeline = '' AND stage IS NOT NULL)) m JOIN ${deals} d ON d.deal_id = m.deal
    WHERE NOT EXISTS (SELECT 1 FROM ${known} s WHERE s.stage = m.stage AND s.pipeline = d.pipeline) GROUP BY ALL`

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
 * numbers sort faster than names.
 */
export async function entriesFrom(duck: Duck, deals: string): Promise<void> {
  await duck.run('CREATE OR REPLACE TEMP TABLE listed AS SELECT row_number() OVER ()::INTEGER AS no, * FROM stage')
  const seen = (await duck.one('SELECT 1 FROM move WHERE seen LIMIT 1')) !== undefined
  await duck.run(`CREATE OR REPLACE TEMP TABLE linked AS SELECT *, ${following(seen)} FROM (
    SELECT m.deal, m.moved_at, m.row_no, m.seen, coalesce(own.no, shared.no) AS no, coalesce(own.position, shared.position) AS position
    FROM move m JOIN ${deals} d ON d.deal_id = m.deal
    LEFT JOIN listed own ON own.pipeline = d.pipeline AND own.stage = m.stage
    LEFT JOIN listed shared ON shared.pipeline = '' AND shared.stage = m.stage) ${inOrder}`)
  // Few deals have repeats; only their moves are linked again without them.
  if (await duck.one('SELECT 1 FROM linked WHERE next_no = no LIMIT 1')) {
    await duck.run(`CREATE OR REPLACE TEMP TABLE again AS SELECT *, no IS NOT DISTINCT FROM lag(no) OVER w AS repeats FROM linked
        WHERE deal IN (SELECT deal FROM linked WHERE next_no = no) ${inOrder}`)
    await duck.run(`DELETE FROM linked WHERE deal IN (SELECT deal FROM again);
      INSERT INTO linked BY NAME SELECT *, ${following(seen)} FROM (SELECT deal, moved_at, row_no, seen, no, position FROM again WHERE NOT repeats) ${inOrder};
      DROP TABLE again`)
  }
  await duck.run(`INSERT INTO fact_stage_entry BY NAME
  SELECT d.deal_id, l.seq::INTEGER AS seq, s.stage, s.position, l.moved_at AS entered_on,
    CASE WHEN ${closedUnseen} THEN greatest(l.moved_at, d.closed_on::TIMESTAMP) WHEN l.next_no IS NOT NULL THEN l.next_at WHEN d.state IN ('won', 'lost') THEN greatest(l.moved_at, d.closed_on::TIMESTAMP) END AS left_on,
    CASE WHEN l.next_no IS NULL THEN d.state
         WHEN n.kind IN ('won', 'lost') THEN n.kind
         WHEN n.position > s.position THEN 'advanced'
         ELSE 'moved_back' END AS outcome,
    coalesce(n.stage, CASE WHEN d.state IN ('won', 'lost') THEN d.stage END) AS next_stage,
    l.seen AS entered_seen, l.next_seen AND NOT coalesce(${closedUnseen}, false) AS left_seen
  FROM linked l JOIN listed s ON s.no = l.no AND s.kind = 'open' LEFT JOIN listed n ON n.no = l.next_no JOIN ${deals} d ON d.deal_id = l.deal`)
  await duck.run('DROP TABLE move; DROP TABLE listed; DROP TABLE linked')
}
