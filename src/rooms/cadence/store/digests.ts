import type { Instant } from '#kernel/time'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/store/database'
import type { Choice } from '../contract.ts'

export type DigestRow = Choice & { readonly id: string; readonly userId: string; readonly language: string; readonly next: Instant | null }

export const digestWork = 'digest'

const columns = `d.id, d.user_id AS "userId", every, weekday, monthday, hour, pack, language,
  (SELECT i.due_at FROM due_item i WHERE i.kind = '${digestWork}' AND i.subject_id = d.id AND NOT i.dead) AS next`

/** What somebody chose, with when the next one is due. */
export async function digestOf(tx: Tx, userId: string): Promise<DigestRow | undefined> {
  return (await tx.query<DigestRow & Record<string, unknown>>(`SELECT ${columns} FROM digest d WHERE d.user_id = $1`, [userId]))[0]
}

/** The digest that is due. */
export async function digestBy(tx: Tx, id: string): Promise<DigestRow | undefined> {
  return (await tx.query<DigestRow & Record<string, unknown>>(`SELECT ${columns} FROM digest d WHERE d.id = $1`, [id]))[0]
}

/** Writes a choice down and answers its id. */
export async function keepDigest(
  tx: Tx,
  now: Instant,
  userId: string,
  { every, weekday, monthday, hour, pack }: Choice,
  language: string,
): Promise<string> {
  const rows = await tx.query<{ id: string }>(
    `INSERT INTO digest (id, user_id, every, weekday, monthday, hour, pack, language) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (user_id) DO UPDATE SET every = excluded.every, weekday = excluded.weekday, monthday = excluded.monthday, hour = excluded.hour,
       pack = excluded.pack, language = excluded.language RETURNING id`,
    [newId(now), userId, every, weekday, monthday, hour, pack, language],
  )
  return rows[0]?.id ?? ''
}

/** Forgets what somebody chose who is no member any more. */
export async function forgetDigest(tx: Tx, id: string): Promise<void> {
  await tx.query('DELETE FROM digest WHERE id = $1', [id])
}

/** Who gets the digest of a manager or an executive, and in which language; without those who chose how to be told of failed hand-overs, as notices do that then. */
export async function managersAsking(tx: Tx): Promise<{ userId: string; language: string }[]> {
  return await tx.query<{ userId: string; language: string }>(
    `SELECT user_id AS "userId", language FROM digest WHERE every <> 'none' AND pack IN ('manager', 'executive')
       AND NOT EXISTS (SELECT 1 FROM notice_choice c WHERE c.user_id = digest.user_id AND c.kind = 'lead-failed') ORDER BY user_id`,
  )
}
