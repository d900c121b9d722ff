import { plainText } from '#platform/ledger/images'
import { referrersOf } from '#platform/ledger/undo'
import type { Tx } from '#platform/store/database'
import { ident, infoOf, type Kept, type RowOf } from '#platform/store/kept'
import type { MergedKind, Row, Said } from '../contract/merge.ts'
import type { mergedPeople } from '../tables.ts'

/** A column that names records of a kind. */
export interface Place {
  readonly kept: Kept
  readonly table: string
  readonly column: string
  /** Where one column names records of several kinds: the column that says which. */
  readonly kindColumn: string | null
}

/** Tables that have one row for a record at most: the one of the kept record stays, the other stays where it is. */
const oneEach: ReadonlySet<string> = new Set(['retention_hold'])

/** Every column of a record table that names records of this kind: by a reference, or as `record_id` beside a `kind`. A new table is found by itself. */
export function placesOf(keptTables: ReadonlyMap<string, Kept>, kind: MergedKind): Place[] {
  const records = [...keptTables.values()].filter(({ nature }) => nature === 'record')
  const referring = referrersOf(kind, keptTables).flatMap(({ table, column }): Place[] => {
    const kept = keptTables.get(table)
    return kept?.nature === 'record' ? [{ kept, table, column, kindColumn: null }] : []
  })
  const named = records.flatMap((kept): Place[] => {
    const { name, columns } = infoOf(kept)
    const has = (key: string) => columns.find((column) => column.key === key)?.name
    const [column, kindColumn] = [has('recordId'), has('kind')]
    return column !== undefined && kindColumn !== undefined ? [{ kept, table: name, column, kindColumn }] : []
  })
  return [...referring, ...named]
}

/** A row that names a record. */
export interface Pointer {
  readonly table: string
  readonly column: string
  readonly id: string
  readonly to: string
}

const whereOf = ({ column, kindColumn }: Place, kind: MergedKind) =>
  `t.${ident(column)} = ANY($1::uuid[])${kindColumn === null ? '' : ` AND t.${ident(kindColumn)} = '${kind}'`}`

/** All rows that name one of these records, held until the end of the transaction. */
export async function pointersTo(
  tx: Tx,
  places: readonly Place[],
  kind: MergedKind,
  ids: readonly string[],
  kept: string,
): Promise<Pointer[]> {
  const found: Pointer[] = []
  for (const place of places) {
    const { table, column } = place
    const one = oneEach.has(table)
      ? `AND NOT EXISTS (SELECT 1 FROM ${ident(table)} o WHERE o.${ident(column)} = $2::uuid)`
      : 'AND $2::uuid IS NOT NULL'
    const rows = await tx.query<{ id: string; to: string }>(
      `SELECT t.id, t.${ident(column)} AS to FROM ${ident(table)} t WHERE ${whereOf(place, kind)} ${one} ORDER BY t.id FOR NO KEY UPDATE`,
      [ids, kept],
    )
    for (const row of rows) found.push({ table, column, ...row })
  }
  return found
}

/** How many rows of each table name each of these records. */
export async function countsOf(
  tx: Tx,
  places: readonly Place[],
  kind: MergedKind,
  ids: readonly string[],
  since: string | null = null,
): Promise<{ id: string; table: string; rows: number }[]> {
  const parts = places.map(
    (place) =>
      `SELECT '${place.table}' AS tbl, t.${ident(place.column)}::text AS id, count(*) AS n FROM ${ident(place.table)} t
       WHERE ${whereOf(place, kind)} AND ($2::uuid IS NULL OR t.id > $2::uuid) GROUP BY 2`,
  )
  const rows = await tx.query<{ tbl: string; id: string; n: number }>(
    `SELECT tbl, id, sum(n)::bigint AS n FROM (${parts.join(' UNION ALL ')}) AS c GROUP BY 1, 2`,
    [ids, since],
  )
  return rows.map(({ tbl, id, n }) => ({ id, table: tbl, rows: Number(n) }))
}

/** Rows as the ledger would note them, by their ids; held where that is asked. */
export async function rowsAsNoted(tx: Tx, table: string, ids: readonly string[], hold = false): Promise<Map<string, Row>> {
  if (ids.length === 0) return new Map()
  await tx.query(`SELECT ${plainText}`)
  const rows = await tx.query<{ row: Row }>(
    `SELECT to_jsonb(t) AS row FROM ${ident(table)} t WHERE t.id = ANY($1::uuid[]) ORDER BY t.id${hold ? ' FOR UPDATE' : ''}`,
    [ids],
  )
  return new Map(rows.map(({ row }) => [row.id, row]))
}

/** A record that went into another. */
export type MergeRow = Omit<RowOf<typeof mergedPeople>, 'id' | 'intoId'> & { readonly id: string; readonly intoId: string }

const mergeTable = (kind: MergedKind) => `merged_${kind}`
const mergeColumns = `id, into_id AS "intoId", parent_id AS "parentId", event_id AS "eventId", name, keys, took, also, origin, origin_at AS "originAt",
  merged_by AS "mergedBy", at, touched_by AS "touchedBy"`

/** Records that went: those with these ids, those that this event took, or those that are in this one now. */
export async function mergesBy(
  tx: Tx,
  kind: MergedKind,
  by: { readonly ids?: readonly string[]; readonly events?: readonly string[]; readonly into?: string },
  hold = false,
): Promise<MergeRow[]> {
  return await tx.query<MergeRow & Record<string, unknown>>(
    `SELECT ${mergeColumns} FROM ${mergeTable(kind)} WHERE id = ANY($1::uuid[]) OR event_id = ANY($2::uuid[]) OR into_id = $3::uuid ORDER BY at DESC, id${hold ? ' FOR UPDATE' : ''}`,
    [by.ids ?? [], by.events ?? [], by.into ?? null],
  )
}

/** Where each of these ids leads: to the record that was kept. Those that went nowhere are not among them. */
export async function keptFor(tx: Tx, kind: MergedKind, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.query<{ id: string; into: string }>(
    `SELECT id, into_id AS into FROM ${mergeTable(kind)} WHERE id = ANY($1::uuid[])`,
    [ids],
  )
  return new Map(rows.map(({ id, into }) => [id, into]))
}

/** Which kept record each key of one that went leads to. */
export async function keptByKeys(tx: Tx, kind: MergedKind, keys: readonly string[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map()
  const rows = await tx.query<{ key: string; into: string }>(
    `SELECT DISTINCT ON (k.key) k.key, m.into_id AS into FROM ${mergeTable(kind)} m, LATERAL jsonb_array_elements_text(m.keys) AS k(key)
     WHERE m.keys ?| $1::text[] AND jsonb_typeof(m.keys) = 'array' AND k.key = ANY($1::text[]) ORDER BY k.key, m.at, m.id`,
    [keys],
    `kept ${kind}s by keys`,
  )
  return new Map(rows.map(({ key, into }) => [key, into]))
}

/** A write to one row that the ledger noted, in the order in which they came. */
export interface Note {
  readonly table: string
  readonly id: string
  readonly eventId: string
  /** Empty for what the open event wrote. */
  readonly kind: string | null
  readonly before: Readonly<Record<string, unknown>>
  readonly after: Readonly<Record<string, unknown>>
}

const noteColumns = 'c.tbl AS "table", c.row_ids[1] AS id, c.event_id AS "eventId", e.kind, c.before, c.after'

/** What an event changed that names one of these ids before, or is one of these rows. */
export async function notesOfEvent(tx: Tx, eventId: string, gone: string, rows: readonly string[]): Promise<Note[]> {
  return await tx.query<Note & Record<string, unknown>>(
    `SELECT ${noteColumns} FROM change c JOIN event e ON e.id = c.event_id
     WHERE c.event_id = $1 AND c.op = 'update' AND (c.row_ids[1] = ANY($3::uuid[]) OR strpos(c.before::text, $2) > 0) ORDER BY c.no`,
    [eventId, gone, rows],
  )
}

/** The row that an event removed; undefined where its image is kept no more. */
export async function removedRow(tx: Tx, eventId: string, table: string, id: string): Promise<Row | undefined> {
  const [row] = await tx.query<{ before: Row }>(
    "SELECT before FROM change WHERE event_id = $1 AND op = 'delete' AND tbl = $2 AND row_ids[1] = $3::uuid AND before IS NOT NULL ORDER BY no DESC LIMIT 1",
    [eventId, table, id],
  )
  return row?.before
}

/** All changes of these rows, of whatever table. */
export async function notesOfRows(tx: Tx, ids: readonly string[]): Promise<Note[]> {
  return await tx.query<Note & Record<string, unknown>>(
    `SELECT ${noteColumns} FROM change c LEFT JOIN event e ON e.id = c.event_id
     WHERE c.row_ids[1] = ANY($1::uuid[]) AND c.op <> 'insert' AND c.op = 'update' ORDER BY c.no`,
    [ids],
  )
}

/** Notes of merges for a row that was not there when they were made, and came back since: what they would have made of it. */
export async function noteLinks(
  tx: Tx,
  { table, id, column }: { table: string; id: string; column: string },
  steps: readonly { readonly eventId: string; readonly before: string; readonly after: string }[],
): Promise<void> {
  for (const { eventId, before, after } of steps)
    await tx.query(
      `INSERT INTO change (event_id, tbl, op, row_ids, before, after)
       SELECT $1::uuid, $2, 'update', ARRAY[t.id], jsonb_build_object($4::text, $5::text, 'touched_by', t.touched_by), jsonb_build_object($4::text, $6::text, 'touched_by', t.touched_by)
       FROM ${ident(table)} t WHERE t.id = $3::uuid`,
      [eventId, table, id, column, before, after],
    )
}

/** Which of these rows events of these kinds removed, or the open one, as `table id`. */
export async function removedBy(tx: Tx, ids: readonly string[], kinds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ key: string }>(
    `SELECT DISTINCT c.tbl || ' ' || c.row_ids[1] AS key FROM change c LEFT JOIN event e ON e.id = c.event_id
     WHERE c.row_ids[1] = ANY($1::uuid[]) AND c.op <> 'insert' AND c.op = 'delete' AND (e.kind IS NULL OR e.kind = ANY($2::text[]))`,
    [ids, kinds],
  )
  return new Set(rows.map(({ key }) => key))
}

/** Whether what an event kept for its undo was cleared for good since. */
export async function isForgotten(tx: Tx, eventId: string): Promise<boolean> {
  return (await tx.query('SELECT 1 FROM event WHERE id = $1 AND forgotten_at IS NOT NULL', [eventId])).length > 0
}

/** When each of these records was written last. */
export async function writtenAt(tx: Tx, events: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; at: string }>('SELECT id, recorded_at AS at FROM event WHERE id = ANY($1::uuid[])', [events])
  return new Map(rows.map(({ id, at }) => [id, at]))
}

/** Which of these people were erased by an event of one of these kinds. */
export async function erasedAmong(tx: Tx, table: string, ids: readonly string[], kinds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT DISTINCT c.row_ids[1] AS id FROM change c JOIN event e ON e.id = c.event_id
     WHERE c.row_ids[1] = ANY($1::uuid[]) AND c.op <> 'insert' AND c.tbl = $2 AND e.kind = ANY($3::text[])`,
    [ids, table, kinds],
  )
  return rows.map(({ id }) => id)
}

/** All that these people said, in the order in which they said it. */
export async function consentsSaid(tx: Tx, ids: readonly string[]): Promise<Said[]> {
  return await tx.query<Said & Record<string, unknown>>(
    'SELECT person_id AS "personId", purpose, basis, status, at FROM consent WHERE person_id = ANY($1::uuid[]) ORDER BY at, noted_at, id',
    [ids],
  )
}

/** What members, accounts and people are called, for values that are ids. */
export async function calledBy(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; name: string }>(
    `SELECT id, name FROM member WHERE id = ANY($1::uuid[]) UNION ALL SELECT id, name FROM account WHERE id = ANY($1::uuid[])
     UNION ALL SELECT id, full_name AS name FROM person WHERE id = ANY($1::uuid[])`,
    [ids],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** The name of somebody who holds one of these keys and is none of these records. */
export async function holderOf(tx: Tx, kind: MergedKind, row: Row, but: readonly string[]): Promise<string | null> {
  const [found] = await tx.query<{ name: string }>(
    kind === 'person'
      ? 'SELECT full_name AS name FROM person WHERE (email_key = $1 OR external_id = $2) AND id <> ALL($3::uuid[]) LIMIT 1'
      : 'SELECT name FROM account WHERE ($1::text IS NULL OR TRUE) AND external_id = $2 AND id <> ALL($3::uuid[]) LIMIT 1',
    [row.email_key ?? null, row.external_id ?? null, but],
  )
  return found?.name ?? null
}

/** Merges and imports do not write the same records at the same time: a merge that finds an import at work is refused, an import waits for the merge. */
export async function lockMerging(tx: Tx, how: 'merge' | 'import'): Promise<boolean> {
  if (how === 'import') {
    await tx.query('SELECT pg_advisory_xact_lock_shared(740134, hashtext(current_schema()))')
    return true
  }
  const [row] = await tx.query<{ free: boolean }>('SELECT pg_try_advisory_xact_lock(740134, hashtext(current_schema())) AS free')
  if (!row?.free) return false
  // Intake is short and is waited for; what comes meanwhile waits for the merge.
  await tx.query("SET LOCAL lock_timeout = '10s'")
  await tx.query('SELECT pg_advisory_xact_lock(740135, hashtext(current_schema()))')
  return true
}

/** As keptByKeys, held against merges until the end of the transaction; in one round trip. */
export async function keptByKeysHeld(tx: Tx, kind: MergedKind, keys: readonly string[]): Promise<Map<string, string>> {
  const [, found] = await Promise.all([
    tx.query('SELECT pg_advisory_xact_lock_shared(740135, hashtext(current_schema()))', [], 'hold merging'),
    keptByKeys(tx, kind, keys),
  ])
  return found
}

/** By what those were known who were merged into these people, as an erasure remembers it. */
export async function keysOfMerged(tx: Tx, people: readonly string[]): Promise<{ by: 'address' | 'phone' | 'person id'; value: string }[]> {
  const rows = await tx.query<{ key: string }>(
    `SELECT DISTINCT k.key FROM merged_person m, LATERAL jsonb_array_elements_text(CASE jsonb_typeof(m.keys) WHEN 'array' THEN m.keys ELSE '[]' END) AS k(key)
     WHERE m.into_id = ANY($1::uuid[])`,
    [people],
  )
  const named = { mail: 'address', phone: 'phone', id: 'person id' } as const
  return rows.flatMap(({ key }) => {
    const name = key.slice(0, key.indexOf(' '))
    return name in named ? [{ by: named[name as keyof typeof named], value: key.slice(name.length + 1) }] : []
  })
}
