import type { EventId, Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import { newId } from '../ids.ts'
import type { Tx } from '../store/database.ts'

/** An address that is told what happens, as whoever sends needs it. */
export interface Receiver {
  readonly id: Id<'webhook'>
  readonly name: string
  readonly url: string
  readonly kinds: readonly string[]
  readonly personal: boolean
  readonly ordered: boolean
  readonly makerId: string | null
  readonly secret: string
  readonly oldSecret: string | null
  readonly oldUntil: Instant | null
  readonly seq: number
  /** Events came since it was looked at. */
  readonly behind: boolean
}

/** Addresses for which there is something to do: events that were not looked at, or messages that are due. */
export async function receiversWithWork(tx: Tx, now: Instant): Promise<Receiver[]> {
  return await tx.query<Receiver & Record<string, unknown>>(
    `SELECT w.id, w.name, w.url, w.kinds, w.personal, w.ordered, w.maker_id AS "makerId", w.secret, w.old_secret AS "oldSecret", w.old_until AS "oldUntil", w.seq, w.seq < h.seq AS behind
     FROM webhook w CROSS JOIN ledger_head h
     WHERE w.removed_at IS NULL AND w.state = 'on' AND (w.seq < h.seq OR ((w.held_until IS NULL OR w.held_until <= $1) AND EXISTS (
       SELECT 1 FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.state = 'waiting' AND d.due_at <= $1 AND (d.lease_until IS NULL OR d.lease_until <= $1))))
     ORDER BY w.id`,
    [now],
    'webhooks with work',
  )
}

/** Events that are looked at in one go. */
const stretch = 2_000

/**
 * Writes down the next stretch of events that an address is to be told, and moves its mark, in one transaction: none is left out, none is there twice, and what was
 * rolled back was never there. Answers whether there may be more.
 */
export async function spread(tx: Tx, now: Instant, id: string): Promise<boolean> {
  const [mark] = await tx.query<{ seq: number; kinds: readonly string[] }>(
    "SELECT seq, kinds FROM webhook WHERE id = $1 AND removed_at IS NULL AND state = 'on' FOR UPDATE SKIP LOCKED",
    [id],
  )
  if (!mark) return false
  const groups = mark.kinds.filter((kind) => kind.endsWith('.*')).map((kind) => kind.slice(0, -2))
  const events = await tx.query<{ id: EventId; seq: number; kind: string; wanted: boolean }>(
    `SELECT id, seq, kind, $2::boolean OR kind = ANY($3::text[]) OR split_part(kind, '.', 1) = ANY($4::text[]) AS wanted
     FROM event WHERE seq > $1 ORDER BY seq LIMIT ${stretch}`,
    [mark.seq, mark.kinds.length === 0, mark.kinds, groups],
  )
  const last = events.at(-1)
  if (!last) return false
  const told = events.filter(({ wanted }) => wanted)
  if (told.length > 0)
    await tx.query(
      `INSERT INTO webhook_delivery (id, webhook_id, event_id, seq, kind, state, tries, round, due_at, fence, made_at)
       SELECT v.id, $1::uuid, v.event_id, v.seq, v.kind, 'waiting', 0, 0, $6::timestamptz, 0, $6::timestamptz
       FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::text[]) AS v(id, event_id, seq, kind) ON CONFLICT (webhook_id, event_id) DO NOTHING`,
      [id, told.map(() => newId(now)), told.map((event) => event.id), told.map((event) => event.seq), told.map((event) => event.kind), now],
    )
  await tx.query('UPDATE webhook SET seq = $2 WHERE id = $1', [id, last.seq])
  return events.length === stretch
}

/** A message that this worker has taken; after the lease it is anybody's. */
export interface Taken {
  readonly id: Id<'webhook_delivery'>
  readonly eventId: EventId | null
  readonly seq: number
  readonly kind: string
  readonly tries: number
  readonly round: number
  readonly fence: number
  readonly leaseUntil: Instant
}

/** Takes the next messages of an address, the oldest first. One that wants them in order gets one at a time, and none before those from before were taken. */
export async function takeDeliveries(
  tx: Tx,
  { id, ordered }: Pick<Receiver, 'id' | 'ordered'>,
  { now, until, most }: { readonly now: Instant; readonly until: Instant; readonly most: number },
): Promise<Taken[]> {
  const first = "AND NOT EXISTS (SELECT 1 FROM webhook_delivery o WHERE o.webhook_id = $1 AND o.state = 'waiting' AND o.seq < d.seq)"
  const rows = await tx.query<Taken & Record<string, unknown>>(
    `WITH next AS (
       SELECT d.id FROM webhook_delivery d WHERE d.webhook_id = $1 AND d.state = 'waiting' AND d.due_at <= $2 AND (d.lease_until IS NULL OR d.lease_until <= $2) ${ordered ? first : ''}
       ORDER BY d.due_at, d.seq LIMIT $4 FOR UPDATE SKIP LOCKED)
     UPDATE webhook_delivery SET lease_until = $3, fence = fence + 1 FROM next WHERE webhook_delivery.id = next.id
     RETURNING webhook_delivery.id, event_id AS "eventId", seq, kind, tries, round, fence, lease_until AS "leaseUntil"`,
    [id, now, until, ordered ? 1 : most],
    ordered ? 'take webhooks in order' : 'take webhooks',
  )
  return rows.toSorted((a, b) => a.seq - b.seq)
}

/** An event as it is told. */
export interface ToldOutside {
  readonly id: EventId
  readonly seq: number
  readonly kind: string
  readonly actorKind: string
  readonly actorId: string | null
  readonly actorName: string
  readonly subjectKind: string | null
  readonly subjectId: string | null
  readonly payload: Record<string, unknown>
  readonly cause: EventId | null
  readonly undoes: EventId | null
  readonly at: Instant
  readonly changes: readonly { readonly tbl: string; readonly op: string; readonly ids: readonly string[] }[]
}

/** Events with the rows that each of them wrote; of very many the first. */
export async function eventsToTell(tx: Tx, ids: readonly EventId[]): Promise<ToldOutside[]> {
  return await tx.query<ToldOutside & Record<string, unknown>>(
    `SELECT e.id, e.seq, e.kind, e.actor_kind AS "actorKind", e.actor_id AS "actorId", e.actor_name AS "actorName", e.subject_kind AS "subjectKind",
       e.subject_id AS "subjectId", e.payload, e.cause, e.undoes, e.at, coalesce(c.changes, '[]'::jsonb) AS changes
     FROM event e CROSS JOIN LATERAL (
       SELECT jsonb_agg(jsonb_build_object('tbl', f.tbl, 'op', f.op, 'ids', f.ids) ORDER BY f.no) AS changes
       FROM (SELECT c.no, c.tbl, c.op, c.row_ids[1:201] AS ids FROM change c WHERE c.event_id = e.id ORDER BY c.no LIMIT 201) AS f) AS c
     WHERE e.id = ANY($1::uuid[])`,
    [ids],
    'events to tell outside',
  )
}

/** What a try brought, as it is kept. */
export interface Settled {
  readonly taken: Taken
  readonly at: Instant
  readonly ms: number
  readonly status: number | null
  readonly answer: string | null
  readonly why: string | null
  readonly state: 'waiting' | 'sent' | 'failed'
  readonly dueAt: Instant
}

/** Keeps tries and what follows from them. Whoever lost the lease changes nothing any more; that it called is kept all the same. Answers which were still ours. */
export async function settle(tx: Tx, now: Instant, all: readonly Settled[]): Promise<ReadonlySet<string>> {
  await tx.query(
    `INSERT INTO webhook_attempt (id, delivery_id, no, at, ms, status, answer, why)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::timestamptz[], $5::int[], $6::int[], $7::text[], $8::text[])`,
    [
      all.map(() => newId(now)),
      all.map(({ taken }) => taken.id),
      all.map(({ taken }) => taken.tries + 1),
      ...(['at', 'ms', 'status', 'answer', 'why'] as const).map((key) => all.map((one) => one[key])),
    ],
    'keep webhook attempts',
  )
  const ours = await tx.query<{ id: string }>(
    `UPDATE webhook_delivery d SET state = v.state, due_at = v.due_at, tries = d.tries + 1, round = d.round + 1, lease_until = NULL,
       settled_at = CASE WHEN v.state = 'waiting' THEN NULL ELSE $5::timestamptz END
     FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::timestamptz[]) AS v(id, fence, state, due_at)
     WHERE d.id = v.id AND d.fence = v.fence AND d.state = 'waiting' RETURNING d.id`,
    [
      all.map(({ taken }) => taken.id),
      all.map(({ taken }) => taken.fence),
      all.map(({ state }) => state),
      all.map(({ dueAt }) => dueAt),
      now,
    ],
    'settle webhooks',
  )
  return new Set(ours.map(({ id }) => id))
}

/** Gives back what was taken and not sent. */
export async function giveBack(tx: Tx, all: readonly Taken[]): Promise<void> {
  await tx.query(
    `UPDATE webhook_delivery d SET lease_until = NULL FROM unnest($1::uuid[], $2::bigint[]) AS v(id, fence) WHERE d.id = v.id AND d.fence = v.fence`,
    [all.map(({ id }) => id), all.map(({ fence }) => fence)],
  )
}

/** Ends all leases. Only for a start that knows itself to be alone on the database: the workers that held them are dead. */
export async function giveAllBack(tx: Tx): Promise<void> {
  await tx.query("UPDATE webhook_delivery SET lease_until = NULL WHERE state = 'waiting' AND lease_until IS NOT NULL")
}

/** Notes of an address what its tries brought. Answers how many messages in a row were never taken. */
export async function noteReceiver(
  tx: Tx,
  id: string,
  { sentAt, failed, heldUntil }: { readonly sentAt: Instant | null; readonly failed: number; readonly heldUntil: Instant | null },
): Promise<number> {
  const [row] = await tx.query<{ failed: number }>(
    `UPDATE webhook SET last_sent_at = coalesce($2::timestamptz, last_sent_at), failed = CASE WHEN $2::timestamptz IS NULL THEN failed + $3::int ELSE 0 END,
       held_until = coalesce($4::timestamptz, held_until) WHERE id = $1 RETURNING failed`,
    [id, sentAt, failed, heldUntil],
  )
  return row?.failed ?? 0
}

/** Stops an address with the reason; what waits for it failed, to be sent again by hand. Answers what it is called where it ran until now. */
export async function stopReceiver(tx: Tx, now: Instant, id: string, why: string): Promise<string | null> {
  const rows = await tx.query<{ name: string }>(
    "UPDATE webhook SET state = 'stopped', why = $2 WHERE id = $1 AND state = 'on' AND removed_at IS NULL RETURNING name",
    [id, why],
  )
  await tx.query(
    "UPDATE webhook_delivery SET state = 'failed', settled_at = $2, lease_until = NULL, fence = fence + 1 WHERE webhook_id = $1 AND state = 'waiting'",
    [id, now],
  )
  return rows[0]?.name ?? null
}

/** Forgets what is over and old, and all of addresses that were removed; a part at a time. Answers whether there is more. */
export async function forgetSent(tx: Tx, before: Instant): Promise<boolean> {
  const gone = await tx.query<{ id: string }>(
    `DELETE FROM webhook_delivery WHERE id = ANY(ARRAY(
       SELECT d.id FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id
       WHERE (d.made_at < $1 AND d.state <> 'waiting') OR w.removed_at IS NOT NULL LIMIT 5000)) RETURNING id`,
    [before],
  )
  await tx.query('DELETE FROM webhook_attempt WHERE delivery_id = ANY($1::uuid[])', [gone.map(({ id }) => id)])
  return gone.length === 5_000
}
