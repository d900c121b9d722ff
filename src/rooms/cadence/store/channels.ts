import type { EventId, Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/store/database'
import type { Channel, Program } from '../contract/channels.ts'
import type { NoticeKind } from '../contract/notice-kinds.ts'
import type { ToTell } from '../contract/notice-told.ts'

/** A channel as it is kept, its address sealed. */
export interface ChannelRow extends Omit<Channel, 'madeBy'> {
  readonly sealedUrl: string
  readonly language: string
  readonly makerId: string | null
  readonly makerName: string
}

const columns = `c.id, c.name, c.program, c.host, c.sealed_url AS "sealedUrl", c.kinds, c.names, c.language, c.maker_id AS "makerId", c.maker_name AS "makerName",
  c.state, c.why, c.last_sent_at AS "lastSentAt",
  (SELECT count(*)::int FROM channel_message m WHERE m.channel_id = c.id AND m.state = 'waiting') AS waiting,
  (SELECT count(*)::int FROM channel_message m WHERE m.channel_id = c.id AND m.state = 'failed') AS failed`

/** All channels, by name; or one. */
export async function channelsKept(tx: Tx, id: string | null = null): Promise<ChannelRow[]> {
  return await tx.query<ChannelRow & Record<string, unknown>>(
    `SELECT ${columns} FROM channel c WHERE $1::uuid IS NULL OR c.id = $1::uuid ORDER BY lower(c.name), c.id`,
    [id],
  )
}

type Written = Pick<
  ChannelRow,
  'id' | 'name' | 'program' | 'host' | 'sealedUrl' | 'kinds' | 'names' | 'language' | 'makerId' | 'makerName' | 'state' | 'why'
>

/** Writes a channel down, new or changed. */
export async function keepChannel(tx: Tx, one: Written): Promise<void> {
  await tx.query(
    `INSERT INTO channel (id, name, program, host, sealed_url, kinds, names, language, maker_id, maker_name, state, why)
     VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10, $11, $12)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, host = excluded.host, sealed_url = excluded.sealed_url, kinds = excluded.kinds, names = excluded.names,
       language = excluded.language, maker_id = excluded.maker_id, maker_name = excluded.maker_name, state = excluded.state, why = excluded.why`,
    [
      ...[one.id, one.name, one.program, one.host, one.sealedUrl, JSON.stringify(one.kinds), one.names, one.language],
      ...[one.makerId, one.makerName, one.state, one.why],
    ],
  )
}

/** Takes a channel away with what was on its way to it. Answers the ids of its messages that waited. */
export async function dropChannel(tx: Tx, id: string): Promise<string[]> {
  const gone = await tx.query<{ id: string }>('DELETE FROM channel_message WHERE channel_id = $1 RETURNING id', [id])
  await tx.query('DELETE FROM channel WHERE id = $1', [id])
  return gone.map((row) => row.id)
}

/** Channels that are told one of these kinds. */
export async function channelsFor(tx: Tx, kinds: readonly NoticeKind[]): Promise<{ id: string; kinds: readonly NoticeKind[] }[]> {
  return await tx.query<{ id: string; kinds: readonly NoticeKind[] }>(
    "SELECT id, kinds FROM channel WHERE state = 'on' AND (kinds = '[]'::jsonb OR jsonb_exists_any(kinds, $1::text[]))",
    [kinds],
  )
}

interface NewMessage {
  readonly channelId: string
  readonly kind: NoticeKind
  readonly told: readonly Pick<ToTell, 'about' | 'facts'>[]
  readonly count: number
}

/** Puts a message on its way; answers its id, or null where it is already. */
export async function addMessage(
  tx: Tx,
  now: Instant,
  eventId: EventId,
  { channelId, kind, told, count }: NewMessage,
): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>(
    `INSERT INTO channel_message (id, channel_id, event_id, kind, told, count, state, tries, at) VALUES ($1, $2, $3, $4, $5::jsonb, $6, 'waiting', 0, $7)
     ON CONFLICT (channel_id, event_id, kind) DO NOTHING RETURNING id`,
    [newId(now), channelId, eventId, kind, JSON.stringify(told), count, now],
  )
  return row?.id ?? null
}

/** A message with where it goes. */
export interface MessageRow {
  readonly id: Id<'channel_message'>
  readonly channelId: string
  readonly kind: NoticeKind
  readonly told: readonly Pick<ToTell, 'about' | 'facts'>[]
  readonly count: number
  readonly state: 'waiting' | 'sent' | 'failed'
  readonly tries: number
  readonly channelState: 'on' | 'off' | 'stopped'
  readonly program: Program
}

/** A message on its way. */
export async function messageBy(tx: Tx, id: string): Promise<MessageRow | undefined> {
  const [row] = await tx.query<MessageRow & Record<string, unknown>>(
    `SELECT m.id, m.channel_id AS "channelId", m.kind, m.told, m.count, m.state, m.tries, c.state AS "channelState", c.program
     FROM channel_message m JOIN channel c ON c.id = m.channel_id WHERE m.id = $1`,
    [id],
  )
  return row
}

/** Notes what a try brought. */
export async function noteTry(
  tx: Tx,
  now: Instant,
  { id, channelId }: Pick<MessageRow, 'id' | 'channelId'>,
  state: MessageRow['state'],
  why: string | null,
) {
  await tx.query(
    "UPDATE channel_message SET tries = tries + 1, state = $2, why = $3, settled_at = CASE WHEN $2 = 'waiting' THEN NULL ELSE $4::timestamptz END WHERE id = $1",
    [id, state, why, now],
  )
  await tx.query(
    "UPDATE channel SET why = $2, last_sent_at = CASE WHEN $2::text IS NULL THEN $3::timestamptz ELSE last_sent_at END WHERE id = $1 AND state <> 'stopped'",
    [channelId, why, now],
  )
}

/** Notes that a channel is told nothing any more, and why. Answers what it is called where it ran until now. */
export async function stopChannel(tx: Tx, id: string, why: string): Promise<string | null> {
  const [row] = await tx.query<{ name: string }>(
    "UPDATE channel SET state = 'stopped', why = $2 WHERE id = $1 AND state = 'on' RETURNING name",
    [id, why],
  )
  return row?.name ?? null
}

/** Whether none of the last messages of a channel, so many, was taken after all its tries. */
export async function neverTaken(tx: Tx, id: string, { last, tries }: { last: number; tries: number }): Promise<boolean> {
  const rows = await tx.query<{ lost: boolean }>(
    `SELECT state = 'failed' AND tries >= $3 AS lost FROM channel_message WHERE channel_id = $1 AND state <> 'waiting' ORDER BY settled_at DESC, id DESC LIMIT $2`,
    [id, last, tries],
  )
  return rows.length === last && rows.every(({ lost }) => lost)
}

/** Forgets messages that were sent or given up long ago. */
export async function forgetMessages(tx: Tx, before: Instant): Promise<void> {
  await tx.query("DELETE FROM channel_message WHERE state <> 'waiting' AND at < $1", [before])
}
