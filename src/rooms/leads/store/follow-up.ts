import type { Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import type { BreachKind, LeadState } from '../contract/hand-over.ts'

/** What of a hand-over tells whether promises were kept. */
export interface Offered {
  readonly channel: string | null
  readonly team: string | null
  readonly rep: string | null
  readonly month: string
  readonly state: LeadState
  readonly acceptBy: Instant | null
  readonly acceptedAt: Instant | null
  readonly acceptMinutes: number | null
  readonly answeredAt: Instant | null
  readonly contactBy: Instant | null
  readonly firstContactAt: Instant | null
  readonly contactMinutes: number | null
  readonly endedAt: Instant | null
}

/** The deadline that was given first: one that was given anew makes no broken promise kept. */
const first = (kind: 'accept' | 'contact') =>
  `CASE WHEN l.promised_at IS NULL THEN l.${kind}_by ELSE least(l.${kind}_by, (SELECT min(b.due_at) FROM clock_breach b WHERE b.lead_id = l.id AND b.kind = '${kind}')) END`

/** Every hand-over that was offered in a stretch of time. */
export async function offeredBetween(tx: Tx, from: Instant, to: Instant): Promise<Offered[]> {
  return await tx.query<Offered & Record<string, unknown>>(
    `SELECT l.channel, nullif(m.team, '') AS team, m.name AS rep, to_char(l.offered_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, l.state,
       ${first('accept')} AS "acceptBy", l.accepted_at AS "acceptedAt", l.accept_minutes AS "acceptMinutes", ${first('contact')} AS "contactBy",
       CASE WHEN l.state IN ('offered', 'accepted', 'working') THEN l.accepted_at ELSE least(l.accepted_at, l.state_at) END AS "answeredAt",
       l.first_contact_at AS "firstContactAt", l.contact_minutes AS "contactMinutes",
       CASE WHEN l.state NOT IN ('offered', 'accepted', 'working') THEN l.state_at END AS "endedAt"
     FROM lead l LEFT JOIN member m ON m.id = l.owner_id WHERE l.offered_at >= $1 AND l.offered_at < $2 AND l.state IS NOT NULL`,
    [from, to],
  )
}

/** Promises that were not kept to those who were offered in a stretch of time, by kind. */
export async function countBreaches(tx: Tx, from: Instant, to: Instant): Promise<{ kind: BreachKind; count: number }[]> {
  return await tx.query<{ kind: BreachKind; count: number }>(
    `SELECT b.kind, count(*)::int AS count FROM clock_breach b JOIN lead l ON l.id = b.lead_id WHERE l.offered_at >= $1 AND l.offered_at < $2 GROUP BY 1 ORDER BY 1`,
    [from, to],
  )
}

/** How many are open and have no owner. */
export async function countWaiting(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM lead WHERE state IN ('offered', 'accepted', 'working') AND owner_id IS NULL",
  )
  return row?.n ?? 0
}

export interface Broken {
  readonly id: Id<'clock_breach'>
  readonly kind: BreachKind
  readonly lead: Id<'lead'>
  readonly person: string
  readonly account: string | null
  readonly owner: string | null
  readonly channel: string | null
  readonly dueAt: Instant
  readonly notedAt: Instant
  readonly cause: string
  readonly state: LeadState | null
  readonly contractNumber: number | null
  readonly keptAt: Instant | null
}

interface Behind {
  readonly at: string
  readonly id: string
}

/** Promises that were not kept, the last noted first, behind a place. */
export async function breachesSeen(
  tx: Tx,
  {
    kind,
    owner,
    channel,
    place,
    limit,
  }: { kind: BreachKind | null; owner: string | null; channel: string | null; place: Behind | null; limit: number },
): Promise<Broken[]> {
  return await tx.query<Broken & Record<string, unknown>>(
    `SELECT b.id, b.kind, b.lead_id AS lead, p.full_name AS person, a.name AS account, m.name AS owner, l.channel, b.due_at AS "dueAt", b.noted_at AS "notedAt",
       b.cause, l.state, l.contract_number AS "contractNumber",
       least(CASE b.kind WHEN 'place' THEN l.placed_at WHEN 'accept' THEN l.accepted_at END, l.first_contact_at,
         CASE WHEN l.state NOT IN ('offered', 'accepted', 'working') THEN l.state_at END) AS "keptAt"
     FROM clock_breach b JOIN lead l ON l.id = b.lead_id JOIN person p ON p.id = l.person_id LEFT JOIN account a ON a.id = p.account_id
       LEFT JOIN member m ON m.id = b.owner_id
     WHERE ($1::text IS NULL OR b.kind = $1) AND ($2::uuid IS NULL OR b.owner_id = $2::uuid) AND ($3::text IS NULL OR l.channel = $3)
       AND ($5::uuid IS NULL OR (b.noted_at, b.id) < ($4::timestamptz, $5::uuid))
     ORDER BY b.noted_at DESC, b.id DESC LIMIT $6::integer`,
    [kind, owner, channel, place?.at ?? null, place?.id ?? null, limit],
  )
}

export interface Late {
  readonly lead: Id<'lead'>
  readonly person: string
  readonly account: string | null
  readonly owner: string | null
  readonly channel: string | null
  readonly score: number | null
  readonly offeredAt: Instant
  readonly contactBy: Instant
  readonly firstContactAt: Instant | null
  readonly state: LeadState
  readonly deal: { readonly id: Id<'deal'>; readonly name: string; readonly amount: string | null; readonly currency: string | null } | null
  /** Milliseconds that they waited: the order of the list. */
  readonly waited: string
}

/** Who was first contacted after the deadline, or waits beyond it, the longest wait first, behind a place. */
export async function touchedLate(
  tx: Tx,
  now: Instant,
  { from, to, days, place, limit }: { from: Instant; to: Instant; days: number; place: Behind | null; limit: number },
): Promise<Late[]> {
  const waited = 'extract(epoch FROM coalesce(l.first_contact_at, $1::timestamptz) - l.offered_at)::numeric(20, 3)'
  const open = "l.state IN ('offered', 'accepted', 'working')"
  return await tx.query<Late & Record<string, unknown>>(
    `SELECT l.id AS lead, p.full_name AS person, a.name AS account, m.name AS owner, l.channel, l.score, l.offered_at AS "offeredAt",
       l.contact_by AS "contactBy", l.first_contact_at AS "firstContactAt", l.state, ${waited}::text AS waited,
       (SELECT jsonb_build_object('id', d.id, 'name', d.name, 'amount', d.amount::text, 'currency', d.currency) FROM deal d
        WHERE d.lead_ref = l.external_id ORDER BY d.id LIMIT 1) AS deal
     FROM lead l JOIN person p ON p.id = l.person_id LEFT JOIN account a ON a.id = p.account_id LEFT JOIN member m ON m.id = l.owner_id
     WHERE l.offered_at >= $2 AND l.offered_at < $3 AND l.contact_by IS NOT NULL AND l.state IS NOT NULL
       AND (l.first_contact_at > l.contact_by OR (l.first_contact_at IS NULL AND ${open} AND l.contact_by <= $1)) AND ${waited} >= $4::numeric * 86400
       AND ($6::uuid IS NULL OR (${waited}, l.id) < ($5::numeric, $6::uuid))
     ORDER BY ${waited} DESC, l.id DESC LIMIT $7::integer`,
    [now, from, to, days, place?.at ?? null, place?.id ?? null, limit],
  )
}
