import type { Id } from '#kernel/id'
import { type Instant, later } from '#kernel/time'
import { scheduleOnce, unschedule } from '#platform/due/due'
import type { Tx } from '#platform/store/database'
import type { Delivery, ResponseOutcome, Way } from '../contract/responses.ts'

/** Keys of requests and ids of deliveries are known for so long; so long what was set aside is kept. */
export const keptDays = 30

/** Due work: a delivery that was kept and not taken, because the process ended in between. */
export const takeWork = 'take-delivery'

/** Whoever kept a delivery takes it at once; after so long it is nobody's any more. */
const abandonedAfterMs = 120_000

/** Has a delivery taken that nobody takes after it was kept. `settleDeliveries` ends it. */
export async function waitForTaking(tx: Tx, id: Id<'delivery'>, now: Instant): Promise<void> {
  await scheduleOnce(tx, now, { kind: takeWork, subjectId: id, dueAt: later(now, abandonedAfterMs) })
}

export interface DeliveryKnown {
  readonly id: Id<'delivery'>
  readonly key: string
  readonly hash: string
  readonly state: Delivery['state']
  readonly answer: readonly ResponseOutcome[] | null
}

/** What came before under these keys, held until the end of the transaction. */
export async function deliveriesKnown(tx: Tx, keys: readonly string[], since: Instant): Promise<DeliveryKnown[]> {
  if (keys.length === 0) return []
  return await tx.query<DeliveryKnown & Record<string, unknown>>(
    'SELECT id, key, hash, state, answer FROM delivery WHERE key = ANY($1::text[]) AND received_at > $2 FOR UPDATE',
    [keys, since],
  )
}

export interface DeliveryKept {
  readonly id: Id<'delivery'>
  readonly key: string | null
  readonly way: Way
  readonly hookId: string | null
  readonly sender: string | null
  readonly hash: string
  readonly raw: string | null
  readonly headers: Readonly<Record<string, string>>
  readonly state: Delivery['state']
  readonly reason: string | null
  readonly answer: readonly ResponseOutcome[] | null
}

/** Keeps deliveries, or what has become of those that are there. A key whose time is over is taken anew. */
export async function keepDeliveries(tx: Tx, rows: readonly DeliveryKept[], now: Instant): Promise<void> {
  if (rows.length === 0) return
  const of = <Key extends keyof DeliveryKept>(key: Key) => rows.map((row) => row[key])
  const json = (values: readonly unknown[]) => values.map((value) => (value === null ? null : JSON.stringify(value)))
  const keys = of('key').filter((key) => key !== null)
  if (keys.length > 0) await tx.send('DELETE FROM delivery WHERE key = ANY($1::text[]) AND id <> ALL($2::uuid[])', [keys, of('id')])
  await tx.send(
    `INSERT INTO delivery (id, key, way, hook_id, sender, hash, raw, headers, received_at, state, reason, tries, answer)
     SELECT v.id, v.key, v.way, v.hook_id, v.sender, v.hash, v.raw, v.headers::jsonb, $1::timestamptz, v.state, v.reason, 1, v.answer::jsonb
     FROM unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[])
       AS v(id, key, way, hook_id, sender, hash, raw, headers, state, reason, answer)`,
    [
      ...[now, of('id'), of('key'), of('way'), of('hookId'), of('sender'), of('hash'), of('raw'), json(of('headers'))],
      ...[of('state'), of('reason'), json(of('answer'))],
    ],
  )
}

/** Deliveries that are to be taken, held until the end of the transaction, so that none is taken twice. */
export async function deliveriesHeld(tx: Tx, ids: readonly string[]): Promise<Pick<DeliveryKnown, 'id' | 'state' | 'answer'>[]> {
  if (ids.length === 0) return []
  return await tx.query<Pick<DeliveryKnown, 'id' | 'state' | 'answer'> & Record<string, unknown>>(
    'SELECT id, state, answer FROM delivery WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE',
    [ids],
  )
}

/** Says what has become of deliveries that were kept before they were taken. */
export async function settleDeliveries(
  tx: Tx,
  rows: readonly { readonly id: string; readonly state: Delivery['state']; readonly reason: string | null; readonly answer: unknown }[],
): Promise<void> {
  if (rows.length === 0) return
  await tx.send(
    `UPDATE delivery d SET state = v.state, reason = v.reason, answer = v.answer::jsonb, tries = d.tries + 1
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS v(id, state, reason, answer) WHERE d.id = v.id`,
    [
      rows.map(({ id }) => id),
      rows.map(({ state }) => state),
      rows.map(({ reason }) => reason),
      rows.map(({ answer }) => JSON.stringify(answer)),
    ],
  )
  await unschedule(tx, takeWork, ...rows.map(({ id }) => id))
}

export interface KeyKnown {
  readonly key: string
  readonly hash: string
  readonly answer: { readonly outcomes: readonly ResponseOutcome[] } | null
}

/** Requests that came before under these keys. */
export async function requestsKnown(tx: Tx, keys: readonly string[], since: Instant): Promise<KeyKnown[]> {
  if (keys.length === 0) return []
  return await tx.query<KeyKnown & Record<string, unknown>>(
    'SELECT key, input_hash AS hash, answer FROM idempotency_key WHERE key = ANY($1::text[]) AND at > $2',
    [keys, since],
  )
}

/** Keeps what requests were answered, by their keys; a key whose time is over is taken anew. */
export async function keepRequests(
  tx: Tx,
  rows: readonly { readonly key: string; readonly endpoint: string; readonly hash: string; readonly answer: unknown }[],
  now: Instant,
  since: Instant,
): Promise<void> {
  if (rows.length === 0) return
  await tx.send('DELETE FROM idempotency_key WHERE key = ANY($1::text[]) AND at <= $2', [rows.map(({ key }) => key), since])
  await tx.send(
    `INSERT INTO idempotency_key (key, endpoint, input_hash, answer, at)
     SELECT v.key, v.endpoint, v.hash, v.answer::jsonb, $1::timestamptz FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS v(key, endpoint, hash, answer)`,
    [
      now,
      rows.map(({ key }) => key),
      rows.map(({ endpoint }) => endpoint),
      rows.map(({ hash }) => hash),
      rows.map(({ answer }) => JSON.stringify(answer)),
    ],
  )
}

const shown = `id, way, sender AS "from", state, reason, received_at AS "receivedAt", tries, raw`

/** What was set aside and why, the newest first, a page at a time. */
export async function setAside(
  tx: Tx,
  asked: { readonly reason: string | null; readonly after: string | null },
): Promise<Omit<Delivery, 'says'>[]> {
  return await tx.query<Omit<Delivery, 'says'> & Record<string, unknown>>(
    `SELECT ${shown} FROM delivery d WHERE state <> 'taken' AND ($1::text IS NULL OR reason = $1)
       AND ($2::uuid IS NULL OR (received_at, id) < (SELECT received_at, id FROM delivery WHERE id = $2::uuid))
     ORDER BY received_at DESC, id DESC LIMIT 100`,
    [asked.reason, asked.after],
  )
}

/** How often each reason is there. */
export async function reasonsAside(tx: Tx): Promise<{ reason: string; count: number }[]> {
  return await tx.query<{ reason: string; count: number }>(
    "SELECT coalesce(reason, '') AS reason, count(*) AS count FROM delivery WHERE state = 'quarantined' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 100",
  )
}

export interface Replayed {
  readonly id: Id<'delivery'>
  readonly key: string | null
  readonly way: Way
  readonly hookId: Id<'hook'> | null
  readonly sender: string | null
  readonly hash: string
  readonly raw: string
}

/** Deliveries that are to be taken again: one, or those with a reason; the oldest first. */
export async function toReplay(
  tx: Tx,
  asked: { readonly id: string | null; readonly reason: string | null; readonly limit: number },
): Promise<Replayed[]> {
  return await tx.query<Replayed & Record<string, unknown>>(
    `SELECT id, key, way, hook_id AS "hookId", sender, hash, raw FROM delivery
     WHERE state <> 'taken' AND raw IS NOT NULL AND (id = $1::uuid OR ($1::uuid IS NULL AND reason = $2)) ORDER BY received_at, id LIMIT $3`,
    [asked.id, asked.reason, asked.limit],
  )
}

/** A delivery that was kept, if it still waits to be taken. */
export async function keptDelivery(tx: Tx, id: string): Promise<Replayed | null> {
  const [row] = await tx.query<Replayed & Record<string, unknown>>(
    `SELECT id, key, way, hook_id AS "hookId", sender, hash, raw FROM delivery WHERE id = $1::uuid AND state = 'kept' AND raw IS NOT NULL`,
    [id],
  )
  return row ?? null
}

const piece = 20_000

/** Lets go of what has been kept long enough, a piece at a time; answers whether there may be more of it. */
export async function forgetDeliveries(tx: Tx, before: Instant): Promise<boolean> {
  const gone = await tx.query(
    'DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE received_at <= $1 ORDER BY received_at LIMIT $2) RETURNING 1',
    [before, piece],
  )
  await tx.query("DELETE FROM idempotency_key WHERE at <= $1 AND endpoint = 'capture.postResponses'", [before])
  return gone.length === piece
}
