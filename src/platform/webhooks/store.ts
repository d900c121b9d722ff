import type { EventId, Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Tx } from '../store/database.ts'

export interface Webhook {
  readonly id: Id<'webhook'>
  readonly name: string
  readonly url: string
  readonly kinds: readonly string[]
  readonly personal: boolean
  readonly ordered: boolean
  readonly makerId: string | null
  readonly makerName: string
  readonly secret: string
  readonly oldSecret: string | null
  readonly oldUntil: Instant | null
  readonly state: 'on' | 'off' | 'stopped'
  readonly why: string | null
  readonly heldUntil: Instant | null
  readonly lastSentAt: Instant | null
  readonly madeAt: Instant
}

const columns = `w.id, w.name, w.url, w.kinds, w.personal, w.ordered, w.maker_id AS "makerId", w.maker_name AS "makerName", w.secret, w.old_secret AS "oldSecret",
  w.old_until AS "oldUntil", w.state, w.why, w.held_until AS "heldUntil", w.last_sent_at AS "lastSentAt", w.made_at AS "madeAt"`

/** All addresses, by name, with how many messages wait and how many were never taken in the last 30 days. */
export async function webhooksKept(tx: Tx): Promise<(Webhook & { waiting: number; failed: number })[]> {
  return await tx.query<Webhook & { waiting: number; failed: number } & Record<string, unknown>>(
    `SELECT ${columns}, d.waiting, d.failed FROM webhook w CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE state = 'waiting')::int AS waiting, count(*) FILTER (WHERE state = 'failed')::int AS failed
       FROM webhook_delivery WHERE webhook_id = w.id AND state <> 'sent') d
     WHERE w.removed_at IS NULL ORDER BY lower(w.name), w.id`,
  )
}

/** One address, held until the end of the transaction. */
export async function webhookForUpdate(tx: Tx, id: string): Promise<Webhook | null> {
  const [row] = await tx.query<Webhook & Record<string, unknown>>(
    `SELECT ${columns} FROM webhook w WHERE w.id = $1::uuid AND w.removed_at IS NULL FOR UPDATE`,
    [id],
  )
  return row ?? null
}

/** Keeps a new address. It is told what happens from now on. */
export async function addWebhook(tx: Tx, one: Omit<Webhook, 'oldSecret' | 'oldUntil' | 'why' | 'heldUntil' | 'lastSentAt'>): Promise<void> {
  await tx.query(
    `INSERT INTO webhook (id, name, url, kinds, personal, ordered, maker_id, maker_name, secret, state, seq, failed, made_at)
     SELECT $1::uuid, $2::text, $3::text, $4::jsonb, $5::boolean, $6::boolean, $7::text, $8::text, $9::text, $10::text, h.seq, 0, $11::timestamptz FROM ledger_head h`,
    [
      one.id,
      one.name,
      one.url,
      JSON.stringify(one.kinds),
      one.personal,
      one.ordered,
      one.makerId,
      one.makerName,
      one.secret,
      one.state,
      one.madeAt,
    ],
  )
}

/** Changes what an address is called, where it lies and what it is told. Whoever does so answers for it from now on. */
export async function changeWebhook(
  tx: Tx,
  id: string,
  one: Pick<Webhook, 'name' | 'url' | 'kinds' | 'personal' | 'ordered' | 'makerId' | 'makerName' | 'state' | 'why'>,
): Promise<void> {
  await tx.query(
    `UPDATE webhook SET name = $2, url = $3, kinds = $4::jsonb, personal = $5, ordered = $6, maker_id = $7, maker_name = $8, state = $9, why = $10, failed = 0, held_until = NULL
     WHERE id = $1`,
    [id, one.name, one.url, JSON.stringify(one.kinds), one.personal, one.ordered, one.makerId, one.makerName, one.state, one.why],
  )
}

/** What happened while it was off is not told: it goes on with the next event. */
export async function skipToHead(tx: Tx, id: string): Promise<void> {
  await tx.query('UPDATE webhook SET seq = (SELECT h.seq FROM ledger_head h) WHERE id = $1', [id])
}

/** A new secret; the one from before signs beside it until a time. */
export async function setSecret(tx: Tx, id: string, secret: string, oldUntil: Instant): Promise<void> {
  await tx.query('UPDATE webhook SET old_secret = secret, secret = $2, old_until = $3 WHERE id = $1', [id, secret, oldUntil])
}

/** Removes an address and forgets its secrets. Its messages go with the next tidying. */
export async function removeWebhook(tx: Tx, id: string, at: Instant): Promise<void> {
  await tx.query("UPDATE webhook SET removed_at = $2, secret = '', old_secret = NULL WHERE id = $1", [id, at])
}

export interface DeliveryRow {
  readonly id: Id<'webhook_delivery'>
  readonly webhookId: Id<'webhook'>
  readonly eventId: EventId | null
  readonly kind: string
  readonly state: 'waiting' | 'sent' | 'failed'
  readonly tries: number
  readonly dueAt: Instant
  readonly madeAt: Instant
  readonly attempts: readonly { at: Instant; ms: number; status: number | null; answer: string | null; why: string | null }[]
}

/** Messages of an address, the newest first, each with its last tries. */
export async function deliveriesOf(
  tx: Tx,
  { webhookId, state, before, one }: { webhookId: string; state: string | null; before: string | null; one?: string },
  limit: number,
): Promise<DeliveryRow[]> {
  return await tx.query<DeliveryRow & Record<string, unknown>>(
    `SELECT d.id, d.webhook_id AS "webhookId", d.event_id AS "eventId", d.kind, d.state, d.tries, d.due_at AS "dueAt", d.made_at AS "madeAt", coalesce(a.attempts, '[]'::jsonb) AS attempts
     FROM webhook_delivery d CROSS JOIN LATERAL (
       SELECT jsonb_agg(jsonb_build_object('at', to_char(l.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'ms', l.ms, 'status', l.status, 'answer', l.answer, 'why', l.why) ORDER BY l.no DESC, l.id DESC) AS attempts
       FROM (SELECT * FROM webhook_attempt t WHERE t.delivery_id = d.id ORDER BY t.no DESC, t.id DESC LIMIT 20) l) a
     WHERE d.webhook_id = $1 AND ($2::text IS NULL OR d.state = $2) AND ($3::uuid IS NULL OR d.id < $3) AND ($4::uuid IS NULL OR d.id = $4)
     ORDER BY d.id DESC LIMIT $5`,
    [webhookId, state, before, one ?? null, limit],
  )
}

/** Puts messages on their way again: one, or all that were never taken since a time. Answers how many. */
export async function sendAgain(
  tx: Tx,
  now: Instant,
  { webhookId, delivery, since }: { webhookId: string; delivery: string | null; since: Instant | null },
): Promise<number> {
  const rows = await tx.query(
    `UPDATE webhook_delivery SET state = 'waiting', round = 0, due_at = $2, lease_until = NULL, fence = fence + 1, settled_at = NULL
     WHERE webhook_id = $1 AND event_id IS NOT NULL AND (($3::uuid IS NOT NULL AND id = $3::uuid AND state <> 'waiting') OR ($3::uuid IS NULL AND state = 'failed' AND settled_at >= $4))
     RETURNING id`,
    [webhookId, now, delivery, since],
  )
  return rows.length
}

/** Keeps a test as a message of its own, with what it brought. */
export async function noteTest(
  tx: Tx,
  ids: { readonly id: string; readonly attempt: string; readonly webhookId: string },
  kind: string,
  tried: {
    readonly at: Instant
    readonly ms: number
    readonly status: number | null
    readonly answer: string | null
    readonly why: string | null
    readonly sent: boolean
  },
): Promise<void> {
  await tx.query(
    `INSERT INTO webhook_delivery (id, webhook_id, seq, kind, state, tries, round, due_at, fence, made_at, settled_at) VALUES ($1, $2, 0, $3, $4, 1, 1, $5, 0, $5, $5)`,
    [ids.id, ids.webhookId, kind, tried.sent ? 'sent' : 'failed', tried.at],
  )
  await tx.query('INSERT INTO webhook_attempt (id, delivery_id, no, at, ms, status, answer, why) VALUES ($1, $2, 1, $3, $4, $5, $6, $7)', [
    ...[ids.attempt, ids.id, tried.at, tried.ms, tried.status, tried.answer, tried.why],
  ])
}
