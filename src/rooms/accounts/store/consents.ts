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

/** When something of this kind happened to a person last; null where it never did. */
export async function happenedTo(tx: Tx, person: string, kind: string): Promise<Instant | null> {
  const [row] = await tx.query<{ at: Instant }>(
    'SELECT recorded_at AS at FROM event WHERE subject_id = $1::uuid AND kind = $2 ORDER BY seq DESC LIMIT 1',
    [person, kind],
  )
  return row?.at ?? null
}
