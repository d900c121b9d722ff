import type { Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import type { BreachKind, LeadState, Routed, Trace } from '../contract/hand-over.ts'

/** One hand-over as it is kept, with who and where it is. */
export interface QueueKept {
  readonly id: Id<'lead'>
  readonly version: string
  readonly state: LeadState
  readonly stateAt: Instant | null
  readonly personId: Id<'person'>
  readonly person: string
  readonly title: string | null
  readonly accountId: Id<'account'> | null
  readonly account: string | null
  readonly ownerId: Id<'member'> | null
  readonly owner: string | null
  readonly queue: string | null
  readonly score: number | null
  readonly trace: Trace | null
  readonly routed: Routed | null
  readonly source: string | null
  readonly channel: string | null
  readonly campaign: string | null
  readonly what: string | null
  readonly message: string | null
  readonly respondedAt: Instant | null
  readonly contractNumber: number | null
  readonly offeredAt: Instant | null
  readonly promisedAt: Instant | null
  readonly placeBy: Instant | null
  readonly placedAt: Instant | null
  readonly acceptBy: Instant | null
  readonly contactBy: Instant | null
  readonly failsAt: Instant | null
  readonly coldAt: Instant | null
  readonly acceptedAt: Instant | null
  readonly firstContactAt: Instant | null
  readonly acceptMinutes: number | null
  readonly contactMinutes: number | null
  readonly tries: number | null
  readonly endReason: string | null
  readonly restsUntil: Instant | null
  readonly breaches: readonly BreachKind[]
}

const columns = `l.id, l.touched_by AS version, l.state, l.state_at AS "stateAt", l.person_id AS "personId", p.full_name AS person, p.title, p.account_id AS "accountId",
  a.name AS account, l.owner_id AS "ownerId", m.name AS owner, l.queue, l.score, j.trace, l.routed, l.source, l.channel, l.campaign_ref AS campaign,
  r.what, r.message, r.at AS "respondedAt", l.contract_number AS "contractNumber", l.offered_at AS "offeredAt", l.promised_at AS "promisedAt", l.place_by AS "placeBy",
  l.placed_at AS "placedAt", l.accept_by AS "acceptBy", l.contact_by AS "contactBy", l.fails_at AS "failsAt", l.cold_at AS "coldAt",
  l.accepted_at AS "acceptedAt", l.first_contact_at AS "firstContactAt", l.accept_minutes AS "acceptMinutes", l.contact_minutes AS "contactMinutes", l.tries,
  l.end_reason AS "endReason", l.rests_until AS "restsUntil",
  ARRAY(SELECT b.kind FROM clock_breach b WHERE b.lead_id = l.id ORDER BY b.due_at, b.kind) AS breaches`

const joins = `JOIN person p ON p.id = l.person_id LEFT JOIN account a ON a.id = p.account_id LEFT JOIN member m ON m.id = l.owner_id
  LEFT JOIN LATERAL (SELECT what, message, at FROM response x WHERE x.lead_id = l.id ORDER BY x.at DESC, x.id DESC LIMIT 1) r ON TRUE
  LEFT JOIN LATERAL (SELECT trace FROM response x WHERE x.lead_id = l.id AND x.decision = 'lead' ORDER BY x.at, x.id LIMIT 1) j ON TRUE`

const open = "l.state IN ('offered', 'accepted', 'working')"

/** By the clock that ends first: what is owed next of those who are not accepted, then of those not contacted; all others come last. */
const clock = `CASE WHEN l.first_contact_at IS NOT NULL THEN 'infinity'::timestamptz WHEN l.accepted_at IS NULL THEN coalesce(least(l.accept_by, l.contact_by), 'infinity') ELSE coalesce(l.contact_by, 'infinity') END`

export interface Wanted {
  readonly owner: Id<'member'> | null
  /** Only those without an owner; of one queue where it is named. */
  readonly unowned: boolean
  readonly queue: string | null
}

export interface Place {
  readonly at: string
  readonly id: string
}

/** Open hand-overs by the clock that ends first, or by points, behind a place. Answers each with its own place. */
export async function openQueue(
  tx: Tx,
  { owner, unowned, queue }: Wanted,
  { sort, place, limit }: { readonly sort: 'clock' | 'value'; readonly place: Place | null; readonly limit: number },
): Promise<(QueueKept & { readonly at: string })[]> {
  const key = sort === 'clock' ? clock : 'coalesce(-l.score, 2147483647)'
  const type = sort === 'clock' ? 'timestamptz' : 'integer'
  return await tx.query<QueueKept & { at: string } & Record<string, unknown>>(
    `SELECT ${columns}, q.at FROM (
       SELECT l.id, (${key})::text AS at, ${key} AS k FROM lead l WHERE ${open} AND ($1::uuid IS NULL OR l.owner_id = $1::uuid) AND (NOT $2::boolean OR l.owner_id IS NULL)
         AND ($3::text IS NULL OR l.queue = $3) AND ($5::uuid IS NULL OR (${key}, l.id) > ($4::text::${type}, $5::uuid))
       ORDER BY ${key}, l.id LIMIT $6::integer) q JOIN lead l ON l.id = q.id ${joins} ORDER BY q.k, l.id`,
    [owner, unowned, queue, place?.at ?? null, place?.id ?? null, limit],
  )
}

/** One hand-over. */
export async function queueRow(tx: Tx, id: string): Promise<QueueKept | undefined> {
  const [row] = await tx.query<QueueKept & Record<string, unknown>>(
    `SELECT ${columns} FROM lead l ${joins} WHERE l.id = $1::uuid AND l.state IS NOT NULL`,
    [id],
  )
  return row
}

/** How many open hand-overs there are: of a member, of them with a deadline that has passed, of all, and in each queue. */
export async function countQueue(
  tx: Tx,
  me: Id<'member'> | null,
  now: Instant,
): Promise<{ mine: number; late: number; everyone: number; queues: { name: string; waiting: number }[] }> {
  const [row] = await tx.query<{ mine: number; late: number; everyone: number }>(
    `SELECT count(*) FILTER (WHERE l.owner_id = $1::uuid)::int AS mine, count(*) FILTER (WHERE l.owner_id = $1::uuid AND ${clock} <= $2)::int AS late,
       count(*)::int AS everyone FROM lead l WHERE ${open}`,
    [me, now],
  )
  const queues = await tx.query<{ name: string; waiting: number }>(
    `SELECT l.queue AS name, count(*)::int AS waiting FROM lead l WHERE ${open} AND l.owner_id IS NULL AND l.queue IS NOT NULL GROUP BY 1 ORDER BY 1`,
  )
  return { mine: row?.mine ?? 0, late: row?.late ?? 0, everyone: row?.everyone ?? 0, queues }
}

/** The responses that belong to a hand-over, or that its person gave beside it; the last first. */
export async function responsesOf(tx: Tx, lead: { readonly id: string; readonly personId: string }) {
  return await tx.query<{
    id: Id<'response'>
    at: Instant
    way: string
    what: string | null
    channel: string | null
    source: string | null
    message: string | null
    decision: 'lead' | 'joined' | 'contact' | 'resting' | 'no-contract'
    score: number | null
    contractNumber: number | null
    trace: Trace | null
  }>(
    `SELECT id, at, way, what, channel, source, message, decision, score, contract_number AS "contractNumber", trace FROM response
     WHERE person_id = $2::uuid AND (lead_id = $1::uuid OR lead_id IS NULL) ORDER BY at DESC, id DESC LIMIT 50`,
    [lead.id, lead.personId],
  )
}

/** The steps of a hand-over, the first first. */
export async function stepsOf(tx: Tx, id: string) {
  return await tx.query<{
    id: Id<'lead_step'>
    at: Instant
    by: string
    from: LeadState
    to: LeadState
    fromOwner: string | null
    toOwner: string | null
    reason: string | null
    note: string | null
  }>(
    `SELECT s.id, s.at, s.by, s.from_state AS "from", s.to_state AS "to", f.name AS "fromOwner", o.name AS "toOwner", s.reason, s.note
     FROM lead_step s LEFT JOIN member f ON f.id = s.from_owner_id LEFT JOIN member o ON o.id = s.to_owner_id WHERE s.lead_id = $1::uuid ORDER BY s.at, s.id`,
    [id],
  )
}

/** The promises of a hand-over that were not kept, the first first. */
export async function brokenOf(tx: Tx, id: string) {
  return await tx.query<{ kind: BreachKind; dueAt: Instant; notedAt: Instant; owner: string | null; cause: string }>(
    `SELECT b.kind, b.due_at AS "dueAt", b.noted_at AS "notedAt", m.name AS owner, b.cause
     FROM clock_breach b LEFT JOIN member m ON m.id = b.owner_id WHERE b.lead_id = $1::uuid ORDER BY b.due_at, b.kind`,
    [id],
  )
}

/** The leads that these responses belong to. */
export async function leadsOfResponses(tx: Tx, ids: readonly string[]): Promise<Id<'lead'>[]> {
  if (ids.length === 0) return []
  const rows = await tx.query<{ id: Id<'lead'> }>(
    'SELECT DISTINCT lead_id AS id FROM response WHERE id = ANY($1::uuid[]) AND lead_id IS NOT NULL',
    [ids],
  )
  return rows.map(({ id }) => id)
}
