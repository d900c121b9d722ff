import type { WorkspaceId } from '#kernel/id'
import { type Instant, later } from '#kernel/time'
import { newId } from '../ids.ts'
import type { Tx } from '../store/database.ts'

/** Stands in a text where the one-time link goes. */
export const linkHere = '{{link}}'

/** What is to be sent. */
export interface Letter {
  /** What it is about, for the list of mails: `invitation`, `password-reset` … */
  readonly kind: string
  readonly to: string
  /** The company that sends it; null for what concerns an account only. */
  readonly workspaceId: WorkspaceId | null
  /** The account that it goes to, where there is one. */
  readonly userId: string | null
  readonly subject: string
  /** Plain text; `linkHere` stands where the link goes. */
  readonly text: string
  readonly html?: string
  /** Path of a one-time link, behind the address of this Interlock. It is kept sealed, and no longer than until the mail is sent. */
  readonly link?: string
  /** After this it is not sent any more: a link in it would open nothing. */
  readonly sendBy?: Instant
  /** What makes it this one mail: the same key again writes nothing. */
  readonly once?: string
}

/** A mail that somebody took to send it. */
export interface TakenMail {
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string | null
  readonly sealedLink: string | null
  readonly fence: number
  readonly tries: number
  /** Tries before of which nobody knows how they ended. */
  readonly doubts: number
  readonly sendBy: Instant | null
}

/** Minutes until the next try after the first, the second … has failed; after the last the mail is laid aside. */
const pauses = [1, 5, 15, 60, 180, 360, 720]
/** How long one try may take before another worker takes the mail: longer than all waits of the connection together. */
const leaseMs = 180_000
const keepDays = 30

/** Where mails are put to be sent, in the transaction that makes them necessary. */
export interface Outbox {
  /** Whether there is a server to send them by; without one they are held, for people to look at. */
  readonly sends: boolean
  /** Who they come from. */
  readonly from: string | null
  queue(tx: Tx, now: Instant, letter: Letter | null): Promise<void>
  /** Has mails looked for now. After the commit, never before. */
  wake(): void
}

/** A name or a subject is one line, whatever somebody wrote into it. */
export const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 200)

/**
 * Writes a mail into the outbox. With null for a letter the same statement writes nothing, so that the time does not tell whether there was somebody to
 * write to. A link of a held mail is not kept at all.
 */
export async function putMail(
  tx: Tx,
  now: Instant,
  letter: Letter | null,
  { sends, sealedLink }: { sends: boolean; sealedLink: string | null },
): Promise<void> {
  await tx.query(
    `INSERT INTO mail (id, workspace_id, user_id, kind, to_address, subject, body_text, body_html, sealed_link, state, due_at, send_by, fence, tries, doubts, created_at, once_key)
     SELECT $1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text, $9::text, $10::text, $11::timestamptz, $12::timestamptz, 0, 0, 0, $11::timestamptz, $13::text
     WHERE $5::text IS NOT NULL ON CONFLICT (once_key) DO NOTHING`,
    [
      newId<'mail'>(now),
      letter?.workspaceId ?? null,
      letter?.userId ?? null,
      letter?.kind ?? '',
      letter?.to ?? null,
      oneLine(letter?.subject ?? ''),
      letter?.text ?? '',
      letter?.html ?? null,
      sends ? sealedLink : null,
      sends ? 'waiting' : 'held',
      now,
      letter?.sendBy ?? null,
      letter?.once ?? null,
    ],
  )
}

const takenColumns =
  'mail.id, to_address AS "to", subject, body_text AS text, body_html AS html, sealed_link AS "sealedLink", fence, tries, doubts, send_by AS "sendBy"'

/** Takes the next mail that is due, with a lease. */
export async function takeMail(tx: Tx, now: Instant): Promise<TakenMail | null> {
  const [taken] = await tx.query<TakenMail & Record<string, unknown>>(
    `WITH next AS (
       SELECT id FROM mail WHERE state = 'waiting' AND due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)
       ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
     UPDATE mail SET lease_until = $2, fence = fence + 1, tries = tries + 1 FROM next WHERE mail.id = next.id RETURNING ${takenColumns}`,
    [now, later(now, leaseMs)],
  )
  return taken ?? null
}

/**
 * Notes that the server has all of a mail but the last line. That is on disk before the line goes: whoever is killed from here on leaves a doubt, and no other try is
 * one. False when somebody else has taken the mail meanwhile, who sends it then.
 */
export async function mailHanded(tx: Tx, { id, fence, doubts }: TakenMail): Promise<boolean> {
  return (await tx.query('UPDATE mail SET doubts = $3 WHERE id = $1 AND fence = $2 RETURNING id', [id, fence, doubts + 1])).length > 0
}

/** Notes a mail as sent and forgets the link in it, unless somebody else has taken it meanwhile. */
export async function mailSent(tx: Tx, { id, fence, doubts }: TakenMail, now: Instant): Promise<void> {
  await tx.query(
    "UPDATE mail SET state = 'sent', sent_at = $3, doubts = $4, sealed_link = NULL, lease_until = NULL, last_error = NULL WHERE id = $1 AND fence = $2",
    [id, fence, now, doubts],
  )
}

/** What came of a try that failed. */
interface MailFailure {
  readonly why: string
  /** No further try can help. */
  readonly final: boolean
  /** The server may have taken it all the same. */
  readonly doubtful: boolean
}

/** Puts a mail that could not be sent back with a growing pause, or lays it aside with the reason: for good when no further try can help. */
export async function mailFailed(
  tx: Tx,
  { id, fence, tries, sendBy, doubts }: TakenMail,
  now: Instant,
  { why, final, doubtful }: MailFailure,
): Promise<void> {
  const pause = pauses[tries - 1]
  const next = pause === undefined ? null : later(now, pause * 60_000)
  const over = final || next === null || (sendBy !== null && next >= sendBy)
  await tx.query(
    `UPDATE mail SET state = $3, due_at = $4, last_error = $5, doubts = $7, lease_until = NULL, sealed_link = CASE WHEN $3 = 'dead' AND $6 THEN NULL ELSE sealed_link END
     WHERE id = $1 AND fence = $2`,
    [
      ...[id, fence, over ? 'dead' : 'waiting', next ?? now, oneLine(why).slice(0, 500)],
      ...[sendBy !== null && (next === null || next >= sendBy), doubtful ? doubts + 1 : doubts],
    ],
  )
}

/** Mails are a record of what was sent for a month; then they go. */
export async function forgetOldMails(tx: Tx, now: Instant): Promise<void> {
  await tx.query('DELETE FROM mail WHERE created_at < $1', [later(now, -keepDays * 86_400_000)])
}
