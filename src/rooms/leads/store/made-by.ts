import type { EventId, Id } from '#kernel/id'
import type { Tx } from '#platform/store/database'

/** What an event made of the hand-over, with all that hangs on it now; ids by the names of their tables. */
export interface MadeBy {
  readonly lead: Id<'lead'>[]
  readonly response: Id<'response'>[]
  readonly lead_step: string[]
  readonly clock_breach: string[]
  readonly activity: string[]
  readonly note: string[]
  readonly nurture_stay: string[]
}

/**
 * Hand-overs that an event made and that nobody outside of it responded to, with their steps, breaches, contacts and notes, and the stays in nurture of their
 * people; whoever wrote those.
 */
export async function handOversMadeBy(tx: Tx, eventId: EventId): Promise<MadeBy> {
  const made = (table: string) =>
    `SELECT r.id FROM change c, LATERAL unnest(c.row_ids) AS r(id) WHERE c.event_id = $1 AND c.tbl = '${table}' AND c.op = 'insert'`
  const hanging = (table: string) => `(SELECT coalesce(jsonb_agg(t.id), '[]') FROM ${table} t WHERE t.lead_id IN (SELECT id FROM own))`
  const [row] = await tx.query<MadeBy & Record<string, unknown>>(
    `WITH said AS MATERIALIZED (SELECT s.id, s.person_id, s.lead_id FROM response s WHERE s.id IN (${made('response')})),
       own AS MATERIALIZED (SELECT l.id FROM lead l WHERE l.id IN (${made('lead')}) AND l.offered_at IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM response o WHERE o.lead_id = l.id AND o.id NOT IN (SELECT id FROM said)))
     SELECT (SELECT coalesce(jsonb_agg(id), '[]') FROM own) AS lead,
       (SELECT coalesce(jsonb_agg(id), '[]') FROM said WHERE lead_id IS NULL OR lead_id IN (SELECT id FROM own)) AS response,
       ${hanging('lead_step')} AS lead_step, ${hanging('clock_breach')} AS clock_breach, ${hanging('activity')} AS activity, ${hanging('note')} AS note,
       (SELECT coalesce(jsonb_agg(n.id), '[]') FROM nurture_stay n WHERE n.person_id IN (SELECT person_id FROM said)) AS nurture_stay`,
    [eventId],
  )
  return row ?? { lead: [], response: [], lead_step: [], clock_breach: [], activity: [], note: [], nurture_stay: [] }
}
