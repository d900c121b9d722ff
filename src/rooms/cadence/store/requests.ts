import type { Id } from '#kernel/id'
import { hides, type Rights, sees } from '#kernel/rights'
import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import type { Side } from '#rooms/agreement/contract'
import { type RequestAbout, requestAbouts } from '../contract/request-words.ts'
import type { Talk } from '../contract/requests.ts'
import type { requests } from '../tables/requests.ts'

interface Person {
  readonly id: Id<'member'>
  readonly name: string
  readonly team: string | null
}

/** A request as it is kept, with the people and the record that it names. */
export interface RequestRow extends Omit<RowOf<typeof requests>, 'askedBy' | 'promisedBy' | 'deliveredBy' | 'askedOf'> {
  readonly of: Side
  readonly askedBy: Person
  readonly promisedBy: Person | null
  readonly deliveredBy: Person | null
  readonly about: { readonly kind: RequestAbout; readonly id: string; readonly label: string | null } | null
}

const person = (as: string) =>
  `CASE WHEN ${as}.id IS NOT NULL THEN jsonb_build_object('id', ${as}.id, 'name', ${as}.name, 'team', ${as}.team) END`
const about = (kind: RequestAbout, id: string, label: string) => `jsonb_build_object('kind', '${kind}', 'id', ${id}, 'label', ${label})`

const shown = `SELECT r.id, r.kind, r.asked_of AS of, r.title, r.text, r.state, ${person('a')} AS "askedBy", r.asked_at AS "askedAt", r.wanted_by AS "wantedBy",
    r.deal_id AS "dealId", r.lead_id AS "leadId", r.account_id AS "accountId",
    CASE WHEN d.id IS NOT NULL THEN ${about('deal', 'd.id', 'd.name')} WHEN l.id IS NOT NULL THEN ${about('lead', 'l.id', 'lp.full_name')}
      WHEN c.id IS NOT NULL THEN ${about('account', 'c.id', 'c.name')} END AS about,
    ${person('p')} AS "promisedBy", r.promised_at AS "promisedAt", r.first_due_at AS "firstDueAt", r.due_at AS "dueAt",
    ${person('v')} AS "deliveredBy", r.delivered_at AS "deliveredAt", r.note, r.link, r.rating, r.used, r.rated_at AS "ratedAt", r.touched_by AS "touchedBy"
  FROM request r JOIN member a ON a.id = r.asked_by LEFT JOIN member p ON p.id = r.promised_by LEFT JOIN member v ON v.id = r.delivered_by
    LEFT JOIN deal d ON d.id = r.deal_id LEFT JOIN lead l ON l.id = r.lead_id LEFT JOIN person lp ON lp.id = l.person_id LEFT JOIN account c ON c.id = r.account_id`

/** Requests about records that may not be seen are left out. */
const seen = (rights: Rights) =>
  requestAbouts
    .filter((kind) => !sees(rights, kind))
    .map((kind) => ` AND r.${kind}_id IS NULL`)
    .join('')

/** A record that is called by its address is not named to those who may not read addresses. */
function readable(row: RequestRow, rights: Rights): RequestRow {
  if (row.about === null) return row
  const { kind, label } = row.about
  const hidden =
    hides(rights, kind, 'name') ||
    (kind === 'lead' && (hides(rights, 'person', 'name') || (hides(rights, 'person', 'email') && (label ?? '').includes('@'))))
  return hidden ? { ...row, about: { ...row.about, label: null } } : row
}

async function ask(tx: Tx, rights: Rights, where: string, values: readonly unknown[], limit: number): Promise<RequestRow[]> {
  const rows = await tx.query<RequestRow & Record<string, unknown>>(
    `${shown} WHERE ${where}${seen(rights)} ORDER BY r.asked_at DESC, r.id LIMIT ${Math.trunc(limit)}`,
    [...values],
  )
  return rows.map((row) => readable(row, rights))
}

/** More are not looked through for one list or one count. */
export const mostRequests = 20_000

export interface Narrowed {
  readonly of: Side | null
  readonly kind: string | null
  /** Asked by this member. */
  readonly asker: string | null
  /** Promised or delivered by this member. */
  readonly giver: string | null
}

/** Requests by whom they are asked of and by, the newest first. */
export function requestsBy(tx: Tx, rights: Rights, { of, kind, asker, giver }: Narrowed): Promise<RequestRow[]> {
  return ask(
    tx,
    rights,
    `($1::text IS NULL OR r.asked_of = $1) AND ($2::text IS NULL OR r.kind = $2) AND ($3::uuid IS NULL OR r.asked_by = $3)
     AND ($4::uuid IS NULL OR coalesce(r.promised_by, r.delivered_by) = $4)`,
    [of, kind, asker, giver],
    mostRequests,
  )
}

/** One request that somebody may see; locked where it is going to be changed. */
export async function requestOf(tx: Tx, rights: Rights, id: string, lock: 'lock' | 'look' = 'look'): Promise<RequestRow | undefined> {
  if (lock === 'lock') await tx.query('SELECT FROM request WHERE id = $1::uuid FOR UPDATE', [id])
  return (await ask(tx, rights, 'r.id = $1::uuid', [id], 1))[0]
}

/** Requests about a record. */
export const requestsAbout = (tx: Tx, rights: Rights, kind: RequestAbout, id: string) =>
  ask(tx, rights, `r.${kind}_id = $1::uuid`, [id], 100)

/** Ideas by their author, the campaign that used them, or one of them. */
export const ideasBy = (tx: Tx, rights: Rights, by: { author: string | null; campaign: string | null; request: string | null }) =>
  ask(
    tx,
    rights,
    `r.kind = 'idea' AND r.state <> 'withdrawn' AND ($1::uuid IS NULL OR r.asked_by = $1) AND ($3::uuid IS NULL OR r.id = $3)
     AND ($2::uuid IS NULL OR EXISTS (SELECT 1 FROM idea_use u WHERE u.request_id = r.id AND u.campaign_id = $2))`,
    [by.author, by.campaign, by.request],
    200,
  )

/** The talk of requests, in the order in which it was said. */
export async function talkOf(tx: Tx, ids: readonly string[]): Promise<(Talk & { readonly requestId: string })[]> {
  return await tx.query<Talk & { requestId: string } & Record<string, unknown>>(
    `SELECT s.id, s.request_id AS "requestId", s.touched_by AS "eventId", s.kind, m.name AS by, s.at, s.text, s.due_at AS "dueAt", s.link, s.rating
     FROM request_step s LEFT JOIN member m ON m.id = s.by_member WHERE s.request_id = ANY($1::uuid[]) ORDER BY s.at, s.id`,
    [ids],
  )
}

export interface Used {
  readonly id: Id<'idea_use'>
  readonly requestId: string
  readonly campaignId: Id<'campaign'>
  readonly campaign: string
  readonly eventId: Id<'event'>
  readonly at: Instant
  readonly by: string
}

/** The campaigns that used these ideas. */
export async function usesOf(tx: Tx, ids: readonly string[]): Promise<Used[]> {
  return await tx.query<Used & Record<string, unknown>>(
    `SELECT u.id, u.request_id AS "requestId", u.campaign_id AS "campaignId", c.name AS campaign, u.touched_by AS "eventId", u.at, m.name AS by
     FROM idea_use u JOIN campaign c ON c.id = u.campaign_id JOIN member m ON m.id = u.by_member WHERE u.request_id = ANY($1::uuid[]) ORDER BY u.at, u.id`,
    [ids],
  )
}

/** Everyone who may have a request, with their team. */
export async function people(tx: Tx): Promise<(Person & { readonly nameKey: string })[]> {
  return await tx.query<Person & { nameKey: string } & Record<string, unknown>>(
    'SELECT id, name, team, name_key AS "nameKey" FROM member ORDER BY name, id',
  )
}

/** Whether a record is there. */
export async function isThere(tx: Tx, kind: RequestAbout, id: string): Promise<boolean> {
  return (await tx.query(`SELECT 1 FROM ${kind} WHERE id = $1::uuid`, [id])).length > 0
}

/** A campaign by its id. */
export async function campaignNamed(tx: Tx, id: string): Promise<{ readonly id: Id<'campaign'>; readonly name: string } | undefined> {
  return (await tx.query<{ id: Id<'campaign'>; name: string }>('SELECT id, name FROM campaign WHERE id = $1::uuid', [id]))[0]
}

/** Campaigns whose name holds these letters, the latest first. */
export async function campaignsCalled(tx: Tx, letters: string): Promise<{ readonly id: Id<'campaign'>; readonly name: string }[]> {
  return await tx.query<{ id: Id<'campaign'>; name: string }>(
    `SELECT id, name FROM campaign WHERE strpos(lower(name), lower($1)) > 0 ORDER BY starts_on DESC NULLS LAST, name, id LIMIT 50`,
    [letters],
  )
}

/** Promises whose clock may be missing: open ones. */
export async function openPromises(
  tx: Tx,
): Promise<{ readonly id: Id<'request'>; readonly promisedBy: Id<'member'>; readonly dueAt: Instant }[]> {
  return await tx.query<{ id: Id<'request'>; promisedBy: Id<'member'>; dueAt: Instant }>(
    `SELECT id, promised_by AS "promisedBy", due_at AS "dueAt" FROM request
     WHERE state = 'promised' AND due_at IS NOT NULL AND promised_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM request_step s WHERE s.request_id = request.id AND s.kind = 'late' AND s.due_at = request.due_at)`,
  )
}
