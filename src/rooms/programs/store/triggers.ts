import { toldInWords } from '#kernel/event'
import type { EventId, Id } from '#kernel/id'
import type { RecordKind } from '#kernel/list'
import type { Day, Instant } from '#kernel/time'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/store/database'
import type { TriggerDocument } from '../contract/triggers.ts'

export interface TriggerRow {
  readonly id: Id<'trigger'>
  readonly name: string
  readonly number: number
  readonly onSince: Instant | null
  readonly document: TriggerDocument
}

const triggerColumns = 't.id, t.name, t.number, t.on_since AS "onSince", v.document'
const fromTriggers = 'program_trigger t JOIN trigger_version v ON v.trigger_id = t.id AND v.number = t.number'

/** All triggers by name; only those that are on where that is asked. */
export async function allTriggers(tx: Tx, { on = false }: { readonly on?: boolean } = {}): Promise<TriggerRow[]> {
  return await tx.query<TriggerRow & Record<string, unknown>>(
    `SELECT ${triggerColumns} FROM ${fromTriggers} WHERE NOT $1::boolean OR t.on_since IS NOT NULL ORDER BY lower(t.name), t.id`,
    [on],
  )
}

/** One trigger with its version that holds; locked where it is going to change. */
export async function triggerOf(tx: Tx, id: string, hold?: 'change'): Promise<TriggerRow | undefined> {
  if (hold) await tx.query('SELECT id FROM program_trigger WHERE id = $1 FOR UPDATE', [id])
  return (await tx.query<TriggerRow & Record<string, unknown>>(`SELECT ${triggerColumns} FROM ${fromTriggers} WHERE t.id = $1`, [id]))[0]
}

/** The versions of a trigger, the newest first. */
export async function versionsOf(
  tx: Tx,
  id: string,
): Promise<{ id: Id<'trigger_version'>; number: number; reason: string; by: string; at: Instant }[]> {
  return await tx.query('SELECT id, number, reason, by, at FROM trigger_version WHERE trigger_id = $1 ORDER BY number DESC', [id])
}

export interface Counts {
  readonly triggerId: string
  readonly fired: number
  readonly fired30: number
  readonly savedMinutes: number
  readonly waiting: number
  readonly failed: number
}

/** How often triggers fired, what that saved, and what waits or failed. What was undone is not counted. */
export async function countsOf(tx: Tx, since30: Instant): Promise<Map<string, Counts>> {
  const rows = await tx.query<Counts & Record<string, unknown>>(
    `SELECT t.id AS "triggerId", coalesce(f.fired, 0)::int AS fired, coalesce(f.fired30, 0)::int AS fired30, coalesce(f.minutes, 0)::float8 AS "savedMinutes",
       coalesce(w.waiting, 0)::int AS waiting, coalesce(w.failed, 0)::int AS failed
     FROM program_trigger t
     LEFT JOIN (SELECT trigger_id, count(*) AS fired, count(*) FILTER (WHERE fired_at >= $1) AS fired30, sum(minutes) AS minutes
       FROM trigger_firing WHERE undone_at IS NULL GROUP BY trigger_id) f ON f.trigger_id = t.id
     LEFT JOIN (SELECT trigger_id, count(*) FILTER (WHERE NOT dead) AS waiting, count(*) FILTER (WHERE dead) AS failed FROM trigger_waiting GROUP BY trigger_id) w
       ON w.trigger_id = t.id`,
    [since30],
  )
  return new Map(rows.map((row) => [row.triggerId, row]))
}

export interface FiringRow {
  readonly id: string
  readonly state: 'done' | 'undone' | 'failed' | 'waiting'
  readonly kind: RecordKind
  readonly recordId: string
  readonly at: Instant
  readonly firedAt: Instant | null
  readonly number: number | null
  readonly did: string[]
  readonly cause: { readonly id: string; readonly says: string } | null
  readonly why: string | null
}

/** What waits and failed of a trigger, then its last firings. */
export async function firingsOf(tx: Tx, triggerId: string): Promise<FiringRow[]> {
  const rows = await tx.query<Omit<FiringRow, 'cause'> & { causeId: string | null; causeKind: string | null; causePayload: unknown }>(
    `SELECT x.*, e.kind AS "causeKind", e.payload AS "causePayload" FROM (
       (SELECT id, CASE WHEN dead THEN 'failed' ELSE 'waiting' END AS state, kind, record_id AS "recordId", at, NULL::timestamptz AS "firedAt", NULL::integer AS number,
          '[]'::jsonb AS did, cause AS "causeId", last_error AS why, 0 AS part FROM trigger_waiting WHERE trigger_id = $1 AND mails IS NULL ORDER BY due_at DESC LIMIT 50)
       UNION ALL
       (SELECT id, CASE WHEN undone_at IS NULL THEN 'done' ELSE 'undone' END, kind, record_id, at, fired_at, number, did, cause, NULL, 1
        FROM trigger_firing WHERE trigger_id = $1 ORDER BY fired_at DESC, id DESC LIMIT 100)) AS x
     LEFT JOIN event e ON e.id = x."causeId" ORDER BY x.part, x."firedAt" DESC NULLS FIRST, x.at DESC, x.id`,
    [triggerId],
  )
  return rows.map(({ causeId, causeKind, causePayload, ...row }) => ({
    ...row,
    cause: causeId === null || causeKind === null ? null : { id: causeId, says: toldInWords(causeKind, causePayload) },
  }))
}

/** The firing with this id. */
export async function firingOf(
  tx: Tx,
  id: string,
): Promise<{ id: Id<'trigger_firing'>; eventId: EventId; undoneAt: Instant | null } | undefined> {
  return (
    await tx.query<{ id: Id<'trigger_firing'>; eventId: EventId; undoneAt: Instant | null }>(
      'SELECT id, event_id AS "eventId", undone_at AS "undoneAt" FROM trigger_firing WHERE id = $1',
      [id],
    )
  )[0]
}

/** When a trigger fired last for each of these records. */
export async function lastFirings(tx: Tx, triggerId: string, recordIds: readonly string[]): Promise<Map<string, Instant>> {
  const rows = await tx.query<{ id: string; at: Instant }>(
    'SELECT record_id AS id, max(fired_at) AS at FROM trigger_firing WHERE trigger_id = $1 AND record_id = ANY($2::uuid[]) GROUP BY record_id',
    [triggerId, recordIds],
  )
  return new Map(rows.map(({ id, at }) => [id, at]))
}

const names: Readonly<Record<RecordKind, string>> = {
  deal: 'SELECT id, name AS label FROM deal WHERE id = ANY($1::uuid[])',
  account: 'SELECT id, name AS label FROM account WHERE id = ANY($1::uuid[])',
  person: 'SELECT id, full_name AS label FROM person WHERE id = ANY($1::uuid[])',
  lead: 'SELECT l.id, p.full_name AS label FROM lead l JOIN person p ON p.id = l.person_id WHERE l.id = ANY($1::uuid[])',
}

/** How records are called, by their ids. */
export async function labelsOf(tx: Tx, kind: RecordKind, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.query<{ id: string; label: string }>(names[kind], [ids])
  return new Map(rows.map(({ id, label }) => [id, label]))
}

/** Everything that a step may need to know of a record. */
export interface Target {
  readonly label: string
  readonly ownerId: Id<'member'> | null
  readonly personId: Id<'person'> | null
  readonly accountId: Id<'account'> | null
}

const targets: Readonly<Record<RecordKind, string>> = {
  deal: 'SELECT name AS label, owner_id AS "ownerId", person_id AS "personId", account_id AS "accountId" FROM deal WHERE id = $1',
  account: 'SELECT name AS label, owner_id AS "ownerId", NULL::uuid AS "personId", id AS "accountId" FROM account WHERE id = $1',
  person: `SELECT p.full_name AS label, coalesce(p.owner_id, a.owner_id) AS "ownerId", p.id AS "personId", p.account_id AS "accountId"
    FROM person p LEFT JOIN account a ON a.id = p.account_id WHERE p.id = $1`,
  lead: `SELECT p.full_name AS label, l.owner_id AS "ownerId", p.id AS "personId", p.account_id AS "accountId"
    FROM lead l JOIN person p ON p.id = l.person_id WHERE l.id = $1`,
}

/** A record as steps see it; undefined when it is gone. */
export async function targetOf(tx: Tx, kind: RecordKind, id: string): Promise<Target | undefined> {
  return (await tx.query<Target & Record<string, unknown>>(targets[kind], [id]))[0]
}

/** A member with the address that their record names. */
export async function memberOf(tx: Tx, id: string): Promise<{ name: string; email: string | null } | undefined> {
  return (await tx.query<{ name: string; email: string | null }>('SELECT name, email FROM member WHERE id = $1', [id]))[0]
}

/** Stages in the order of their pipelines, with the name of the pipeline where there are several. */
export async function stageChoices(tx: Tx): Promise<{ id: string; name: string }[]> {
  return await tx.query(
    `SELECT s.id, concat_ws(': ', nullif(l.name, ''), s.name) AS name FROM stage s JOIN pipeline l ON l.id = s.pipeline_id WHERE s.retired_at IS NULL ORDER BY lower(l.name), s.position, s.id`,
  )
}

/** Declared kinds of happenings, with how many were told. */
export async function happeningChoices(tx: Tx): Promise<{ id: Id<'happening_kind'>; name: string; seen: number }[]> {
  return await tx.query(
    `SELECT k.id, k.name, (SELECT count(*)::int FROM activity x WHERE x.kind = 'other' AND x.type = k.name) AS seen FROM happening_kind k ORDER BY lower(k.name)`,
  )
}

/** The day of a moment some days later, in UTC as all days. */
export const dayAfter = (at: Instant, days: number): Day => new Date(Date.parse(at) + days * 86_400_000).toISOString().slice(0, 10) as Day

export interface Waiting {
  readonly id: Id<'trigger_waiting'>
  readonly triggerId: Id<'trigger'>
  readonly kind: RecordKind
  readonly recordId: string
  readonly key: string
  readonly at: Instant
  readonly cause: EventId | null
  readonly tries: number
  readonly mails: readonly unknown[] | null
}

const waitingColumns = 'id, trigger_id AS "triggerId", kind, record_id AS "recordId", key, at, cause, tries, mails'

/** Has a trigger fire for records; one that waits for the same already, or fired for it, is left out. Answers how many are new. */
export async function queueFirings(
  tx: Tx,
  now: Instant,
  trigger: { readonly id: string; readonly kind: RecordKind; readonly cause: EventId | null },
  moments: readonly { readonly recordId: string; readonly at: Instant; readonly key: string }[],
): Promise<number> {
  const rows = await tx.query(
    `INSERT INTO trigger_waiting (id, trigger_id, kind, record_id, key, at, cause, due_at, tries, dead)
     SELECT m.id, $2::uuid, $3, m.record_id, m.key, m.at, $4::uuid, $1::timestamptz, 0, false
     FROM unnest($5::uuid[], $6::uuid[], $7::text[], $8::timestamptz[]) AS m(id, record_id, key, at)
     WHERE NOT EXISTS (SELECT 1 FROM trigger_firing f WHERE f.trigger_id = $2::uuid AND f.record_id = m.record_id AND f.key = m.key)
     ON CONFLICT (trigger_id, record_id, key) DO NOTHING RETURNING id`,
    [
      now,
      trigger.id,
      trigger.kind,
      trigger.cause,
      moments.map(() => newId(now)),
      moments.map(({ recordId }) => recordId),
      moments.map(({ key }) => key),
      moments.map(({ at }) => at),
    ],
  )
  return rows.length
}

export interface DueFiring {
  readonly id: Id<'trigger_waiting'>
  /** Of the trigger. */
  readonly name: string
  readonly cause: EventId | null
  readonly tries: number
}

/** The next firings that are due, in their order. */
export async function dueFirings(tx: Tx, now: Instant): Promise<DueFiring[]> {
  return await tx.query<DueFiring & Record<string, unknown>>(
    `SELECT w.id, coalesce(t.name, '') AS name, w.cause, w.tries FROM trigger_waiting w LEFT JOIN program_trigger t ON t.id = w.trigger_id
     WHERE NOT w.dead AND w.due_at <= $1 ORDER BY w.due_at, w.id LIMIT 200`,
    [now],
  )
}

/** When the next firing is due; null when none waits. */
export async function nextDue(tx: Tx): Promise<Instant | null> {
  return (await tx.query<{ at: Instant | null }>('SELECT min(due_at) AS at FROM trigger_waiting WHERE NOT dead'))[0]?.at ?? null
}

/** Takes a waiting firing for this transaction; undefined when it is done, given up, or somebody else has it. */
export async function takeWaiting(tx: Tx, id: string): Promise<Waiting | undefined> {
  return (
    await tx.query<Waiting & Record<string, unknown>>(
      `SELECT ${waitingColumns} FROM trigger_waiting WHERE id = $1 AND NOT dead FOR UPDATE SKIP LOCKED`,
      [id],
    )
  )[0]
}

/** Ends a waiting firing; what it has to mail stays until it is in the outbox. */
export async function endWaiting(tx: Tx, id: string, mails: readonly unknown[] = []): Promise<void> {
  if (mails.length === 0) await tx.query('DELETE FROM trigger_waiting WHERE id = $1', [id])
  else
    await tx.query('UPDATE trigger_waiting SET mails = $2::jsonb, tries = 0, last_error = NULL WHERE id = $1', [id, JSON.stringify(mails)])
}

/** Puts a failed firing back for later, or lays it aside. */
export async function putBack(tx: Tx, id: string, dueAt: Instant, why: string, mostTries: number): Promise<void> {
  await tx.query('UPDATE trigger_waiting SET tries = tries + 1, due_at = $2, last_error = $3, dead = tries + 1 >= $4 WHERE id = $1', [
    id,
    dueAt,
    why.slice(0, 1_000),
    mostTries,
  ])
}

/** Has a failed firing tried again, or gives it up. False when there is none. */
export async function settleWaiting(tx: Tx, now: Instant, id: string, how: 'again' | 'forget'): Promise<boolean> {
  const rows =
    how === 'forget'
      ? await tx.query('DELETE FROM trigger_waiting WHERE id = $1 AND dead RETURNING id', [id])
      : await tx.query('UPDATE trigger_waiting SET dead = false, tries = 0, due_at = $2 WHERE id = $1 AND dead RETURNING id', [id, now])
  return rows.length > 0
}

/** Holds a trigger's place until the end of the transaction and answers up to when it has looked. */
export async function holdLook(tx: Tx, triggerId: string): Promise<Instant | null> {
  const [row] = await tx.query<{ at: Instant }>('SELECT looked_at AS at FROM trigger_look WHERE trigger_id = $1 FOR UPDATE', [triggerId])
  return row?.at ?? null
}

/** Notes up to when a trigger has looked. */
export async function noteLook(tx: Tx, triggerId: string, at: Instant): Promise<void> {
  await tx.query(
    'INSERT INTO trigger_look (trigger_id, looked_at) VALUES ($1, $2) ON CONFLICT (trigger_id) DO UPDATE SET looked_at = excluded.looked_at',
    [triggerId, at],
  )
}
