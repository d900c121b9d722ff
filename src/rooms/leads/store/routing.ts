import { asc } from 'drizzle-orm'
import type { EventId, Id } from '#kernel/id'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { routingVersions } from '../tables.ts'

export type RoutingRow = RowOf<typeof routingVersions>

/** All versions of the routing by number, held until the end of the transaction where one is to change, so that two people take turns. */
export async function allRoutings(tx: Tx, hold?: 'change'): Promise<RoutingRow[]> {
  if (hold) await tx.query('LOCK TABLE routing_version IN SHARE ROW EXCLUSIVE MODE')
  const { table } = routingVersions
  return await tx.db.select().from(table).orderBy(asc(table.number))
}

/** The routing that holds, with whose turn it is, and a key that no other document has; held until the end of the transaction, so that nobody else counts turns or open leads meanwhile. */
export async function routingInForce(
  tx: Tx,
): Promise<{ number: number; key: string; document: unknown; turns: Record<string, Record<string, number>> } | undefined> {
  const versions = tx.query<{ number: number; key: string; document: unknown }>(
    "SELECT number, id::text || ' ' || published_at::text AS key, document FROM routing_version WHERE state = 'published' ORDER BY number DESC LIMIT 1 FOR UPDATE",
    [],
    'routing in force',
  )
  // In a statement of its own: it sees what whoever held the routing before wrote.
  const asked = tx.query<{ pool: string; owed: Record<string, number> }>('SELECT pool, owed FROM routing_turn', [], 'routing turns')
  const [[held], turns] = await Promise.all([versions, asked])
  return held && { ...held, turns: Object.fromEntries(turns.map(({ pool, owed }) => [pool, owed])) }
}

/** Writes down whose turn it is in these pools, by an event that may be taken back. */
export async function keepTurns(tx: Tx, eventId: EventId, turns: ReadonlyMap<string, ReadonlyMap<string, number>>): Promise<void> {
  await tx.send(
    `INSERT INTO routing_turn (pool, owed, owed_before, event_id) SELECT pool, owed::jsonb, '{}', $3::uuid FROM unnest($1::text[], $2::text[]) AS t(pool, owed)
     ON CONFLICT (pool) DO UPDATE SET owed = excluded.owed, event_id = excluded.event_id,
       owed_before = CASE WHEN routing_turn.event_id = excluded.event_id THEN routing_turn.owed_before ELSE routing_turn.owed END`,
    [[...turns.keys()], [...turns.values()].map((owed) => JSON.stringify(Object.fromEntries(owed))), eventId],
  )
}

/**
 * Gives back the turns of an event of which all placements are taken back: nobody has had them. Only in pools in which nobody was placed since: after that the
 * turns of others hang on them, and whoever was next has got theirs.
 */
export async function giveBackTurns(tx: Tx, eventId: EventId): Promise<void> {
  await tx.query(
    'UPDATE routing_turn SET owed = owed_before, owed_before = NULL, event_id = NULL WHERE event_id = $1 AND owed_before IS NOT NULL',
    [eventId],
  )
}

/** How many open leads these members have, counted up to `most` each. */
export async function openLeads(tx: Tx, memberIds: readonly string[], most: number): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; n: number }>(
    `SELECT m.id, (SELECT count(*)::int FROM (SELECT 1 FROM lead l WHERE l.owner_id = m.id AND l.state IN ('offered', 'accepted', 'working') LIMIT $2) few) AS n
     FROM unnest($1::uuid[]) AS m(id)`,
    [memberIds, most],
  )
  return new Map(rows.map(({ id, n }) => [id, n]))
}

/** Whether somebody was placed by a version since it was published. */
export async function wasUsed(tx: Tx, { number, publishedAt }: Pick<RoutingRow, 'number' | 'publishedAt'>): Promise<boolean> {
  const [row] = await tx.query<{ used: boolean }>(
    "SELECT EXISTS (SELECT 1 FROM lead WHERE offered_at >= $2 AND (routed ->> 'version')::int = $1) AS used",
    [number, publishedAt],
  )
  return row?.used ?? false
}

/** A lead of the past with who knew the person: as records stand now. */
export interface PastLead {
  readonly id: Id<'lead'>
  readonly name: string
  readonly company: string | null
  readonly ownerId: Id<'member'> | null
  readonly accountOwnerId: Id<'member'> | null
  readonly personOwnerId: Id<'member'> | null
  readonly territory: string | null
  readonly language: string | null
}

/** These leads with who knows their account and their person, the territory, and the language that they last said. */
export async function leadsToPlace(tx: Tx, leadIds: readonly string[]): Promise<PastLead[]> {
  return await tx.query<PastLead>(
    `SELECT l.id, p.full_name AS name, a.name AS company, l.owner_id AS "ownerId", a.owner_id AS "accountOwnerId", p.owner_id AS "personOwnerId",
       t.name AS territory, r.language
     FROM lead l JOIN person p ON p.id = l.person_id LEFT JOIN account a ON a.id = p.account_id
       LEFT JOIN account_territory b ON b.account_id = a.id LEFT JOIN territory t ON t.id = b.territory_id
       LEFT JOIN (SELECT lead_id, max(said ->> 'language') AS language FROM response WHERE lead_id = ANY($1::uuid[]) GROUP BY lead_id) r ON r.lead_id = l.id
     WHERE l.id = ANY($1::uuid[])`,
    [leadIds],
  )
}
