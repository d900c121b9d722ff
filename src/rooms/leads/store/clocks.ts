import { asc, lte } from 'drizzle-orm'
import type { Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import { leads } from '../tables.ts'
import type { LeadRow } from './hand-overs.ts'

/** Leads whose clocks are to be looked at, the first due first; those that somebody else holds are left for the next look. */
export async function dueLeads(tx: Tx, now: Instant, limit: number): Promise<LeadRow[]> {
  const { table } = leads
  return await tx.db
    .select()
    .from(table)
    .where(lte(table.nextAt, now))
    .orderBy(asc(table.nextAt), asc(table.id))
    .limit(limit)
    .for('update', { skipLocked: true })
}

/** When the next clock strikes; null where none runs. */
export async function nextStroke(tx: Tx): Promise<Instant | null> {
  const [row] = await tx.query<{ at: Instant | null }>('SELECT min(next_at) AS at FROM lead WHERE next_at IS NOT NULL')
  return row?.at ?? null
}

/** How many open leads each of these members has. */
export async function openLeadsOf(tx: Tx, memberIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; n: number }>(
    `SELECT owner_id AS id, count(*)::int AS n FROM lead WHERE owner_id = ANY($1::uuid[]) AND state IN ('offered', 'accepted', 'working') GROUP BY 1`,
    [memberIds],
  )
  return new Map(rows.map(({ id, n }) => [id, n]))
}

/** Of these leads those that took a step for this reason before. */
export async function steppedFor(tx: Tx, leadIds: readonly string[], reason: string): Promise<Set<Id<'lead'>>> {
  const rows = await tx.query<{ id: Id<'lead'> }>(
    'SELECT DISTINCT lead_id AS id FROM lead_step WHERE lead_id = ANY($1::uuid[]) AND reason = $2',
    [leadIds, reason],
  )
  return new Set(rows.map(({ id }) => id))
}
