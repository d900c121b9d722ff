import { sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import { columnOf } from '#kernel/list'
import type { Group } from '#kernel/rule'
import { type Day, dayOf, type Instant } from '#kernel/time'
import { uuidArray } from '#platform/ledger/since'
import { compileCases } from '#platform/list/compile-cases'
import { expressionsOf, type ListSource } from '#platform/list/source'
import type { Tx } from '#platform/store/database'
import type { AboutKind, When } from '../contract/triggers.ts'

/** Something that a trigger may fire for: the record, when it happened, and what it is known by. */
export interface Moment {
  readonly recordId: string
  readonly at: Instant
  readonly key: string
}

interface Wanted {
  /** After this moment, up to and with the other one. */
  readonly from: Instant
  readonly to: Instant
  /** Rows that say so; null for all. */
  readonly rows: readonly string[] | null
}

/** More are not looked at in one go. */
export const mostMoments = 200_000

/** The tables whose rows make a trigger look, with what it asks of them. */
export const followed = { response: ['response'], lead: ['lead_step', 'lead'], stage: ['stage_entry'], happening: ['activity'] } as const

const about: Readonly<Record<AboutKind, string>> = { person: 'x.person_id', account: 'x.account_id', deal: 'x.deal_id' }

/** The moments of a trigger in a stretch of time, the newest first where there are too many. */
export async function momentsOf(tx: Tx, source: ListSource, when: When, { from, to, rows }: Wanted): Promise<Moment[]> {
  const wanted = [from, to, rows]
  const within = (at: string, id: string) =>
    `${at} > $1::timestamptz AND ${at} <= $2::timestamptz AND ($3::uuid[] IS NULL OR ${id} = ANY($3::uuid[]))`
  const ask = (text: string, more: readonly unknown[] = []) =>
    tx.query<Moment & Record<string, unknown>>(`SELECT * FROM (${text}) AS m ORDER BY m.at DESC, m.key LIMIT ${mostMoments}`, [
      ...wanted,
      ...more,
    ])
  switch (when.on) {
    case 'response':
      return await ask(
        `SELECT r.person_id AS "recordId", r.at, r.id::text AS key FROM response r WHERE ${within('r.at', 'r.id')}
           AND (cardinality($4::text[]) = 0 OR r.decision = ANY($4::text[])) AND ($5::text = '' OR position(lower($5::text) IN lower(coalesce(r.what, ''))) > 0)`,
        [when.decisions, when.what],
      )
    case 'lead':
      return await ask(
        `SELECT s.lead_id AS "recordId", s.at, s.id::text AS key FROM lead_step s
           WHERE ${within('s.at', 's.id')} AND s.to_state = ANY($4::text[]) AND s.from_state <> s.to_state
         UNION ALL SELECT l.id, l.offered_at, 'offered ' || l.id FROM lead l WHERE ${within('l.offered_at', 'l.id')} AND 'offered' = ANY($4::text[])`,
        [when.states],
      )
    case 'stage':
      return await ask(
        `SELECT e.deal_id AS "recordId", e.at, e.id::text AS key FROM stage_entry e WHERE ${within('e.at', 'e.id')} AND e.stage_id = ANY($4::uuid[])`,
        [when.stages],
      )
    case 'stands':
      return await ask(
        `SELECT e.deal_id AS "recordId", e.at + $5::integer * interval '24 hours' AS at, e.id::text AS key FROM stage_entry e JOIN deal d ON d.id = e.deal_id
         WHERE e.stage_id = ANY($4::uuid[]) AND ${within("e.at + $5::integer * interval '24 hours'", 'e.id')}
           AND NOT EXISTS (SELECT 1 FROM stage_entry o WHERE o.deal_id = e.deal_id AND o.id <> e.id AND o.at >= e.at AND o.at <= e.at + $5::integer * interval '24 hours')
           AND (d.state = 'open' OR d.closed_at > e.at + $5::integer * interval '24 hours')`,
        [when.stages, when.days],
      )
    case 'happening':
      return await ask(
        `SELECT ${about[when.about]} AS "recordId", x.at, x.id::text AS key FROM activity x
         WHERE ${within('x.at', 'x.id')} AND x.kind = 'other' AND x.type = ANY($4::text[]) AND ${about[when.about]} IS NOT NULL`,
        [when.kinds],
      )
    case 'date':
      return await dates(tx, source, when, { from, to })
  }
}

const dialect = new PgDialect()

/** Records of which a date, moved by so many days, lies in a stretch of time. Days begin and end in UTC, as all days. */
async function dates(
  tx: Tx,
  source: ListSource,
  when: Extract<When, { on: 'date' }>,
  { from, to }: Pick<Wanted, 'from' | 'to'>,
): Promise<Moment[]> {
  const { compared, needs } = expressionsOf(source, columnOf(source.list, when.field))
  const joins = Object.entries(source.joins).flatMap(([name, join]) => (needs.includes(name) ? [join] : []))
  const day = sql`(${compared} AT TIME ZONE 'UTC')::date`
  const column = columnOf(source.list, when.field)
  const shown = column.type === 'instant' ? day : sql`${compared}::date`
  const query = sql`SELECT m.id AS "recordId", (m.day + ${when.days}::integer)::timestamp AT TIME ZONE 'UTC' AS at, m.day::text AS key
    FROM (SELECT ${sql.raw(source.id)} AS id, ${shown} AS day FROM ${sql.raw([source.from, ...joins].join(' '))}) AS m
    WHERE m.day + ${when.days}::integer > ${dayOf(from)}::date AND m.day + ${when.days}::integer <= ${dayOf(to)}::date ORDER BY m.day DESC, m.id LIMIT ${sql.raw(String(mostMoments))}`
  const { sql: text, params } = dialect.sqlToQuery(query)
  return await tx.query<Moment & Record<string, unknown>>(text, params)
}

/** Of these records those for which a rule holds. */
export async function passing(tx: Tx, source: ListSource, rule: Group, ids: readonly string[], today: Day): Promise<Set<string>> {
  const distinct = [...new Set(ids)]
  if (rule.rules.length === 0 || distinct.length === 0) return new Set(distinct)
  const value = '00000000-0000-7000-8000-000000000001'
  const { text, values } = compileCases(source, [{ value, rule }], { today, among: `SELECT unnest(${uuidArray(distinct)})` })
  const rows = await tx.query<{ id: string; first: string | null }>(text, values)
  return new Set(rows.filter(({ first }) => first !== null).map(({ id }) => id))
}
