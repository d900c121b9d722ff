import { and, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import type { EventId, Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { openStates } from '../contract/hand-over.ts'
import { type ActivityKind, breaches, leads, nurtureStays } from '../tables.ts'

export type LeadRow = RowOf<typeof leads>
export type BreachRow = RowOf<typeof breaches>
export type StayRow = RowOf<typeof nurtureStays>

/** Leads with these ids, held for a change in the order of ids. */
export async function leadsForChange(tx: Tx, ids: readonly string[]): Promise<LeadRow[]> {
  const { table } = leads
  return await tx.db
    .select()
    .from(table)
    .where(sql`${table.id} = ANY(${sql.param(ids)})`)
    .orderBy(table.id)
    .for('update')
}

/** What a lead is called and who owns it, to be told of a step. */
export async function aboutLead(
  tx: Tx,
  id: Id<'lead'>,
): Promise<{ person: string; accountId: Id<'account'> | null; owner: string | null } | undefined> {
  const [row] = await tx.query<{ person: string; accountId: Id<'account'> | null; owner: string | null }>(
    `SELECT p.full_name AS person, p.account_id AS "accountId", m.name AS owner
     FROM lead l JOIN person p ON p.id = l.person_id LEFT JOIN member m ON m.id = l.owner_id WHERE l.id = $1`,
    [id],
  )
  return row
}

/** Another open lead of the same person. */
export async function otherOpenLead(tx: Tx, { id, personId }: Pick<LeadRow, 'id' | 'personId'>): Promise<Id<'lead'> | null> {
  const { table } = leads
  const [row] = await tx.db
    .select({ id: table.id })
    .from(table)
    .where(and(eq(table.personId, personId), ne(table.id, id), inArray(table.state, [...openStates])))
    .limit(1)
  return row?.id ?? null
}

/** The stay of a person in nurture that is not over. */
export async function openStay(tx: Tx, personId: Id<'person'>): Promise<StayRow | undefined> {
  const { table } = nurtureStays
  const [row] = await tx.db
    .select()
    .from(table)
    .where(and(eq(table.personId, personId), isNull(table.leftAt)))
    .for('update')
  return row
}

/** Promises of leads that were not kept. */
export async function breachesOf(tx: Tx, leadIds: readonly string[]): Promise<BreachRow[]> {
  const { table } = breaches
  return await tx.db
    .select()
    .from(table)
    .where(sql`${table.leadId} = ANY(${sql.param(leadIds)})`)
    .orderBy(table.dueAt, table.kind)
}

/** Leads of these people, or with these ids, that the lead contract handed over, held for a change. */
export async function handedOverOf(tx: Tx, who: { personIds: readonly string[]; leadIds: readonly string[] }): Promise<LeadRow[]> {
  const { table } = leads
  return await tx.db
    .select()
    .from(table)
    .where(
      sql`${table.offeredAt} IS NOT NULL AND (${table.personId} = ANY(${sql.param(who.personIds)}::uuid[]) OR ${table.id} = ANY(${sql.param(who.leadIds)}::uuid[]))`,
    )
    .orderBy(table.id)
    .for('update')
}

/** A real activity with somebody who was handed over. */
export interface Contact {
  readonly leadId: Id<'lead'>
  readonly id: Id<'activity'>
  readonly at: Instant
  readonly ownerId: Id<'member'>
  readonly outcome: string | null
}

/** Kinds of activity by which sales reach somebody. */
export const realKinds = ['call', 'email', 'meeting', 'message'] as const

/**
 * What sales really did with these leads or their people since they were offered, the first first: it has an owner, it happened, and a message that only came
 * in is none. After a lead was closed nothing counts for it any more.
 */
export async function contactsOf(tx: Tx, leadIds: readonly string[], now: Instant): Promise<Contact[]> {
  const real = `v.kind IN (${realKinds.map((kind) => `'${kind}'`).join(', ')}) AND v.owner_id IS NOT NULL AND v.at <= $2 AND v.done IS NOT FALSE
      AND NOT (v.kind IN ('email', 'message') AND lower(coalesce(v.direction, '')) IN ('in', 'inbound', 'incoming', 'received'))`
  // What was done while the lead was closed is no contact of it, also after it was opened again.
  const within = `v.at >= l.offered_at AND coalesce((SELECT s.to_state FROM lead_step s WHERE s.lead_id = l.id AND s.at < v.at ORDER BY s.at DESC, s.id DESC LIMIT 1), 'offered')
      IN ('offered', 'accepted', 'working')`
  const found = (join: string) =>
    `SELECT l.id AS "leadId", v.id, v.at, v.owner_id AS "ownerId", v.outcome FROM lead l JOIN activity v ON ${join} WHERE l.id = ANY($1::uuid[]) AND ${within} AND ${real}`
  return await tx.query<Contact & Record<string, unknown>>(
    `SELECT * FROM (${found('v.lead_id = l.id')} UNION ${found('v.person_id = l.person_id AND (v.lead_id IS NULL OR v.lead_id = l.id)')}) AS c ORDER BY c.at, c.id`,
    [leadIds, now],
  )
}

/** Leads whose first contact is an activity that is not there any more. */
export async function leadsWithoutTheirContact(tx: Tx): Promise<Id<'lead'>[]> {
  const rows = await tx.query<{ id: Id<'lead'> }>(
    'SELECT l.id FROM lead l LEFT JOIN activity v ON v.id = l.first_activity_id WHERE l.first_activity_id IS NOT NULL AND v.id IS NULL ORDER BY l.id',
  )
  return rows.map(({ id }) => id)
}

/** Of these events those that took an undo back and brought activities with it. */
export async function thatBroughtBack(tx: Tx, eventIds: readonly EventId[]): Promise<Set<EventId>> {
  const rows = await tx.query<{ id: EventId }>(
    `SELECT DISTINCT c.event_id AS id FROM change c JOIN event e ON e.id = c.event_id
     WHERE c.event_id = ANY($1::uuid[]) AND c.tbl = 'activity' AND c.op = 'insert' AND e.undoes IS NOT NULL`,
    [eventIds],
  )
  return new Set(rows.map(({ id }) => id))
}

/** Activities by their ids, as far as clocks go by them; a plan is none. */
export async function activitiesWith(
  tx: Tx,
  ids: readonly string[],
): Promise<
  { id: Id<'activity'>; kind: ActivityKind; at: Instant; personId: string | null; leadId: string | null; ownerId: string | null }[]
> {
  return await tx.query(
    `SELECT id, kind, at, person_id AS "personId", lead_id AS "leadId", owner_id AS "ownerId" FROM activity
     WHERE id = ANY($1::uuid[]) AND at IS NOT NULL AND done IS NOT FALSE ORDER BY id`,
    [ids],
  )
}
