import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'

/** What was done with hand-overs and nobody had to do by hand. */
export interface WorkDone {
  readonly routed: number
  readonly handed: number
  readonly joined: number
  readonly reminded: number
  readonly promoted: number
}

/** Counts it since a moment. Who is taken out of nurture by a response counts as handed over, not as promoted. */
export async function workDone(tx: Tx, since: Instant): Promise<WorkDone> {
  const [row] = await tx.query<WorkDone & Record<string, unknown>>(
    `SELECT
       (SELECT count(*) FROM lead WHERE offered_at >= $1 AND owner_id IS NOT NULL AND (routed ->> 'version') IS NOT NULL)::int AS routed,
       (SELECT count(*) FROM response WHERE recorded_at >= $1 AND decision = 'lead')::int AS handed,
       (SELECT count(*) FROM response WHERE recorded_at >= $1 AND decision = 'joined')::int AS joined,
       (SELECT coalesce(sum(jsonb_array_length(payload -> 'warned') + jsonb_array_length(payload -> 'broken')), 0)
        FROM event WHERE kind = 'lead.clocks' AND recorded_at >= $1)::int AS reminded,
       (SELECT count(*) FROM nurture_stay s JOIN event e ON e.id = s.touched_by
        WHERE s.left_at >= $1 AND s.left_why = 'Handed over to sales' AND e.actor_kind = 'system'
          AND NOT EXISTS (SELECT 1 FROM response r WHERE r.person_id = s.person_id AND r.recorded_at = s.left_at))::int AS promoted`,
    [since],
  )
  return row ?? { routed: 0, handed: 0, joined: 0, reminded: 0, promoted: 0 }
}
