import type { EventId } from '#kernel/id'
import type { Instant } from '#kernel/time'
import { madeIn } from '#platform/ledger/since'
import type { Tx } from '#platform/store/database'

/** How often triggers fired since, and the minutes that their makers estimated for it. What was undone is not counted, nor records that some events made. */
export async function savedByTriggers(
  tx: Tx,
  since: Instant,
  without: readonly EventId[],
): Promise<{ readonly times: number; readonly minutes: number }> {
  const [row] = await tx.query<{ times: number; minutes: number }>(
    `WITH made AS MATERIALIZED (${madeIn('$2')})
     SELECT count(*)::int AS times, coalesce(sum(minutes), 0)::float8 AS minutes FROM trigger_firing f
     WHERE undone_at IS NULL AND fired_at >= $1 AND NOT EXISTS (SELECT 1 FROM made WHERE made.id = f.record_id)`,
    [since, without],
  )
  return row ?? { times: 0, minutes: 0 }
}
