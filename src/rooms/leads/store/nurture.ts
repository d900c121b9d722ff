import type { Id } from '#kernel/id'
import { type Instant, later } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import type { Trace } from '../contract/hand-over.ts'
import type { LimboKind } from '../contract/nurture.ts'

/** Somebody in nurture, with how they were judged last. */
export interface StayKept {
  readonly id: Id<'nurture_stay'>
  readonly personId: Id<'person'>
  readonly person: string
  readonly account: string | null
  readonly why: string
  readonly since: Instant
  readonly restsUntil: Instant | null
  readonly score: number | null
  readonly trace: Trace | null
  readonly contractNumber: number | null
  readonly lastLead: Id<'lead'> | null
}

/** Who stays in nurture, the longest first, behind a place. */
export async function stays(
  tx: Tx,
  now: Instant,
  { resting, place, limit }: { resting: 'all' | 'resting' | 'ready'; place: { since: string; id: string } | null; limit: number },
): Promise<StayKept[]> {
  const rest = { all: 'TRUE', resting: 's.rests_until > $1', ready: '(s.rests_until IS NULL OR s.rests_until <= $1)' }[resting]
  return await tx.query<StayKept & Record<string, unknown>>(
    `SELECT s.id, s.person_id AS "personId", p.full_name AS person, a.name AS account, s.why, s.since, s.rests_until AS "restsUntil", r.score, r.trace,
       r.contract_number AS "contractNumber",
       (SELECT l.id FROM lead l WHERE l.person_id = s.person_id AND l.state IS NOT NULL ORDER BY l.offered_at DESC, l.id DESC LIMIT 1) AS "lastLead"
     FROM (SELECT s.* FROM nurture_stay s
         WHERE s.left_at IS NULL AND $1::timestamptz IS NOT NULL AND ${rest} AND ($3::uuid IS NULL OR (s.since, s.id) > ($2::timestamptz, $3::uuid))
         ORDER BY s.since, s.id LIMIT $4::integer) s
       JOIN person p ON p.id = s.person_id LEFT JOIN account a ON a.id = p.account_id
       LEFT JOIN LATERAL (SELECT score, trace, contract_number FROM response x WHERE x.person_id = s.person_id AND x.trace IS NOT NULL ORDER BY x.at DESC, x.id DESC LIMIT 1) r ON TRUE
     ORDER BY s.since, s.id`,
    [now, place?.since ?? null, place?.id ?? null, limit],
  )
}

/** How many stay in nurture, how many of them rest, and why they came; and who was handed over out of it lately. */
export async function countStays(tx: Tx, now: Instant) {
  const [row] = await tx.query<{ inPool: number; resting: number; promoted30: number }>(
    `SELECT count(*) FILTER (WHERE left_at IS NULL)::int AS "inPool", count(*) FILTER (WHERE left_at IS NULL AND rests_until > $1)::int AS resting,
       count(*) FILTER (WHERE left_at > $2 AND left_why = 'Handed over to sales')::int AS "promoted30" FROM nurture_stay`,
    [now, later(now, -30 * 86_400_000)],
  )
  const byWhy = await tx.query<{ why: string; people: number }>(
    'SELECT why, count(*)::int AS people FROM nurture_stay WHERE left_at IS NULL GROUP BY 1 ORDER BY 2 DESC, 1',
  )
  return { ...(row ?? { inPool: 0, resting: 0, promoted30: 0 }), byWhy }
}

/** People in nurture whose rest is over, behind a person, held for a change; those that somebody else holds are left out. */
export async function readyStays(
  tx: Tx,
  now: Instant,
  after: string | null,
  limit: number,
): Promise<{ id: Id<'nurture_stay'>; personId: Id<'person'> }[]> {
  return await tx.query(
    `SELECT id, person_id AS "personId" FROM nurture_stay
     WHERE left_at IS NULL AND (rests_until IS NULL OR rests_until <= $1) AND ($2::uuid IS NULL OR person_id > $2::uuid)
     ORDER BY person_id LIMIT $3::integer FOR UPDATE SKIP LOCKED`,
    [now, after, limit],
  )
}

/** Whether anybody is in nurture. */
export async function someStay(tx: Tx): Promise<boolean> {
  return (await tx.query('SELECT 1 FROM nurture_stay WHERE left_at IS NULL LIMIT 1')).length > 0
}

/** Where the last response of each of these people came from. */
export async function lastResponses(
  tx: Tx,
  people: readonly string[],
): Promise<Map<string, { source: string | null; channel: string | null; campaign: string | null; language: string | null }>> {
  const rows = await tx.query<{
    id: string
    source: string | null
    channel: string | null
    campaign: string | null
    language: string | null
  }>(
    `SELECT DISTINCT ON (person_id) person_id AS id, source, channel, campaign_ref AS campaign, said ->> 'language' AS language FROM response
     WHERE person_id = ANY($1::uuid[]) ORDER BY person_id, at DESC, id DESC`,
    [people],
  )
  return new Map(rows.map(({ id, ...said }) => [id, said]))
}

/** Somebody who is with nobody. */
export interface InLimbo {
  readonly kind: LimboKind
  readonly personId: Id<'person'>
  readonly person: string
  readonly account: string | null
  readonly lead: Id<'lead'> | null
  readonly since: Instant | null
}

/** Whoever responded or was handed over and is with nobody, the longest first. `away` are members who are away for long. */
export async function inLimbo(tx: Tx, away: readonly string[], limit: number): Promise<InLimbo[]> {
  const open = "l.state IN ('offered', 'accepted', 'working')"
  const part = (kind: LimboKind, from: string, where: string, since: string, lead = 'l.id') =>
    `(SELECT '${kind}' AS kind, p.id AS "personId", p.full_name AS person, a.name AS account, ${lead} AS lead, ${since} AS since
      FROM ${from} LEFT JOIN account a ON a.id = p.account_id WHERE ${where} ORDER BY ${since} LIMIT $2::integer)`
  const leads = 'lead l JOIN person p ON p.id = l.person_id LEFT JOIN member m ON m.id = l.owner_id'
  const openLead = "EXISTS (SELECT 1 FROM lead o WHERE o.person_id = p.id AND o.state IN ('offered', 'accepted', 'working'))"
  const stay = 'EXISTS (SELECT 1 FROM nurture_stay s WHERE s.person_id = p.id AND s.left_at IS NULL)'
  const responded = '(SELECT person_id, max(at) AS at FROM response GROUP BY 1) r JOIN person p ON p.id = r.person_id'
  return await tx.query<InLimbo & Record<string, unknown>>(
    `SELECT * FROM (${[
      part('no-owner', leads, `${open} AND l.owner_id IS NULL AND l.queue IS NULL`, 'l.offered_at'),
      part('owner-away', leads, `${open} AND l.owner_id = ANY($1::uuid[])`, 'l.offered_at'),
      part('no-clock', leads, `${open} AND l.first_contact_at IS NULL AND l.next_at IS NULL AND l.cold_at IS NULL`, 'l.offered_at'),
      part(
        'out-of-pool',
        leads,
        `l.state IN ('returned', 'rejected') AND l.rests_until IS DISTINCT FROM '9999-12-31T00:00:00Z' AND NOT ${openLead} AND NOT ${stay}
        AND NOT EXISTS (SELECT 1 FROM lead n WHERE n.person_id = l.person_id AND n.offered_at > l.offered_at)`,
        'l.state_at',
      ),
      part(
        'nowhere',
        responded,
        `NOT ${stay} AND NOT EXISTS (SELECT 1 FROM lead o WHERE o.person_id = p.id AND o.state IS NOT NULL)`,
        'r.at',
        'NULL::uuid',
      ),
    ].join(' UNION ALL ')}) AS t ORDER BY since NULLS FIRST, "personId", kind LIMIT $2::integer`,
    [away, limit],
  )
}
