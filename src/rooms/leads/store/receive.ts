import type { Id } from '#kernel/id'
import { type Instant, later } from '#kernel/time'
import { wroteOneOf } from '#platform/ledger/since'
import type { Tx } from '#platform/store/database'
import type { LeadState, Routed } from '../contract/hand-over.ts'

/** What a person did, and what was done with them, until now: counted as for history (measure/store/past.ts), with the same windows. */
export interface Behaviour {
  readonly earlierLeads: number
  readonly responses: number
  readonly responses30: number
  readonly lastResponse: Instant | null
  readonly touches90: number
  readonly lastTouch: Instant | null
  readonly meetings90: number
  readonly calls90: number
  readonly emails90: number
  readonly visits90: number
  readonly lastActivity: Instant | null
}

/** Where a person stands with sales and marketing. */
export interface Standing {
  readonly open: {
    readonly id: Id<'lead'>
    readonly ownerId: Id<'member'> | null
    readonly queue: string | null
    readonly routed: Routed | null
    readonly acceptBy: Instant | null
    readonly contactBy: Instant | null
  } | null
  readonly restsUntil: Instant | null
  /** The state of the hand-over that was the last one. */
  readonly last: LeadState | null
  readonly stayId: Id<'nurture_stay'> | null
}

const dayMs = 86_400_000

/** What these people did until now. Whoever did nothing is in it with zeros. */
export async function behaviourOf(tx: Tx, people: readonly string[], now: Instant): Promise<Map<string, Behaviour>> {
  const rows = await tx.query<Behaviour & { id: string } & Record<string, unknown>>(
    `SELECT p.id, l.*, t."touches90", t."lastTouch", coalesce(t.responses, 0) + r.responses AS responses, coalesce(t."responses30", 0) + r."responses30" AS "responses30",
       greatest(t."lastResponse", r."lastResponse") AS "lastResponse", v.*
     FROM unnest($1::uuid[]) AS p(id)
     CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE created_at <= $2) AS "earlierLeads" FROM lead WHERE person_id = p.id) l
     CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE at > $4) AS "touches90", max(at) AS "lastTouch", count(*) FILTER (WHERE d) AS responses,
         count(*) FILTER (WHERE d AND s > $3) AS "responses30", max(s) FILTER (WHERE d) AS "lastResponse"
       FROM (SELECT CASE WHEN at <= $2 THEN at END AS at, coalesce(first_responded_at, at) AS s,
               responded AND coalesce(first_responded_at, at) <= $2 AND refs ->> 'response' IS NULL AS d FROM touch WHERE person_id = p.id) x) t
     CROSS JOIN LATERAL (
       SELECT count(*) AS responses, count(*) FILTER (WHERE at > $3) AS "responses30", max(at) AS "lastResponse" FROM response WHERE person_id = p.id AND at <= $2) r
     CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE kind = 'meeting' AND at > $4) AS "meetings90", count(*) FILTER (WHERE kind = 'call' AND at > $4) AS "calls90",
         count(*) FILTER (WHERE kind = 'email' AND at > $4) AS "emails90", count(*) FILTER (WHERE kind IN ('visit', 'form') AND at > $4) AS "visits90",
         max(at) AS "lastActivity"
       FROM (SELECT kind, at FROM activity WHERE person_id = p.id AND at <= $2
             UNION ALL SELECT a.kind, a.at FROM lead b JOIN activity a ON a.lead_id = b.id WHERE b.person_id = p.id AND a.person_id IS NULL AND a.at <= $2) y) v`,
    [people, now, later(now, -30 * dayMs), later(now, -90 * dayMs)],
    'behaviour of people',
  )
  return new Map(rows.map(({ id, ...counts }) => [id, counts]))
}

/** Deals of accounts as they count for a lead contract: open ones, and those won before. */
export async function dealsOfAccounts(
  tx: Tx,
  accounts: readonly string[],
  now: Instant,
): Promise<Map<string, { openDeals: number; wonDeals: number }>> {
  const rows = await tx.query<{ id: string; openDeals: number; wonDeals: number }>(
    `SELECT account_id AS id, count(*) FILTER (WHERE opened_at < $2 AND (closed_at IS NULL OR closed_at > $2)) AS "openDeals",
       count(*) FILTER (WHERE state = 'won' AND closed_at <= $2) AS "wonDeals"
     FROM deal WHERE account_id = ANY($1::uuid[]) GROUP BY 1`,
    [accounts, now],
    'deals of accounts',
  )
  return new Map(rows.map(({ id, ...counts }) => [id, counts]))
}

/** Where these people stand; their open hand-over is held until the end of the transaction. */
export async function standingOf(tx: Tx, people: readonly string[]): Promise<Map<string, Standing>> {
  if (people.length === 0) return new Map()
  const asked = tx.query<{
    personId: string
    id: Id<'lead'>
    state: LeadState | null
    ownerId: Id<'member'> | null
    queue: string | null
    routed: Routed | null
    acceptBy: Instant | null
    contactBy: Instant | null
    restsUntil: Instant | null
  }>(
    // Person by person, and locked within: so leads are found by the index, however little PostgreSQL knows of a new table.
    `SELECT l.* FROM (SELECT DISTINCT id FROM unnest($1::uuid[]) AS p(id) ORDER BY id) p CROSS JOIN LATERAL (
       SELECT person_id AS "personId", id, state, owner_id AS "ownerId", queue, routed, accept_by AS "acceptBy", contact_by AS "contactBy", rests_until AS "restsUntil"
       FROM lead WHERE person_id = p.id AND state IS NOT NULL ORDER BY offered_at, id FOR UPDATE) l`,
    [people],
    'standing with sales',
  )
  const [leads, stays] = await Promise.all([
    asked,
    tx.query<{ personId: string; id: Id<'nurture_stay'>; restsUntil: Instant | null }>(
      'SELECT person_id AS "personId", id, rests_until AS "restsUntil" FROM nurture_stay WHERE person_id = ANY($1::uuid[]) AND left_at IS NULL FOR UPDATE',
      [people],
      'standing with marketing',
    ),
  ])
  const standing = new Map<string, Standing>()
  for (const { personId, state, restsUntil, id, ownerId, queue, routed, acceptBy, contactBy } of leads) {
    const open =
      state === 'offered' || state === 'accepted' || state === 'working' ? { id, ownerId, queue, routed, acceptBy, contactBy } : null
    const before = standing.get(personId)
    standing.set(personId, {
      open: open ?? before?.open ?? null,
      restsUntil: latest(before?.restsUntil ?? null, restsUntil),
      last: state,
      stayId: null,
    })
  }
  for (const { personId, id, restsUntil } of stays) {
    const before = standing.get(personId)
    standing.set(personId, {
      ...{ open: before?.open ?? null, last: before?.last ?? null, stayId: id },
      restsUntil: latest(before?.restsUntil ?? null, restsUntil),
    })
  }
  return standing
}

const latest = (a: Instant | null, b: Instant | null) => (a === null || (b !== null && b > a) ? b : a)

/** Tables by which people are judged and placed, besides what is known of them. */
const ofSetting = [
  'contract_version',
  'custom_field',
  'calendar',
  'setting',
  'member',
  'member_work',
  'absence',
  'routing_version',
  'territory',
]

/** Behind so many events the setting is read anew without asking whether they changed it. */
const farBehind = 500

/**
 * The number of the last event, and whether one behind `after` changed something of the setting; so it seems as well where the ledger was put back. In the same
 * question whether anybody was ever erased.
 */
export async function settingChanged(tx: Tx, after: number): Promise<{ seq: number; changed: boolean; erased: boolean }> {
  const [row] = await tx.query<{ seq: number; changed: boolean; erased: boolean }>(
    `SELECT h.seq, EXISTS (SELECT 1 FROM suppression) AS erased, h.seq < $1 OR h.seq > $1::bigint + ${farBehind}
       OR EXISTS (SELECT 1 FROM (SELECT id FROM event WHERE seq > $1 ORDER BY seq LIMIT ${farBehind}) e WHERE ${wroteOneOf('e.id', '$2::text[]')}) AS changed
     FROM ledger_head h`,
    [after, ofSetting],
    'setting changed',
  )
  return row ?? { seq: 0, changed: true, erased: true }
}

/** Whether a routing was ever published. */
export async function hasRouting(tx: Tx): Promise<boolean> {
  return (await tx.query("SELECT 1 FROM routing_version WHERE state = 'published' LIMIT 1")).length > 0
}
