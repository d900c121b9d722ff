import type { Duck, DuckRow } from '#platform/analytics/duck'
import { metricNamed } from '../metrics/catalog.ts'
import { cameAgain, skippedStages } from '../metrics/shared-sets.ts'
import { naming } from './kept-sets.ts'
import { ofWhole } from './stay-counts.ts'

/** Counts of one stage, as DuckDB gives them. Entries are null where the data has no stage dates. */
export interface StageCounts extends DuckRow {
  pipeline: string
  stage: string
  position: number
  entered: number | null
  advanced: number | null
  won: number | null
  lost: number | null
  moved_back: number | null
  still_open: number | null
  reentered: number | null
  skipped: number | null
  open_now: number
  open_amount: string | null
  open_without_amount: number
}

const outcomeCounts = Object.entries({ advanced: 'advanced', won: 'won', lost: 'lost', moved_back: 'moved_back', still_open: 'open' })
  .map(([name, outcome]) => `coalesce(sum(n) FILTER (outcome = '${outcome}'), 0)::BIGINT AS ${name}`)
  .join(', ')

/** Every open stage in order, with what entered and left it, and with the deals that stand in it now. Stays have to be counted, where there are any. */
export async function stageCounts(duck: Duck, currency: string | null): Promise<StageCounts[]> {
  return duck.all<StageCounts>(
    naming(
      duck,
      `SELECT * FROM (WITH entries AS (
      SELECT c.*, coalesce(a.n, 0) AS reentered FROM (
        SELECT pipeline, stage, sum(n)::BIGINT AS entered, ${outcomeCounts} ${ofWhole} GROUP BY ALL) c
      LEFT JOIN (SELECT f.pipeline, e.stage, count(*) AS n FROM fact_stage_entry e JOIN fact_deal f USING (deal_id) WHERE ${cameAgain.rows} GROUP BY ALL) a USING (pipeline, stage)),
    nexts AS (
      SELECT d.pipeline, s.stage, min(s.position) AS position FROM (SELECT DISTINCT pipeline FROM fact_deal) d
      JOIN stage s ON s.kind = 'open' AND s.pipeline IN (d.pipeline, '') GROUP BY ALL),
    jumps AS (
      SELECT f.pipeline, e.position, coalesce(n.position, 1000000) AS next_position, count(*) AS n
      FROM fact_stage_entry e JOIN fact_deal f USING (deal_id)
      LEFT JOIN nexts n ON n.stage = e.next_stage AND n.pipeline = f.pipeline
      WHERE ${skippedStages.rows} GROUP BY ALL),
    here AS (
      SELECT pipeline, stage, count(*) AS open_now, sum(amount) FILTER (WHERE ?::VARCHAR IS NULL OR currency = ?) AS open_amount, count_if(amount IS NULL) AS open_without_amount
      FROM fact_deal WHERE state = 'open' GROUP BY ALL),
    names AS (
      SELECT pipeline, stage FROM entries UNION SELECT pipeline, stage FROM here WHERE stage IS NOT NULL),
    placed AS (
      SELECT n.pipeline, n.stage, coalesce(min(s.position) FILTER (WHERE s.pipeline = n.pipeline), min(s.position), 1000) AS position,
        coalesce(min(s.position) FILTER (WHERE s.pipeline = n.pipeline AND s.kind = 'open'), min(s.position) FILTER (WHERE s.kind = 'open')) AS passed
      FROM names n LEFT JOIN stage s ON s.stage = n.stage AND s.pipeline IN (n.pipeline, '') GROUP BY ALL)
    SELECT p.pipeline, p.stage, p.position, e.entered, e.advanced, e.won, e.lost, e.moved_back, e.still_open, e.reentered,
      CASE WHEN EXISTS (FROM fact_stage_entry) THEN (SELECT coalesce(sum(j.n), 0) FROM jumps j WHERE j.pipeline = p.pipeline AND j.position < p.passed AND j.next_position > p.passed)::BIGINT END AS skipped,
      coalesce(h.open_now, 0) AS open_now, h.open_amount, coalesce(h.open_without_amount, 0) AS open_without_amount
    FROM placed p LEFT JOIN entries e USING (pipeline, stage) LEFT JOIN here h USING (pipeline, stage)
    ORDER BY p.pipeline, p.position, p.stage)`,
    ),
    [currency, currency],
  )
}

/** Moves forward of deals that are closed. A deal that came back to a stage may have gone forward from it twice, and counts once. */
const past = `SELECT f.pipeline, e.stage, f.deal_id, f.state FROM fact_stage_entry e JOIN fact_deal f USING (deal_id)
  WHERE e.outcome IN ('advanced', 'won') AND f.state IN ('won', 'lost')`

/** What left each stage in the last year of the data, how many of those were lost, and how deals that went past it ended. Stays have to be counted. */
export async function stageLosses(duck: Duck): Promise<(DuckRow & StageLoss)[]> {
  return duck.all<DuckRow & StageLoss>(
    naming(
      duck,
      `SELECT * FROM (WITH outs AS (
      SELECT pipeline, stage, min(position) AS position, sum(n)::BIGINT AS left_it, coalesce(sum(n) FILTER (outcome = 'lost'), 0)::BIGINT AS lost
      ${ofWhole} AND outcome <> 'open' AND this_year GROUP BY ALL),
    came_back AS (SELECT DISTINCT place // 1000000 AS deal_id FROM ${cameAgain.name}),
    past AS (
      SELECT pipeline, stage, count(*) AS after_closed, count_if(state = 'won') AS after_won
      FROM (${past} AND e.deal_id NOT IN (SELECT deal_id FROM came_back)
        UNION ALL SELECT DISTINCT ON (deal_id, stage) * FROM (${past} AND e.deal_id IN (SELECT deal_id FROM came_back))) GROUP BY ALL)
    SELECT o.pipeline, o.stage, o.position, o.left_it, o.lost, coalesce(p.after_closed, 0) AS after_closed, coalesce(p.after_won, 0) AS after_won
    FROM outs o LEFT JOIN past p USING (pipeline, stage) ORDER BY o.pipeline, o.position)`,
    ),
  )
}

export interface StageLoss {
  pipeline: string
  stage: string
  position: number
  left_it: number
  lost: number
  after_closed: number
  after_won: number
}

export interface Stuck {
  pipeline: string
  stage: string | null
  count: number
  older_than_any: number
  amount: string | null
  without_amount: number
}

/** Open deals older than nine of ten won ones, as the metric `stuck_count` counts them, by the stage in which they stand. */
export async function stuckDeals(duck: Duck, currency: string | null): Promise<(DuckRow & Stuck)[]> {
  return duck.all<DuckRow & Stuck>(
    `SELECT f.pipeline, f.stage, count(*) AS count, count_if(${metricNamed('stuck_longest_count').rows}) AS older_than_any,
      sum(f.amount) FILTER (WHERE ?::VARCHAR IS NULL OR f.currency = ?) AS amount, count_if(f.amount IS NULL) AS without_amount
     FROM fact_deal f WHERE ${metricNamed('stuck_count').rows} GROUP BY ALL ORDER BY count DESC`,
    [currency, currency],
  )
}

/** The longest sales cycle of a won deal in days, and the days from the first stage entry to as_of. */
export async function spans(duck: Duck, asOf: string): Promise<{ longest: number | null; observed: number | null }> {
  const row = await duck.one<{ longest: number | null; observed: number | null }>(
    `SELECT (SELECT max(date_diff('day', opened_on, closed_on)) FROM fact_deal WHERE state = 'won') AS longest,
      (SELECT date_diff('day', min(left_on)::DATE, ?::DATE) + 1 FROM fact_stage_entry) AS observed`,
    [asOf],
  )
  return row ?? { longest: null, observed: null }
}
