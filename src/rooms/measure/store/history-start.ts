import type { Duck } from '#platform/analytics/duck'

/** Since when moves are recorded, and how many deals were there before without any. */
export interface HistoryStart {
  /** The day of the first recorded move; null without any. */
  readonly since: string | null
  /** The day on which the first deal was opened. */
  readonly first: string | null
  /** Deals opened before that day of which no earlier stage is known. */
  readonly untracked: number
}

/** One deal in so many is looked at first: no move after its first one can be the first of all, and they need not be held against their deals. */
const some = 64

/**
 * Finds the day on which moves begin to be recorded. That a deal stood in its first stage from its opening is no move, so such stays do not count, and a
 * system that began with a picture of all open deals is found by the day of that picture.
 */
export async function historyStart(duck: Duck): Promise<HistoryStart> {
  const row = await duck.one<{ since: string | null; first: string | null; untracked: number }>(
    `WITH early_on AS (SELECT min(e.entered_on::DATE) AS day FROM fact_stage_entry e JOIN fact_deal f USING (deal_id)
        WHERE e.entered_on::DATE > f.opened_on AND e.deal_id % ${some} = 0 AND f.deal_id % ${some} = 0),
      began AS (SELECT min(e.entered_on::DATE) AS since FROM fact_stage_entry e JOIN fact_deal f USING (deal_id)
        WHERE e.entered_on::DATE > f.opened_on AND e.entered_on::DATE <= coalesce((SELECT day FROM early_on), DATE '9999-12-31')),
      early AS (SELECT deal_id, opened_on FROM fact_deal WHERE opened_on < (SELECT since FROM began)),
      tracked AS (SELECT DISTINCT d.deal_id FROM early d JOIN fact_stage_entry e USING (deal_id) WHERE e.entered_on::DATE <= d.opened_on)
    SELECT (SELECT since FROM began) AS since, (SELECT min(opened_on) FROM fact_deal) AS first,
      (SELECT count(*) FROM early) - (SELECT count(*) FROM tracked) AS untracked`,
  )
  return { since: row?.since ?? null, first: row?.first ?? null, untracked: row?.untracked ?? 0 }
}
