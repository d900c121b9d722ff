/** A relation that metrics and checks read by its name; it may read those before it. Its name must not be part of another's. */
export interface Shared {
  readonly name: string
  readonly sql: string
}

/** Where an entry stands, as one number. */
const placeOf = (entry: string) => `${entry}.deal_id::BIGINT * 1000000 + ${entry}.seq`

/**
 * Deals that may have come back to a stage, and those that went on after they had been won or lost. Whoever only advanced was nowhere twice, so they are looked
 * for among those that moved back, or have more than one stay that ended the deal or is still open: few have.
 */
const restless: Shared = {
  name: 'set_restless_deal',
  sql: `SELECT deal_id, coalesce(min(seq) FILTER (outcome IN ('won', 'lost')) < max(seq), false) AS went_on FROM fact_stage_entry
    WHERE deal_id IN (SELECT deal_id FROM fact_stage_entry WHERE outcome = 'moved_back'
      UNION ALL SELECT deal_id FROM fact_stage_entry WHERE outcome NOT IN ('advanced', 'moved_back') GROUP BY deal_id HAVING count(*) > 1) GROUP BY deal_id`,
}

/** Entries into a stage that the deal had been in before. */
const again: Shared = {
  name: 'set_came_again',
  sql: `SELECT ${placeOf('x')} AS place FROM fact_stage_entry x WHERE x.deal_id IN (SELECT deal_id FROM ${restless.name})
    QUALIFY row_number() OVER (PARTITION BY x.deal_id, x.stage ORDER BY x.seq) > 1`,
}

/** Deals that went on after they had been won or lost. */
const reopened: Shared = {
  name: 'set_reopened',
  sql: `SELECT deal_id FROM ${restless.name} WHERE went_on`,
}

/** The steps that lead over a stage of their pipeline; an empty next stage ends the deal. There are as many as pipelines, places and stages allow. */
const skips: Shared = {
  name: 'set_skipping_step',
  sql: `SELECT p.pipeline, a.position, b.next_stage FROM (SELECT DISTINCT pipeline FROM fact_deal) p, (SELECT DISTINCT position FROM fact_stage_entry) a,
      (SELECT DISTINCT coalesce(next_stage, '') AS next_stage FROM fact_stage_entry) b
    WHERE EXISTS (SELECT 1 FROM stage s WHERE s.pipeline IN (p.pipeline, '') AND s.kind = 'open' AND s.position > a.position
      AND s.position < coalesce((SELECT min(n.position) FROM stage n WHERE n.stage = b.next_stage AND n.kind = 'open' AND n.pipeline IN (p.pipeline, '')), 1000000))`,
}

const leadsOver = (entry: string) => `s.position = ${entry}.position AND s.next_stage = coalesce(${entry}.next_stage, '')`
/** Entries that ended with such a step. Only where a step leads over a stage of any pipeline its deal is asked for its own. */
const skipped: Shared = {
  name: 'set_entry_that_skipped',
  sql: `SELECT ${placeOf('x')} AS place FROM (SELECT e.* FROM fact_stage_entry e SEMI JOIN ${skips.name} s ON ${leadsOver('e')} WHERE e.outcome IN ('advanced', 'won')) x
    JOIN fact_deal d USING (deal_id) SEMI JOIN ${skips.name} s ON s.pipeline = d.pipeline AND ${leadsOver('x')}`,
}

/** Of the closed deals that were ever in each stage, the share that was won; not of fewer than 20. */
const chances: Shared = {
  name: 'set_chance_of_stage',
  sql: `SELECT h.stage, count_if(c.state = 'won') / count(*) AS chance FROM fact_stage_entry h JOIN fact_deal c USING (deal_id)
    WHERE c.state IN ('won', 'lost') AND ${placeOf('h')} NOT IN (SELECT place FROM ${again.name}) GROUP BY h.stage HAVING count(*) >= 20`,
}

export const cameAgain = { name: again.name, rows: `${placeOf('e')} IN (SELECT place FROM ${again.name})` } as const
export const skippedStages = { rows: `${placeOf('e')} IN (SELECT place FROM ${skipped.name})` } as const
export const chancesOfStages = chances.name
export const reopenedDeals = { rows: `f.deal_id IN (SELECT deal_id FROM ${reopened.name})` } as const

/** The sets of all entries, those that others read first. */
export const entrySets: readonly Shared[] = [restless, again, reopened, skips, skipped, chances]
