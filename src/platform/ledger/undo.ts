import { z } from 'zod'
import { eventKind } from '#kernel/event'
import type { EventId } from '#kernel/id'
import { found, Problem } from '#kernel/problem'
import { numbers, t } from '#kernel/text'
import type { Tx } from '../store/database.ts'
import { ident, infoOf, type Kept, type TableInfo } from '../store/kept.ts'
import { imagesOf, plainText, rowsOfImages } from './images.ts'
import type { Ledger } from './ledger.ts'
import { byShape, putBackColumns } from './put-back.ts'

/** A row that an undo leaves alone, and why. */
export interface Conflict {
  readonly table: string
  readonly rowId: string
  readonly why: 'changed since' | 'removed since' | 'still referred to' | 'there again'
  /** The event that changed the row since, when one did. */
  readonly byEvent: string | null
}

export interface UndoResult {
  /** Rows put back to what they were before. */
  readonly undone: number
  readonly conflicts: readonly Conflict[]
}

const whole = numbers({ maximumFractionDigits: 0 })

export const eventUndone = eventKind(
  'event.undone',
  z.object({ eventId: z.string(), kind: z.string(), rows: z.int(), conflicts: z.int() }),
  (payload) => undoInWords(payload, payload.kind),
)

/** An undo as one sentence, with what was taken back in words. */
export function undoInWords({ rows, conflicts }: { readonly rows: number; readonly conflicts: number }, what: string): string {
  const gaps = { what, rows: whole(rows), conflicts: whole(conflicts) }
  return conflicts > 0
    ? t('Undid "{{what}}": {{rows}} rows put back, {{conflicts}} left because they changed since', gaps)
    : t('Undid "{{what}}": {{rows}} rows put back', gaps)
}

interface Step {
  readonly no: number
  readonly tbl: string
  readonly op: 'insert' | 'update' | 'delete'
}

/** Told how many of all rows were looked at. Throws when the work must stop. */
export type UndoProgress = (done: number, of: number) => Promise<void>

/**
 * Puts back what an event wrote, newest write first. A row that something else changed since is left and listed; so are, without a word, the rows of `leave`.
 * Runs inside the transaction of `ledger`, whose event becomes the undo (and can be undone itself).
 */
export async function undoEvent(
  tx: Tx,
  ledger: Ledger,
  eventId: EventId,
  keptTables: ReadonlyMap<string, Kept>,
  onProgress: UndoProgress = async () => {},
  leave: readonly string[] = [],
): Promise<UndoResult> {
  const target = await undoable(tx, eventId)
  // Images of many rows are gathered at once; with the usual 4 MB they would go through the disk. Pieces find their rows by their keys: a table that
  // is read as a whole for each of its pieces, rows that are gone already included, would cost the square of its size.
  await tx.query(`SELECT set_config('work_mem', '64MB', true), set_config('enable_seqscan', 'off', true), ${plainText}`)
  const conflicts: Conflict[] = []
  let undone = 0
  const of = await rowsOf(tx, eventId)
  let seen = 0
  const next = async (rows: number) => {
    seen += rows
    await onProgress(seen, of)
  }
  for (const step of await stepsBack(tx, eventId)) {
    const keptTable = keptTables.get(step.tbl)
    if (!keptTable) throw new Error(`The ledger names a table "${step.tbl}" that this version does not keep.`)
    const info = infoOf(keptTable)
    const run = { tx, ledger, eventId, step, info, conflicts, leave, next }
    if (step.op === 'insert') undone += await undoInsert(run, referrersOf(step.tbl, keptTables))
    else if (step.op === 'update') undone += await undoUpdate(run)
    else undone += await undoDelete(run)
  }
  ledger.noteWrites(undone)
  ledger.undoes(eventId)
  ledger.tell(eventUndone, { eventId, kind: target.kind, rows: undone, conflicts: conflicts.length }, { kind: 'event', id: eventId })
  return { undone, conflicts }
}

async function undoable(tx: Tx, eventId: EventId): Promise<{ kind: string }> {
  const rows = await tx.query<{ kind: string; forgotten: string | null }>(
    'SELECT kind, forgotten_at AS forgotten FROM event WHERE id = $1',
    [eventId],
  )
  const target = found(rows[0], t('Event {{eventId}}', { eventId }))
  if (target.forgotten !== null)
    throw new Problem(
      'conflict',
      t('This cannot be undone any more: what its fields held before was kept as long as the rules of retention say, and is gone.'),
    )
  const undone = await undoneBy(tx, eventId)
  if (undone) throw new Problem('conflict', t('This was already undone at {{at}}. To bring it back, undo that undo.', { at: undone.at }))
  return target
}

/** The undo that an event is under at the moment, if any: an undo that was itself undone does not count. */
export async function undoneBy(tx: Tx, eventId: EventId): Promise<{ id: EventId; at: string } | null> {
  const rows = await tx.query<{ id: EventId; at: string }>('SELECT id, at FROM event WHERE undoes = $1 ORDER BY seq DESC LIMIT 1', [
    eventId,
  ])
  const undo = rows[0]
  if (!undo) return null
  return (await undoneBy(tx, undo.id)) ? null : undo
}

/** Of these events those that are undone at the moment. */
export async function undoneAmong(tx: Tx, eventIds: readonly EventId[]): Promise<ReadonlySet<EventId>> {
  const rows = await tx.query<{ id: EventId }>('SELECT DISTINCT undoes AS id FROM event WHERE undoes = ANY($1::uuid[])', [eventIds])
  const undone = new Set<EventId>()
  for (const { id } of rows) if (await undoneBy(tx, id)) undone.add(id)
  return undone
}

/** Runs of writes to one table with one verb, newest first; each run is taken back by one set of statements. */
async function stepsBack(tx: Tx, eventId: EventId): Promise<Step[]> {
  return await tx.query<{ no: number; tbl: string; op: Step['op'] }>(
    `SELECT max(no) AS no, min(tbl) AS tbl, min(op) AS op FROM (
       SELECT no, tbl, op, row_number() OVER (ORDER BY no) - row_number() OVER (PARTITION BY tbl, op ORDER BY no) AS run FROM change WHERE event_id = $1
     ) AS c GROUP BY tbl, op, run ORDER BY max(no) DESC`,
    [eventId],
  )
}

async function rowsOf(tx: Tx, eventId: EventId): Promise<number> {
  const rows = await tx.query<{ n: number }>('SELECT coalesce(sum(cardinality(row_ids)), 0) AS n FROM change WHERE event_id = $1', [
    eventId,
  ])
  return Number(rows[0]?.n ?? 0)
}

/** The writes of the run that ends with `step.no`, as a condition on change. */
const inRun = `c.event_id = $1 AND c.tbl = $3 AND c.op = $4 AND c.no <= $2
  AND c.no > coalesce((SELECT max(o.no) FROM change o WHERE o.event_id = $1 AND o.no < $2 AND (o.tbl <> $3 OR o.op <> $4)), 0)`

const runOf = (eventId: EventId, step: Step) => [eventId, step.no, step.tbl, step.op]

/** What takes back a run of writes to one table. */
interface Run {
  readonly tx: Tx
  readonly ledger: Ledger
  readonly eventId: EventId
  readonly step: Step
  readonly info: TableInfo
  readonly conflicts: Conflict[]
  /** Rows that are not touched. */
  readonly leave: readonly string[]
  /** Told how many more rows were looked at. */
  readonly next: (rows: number) => Promise<void>
}

async function undoInsert(run: Run, referrers: readonly { table: string; column: string }[]): Promise<number> {
  const { tx, eventId, step, info, conflicts, next } = run
  let undone = 0
  for (const piece of await piecesOf(tx, eventId, step)) {
    const { gone, left } = await removeMade(run, piece, referrers)
    undone += gone
    for (const row of left) {
      const why = row.touched_by === null ? 'removed since' : row.touched_by === row.left_by ? 'still referred to' : 'changed since'
      conflicts.push({ table: info.name, rowId: row.id, why, byEvent: why === 'changed since' ? row.touched_by : null })
    }
    await next(gone + left.length)
  }
  return undone
}

/** Rows that one statement takes back at most. */
const pieceRows = 20_000

/** The notes of a run, newest first, in pieces of so many rows. */
async function piecesOf(tx: Tx, eventId: EventId, step: Step): Promise<number[][]> {
  const notes = await tx.query<{ no: number; rows: number }>(
    `SELECT c.no, cardinality(c.row_ids) AS rows FROM change c WHERE ${inRun} ORDER BY c.no DESC`,
    runOf(eventId, step),
  )
  const pieces: number[][] = []
  let room = 0
  for (const { no, rows } of notes) {
    if (room < rows || pieces.length === 0) {
      pieces.push([])
      room = pieceRows
    }
    pieces.at(-1)?.push(no)
    room -= rows
  }
  return pieces
}

/**
 * Removes rows that an event made, unless something changed or refers to them, and keeps their images. Which rows are left is asked by NOT IN, which is
 * always hashed: how many are gone cannot be known before, and a join that takes them for few compares each with each.
 */
async function removeMade(
  { tx, ledger, eventId, info, leave }: Run,
  notes: readonly number[],
  referrers: readonly { table: string; column: string }[],
): Promise<{ gone: number; left: { id: string; left_by: string; touched_by: string | null }[] }> {
  const name = ident(info.name)
  const names = info.columns.map((column) => `t.${ident(column.name)}`).join(', ')
  const free = referrers.map((r) => `AND NOT EXISTS (SELECT 1 FROM ${ident(r.table)} r WHERE r.${ident(r.column)} = t.id)`).join(' ')
  const rows = await tx.query<{ gone: number; left: { id: string; left_by: string; touched_by: string | null }[] | null }>(
    `WITH ids AS MATERIALIZED (SELECT r.id, coalesce((c.after->>'touched_by')::uuid, $1) AS left_by FROM change c, LATERAL unnest(c.row_ids) AS r(id) WHERE c.no = ANY($2::bigint[]) AND r.id <> ALL($5::uuid[])),
     gone AS (DELETE FROM ${name} AS t USING ids WHERE t.id = ids.id AND t.touched_by = ids.left_by ${free} RETURNING ${names}, pg_column_size(t) AS "its size"),
     noted AS (INSERT INTO change (event_id, tbl, op, row_ids, before) SELECT $3::uuid, $4, 'delete', i.ids, i.image FROM (${imagesOf(info, 'gone')}) AS i)
     SELECT (SELECT count(*) FROM gone) AS gone, (SELECT jsonb_agg(jsonb_build_object('id', ids.id, 'left_by', ids.left_by, 'touched_by', t.touched_by))
       FROM ids LEFT JOIN ${name} AS t ON t.id = ids.id WHERE ids.id NOT IN (SELECT gone.id FROM gone)) AS left`,
    [eventId, notes, ledger.eventId, info.name, leave],
  )
  return { gone: Number(rows[0]?.gone ?? 0), left: rows[0]?.left ?? [] }
}

async function undoUpdate({ tx, ledger, eventId, step, info, conflicts, leave, next }: Run): Promise<number> {
  const name = ident(info.name)
  const changed = await tx.query<{ id: string; before: Record<string, unknown>; touched_by: string | null; left_by: string }>(
    `SELECT c.row_ids[1] AS id, c.before, t.touched_by, coalesce((c.after->>'touched_by')::uuid, $1) AS left_by
     FROM change c LEFT JOIN ${name} AS t ON t.id = c.row_ids[1] WHERE ${inRun} AND c.row_ids[1] <> ALL($5::uuid[]) ORDER BY c.no DESC`,
    [...runOf(eventId, step), leave],
  )
  let undone = 0
  const wanted = new Map<string, { id: string; before: Record<string, unknown> }>()
  const refused = new Set<string>()
  for (const row of changed) {
    if (row.touched_by === row.left_by) {
      // Newest first: where an event wrote a row twice, the oldest image has the last word.
      wanted.set(row.id, { id: row.id, before: { ...wanted.get(row.id)?.before, ...row.before } })
    } else if (!refused.has(row.id)) {
      refused.add(row.id)
      conflicts.push({
        table: info.name,
        rowId: row.id,
        why: row.touched_by === null ? 'removed since' : 'changed since',
        byEvent: row.touched_by,
      })
    }
  }
  for (const group of byShape([...wanted.values()])) {
    undone += await putBackColumns(tx, ledger, info, group)
    await next(group.length)
  }
  return undone
}

async function undoDelete({ tx, ledger, eventId, step, info, conflicts, leave, next }: Run): Promise<number> {
  const name = ident(info.name)
  const names = info.columns.map((column) => ident(column.name)).join(', ')
  let undone = 0
  for (const notes of await piecesOf(tx, eventId, step)) {
    const there = await tx.query<{ id: string; touched_by: string }>(
      `SELECT t.id, t.touched_by FROM change c, LATERAL unnest(c.row_ids) AS r(id) JOIN ${name} AS t ON t.id = r.id WHERE c.no = ANY($1::bigint[]) AND r.id <> ALL($2::uuid[])`,
      [notes, leave],
    )
    for (const row of there) conflicts.push({ table: info.name, rowId: row.id, why: 'there again', byEvent: row.touched_by })
    const rows = await tx.query<{ n: number }>(
      `WITH back AS (
         INSERT INTO ${name} (${names}) SELECT ${names} FROM (${rowsOfImages(info, 'c.no = ANY($1::bigint[])')}) AS i WHERE i.id <> ALL($4::uuid[]) ON CONFLICT (id) DO NOTHING RETURNING id, touched_by),
       noted AS (INSERT INTO change (event_id, tbl, op, row_ids, after) SELECT $2::uuid, $3, 'insert', array_agg(b.id), jsonb_build_object('touched_by', b.touched_by)
         FROM (SELECT back.*, row_number() OVER () / ${pieceRows / 4} AS note FROM back) b GROUP BY b.touched_by, b.note)
       SELECT count(*) AS n FROM back`,
      [notes, ledger.eventId, info.name, leave],
    )
    undone += rows[0]?.n ?? 0
    await next((rows[0]?.n ?? 0) + there.length)
  }
  return undone
}

/** The columns of other tables that name rows of a table. */
export function referrersOf(table: string, keptTables: ReadonlyMap<string, Kept>): { table: string; column: string }[] {
  return [...keptTables.values()].flatMap((other) =>
    infoOf(other)
      .references.filter((reference) => reference.to === table)
      .map((reference) => ({ table: infoOf(other).name, column: reference.column })),
  )
}
