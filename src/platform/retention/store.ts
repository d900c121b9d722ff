import type { Instant } from '#kernel/time'
import type { Tx } from '../store/database.ts'
import type { RowOf } from '../store/kept.ts'
import { nothingGoes, type RetentionRules, retentionShape } from './contract.ts'
import { retentionHolds, retentionRules } from './tables.ts'

/** The kind of due item that runs the rules, a day after the run before. */
export const retentionWork = 'retention.run'

export async function rulesOf(tx: Tx): Promise<{ id: RowOf<typeof retentionRules>['id'] | null; rules: RetentionRules }> {
  const [row] = await tx.db.select().from(retentionRules.table)
  return { id: row?.id ?? null, rules: row ? retentionShape.parse(row.rules) : nothingGoes }
}

export async function holdsOf(tx: Tx): Promise<RowOf<typeof retentionHolds>[]> {
  return await tx.db.select().from(retentionHolds.table).orderBy(retentionHolds.table.at)
}

/** When the next run is, and whether one is under way. */
export async function nextRun(tx: Tx): Promise<{ at: Instant; running: boolean } | null> {
  const [row] = await tx.query<{ at: Instant; running: boolean }>(
    `SELECT due_at AS at, payload ? 'asOf' AS running FROM due_item WHERE kind = $1 AND NOT dead`,
    [retentionWork],
  )
  return row ?? null
}

export async function lastRun(tx: Tx): Promise<{ asOf: Instant; finishedAt: Instant; counts: Record<string, number> } | null> {
  const [row] = await tx.query<{ asOf: Instant; finishedAt: Instant; counts: Record<string, number> }>(
    'SELECT as_of AS "asOf", finished_at AS "finishedAt", counts FROM retention_run WHERE id = 1',
  )
  return row ?? null
}

export async function keepRun(tx: Tx, asOf: Instant, finishedAt: Instant, counts: Record<string, number>): Promise<void> {
  await tx.query(
    `INSERT INTO retention_run (id, as_of, finished_at, counts) VALUES (1, $1, $2, $3::jsonb)
     ON CONFLICT (id) DO UPDATE SET as_of = excluded.as_of, finished_at = excluded.finished_at, counts = excluded.counts`,
    [asOf, finishedAt, JSON.stringify(counts)],
  )
}

/** Whether a record may be cleared by hand. */
export async function isHeld(tx: Tx, recordId: string): Promise<string | null> {
  const [row] = await tx.query<{ reason: string }>('SELECT reason FROM retention_hold WHERE record_id = $1::uuid', [recordId])
  return row?.reason ?? null
}
