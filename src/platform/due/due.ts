import { bigint, boolean, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { type Instant, later } from '#kernel/time'
import { newId } from '../ids.ts'
import { instantColumn } from '../store/columns.ts'
import type { Tx } from '../store/database.ts'
import { kept } from '../store/kept.ts'
import type { Migration } from '../store/migrate.ts'

/** What is to be done at a time. A row is taken with a lease; `fence` grows with each taking, so a slow worker cannot finish a thing twice. */
export const dueItems = kept(
  pgTable('due_item', {
    id: uuid('id').primaryKey(),
    kind: text('kind').notNull(),
    subjectId: uuid('subject_id').notNull(),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    dueAt: instantColumn('due_at').notNull(),
    leaseUntil: instantColumn('lease_until'),
    fence: bigint('fence', { mode: 'number' }).notNull(),
    tries: integer('tries').notNull(),
    dead: boolean('dead').notNull(),
    lastError: text('last_error'),
  }),
  'machine',
  {
    id: 'plain',
    kind: 'plain',
    subjectId: 'plain',
    payload: 'plain',
    dueAt: 'plain',
    leaseUntil: 'plain',
    fence: 'plain',
    tries: 'plain',
    dead: 'plain',
    lastError: 'plain',
  },
)

export const migrations: readonly Migration[] = [
  {
    id: 'due/001-due-items',
    statements: [
      `CREATE TABLE due_item (
        id uuid CONSTRAINT due_item_pkey PRIMARY KEY,
        kind text NOT NULL,
        subject_id uuid NOT NULL,
        payload jsonb NOT NULL,
        due_at timestamptz NOT NULL,
        lease_until timestamptz,
        fence bigint NOT NULL,
        tries integer NOT NULL,
        dead boolean NOT NULL,
        last_error text,
        CONSTRAINT due_item_subject_key UNIQUE (kind, subject_id)
      )`,
      'CREATE INDEX due_item_due ON due_item (due_at) WHERE NOT dead',
    ],
  },
]

export interface DueItem {
  readonly id: string
  readonly kind: string
  readonly subjectId: string
  readonly payload: Record<string, unknown>
  readonly dueAt: Instant
  readonly fence: number
  readonly tries: number
}

/** Transactions that set something whose time has come. */
const setNow = new WeakSet<Tx>()

/** Whether there may be something to do as soon as this transaction has committed. */
export const setsDue = (tx: Tx): boolean => setNow.has(tx)

function noteDue(tx: Tx, now: Instant, dueAt: Instant): void {
  if (dueAt <= now) setNow.add(tx)
}

/** Sets what is to be done for a subject, in the transaction that makes it necessary. A second call moves it; a worker on it is too late then. */
export async function schedule(
  tx: Tx,
  now: Instant,
  item: { kind: string; subjectId: string; payload: Record<string, unknown>; dueAt?: Instant },
): Promise<void> {
  noteDue(tx, now, item.dueAt ?? now)
  await tx.send(
    `INSERT INTO due_item (id, kind, subject_id, payload, due_at, fence, tries, dead) VALUES ($1, $2, $3, $4::jsonb, $5, 0, 0, false)
     ON CONFLICT (kind, subject_id) DO UPDATE SET payload = excluded.payload, due_at = excluded.due_at, lease_until = NULL, fence = due_item.fence + 1, tries = 0, dead = false, last_error = NULL`,
    [newId(now), item.kind, item.subjectId, JSON.stringify(item.payload), item.dueAt ?? now],
  )
}

/**
 * Sets what is to be done unless it is set as early already. Many transactions at once may call it: where an item stands that comes in time, and what is wanted
 * lies further away than `slackMs`, nothing is written and nobody waits. Whoever works on the item must therefore set it anew within half of that, for as long as
 * there is anything to wait for, and once more with `waning` in its payload before it ends: who sees that writes.
 */
export async function hasten(
  tx: Tx,
  now: Instant,
  { kind, subjectId, dueAt, slackMs }: { kind: string; subjectId: string; dueAt: Instant; slackMs: number },
): Promise<void> {
  noteDue(tx, now, dueAt)
  // One statement, which is not waited for where the work is together; without a row to set it takes no lock.
  await tx.send(
    `INSERT INTO due_item (id, kind, subject_id, payload, due_at, fence, tries, dead) SELECT $1::uuid, $2::text, $3::uuid, '{}'::jsonb, $4::timestamptz, 0, 0, false
     WHERE NOT EXISTS (SELECT 1 FROM due_item WHERE kind = $2 AND subject_id = $3 AND NOT dead AND payload ->> 'waning' IS NULL AND due_at <= $4 AND $4 > $5::timestamptz)
     ON CONFLICT (kind, subject_id) DO UPDATE SET payload = excluded.payload, due_at = CASE WHEN due_item.dead OR due_item.due_at > excluded.due_at THEN excluded.due_at ELSE due_item.due_at END,
       lease_until = NULL, fence = due_item.fence + 1, tries = 0, dead = false, last_error = NULL`,
    [newId(now), kind, subjectId, dueAt, later(now, slackMs)],
    'hasten',
  )
}

/** Sets what is to be done unless it is set already; what was laid aside as dead is begun anew. Answers whether it was set. */
export async function scheduleOnce(tx: Tx, now: Instant, item: { kind: string; subjectId: string; dueAt: Instant }): Promise<boolean> {
  noteDue(tx, now, item.dueAt)
  const set = await tx.query(
    `INSERT INTO due_item (id, kind, subject_id, payload, due_at, fence, tries, dead) VALUES ($1, $2, $3, '{}', $4, 0, 0, false)
     ON CONFLICT (kind, subject_id) DO UPDATE SET due_at = excluded.due_at, tries = 0, dead = false, last_error = NULL WHERE due_item.dead RETURNING id`,
    [newId(now), item.kind, item.subjectId, item.dueAt],
  )
  return set.length > 0
}

/** Takes items off the list. Whoever is on one comes too late to finish it. */
export async function unschedule(tx: Tx, kind: string, ...subjectIds: readonly string[]): Promise<void> {
  await tx.send('DELETE FROM due_item WHERE kind = $1 AND subject_id = ANY($2::uuid[])', [kind, subjectIds])
}

/** Takes the next item that is due, with a lease. Other workers skip it until the lease is over. */
export async function takeDue(tx: Tx, now: Instant, leaseMs: number, kinds: readonly string[]): Promise<DueItem | null> {
  const rows = await tx.query<{
    id: string
    kind: string
    subject_id: string
    payload: Record<string, unknown>
    due_at: Instant
    fence: number
    tries: number
  }>(
    `WITH next AS (
       SELECT id FROM due_item WHERE NOT dead AND due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1) AND kind = ANY($3)
       ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
     UPDATE due_item SET lease_until = $2, fence = fence + 1, tries = tries + 1 FROM next WHERE due_item.id = next.id
     RETURNING due_item.id, kind, subject_id, payload, due_at, fence, tries`,
    [now, later(now, leaseMs), kinds],
    'take due',
  )
  const row = rows[0]
  return row
    ? { id: row.id, kind: row.kind, subjectId: row.subject_id, payload: row.payload, dueAt: row.due_at, fence: row.fence, tries: row.tries }
    : null
}

/** Whether the lease is still ours; makes it longer. */
export async function renew(tx: Tx, item: DueItem, until: Instant): Promise<boolean> {
  return (
    (await tx.query('UPDATE due_item SET lease_until = $3 WHERE id = $1 AND fence = $2 RETURNING id', [item.id, item.fence, until]))
      .length > 0
  )
}

/** Thrown when the lease was lost: someone else is on the item, or it was set anew. The transaction must not commit. */
export class LeaseLost extends Error {}

/** Ends the item inside the transaction of its own effect; throws LeaseLost when it is no longer ours, so the effect is rolled back. */
export async function finish(tx: Tx, item: DueItem): Promise<void> {
  const gone = await tx.query('DELETE FROM due_item WHERE id = $1 AND fence = $2 RETURNING id', [item.id, item.fence], 'finish due')
  if (gone.length === 0) throw new LeaseLost(`"${item.kind}" was taken over by another worker.`)
}

/** Puts a failed item back with a pause, or lays it aside as dead after the last try. */
export async function fail(tx: Tx, item: DueItem, now: Instant, error: string, mostTries: number): Promise<void> {
  const pause = Math.min(3_600_000, 1_000 * 4 ** Math.min(item.tries, 6))
  await tx.query('UPDATE due_item SET lease_until = NULL, due_at = $3, last_error = $4, dead = $5 WHERE id = $1 AND fence = $2', [
    item.id,
    item.fence,
    later(now, pause),
    error.slice(0, 2_000),
    item.tries >= mostTries,
  ])
}

/** Gives an item back untouched, because the server stops: the next one takes it at once. */
export async function release(tx: Tx, item: DueItem): Promise<void> {
  await tx.query('UPDATE due_item SET lease_until = NULL, tries = tries - 1 WHERE id = $1 AND fence = $2', [item.id, item.fence])
}

/** Ends all leases. Only for a start that knows itself to be alone on the database: the workers that held them are dead. */
export async function releaseAll(tx: Tx): Promise<void> {
  await tx.query('UPDATE due_item SET lease_until = NULL WHERE lease_until IS NOT NULL')
}

/** What waits: items whose time has come and that are not done, since when the oldest is due, and how many failed for good. */
export async function backlogOf(tx: Tx, now: Instant): Promise<{ waiting: number; oldest: Instant | null; failed: number }> {
  const [row] = await tx.query<{ waiting: number; oldest: Instant | null; failed: number }>(
    `SELECT count(*) FILTER (WHERE NOT dead AND due_at <= $1)::int AS waiting, min(due_at) FILTER (WHERE NOT dead AND due_at <= $1) AS oldest,
       count(*) FILTER (WHERE dead)::int AS failed FROM due_item`,
    [now],
  )
  return row ?? { waiting: 0, oldest: null, failed: 0 }
}
