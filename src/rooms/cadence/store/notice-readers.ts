import type { Instant } from '#kernel/time'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/store/database'
import type { NoticeKind, Way } from '../contract/notice-kinds.ts'
import type { NoticeRow } from './notices.ts'

/** How each of some people chose to be told, by user and kind. */
export async function choicesOf(tx: Tx, userIds: readonly string[]): Promise<{ userId: string; kind: NoticeKind; way: Way }[]> {
  return await tx.query<{ userId: string; kind: NoticeKind; way: Way }>(
    'SELECT user_id AS "userId", kind, way FROM notice_choice WHERE user_id = ANY($1::text[]) ORDER BY user_id, kind',
    [userIds],
  )
}

/** Who of some people gets a digest. */
export async function withDigest(tx: Tx, userIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ userId: string }>(
    `SELECT user_id AS "userId" FROM digest WHERE every <> 'none' AND user_id = ANY($1::text[])`,
    [userIds],
  )
  return new Set(rows.map(({ userId }) => userId))
}

/** Writes choices down. */
export async function choose(tx: Tx, now: Instant, userId: string, choices: readonly { kind: NoticeKind; way: Way }[]): Promise<void> {
  for (const { kind, way } of choices)
    await tx.query(
      'INSERT INTO notice_choice (id, user_id, kind, way) VALUES ($1, $2, $3, $4) ON CONFLICT (user_id, kind) DO UPDATE SET way = excluded.way',
      [newId(now), userId, kind, way],
    )
}

/** Somebody who gets mail of notices, by the id under which that is due. */
export async function readerFor(tx: Tx, now: Instant, userId: string): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    'INSERT INTO notice_reader (id, user_id) VALUES ($1, $2) ON CONFLICT (user_id) DO UPDATE SET user_id = excluded.user_id RETURNING id',
    [newId(now), userId],
  )
  return row?.id ?? ''
}

/** Remembers in which language somebody reads. */
export async function keepLanguage(tx: Tx, now: Instant, userId: string, language: string): Promise<void> {
  await tx.query(
    'INSERT INTO notice_reader (id, user_id, language) VALUES ($1, $2, $3) ON CONFLICT (user_id) DO UPDATE SET language = excluded.language',
    [newId(now), userId, language],
  )
}

/** Whose mail is due, and in which language: the one that they chose notices or their digest in, else that of the company. */
export async function readerBy(tx: Tx, id: string): Promise<{ userId: string; language: string | null } | undefined> {
  const [row] = await tx.query<{ userId: string; language: string | null }>(
    `SELECT r.user_id AS "userId", coalesce(r.language, (SELECT d.language FROM digest d WHERE d.user_id = r.user_id),
       (SELECT split_part(s.value #>> '{}', '-', 1) FROM setting s WHERE s.name = 'locale' LIMIT 1)) AS language
     FROM notice_reader r WHERE r.id = $1`,
    [id],
  )
  return row
}

/** Settles which notices the next mail of somebody has: once it stands in the row, whoever begins again makes the same mail. Answers its id; null where there is none. */
export async function settleMail(tx: Tx, now: Instant, userId: string): Promise<string | null> {
  const waiting = `user_id = $1 AND way = 'mail' AND mailed_at IS NULL`
  const [begun] = await tx.query<{ id: string }>(`SELECT mail_id AS id FROM notice WHERE ${waiting} AND mail_id IS NOT NULL LIMIT 1`, [
    userId,
  ])
  if (begun) return begun.id
  const id = newId(now)
  const rows = await tx.query(`UPDATE notice SET mail_id = $2 WHERE ${waiting} AND mail_id IS NULL RETURNING id`, [userId, id])
  return rows.length > 0 ? id : null
}

/** What one mail tells, in the order in which it happened. */
export async function noticesOfMail(tx: Tx, mailId: string): Promise<NoticeRow[]> {
  return await tx.query<NoticeRow & Record<string, unknown>>(
    `SELECT id, user_id AS "userId", kind, about_kind AS "aboutKind", about_id AS "aboutId", facts, needs, at, read_at AS "readAt"
     FROM notice WHERE mail_id = $1 ORDER BY at, id`,
    [mailId],
  )
}

/** Notes that a mail stands in the outbox, or that there was nobody to write to. */
export async function noteMailed(tx: Tx, mailId: string, now: Instant): Promise<void> {
  await tx.query('UPDATE notice SET mailed_at = $2 WHERE mail_id = $1', [mailId, now])
}

/** Whether something waits for a mail. */
export async function waits(tx: Tx, userId: string): Promise<boolean> {
  const rows = await tx.query(`SELECT 1 FROM notice WHERE user_id = $1 AND way = 'mail' AND mailed_at IS NULL LIMIT 1`, [userId])
  return rows.length > 0
}
