import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import { comparedBy, type LikelyKind } from '../contract/likely.ts'
import type { Model } from '../contract/linkage.ts'
import { type PairRow, selects } from './likely.ts'

/** Under this name those who arrived are compared with who was there. */
export const arrivalWork = 'likely-arrivals'

export interface KeptModel {
  readonly kind: LikelyKind
  readonly model: Model
  /** When the look that made it was over. */
  readonly at: Instant
  readonly checked: number
  readonly skipped: number
}

/** What the last look learned, and up to where those who arrived since were compared. */
export async function keptModels(tx: Tx): Promise<KeptModel[]> {
  return await tx.query('SELECT kind, model, made_at AS at, checked, skipped FROM likely_model ORDER BY kind')
}

/** How far those who arrived are compared. */
export async function moveChecked(tx: Tx, kind: LikelyKind, { checked, skipped }: { checked: number; skipped: number }): Promise<void> {
  await tx.query('UPDATE likely_model SET checked = $2, skipped = $3 WHERE kind = $1', [kind, checked, skipped])
}

export interface Arrived {
  readonly id: string
  readonly seq: number
}

/** The next rows of a kind that events wrote, in their order, a row as often as it was written. */
export async function nextArrived(
  tx: Tx,
  kind: LikelyKind,
  { after, upTo, skip, most }: { after: number; upTo: number; skip: number; most: number },
): Promise<Arrived[]> {
  return await tx.query<Arrived & Record<string, unknown>>(
    // Sorted within each event, which keeps PostgreSQL from joining all that was ever changed.
    `SELECT r.id, e.seq FROM (SELECT id, seq FROM event WHERE seq > $1 AND seq <= $2 ORDER BY seq) e
       CROSS JOIN LATERAL (SELECT no, row_ids FROM change WHERE event_id = e.id AND tbl = $3 ORDER BY event_id, no) c,
       LATERAL unnest(c.row_ids) WITH ORDINALITY AS r(id, n)
     ORDER BY e.seq, c.no, r.n OFFSET $4::integer LIMIT $5::integer`,
    [after, upTo, kind, skip, most],
  )
}

/** About how many rows of a kind events wrote between two places of the ledger; counted no further than `most`. */
export async function howManyArrived(
  tx: Tx,
  kind: LikelyKind,
  { after, upTo, most }: { after: number; upTo: number; most: number },
): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    `SELECT coalesce(sum(n), 0)::bigint AS n FROM (SELECT cardinality(c.row_ids) AS n FROM (SELECT id FROM event WHERE seq > $1 AND seq <= $2 ORDER BY seq) e
       CROSS JOIN LATERAL (SELECT row_ids FROM change WHERE event_id = e.id AND tbl = $3 ORDER BY event_id, no) c LIMIT $4::integer) x`,
    [after, upTo, kind, most],
  )
  return row?.n ?? 0
}

/** Forgets by what the records were found that events wrote since: the next look writes it down anew. */
export async function forgetKeysSince(tx: Tx, kind: LikelyKind, { after, upTo }: { after: number; upTo: number }): Promise<void> {
  await tx.query(
    `DELETE FROM likely_key WHERE record_id IN (SELECT r.id FROM event e JOIN change c ON c.event_id = e.id, LATERAL unnest(c.row_ids) AS r(id)
       WHERE e.seq > $1 AND e.seq <= $2 AND c.tbl = $3)`,
    [after, upTo, kind],
  )
}

/** A record by the texts that it is compared by. */
export interface Texts {
  readonly id: string
  readonly texts: readonly (string | null)[]
}

const columnsOf = (kind: LikelyKind) => ['id', ...comparedBy[kind].map(({ name }) => `c_${name}`)].join(', ')
const rowsOf = (kind: LikelyKind) => `(${selects[kind]}) r(${columnsOf(kind)})`
const textsIn = (kind: LikelyKind, row: Readonly<Record<string, unknown>>) =>
  comparedBy[kind].map(({ name }) => row[`c_${name}`] as string | null)

/** Those of these records that are there. */
export async function textsOf(tx: Tx, kind: LikelyKind, ids: readonly string[]): Promise<Texts[]> {
  const rows = await tx.query<{ id: string }>(`SELECT * FROM ${rowsOf(kind)} WHERE r.id = ANY($1::uuid[])`, [ids], `texts of ${kind}`)
  return rows.map((row) => ({ id: row.id, texts: textsIn(kind, row) }))
}

/** Records after this one, in the order of their ids, by what they are not found yet. */
export async function textsWithoutKeys(tx: Tx, kind: LikelyKind, after: string, most: number): Promise<Texts[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT * FROM ${rowsOf(kind)} WHERE r.id > $1::uuid AND NOT EXISTS (SELECT 1 FROM likely_key k WHERE k.record_id = r.id) ORDER BY r.id LIMIT $2::integer`,
    [after, most],
  )
  return rows.map((row) => ({ id: row.id, texts: textsIn(kind, row) }))
}

/** A record and the keys that it is found by. */
export interface Keyed {
  readonly id: string
  readonly keys: readonly (number | null)[]
}

const places = [0, 1, 2, 3, 4, 5, 6]
const keyColumns = places.map((at) => `k${at}`)
const asArrays = (all: readonly Keyed[]) => places.map((at) => all.map(({ keys }) => keys[at] ?? null))

/** Writes down by what these records are found. */
export async function writeKeys(tx: Tx, kind: LikelyKind, all: readonly Keyed[]): Promise<void> {
  if (all.length === 0) return
  await tx.query(
    `INSERT INTO likely_key (record_id, kind, ${keyColumns.join(', ')})
     SELECT n.id, $2, ${keyColumns.map((key) => `n.${key}`).join(', ')} FROM unnest($1::uuid[], ${places.map((at) => `$${at + 3}::integer[]`).join(', ')}) AS n(id, ${keyColumns.join(', ')})
     ON CONFLICT (record_id) DO UPDATE SET ${keyColumns.map((key) => `${key} = excluded.${key}`).join(', ')}`,
    [all.map(({ id }) => id), kind, ...asArrays(all)],
    'likely keys',
  )
}

/** Forgets by what records were found that are gone. */
export async function forgetKeys(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.query('DELETE FROM likely_key WHERE record_id = ANY($1::uuid[])', [ids])
}

/** The same for all that are gone. */
export async function forgetKeysOfGone(tx: Tx, kind: LikelyKind): Promise<void> {
  await tx.query(`DELETE FROM likely_key k WHERE k.kind = $1 AND NOT EXISTS (SELECT 1 FROM ${kind} r WHERE r.id = k.record_id)`, [kind])
}

/** More than so many with one key are a crowd: the key says too little of each of them. */
const mostWithKey = 40

export interface Candidate extends Texts {
  /** Who arrived. */
  readonly of: string
}

/** Who shares a key with those who arrived, and who is noted as likely one with them already. */
export async function candidatesOf(tx: Tx, kind: LikelyKind, all: readonly Keyed[]): Promise<Candidate[]> {
  if (all.length === 0) return []
  const sharing = keyColumns.map(
    (key) =>
      `SELECT unnest(ids) AS id FROM (SELECT array_agg(record_id) AS ids FROM (SELECT record_id FROM likely_key WHERE ${key} = n.${key} LIMIT ${mostWithKey + 1}) f) g WHERE cardinality(ids) <= ${mostWithKey}`,
  )
  const noted = ['first', 'second'].map(
    (side) => `SELECT ${side === 'first' ? 'second' : 'first'}_id FROM likely_pair WHERE ${side}_id = n.id AND state <> 'different'`,
  )
  const rows = await tx.query<{ id: string; of: string }>(
    `SELECT m.of, r.* FROM (
       SELECT n.id AS of, s.id FROM unnest($1::uuid[], ${places.map((at) => `$${at + 2}::integer[]`).join(', ')}) AS n(id, ${keyColumns.join(', ')})
       CROSS JOIN LATERAL (${[...sharing, ...noted].join(' UNION ')}) s WHERE s.id <> n.id OFFSET 0) m
     JOIN LATERAL (SELECT * FROM ${rowsOf(kind)} WHERE r.id = m.id) r ON true`,
    [all.map(({ id }) => id), ...asArrays(all)],
    `candidates of ${kind}`,
  )
  return rows.map((row) => ({ of: row.of, id: row.id, texts: textsIn(kind, row) }))
}

/** How many records have a key in one of the seven places; counted no further than a crowd. */
export async function howManyShare(tx: Tx, place: number, key: number): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM (SELECT 1 FROM likely_key WHERE ${keyColumns[place]} = $1 LIMIT 1000) x`,
    [key],
  )
  return row?.n ?? 0
}

/** How many records of a kind have a value, by its key; those that are not told have one or two. */
export async function oftenOf(tx: Tx, kind: LikelyKind, keys: readonly number[]): Promise<Map<number, number>> {
  const rows = await tx.query<{ key: number; records: number }>(
    'SELECT key, records FROM likely_often WHERE kind = $1 AND key = ANY($2::integer[])',
    [kind, keys],
    'likely often',
  )
  return new Map(rows.map(({ key, records }) => [key, records]))
}

const atOnce = 50_000

/** Keeps how many records of a kind have which value, in place of what was kept. */
export async function keepOften(tx: Tx, kind: LikelyKind, often: ReadonlyMap<number, number>): Promise<void> {
  await tx.query('DELETE FROM likely_often WHERE kind = $1', [kind])
  const all = [...often]
  for (let at = 0; at < all.length; at += atOnce) {
    const some = all.slice(at, at + atOnce)
    await tx.query(
      'INSERT INTO likely_often (kind, key, records) SELECT $1, n.key, n.records FROM unnest($2::integer[], $3::integer[]) AS n(key, records)',
      [kind, some.map(([key]) => key), some.map(([, records]) => records)],
    )
  }
}

/** The pairs of these records that are noted. */
export async function pairsOf(tx: Tx, ids: readonly string[]): Promise<PairRow[]> {
  if (ids.length === 0) return []
  return await tx.query<PairRow & Record<string, unknown>>(
    `SELECT id, first_id AS "firstId", second_id AS "secondId", weight, state, model_at AS "modelAt" FROM likely_pair
     WHERE first_id = ANY($1::uuid[]) UNION SELECT id, first_id, second_id, weight, state, model_at FROM likely_pair WHERE second_id = ANY($1::uuid[])`,
    [ids],
  )
}

/** Into whom these records went, by the id of each that was merged, and who did it. */
export async function mergedInto(
  tx: Tx,
  kind: LikelyKind,
  ids: readonly string[],
): Promise<Map<string, { into: string; by: string; at: Instant }>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.query<{ id: string; into: string; by: string; at: Instant }>(
    `SELECT id, into_id AS into, merged_by AS by, at FROM merged_${kind} WHERE id = ANY($1::uuid[])`,
    [ids],
  )
  return new Map(rows.map(({ id, ...one }) => [id, one]))
}
