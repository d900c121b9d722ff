import type { EventId, Id } from '#kernel/id'
import type { RightsObject } from '#kernel/rights'
import type { Instant } from '#kernel/time'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/store/database'
import type { NoticeAbout, NoticeKind, Way } from '../contract/notice-kinds.ts'
import type { Around, ToTell } from '../contract/notice-told.ts'
import type { NoticeFacts } from '../contract/notices.ts'

/** A notice as it is kept. */
export interface NoticeRow {
  readonly id: Id<'notice'>
  readonly userId: string
  readonly kind: NoticeKind
  readonly aboutKind: NoticeAbout
  readonly aboutId: string | null
  readonly facts: NoticeFacts
  readonly needs: readonly RightsObject[]
  readonly at: Instant
  readonly readAt: Instant | null
}

const columns = `id, user_id AS "userId", kind, about_kind AS "aboutKind", about_id AS "aboutId", facts, needs, at, read_at AS "readAt"`
type Row = NoticeRow & Record<string, unknown>

export interface NewNotice {
  readonly eventId: EventId
  readonly userId: string
  readonly told: ToTell
  readonly needs: readonly RightsObject[]
  readonly way: Way
}

/** Writes down who is told what of which event; the same again writes nothing. */
export async function addNotices(tx: Tx, now: Instant, all: readonly NewNotice[]): Promise<void> {
  const rows = all.map(({ eventId, userId, told: { kind, about, facts }, needs, way }) => ({
    ...{
      id: newId<'notice'>(now),
      event_id: eventId,
      user_id: userId,
      kind,
      about_kind: about.kind,
      about_id: about.id,
      facts,
      needs,
      way,
    },
  }))
  if (rows.length === 0) return
  await tx.query(
    `INSERT INTO notice (id, user_id, kind, event_id, about_kind, about_id, facts, needs, way, at)
     SELECT n.id, n.user_id, n.kind, n.event_id, n.about_kind, n.about_id, n.facts, n.needs, n.way, $2
     FROM jsonb_to_recordset($1::jsonb)
       AS n(id uuid, event_id uuid, user_id text, kind text, about_kind text, about_id uuid, facts jsonb, needs jsonb, way text)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(rows), now],
  )
}

/** Who did something: the users behind events; none where the product itself or a key did. */
export async function doersOf(tx: Tx, eventIds: readonly EventId[]): Promise<ReadonlyMap<EventId, string>> {
  const rows = await tx.query<{ event: EventId; id: string }>(
    "SELECT id AS event, actor_id AS id FROM event WHERE id = ANY($1::uuid[]) AND actor_kind = 'user'",
    [eventIds],
  )
  return new Map(rows.map(({ event, id }) => [event, id]))
}

/** A record and the names of the people around it. */
export interface AroundRow extends Pick<Around, 'owner' | 'manager' | 'marketer'> {
  readonly id: string
}

const owned = { lead: 'lead', deal: 'deal', account: 'account', person: 'person', campaign: 'campaign' } as const
const hasOwner = (kind: NoticeAbout): kind is keyof typeof owned => Object.hasOwn(owned, kind)

/** Who owns records of one kind, who leads the owner's team, and whose campaign brought a lead. Leads of taken-in history concern nobody. */
export async function peopleAround(tx: Tx, kind: NoticeAbout, ids: readonly string[]): Promise<readonly AroundRow[]> {
  if (!hasOwner(kind) || ids.length === 0) return []
  const campaign = kind === 'lead' ? 'LEFT JOIN campaign c ON c.external_id = r.campaign_ref LEFT JOIN member cm ON cm.id = c.owner_id' : ''
  const ownerId = kind === 'person' ? '(SELECT a.owner_id FROM account a WHERE a.id = r.account_id)' : 'r.owner_id'
  return await tx.query<AroundRow & Record<string, unknown>>(
    `SELECT r.id, m.name AS owner, m.manager, ${kind === 'lead' ? 'cm.name' : 'NULL::text'} AS marketer
     FROM ${owned[kind]} r LEFT JOIN member m ON m.id = ${ownerId} ${campaign}
     WHERE r.id = ANY($1::uuid[])${kind === 'lead' ? " AND r.external_id NOT LIKE 'past:%'" : ''}`,
    [ids],
    `owners of ${kind}s`,
  )
}

/** Members by id, with who leads their team. */
export async function membersBy(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, { name: string; manager: string | null }>> {
  const rows = await tx.query<{ id: string; name: string; manager: string | null }>(
    'SELECT id, name, manager FROM member WHERE id = ANY($1::uuid[])',
    [ids],
  )
  return new Map(rows.map(({ id, ...member }) => [id, member]))
}

/** What a request is about, besides itself. */
export async function objectOfRequest(tx: Tx, id: string): Promise<RightsObject | null> {
  const [row] = await tx.query<{ object: RightsObject | null }>(
    `SELECT CASE WHEN deal_id IS NOT NULL THEN 'deal' WHEN lead_id IS NOT NULL THEN 'lead' WHEN account_id IS NOT NULL THEN 'account' END AS object
     FROM request WHERE id = $1`,
    [id],
  )
  return row?.object ?? null
}

interface Placed {
  readonly id: string
  readonly owner: string
  readonly placedAt: Instant
}

/** Of these leads those that lie with an owner who was not told of it yet, with when they were given to them. */
export async function leadsPlaced(tx: Tx, ids: readonly string[]): Promise<Placed[]> {
  return await tx.query<Placed & Record<string, unknown>>(
    `SELECT l.id, m.name AS owner, l.placed_at AS "placedAt" FROM lead l JOIN member m ON m.id = l.owner_id
     WHERE l.id = ANY($1::uuid[]) AND l.state = 'offered' AND l.external_id NOT LIKE 'past:%'
       AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.kind = 'lead-handed' AND n.about_id = l.id AND n.at >= l.placed_at)
     ORDER BY l.id`,
    [ids],
    'offered leads',
  )
}

const labels: Partial<Readonly<Record<NoticeAbout, string>>> = {
  lead: `SELECT l.id, p.full_name || coalesce(', ' || a.name, '') AS label FROM lead l JOIN person p ON p.id = l.person_id LEFT JOIN account a ON a.id = p.account_id`,
  deal: 'SELECT id, name AS label FROM deal l',
  account: 'SELECT id, name AS label FROM account l',
  person: 'SELECT id, full_name AS label FROM person l',
  campaign: 'SELECT id, name AS label FROM campaign l',
  request: 'SELECT id, title AS label FROM request l',
}

/** What records are called, by id. */
export async function labelsOf(tx: Tx, about: readonly Pick<NoticeRow, 'aboutKind' | 'aboutId'>[]): Promise<ReadonlyMap<string, string>> {
  const called = new Map<string, string>()
  for (const [kind, select] of Object.entries(labels)) {
    const ids = about.flatMap((one) => (one.aboutKind === kind && one.aboutId !== null ? [one.aboutId] : []))
    if (ids.length === 0) continue
    const rows = await tx.query<{ id: string; label: string | null }>(`${select} WHERE l.id = ANY($1::uuid[])`, [ids])
    for (const { id, label } of rows) if (label !== null) called.set(id, label)
  }
  return called
}

/** Whose they are, and what they must not need. */
export interface Whose {
  readonly userId: string
  /** Kinds of records that the reader may not see. */
  readonly closed: readonly RightsObject[]
  /** Kinds of notices that are not for their role any more. */
  readonly not: readonly NoticeKind[]
}

const mine = 'user_id = $1 AND NOT jsonb_exists_any(needs, $2::text[]) AND NOT kind = ANY($3::text[])'
const given = ({ userId, closed, not }: Whose) => [userId, closed, not]

/** What stands in the app of somebody, unread first. */
export async function noticesOf(tx: Tx, whose: Whose, limit: number): Promise<NoticeRow[]> {
  return await tx.query<Row>(
    `SELECT ${columns} FROM notice WHERE ${mine} AND way IN ('app', 'mail') ORDER BY read_at IS NOT NULL, at DESC, id DESC LIMIT $4`,
    [...given(whose), limit],
  )
}

/** Counts what is unread, up to a hundred. */
export async function unreadOf(tx: Tx, whose: Whose): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM (SELECT 1 FROM notice WHERE ${mine} AND way IN ('app', 'mail') AND read_at IS NULL LIMIT 100) AS u`,
    given(whose),
  )
  return row?.n ?? 0
}

/** What was kept for the digest of somebody since an instant. */
export async function digestedOf(tx: Tx, whose: Whose, since: Instant, limit: number): Promise<NoticeRow[]> {
  return await tx.query<Row>(
    `SELECT ${columns} FROM notice WHERE ${mine} AND way = 'digest' AND at >= $4 ORDER BY at DESC, id DESC LIMIT $5`,
    [...given(whose), since, limit],
  )
}

/** Marks as read or unread; all of somebody's without ids. */
export async function mark(tx: Tx, userId: string, ids: readonly string[] | null, readAt: Instant | null): Promise<number> {
  const rows = await tx.query(
    `UPDATE notice SET read_at = $3 WHERE user_id = $1 AND ($2::uuid[] IS NULL OR id = ANY($2::uuid[])) AND (read_at IS NULL) <> ($3::timestamptz IS NULL) RETURNING id`,
    [userId, ids, readAt],
  )
  return rows.length
}

/** Forgets what was read long ago and what is older than that. */
export async function forgetNotices(tx: Tx, before: Instant): Promise<void> {
  await tx.query('DELETE FROM notice WHERE at < $1', [before])
}
