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

/**
 * Finds the day on which moves begin to be recorded. That a deal stood in its first stage from its opening is no move, so such stays do not count, and a
 * system that began with a picture of all open deals is found by the day of that picture.
 */
export async function historyStart(duck: Duck): Promise<HistoryStart> {
  const row = await duck.one<{ since: string | null; first: string | null; untracked: number }>(
    `WITH stays AS (SELECT deal_id, min(entered_on)::DATE AS first_stay, min(e.entered_on::DATE) FILTER (e.entered_on::DATE > f.opened_on) AS first_move
        FROM fact_stage_entry e JOIN fact_deal f USING (deal_id) GROUP BY deal_id),
      began AS (SELECT min(first_move) AS since FROM stays)
    SELECT (SELECT since FROM began) AS since, min(f.opened_on) AS first,
      count_if(f.opened_on < (SELECT since FROM began) AND (s.deal_id IS NULL OR s.first_stay > f.opened_on)) AS untracked
    FROM fact_deal f LEFT JOIN stays s USING (deal_id)`,
  )
  return { since: row?.since ?? null, first: row?.first ?? null, untracked: row?.untracked ?? 0 }
}
