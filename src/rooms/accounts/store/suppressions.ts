import { createHmac, randomBytes } from 'node:crypto'
import type { Tx } from '#platform/store/database'
import type { SuppressedBy } from '../tables.ts'

/** What a suppression is known by: an address, a telephone number, or an id of another system. */
export interface Known {
  readonly by: SuppressedBy
  readonly value: string
}

/** Hashes values with the key of the workspace; the same value always the same, and without the key it tells nothing. */
export type Hash = (known: Known) => string

const hashWith =
  (key: string): Hash =>
  ({ by, value }) =>
    createHmac('sha256', Buffer.from(key, 'base64')).update(`${by}\u0000${value}`).digest('base64url')

/** The hash of the workspace; only asked for once there is a suppression, and so a key. */
async function hashOf(tx: Tx): Promise<Hash> {
  const [row] = await tx.query<{ secret: string }>('SELECT secret FROM suppression_key WHERE id = 1')
  if (!row) throw new TypeError('There are suppressions without their key.')
  return hashWith(row.secret)
}

/** Keeps hashes of an erased person. Answers how many there are now of these. */
export async function suppress(tx: Tx, known: readonly Known[], at: string): Promise<number> {
  await tx.query('INSERT INTO suppression_key (id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING', [
    randomBytes(32).toString('base64'),
  ])
  const hash = await hashOf(tx)
  const hashes = [...new Set(known.map(hash))]
  await tx.query(
    'INSERT INTO suppression (hash, at) SELECT h, $2::timestamptz FROM unnest($1::text[]) AS h ON CONFLICT (hash) DO NOTHING',
    [hashes, at],
  )
  return hashes.length
}

/** Which values are suppressed, as a question of many at once; null where nobody ever was erased, so that imports need not ask. */
export async function suppressedAmong(tx: Tx): Promise<((known: readonly Known[]) => Promise<boolean[]>) | null> {
  const [some] = await tx.query('SELECT 1 FROM suppression LIMIT 1', [], 'any suppression')
  if (!some) return null
  const hash = await hashOf(tx)
  return async (known) => {
    const hashes = known.map(hash)
    const rows = await tx.query<{ hash: string }>('SELECT hash FROM suppression WHERE hash = ANY($1::text[])', [hashes])
    const found = new Set(rows.map((row) => row.hash))
    return hashes.map((one) => found.has(one))
  }
}

/** By what people would be known again: ids of all systems, of their leads too. */
export async function idsOfPeople(tx: Tx, ids: readonly string[]): Promise<Known[]> {
  return await tx.query<{ by: SuppressedBy; value: string }>(
    `SELECT 'person id' AS by, external_id AS value FROM external_ref WHERE kind = 'person' AND record_id = ANY($1::uuid[])
     UNION SELECT 'person id', external_id FROM person WHERE id = ANY($1::uuid[]) AND external_id IS NOT NULL`,
    [ids],
  )
}

/** The rows that say by which ids further systems know these people. */
export async function refsOfPeople(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(`SELECT id FROM external_ref WHERE kind = 'person' AND record_id = ANY($1::uuid[])`, [ids])
  return rows.map(({ id }) => id)
}

/** Imports that wrote these rows. */
export async function importsOf(tx: Tx, ids: readonly string[]): Promise<{ id: string; name: string; at: string }[]> {
  return await tx.query<{ id: string; name: string; at: string }>(
    `SELECT DISTINCT e.subject_id AS id, coalesce(e.payload->>'name', '') AS name, e.at FROM change c JOIN event e ON e.id = c.event_id
     WHERE e.kind = 'import.done' AND e.subject_id IS NOT NULL AND c.row_ids && $1::uuid[] ORDER BY e.at`,
    [ids],
  )
}
