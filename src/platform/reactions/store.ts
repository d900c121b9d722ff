import type { EventId, Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import { newId } from '../ids.ts'
import { wroteOneOf } from '../ledger/since.ts'
import type { Tx } from '../store/database.ts'
import type { Heard, Reaction } from './reaction.ts'

/** Reactions that have no mark yet begin behind the last event: nothing from before is heard. */
export async function markNew(tx: Tx, names: readonly string[]): Promise<void> {
  if (names.length === 0) return
  await tx.query(
    `INSERT INTO reaction_mark (name, seq, tried_at, tries) SELECT n.name, h.seq, -1, 0 FROM unnest($1::text[]) AS n(name), ledger_head h
     ON CONFLICT (name) DO NOTHING`,
    [names],
  )
}

/** Who has not heard all that was told, and who was never seen. */
export async function behind(tx: Tx, names: readonly string[]): Promise<{ behind: string[]; unseen: string[] }> {
  const rows = await tx.query<{ name: string; seq: number | null; head: number }>(
    'SELECT n.name, m.seq, h.seq AS head FROM unnest($1::text[]) AS n(name) CROSS JOIN ledger_head h LEFT JOIN reaction_mark m ON m.name = n.name',
    [names],
    'behind',
  )
  return {
    behind: rows.filter(({ seq, head }) => seq !== null && seq < head).map(({ name }) => name),
    unseen: rows.filter(({ seq }) => seq === null).map(({ name }) => name),
  }
}

/** Events that are looked at in one go. */
const stretch = 500

interface Standing {
  readonly name: string
  readonly seq: number | null
  readonly head: number
  /** Whether anything that it hears lies behind its mark, as far as it looks in one go. */
  readonly heard: boolean
  /** Whether its work is set already. */
  readonly set: boolean
}

/** Where all reactions stand, in one question; those that hear nothing of what was told since their mark are moved on, for nobody needs to run for that. */
export async function whoMustRun(
  tx: Tx,
  reactions: readonly Pick<Reaction, 'name' | 'hears' | 'follows'>[],
  kindOf: (reaction: Pick<Reaction, 'name'>) => string,
  subjectId: string,
): Promise<{ behind: string[]; unseen: string[] }> {
  const said = reactions.map(({ name, hears, follows = [] }) => ({ name, kind: kindOf({ name }), hears, follows }))
  const rows = await tx.query<Standing & Record<string, unknown>>(
    `SELECT r.name, m.seq, h.seq AS head, EXISTS (SELECT 1 FROM due_item d WHERE d.kind = r.kind AND d.subject_id = $2) AS set,
       h.seq > m.seq + ${stretch} OR EXISTS (SELECT 1 FROM (SELECT id, kind FROM event WHERE seq > m.seq ORDER BY seq LIMIT ${stretch}) e
         WHERE (e.kind IN (SELECT jsonb_array_elements_text(r.hears))
         OR ${wroteOneOf('e.id', 'ARRAY(SELECT jsonb_array_elements_text(r.follows))')})) AS heard
     FROM jsonb_to_recordset($1::jsonb) AS r(name text, kind text, hears jsonb, follows jsonb) CROSS JOIN ledger_head h LEFT JOIN reaction_mark m ON m.name = r.name`,
    [JSON.stringify(said), subjectId],
    'who must run',
  )
  const waiting = rows.filter(({ seq, head }) => seq !== null && seq < head)
  const quiet = waiting.filter(({ heard, set }) => !heard && !set)
  if (quiet.length > 0)
    await tx.query(
      `UPDATE reaction_mark m SET seq = v.head FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS v(name, seq, head)
       WHERE m.name = v.name AND m.seq = v.seq`,
      [quiet.map(({ name }) => name), quiet.map(({ seq }) => seq), quiet.map(({ head }) => head)],
      'move quiet marks',
    )
  return {
    behind: waiting.filter((one) => !quiet.includes(one)).map(({ name }) => name),
    unseen: rows.filter(({ seq }) => seq === null).map(({ name }) => name),
  }
}

/** Has a reaction run. Where it runs already it looks once more before it ends, so nothing is set anew. */
export async function wake(tx: Tx, now: Instant, kind: string, subjectId: string): Promise<void> {
  await tx.query(
    `INSERT INTO due_item (id, kind, subject_id, payload, due_at, fence, tries, dead) VALUES ($1, $2, $3, '{}'::jsonb, $4, 0, 0, false)
     ON CONFLICT (kind, subject_id) DO NOTHING`,
    [newId(now), kind, subjectId, now],
    'wake reaction',
  )
}

export interface Mark {
  readonly seq: number
  readonly tries: number
  readonly lastError: string | null
}

/** Notes that a run begins, or failed, where the reaction stands: a place that nobody gets past is known by its count, also when the process dies there. */
export async function noteTry(tx: Tx, name: string, why: string | null): Promise<Mark | undefined> {
  const [mark] = await tx.query<Mark & Record<string, unknown>>(
    `UPDATE reaction_mark SET tries = CASE WHEN tried_at <> seq THEN 1 WHEN $2::text IS NULL THEN tries + 1 ELSE greatest(tries, 1) END, tried_at = seq,
       last_error = CASE WHEN $2::text IS NULL AND tried_at = seq THEN last_error ELSE $2::text END
     WHERE name = $1 RETURNING seq, tries, last_error AS "lastError"`,
    [name, why?.slice(0, 2_000) ?? null],
    'note try',
  )
  return mark
}

/** A run that ended through no fault of the event does not count. */
export async function forgetTry(tx: Tx, name: string): Promise<void> {
  await tx.query('UPDATE reaction_mark SET tries = greatest(tries - 1, 0) WHERE name = $1 AND tried_at = seq', [name])
}

/** Moves the mark, if it still stands where this worker left it. */
export async function moveMark(tx: Tx, name: string, from: number, to: number): Promise<boolean> {
  return (
    (await tx.query('UPDATE reaction_mark SET seq = $3 WHERE name = $1 AND seq = $2 RETURNING seq', [name, from, to], 'move mark')).length >
    0
  )
}

const heardColumns = `e.id, e.seq, e.kind, e.payload, e.actor_name AS by, e.cause, e.at,
  CASE WHEN e.subject_id IS NOT NULL THEN jsonb_build_object('kind', e.subject_kind, 'id', e.subject_id) END AS subject`

/** The next stretch of events behind a place: those that are heard, in their order, and the place up to which was looked. */
export async function nextEvents(
  tx: Tx,
  { hears, follows = [] }: Pick<Reaction, 'hears' | 'follows'>,
  seq: number,
): Promise<{ events: Heard[]; upTo: number; more: boolean }> {
  const rows = await tx.query<Heard & { heard: boolean }>(
    `WITH e AS MATERIALIZED (SELECT * FROM event WHERE seq > $1 ORDER BY seq LIMIT ${stretch})
     SELECT ${heardColumns}, e.kind = ANY($2::text[]) OR ${wroteOneOf('e.id', '$3::text[]')} AS heard
     FROM e ORDER BY e.seq`,
    [seq, hears, follows],
    'next events',
  )
  return {
    events: rows.filter(({ heard }) => heard).map(({ heard: _, ...event }) => event),
    upTo: rows.at(-1)?.seq ?? seq,
    more: rows.length === stretch,
  }
}

/** One event by its id. */
export async function eventOf(tx: Tx, id: EventId): Promise<Heard | undefined> {
  return (await tx.query<Heard & Record<string, unknown>>(`SELECT ${heardColumns} FROM event e WHERE e.id = $1`, [id]))[0]
}

/** How many causes an event has behind it; it is not counted further than `most`. */
export async function depthOf(tx: Tx, cause: EventId, most: number): Promise<number> {
  const [row] = await tx.query<{ depth: number }>(
    `WITH RECURSIVE back AS (
       SELECT e.cause, 1 AS depth FROM event e WHERE e.id = $1
       UNION ALL SELECT e.cause, b.depth + 1 FROM back b JOIN event e ON e.id = b.cause WHERE b.depth < $2)
     SELECT coalesce(max(depth), 0) AS depth FROM back`,
    [cause, most],
  )
  return row?.depth ?? 0
}

/** Rows of a table that an event wrote and did not remove. */
export async function rowsWritten(tx: Tx, eventId: EventId, table: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    "SELECT DISTINCT r.id FROM change c, LATERAL unnest(c.row_ids) AS r(id) WHERE c.event_id = $1 AND c.tbl = $2 AND c.op <> 'delete' ORDER BY r.id",
    [eventId, table],
  )
  return rows.map(({ id }) => id)
}

export interface LaidAside {
  readonly id: Id<'laid_aside'>
  readonly name: string
  readonly eventId: EventId
  readonly kind: string
  readonly why: string
  readonly at: Instant
}

/** Keeps an event that a reaction cannot take, with the reason. */
export async function layAside(tx: Tx, now: Instant, name: string, { id, seq, kind }: Heard, why: string): Promise<void> {
  await tx.query(
    `INSERT INTO reaction_laid_aside (id, name, event_id, seq, kind, why, at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (name, event_id) DO NOTHING`,
    [newId(now), name, id, seq, kind, why.slice(0, 2_000), now],
  )
}

const asideColumns = 'id, name, event_id AS "eventId", kind, why, at'

/** What was laid aside, newest first; at most 200. */
export async function allLaidAside(tx: Tx): Promise<LaidAside[]> {
  return await tx.query<LaidAside & Record<string, unknown>>(
    `SELECT ${asideColumns} FROM reaction_laid_aside ORDER BY at DESC, id DESC LIMIT 200`,
  )
}

/** Takes one off the list, for whoever tries it again or gives it up in the same transaction. */
export async function takeLaidAside(tx: Tx, id: string): Promise<LaidAside | undefined> {
  return (
    await tx.query<LaidAside & Record<string, unknown>>(`DELETE FROM reaction_laid_aside WHERE id = $1 RETURNING ${asideColumns}`, [id])
  )[0]
}

/** How far each reaction has heard, and how many events were told since. */
export async function allMarks(tx: Tx): Promise<{ name: string; waiting: number; lastError: string | null }[]> {
  return await tx.query(
    `SELECT m.name, (h.seq - m.seq)::float8 AS waiting, CASE WHEN m.tried_at = m.seq THEN m.last_error END AS "lastError"
     FROM reaction_mark m CROSS JOIN ledger_head h ORDER BY m.name`,
  )
}

/** What was done because of an event, and because of that in turn, newest first; what is undone already is left out. */
export async function causedBy(tx: Tx, eventId: EventId): Promise<{ id: EventId; kind: string; seq: number }[]> {
  return await tx.query<{ id: EventId; kind: string; seq: number }>(
    `WITH RECURSIVE on_from AS (
       SELECT e.id, e.kind, e.seq, e.undoes FROM event e WHERE e.cause = $1
       UNION SELECT e.id, e.kind, e.seq, e.undoes FROM on_from o JOIN event e ON e.cause = o.id)
     SELECT o.id, o.kind, o.seq FROM on_from o
     WHERE o.undoes IS NULL AND NOT EXISTS (SELECT 1 FROM event u WHERE u.undoes = o.id AND NOT EXISTS (SELECT 1 FROM event r WHERE r.undoes = u.id))
     ORDER BY o.seq DESC`,
    [eventId],
  )
}

/** Of these events those that wrote rows of one of the tables. */
export async function thatWrote(tx: Tx, eventIds: readonly EventId[], tables: readonly string[]): Promise<Set<EventId>> {
  const rows = await tx.query<{ id: EventId }>(
    'SELECT DISTINCT event_id AS id FROM change WHERE event_id = ANY($1::uuid[]) AND tbl = ANY($2::text[])',
    [eventIds, tables],
  )
  return new Set(rows.map(({ id }) => id))
}

/** Of these events those that removed rows of a table. */
export async function thatRemoved(tx: Tx, eventIds: readonly EventId[], table: string): Promise<Set<EventId>> {
  const rows = await tx.query<{ id: EventId }>(
    "SELECT DISTINCT event_id AS id FROM change WHERE event_id = ANY($1::uuid[]) AND tbl = $2 AND op = 'delete'",
    [eventIds, table],
  )
  return new Set(rows.map(({ id }) => id))
}
