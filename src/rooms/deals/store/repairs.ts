import type { Id } from '#kernel/id'
import type { Day, Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'

/** A deal with what a repair has to know of it. */
export interface RepairRow {
  readonly id: Id<'deal'>
  readonly externalId: string
  readonly name: string
  readonly pipelineId: Id<'pipeline'> | null
  readonly stageId: Id<'stage'> | null
  readonly state: 'open' | 'won' | 'lost'
  readonly ownerId: Id<'member'> | null
  readonly owner: string | null
  readonly amount: string | null
  readonly currency: string | null
  readonly openedAt: Instant | null
  readonly expectedOn: Day | null
}

/** The deals with these ids of a CRM, in the order of our ids; locked until the end of the transaction where they are going to be changed. */
export async function dealsToRepair(tx: Tx, externalIds: readonly string[], lock: boolean): Promise<RepairRow[]> {
  return await tx.query<RepairRow & Record<string, unknown>>(
    `SELECT d.id, d.external_id AS "externalId", d.name, d.pipeline_id AS "pipelineId", d.stage_id AS "stageId", d.state, d.owner_id AS "ownerId",
       (SELECT m.name FROM member m WHERE m.id = d.owner_id) AS owner, d.amount, d.currency, d.opened_at AS "openedAt", d.expected_on AS "expectedOn"
     FROM deal d WHERE d.external_id = ANY($1::text[]) ORDER BY d.id ${lock ? 'FOR UPDATE OF d' : ''}`,
    [externalIds],
  )
}

/** The place in the ledger up to which this transaction can have seen. */
export async function lastEvent(tx: Tx): Promise<number> {
  return (await tx.query<{ seq: number }>('SELECT seq FROM ledger_head WHERE id = 1'))[0]?.seq ?? 0
}

/** Which of these deals were written by an event after a place in the ledger, and by whom last. */
export async function changedAfter(tx: Tx, seq: number, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; by: string }>(
    `SELECT r.id, (array_agg(e.actor_name ORDER BY e.seq DESC))[1] AS by
     FROM event e JOIN change c ON c.event_id = e.id AND c.tbl = 'deal', LATERAL unnest(c.row_ids) AS r(id)
     WHERE e.seq > $1 AND r.id = ANY($2::uuid[]) GROUP BY r.id`,
    [seq, ids],
  )
  return new Map(rows.map((row) => [row.id, row.by]))
}
