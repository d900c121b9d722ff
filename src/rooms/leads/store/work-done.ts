import type { EventId } from '#kernel/id'
import type { Instant } from '#kernel/time'
import { madeIn } from '#platform/ledger/since'
import type { Tx } from '#platform/store/database'

/** What was done with hand-overs and nobody had to do by hand. */
export interface WorkDone {
  readonly routed: number
  readonly handed: number
  readonly joined: number
  readonly reminded: number
  readonly promoted: number
}

/**
 * Counts it since a moment, without what was done with records that some events made. Who is taken out of nurture by a response counts as handed over, not as
 * promoted.
 */
export async function workDone(tx: Tx, since: Instant, without: readonly EventId[]): Promise<WorkDone> {
  const [row] = await tx.query<WorkDone & Record<string, unknown>>(
    `WITH made AS MATERIALIZED (${madeIn('$2')})
     SELECT
       (SELECT count(*) FROM lead WHERE offered_at >= $1 AND owner_id IS NOT NULL AND (routed ->> 'version') IS NOT NULL AND ${kept('lead.id')})::int AS routed,
       (SELECT count(*) FROM response r WHERE recorded_at >= $1 AND decision = 'lead' AND ${kept('r.id')})::int AS handed,
       (SELECT count(*) FROM response r WHERE recorded_at >= $1 AND decision = 'joined' AND ${kept('r.id')})::int AS joined,
       (SELECT count(*) FROM event e, LATERAL jsonb_array_elements((e.payload -> 'warned') || (e.payload -> 'broken')) AS struck
        WHERE e.kind = 'lead.clocks' AND e.recorded_at >= $1 AND ${kept("(struck ->> 'lead')::uuid")})::int AS reminded,
       (SELECT count(*) FROM nurture_stay s JOIN event e ON e.id = s.touched_by
        WHERE s.left_at >= $1 AND s.left_why = 'Handed over to sales' AND e.actor_kind = 'system' AND ${kept('s.id')} AND ${kept('s.person_id')}
          AND NOT EXISTS (SELECT 1 FROM response r WHERE r.person_id = s.person_id AND r.recorded_at = s.left_at))::int AS promoted`,
    [since, without],
  )
  return row ?? { routed: 0, handed: 0, joined: 0, reminded: 0, promoted: 0 }
}

const kept = (id: string) => `NOT EXISTS (SELECT 1 FROM made WHERE made.id = ${id})`
