import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import type { Consent } from '../contract/consents.ts'

/** What a person said, newest first. The last word on a purpose is in force, however the purpose is capitalised. */
export async function consentsOf(tx: Tx, person: string): Promise<Consent[]> {
  return await tx.query<Consent & Record<string, unknown>>(
    `SELECT id, purpose, basis, status, source, version, at, noted_by AS by, noted_at AS "notedAt",
       row_number() OVER (PARTITION BY lower(purpose) ORDER BY at DESC, noted_at DESC, id DESC) = 1 AS "inForce"
     FROM consent WHERE person_id = $1::uuid ORDER BY at DESC, noted_at DESC, id DESC`,
    [person],
  )
}

/** When the row of a person was last changed by an event of one of these kinds; null where it never was. */
export async function changedBy(tx: Tx, person: string, kinds: readonly string[]): Promise<Instant | null> {
  const [row] = await tx.query<{ at: Instant }>(
    `SELECT e.recorded_at AS at FROM change c JOIN event e ON e.id = c.event_id
     WHERE c.row_ids[1] = $1::uuid AND c.op <> 'insert' AND c.tbl = 'person' AND e.kind = ANY($2::text[]) ORDER BY e.seq DESC LIMIT 1`,
    [person, kinds],
  )
  return row?.at ?? null
}

/** The last word of these people on each purpose; `imported` where its source begins like that of a file. */
export async function lastConsents(tx: Tx, people: readonly string[], fileSource: string) {
  return await tx.query<{ personId: string; purpose: string; status: Consent['status']; at: Instant; imported: boolean }>(
    `SELECT DISTINCT ON (person_id, lower(purpose)) person_id AS "personId", purpose, status, at, coalesce(starts_with(source, $2), false) AS imported
     FROM consent WHERE person_id = ANY($1::uuid[]) ORDER BY person_id, lower(purpose), at DESC, noted_at DESC, id DESC`,
    [people, fileSource],
  )
}
