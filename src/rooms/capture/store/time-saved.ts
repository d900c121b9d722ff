import type { EventId } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import type { SavedWork } from '../contract/time-saved.ts'
import { workMinutes } from '../tables/time-saved.ts'

/** What the company said that works take. */
export async function ownMinutes(tx: Tx): Promise<Map<SavedWork, RowOf<typeof workMinutes>>> {
  return new Map((await tx.db.select().from(workMinutes.table)).map((row) => [row.work, row]))
}

/** Imports that are in, the sample left out. */
export async function importsDone(tx: Tx, since: Instant): Promise<number> {
  const rows = await tx.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM import WHERE state = 'done' AND NOT sample AND finished_at >= $1",
    [since],
  )
  return rows[0]?.n ?? 0
}

/** The events that brought the sample company in: what they made is nobody's work. */
export async function sampleEvents(tx: Tx): Promise<EventId[]> {
  const rows = await tx.query<{ id: EventId }>('SELECT event_id AS id FROM import WHERE sample AND event_id IS NOT NULL')
  return rows.map(({ id }) => id)
}
