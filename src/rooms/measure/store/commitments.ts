import type { Id } from '#kernel/id'
import { type Day, type Instant, instant, millis } from '#kernel/time'
import type { Duck } from '#platform/analytics/duck'
import type { KeptOutcome, PromiseKind } from '../contract/commitments.ts'
import { lentAs } from './lent-tables.ts'

/** A stretch of time, as moments and as the days that begin in it, with the tries that were promised in it. */
export interface Stretch {
  readonly from: Instant
  readonly to: Instant
  readonly firstDay: Day
  readonly endDay: Day
  readonly tries: number
}

const at = (moment: Instant) => `epoch_ms(${millis(moment)})`
const dayLiteral = (day: Day) => `make_date(${day.split('-').map(Number).join(', ')})`

const stretchesSql = (stretches: readonly Stretch[]) =>
  `(VALUES ${stretches
    .map(
      ({ from, to, firstDay, endDay, tries }, n) =>
        `(${n}, ${at(from)}, ${at(to)}, ${dayLiteral(firstDay)}, ${dayLiteral(endDay)}, ${Math.trunc(tries)})`,
    )
    .join(', ')}) AS p(piece, begins, ends, first_day, end_day, tries)`

/** Every hand-over of these stretches, with what became of each promise; null where it was not owed. */
const leadsSql = (stretches: readonly Stretch[], now: Instant) => `
  SELECT p.piece, l.record_id, l.name, a.name AS account, l.owner, l.accept_owner, l.contact_owner, l.team, l.accept_team, l.contact_team, a.territory, l.handed_at, l.accept_by, l.answered_at, l.accepted_at, l.contact_by,
    l.first_contact_at, l.tries AS tried, 'kept' AS leads,
    CASE WHEN l.accepted_at IS NOT NULL THEN 'kept' WHEN l.ended_at IS NOT NULL THEN 'missed' ELSE 'early' END AS accepted,
    CASE WHEN l.accept_by IS NULL THEN NULL WHEN l.answered_at <= l.accept_by THEN 'kept' WHEN l.answered_at IS NOT NULL THEN 'late'
      WHEN l.accept_by > ${at(now)} THEN 'early' ELSE 'missed' END AS accept,
    CASE WHEN l.contact_by IS NULL THEN NULL WHEN l.first_contact_at <= l.contact_by THEN 'kept' WHEN l.first_contact_at IS NOT NULL THEN 'late'
      WHEN l.ended_at <= l.contact_by THEN NULL WHEN l.contact_by > ${at(now)} THEN 'early' ELSE 'missed' END AS contact,
    CASE WHEN l.reached THEN NULL WHEN l.state = 'returned' THEN if(l.tries >= p.tries, 'kept', 'missed') WHEN l.ended_at IS NULL THEN 'early' END AS tries
  FROM ${stretchesSql(stretches)} JOIN ${lentAs('promised_lead')} l ON l.handed_at >= p.begins AND l.handed_at < p.ends
    LEFT JOIN ${lentAs('patch')} a ON a.record_id = l.account_id
  WHERE l.state IS NOT NULL`

/** SQL: the amount of a deal `d` in the currency that is shown; of those in others nothing, as in every number of money. */
export const countedAmount = `CASE WHEN (SELECT count(DISTINCT currency) FROM fact_deal) < 2 OR d.currency = (SELECT value FROM about WHERE key = 'currency') THEN d.amount END`

/** Every deal that was opened in these stretches, and whether marketing supplied it. */
const dealsSql = (stretches: readonly Stretch[]) => `
  SELECT p.piece, d.record_id, d.name, d.account, d.owner, a.territory, d.opened_on, ${countedAmount} AS amount,
    d.deal_id IN (SELECT deal_id FROM fact_credit WHERE first) OR EXISTS (
      SELECT 1 FROM ${lentAs('promised_lead')} l WHERE l.state IS NOT NULL AND l.handed_at::DATE <= d.opened_on AND l.external_id = o.lead_ref
    ) OR EXISTS (
      SELECT 1 FROM ${lentAs('promised_lead')} l WHERE l.state IS NOT NULL AND l.handed_at::DATE <= d.opened_on AND l.deal_ref = o.external_id
    ) AS supplied
  FROM ${stretchesSql(stretches)} JOIN fact_deal d ON d.opened_on >= p.first_day AND d.opened_on < p.end_day
    LEFT JOIN ${lentAs('past_deal')} o ON o.record_id = d.record_id LEFT JOIN ${lentAs('patch')} a ON a.record_id = o.account_id`

/** How many hand-overs became the same. */
interface KeptLeads {
  readonly piece: number
  /** Of whom it belongs to, and of those whose promises they were. */
  readonly team: string | null
  readonly acceptTeam: string | null
  readonly contactTeam: string | null
  readonly territory: string | null
  readonly accepted: KeptOutcome | null
  readonly accept: KeptOutcome | null
  readonly contact: KeptOutcome | null
  readonly tries: KeptOutcome | null
  readonly n: number
}

/** How many hand-overs of each stretch, team and territory became what. */
export async function keptLeads(duck: Duck, stretches: readonly Stretch[], now: Instant): Promise<KeptLeads[]> {
  if (stretches.length === 0) return []
  return await duck.all<KeptLeads & Record<string, string | number | null>>(
    `SELECT piece, team, accept_team AS "acceptTeam", contact_team AS "contactTeam", territory, accepted, accept, contact, tries, count(*)::INTEGER AS n FROM (${leadsSql(stretches, now)}) GROUP BY ALL ORDER BY ALL`,
  )
}

/** New deals that marketing supplied, or did not; `without` have no amount in the currency. */
interface KeptDeals {
  readonly piece: number
  readonly territory: string | null
  readonly supplied: boolean
  readonly n: number
  readonly without: number
  readonly amount: number
}

/** How many deals of each stretch and territory marketing supplied and did not, with their amounts. */
export async function keptDeals(duck: Duck, stretches: readonly Stretch[]): Promise<KeptDeals[]> {
  if (stretches.length === 0) return []
  return await duck.all<KeptDeals & Record<string, string | number | boolean | null>>(
    `SELECT piece, territory, supplied, count(amount)::INTEGER AS n, (count(*) - count(amount))::INTEGER AS without, coalesce(sum(amount), 0)::DOUBLE AS amount
     FROM (${dealsSql(stretches)}) GROUP BY ALL ORDER BY ALL`,
  )
}

export interface RecordsWanted {
  readonly promise: PromiseKind
  readonly outcome: KeptOutcome | null
  readonly by: { readonly column: 'team' | 'territory'; readonly name: string | null } | null
  readonly limit: number
  readonly offset: number
}

export interface KeptRecord {
  readonly lead: Id<'lead'> | null
  readonly deal: Id<'deal'> | null
  readonly name: string | null
  readonly account: string | null
  readonly owner: string | null
  readonly team: string | null
  readonly on: Day
  readonly outcome: KeptOutcome
  readonly dueAt: Instant | null
  readonly keptAt: Instant | null
  readonly tries: number | null
  readonly amount: number | null
}

const ms = (column: string) => `epoch_ms(${column})::DOUBLE`
const timesOf: Readonly<Partial<Record<PromiseKind, readonly [due: string, kept: string]>>> = {
  accept: ['accept_by', 'answered_at'],
  contact: ['contact_by', 'first_contact_at'],
  accepted: ['NULL', 'accepted_at'],
}

function recordsSql(stretches: readonly Stretch[], now: Instant, promise: PromiseKind): string {
  if (promise === 'pipeline')
    return `SELECT NULL::VARCHAR AS lead, record_id::VARCHAR AS deal, name, account, owner, NULL::VARCHAR AS team, territory, opened_on::VARCHAR AS "on",
      if(supplied, 'kept', 'missed') AS outcome, NULL::DOUBLE AS due, NULL::DOUBLE AS done, NULL::INTEGER AS tries, amount::DOUBLE AS amount
      FROM (${dealsSql(stretches)}) WHERE amount IS NOT NULL`
  const [due, done] = timesOf[promise] ?? ['NULL', 'NULL']
  const whose = promise === 'accept' || promise === 'contact' ? `${promise}_` : ''
  return `SELECT record_id::VARCHAR AS lead, NULL::VARCHAR AS deal, name, account, ${whose}owner AS owner, ${whose}team AS team, territory, handed_at::DATE::VARCHAR AS "on", ${promise} AS outcome,
      ${ms(`${due}::TIMESTAMP`)} AS due, ${ms(`${done}::TIMESTAMP`)} AS done, tried AS tries, NULL::DOUBLE AS amount
    FROM (${leadsSql(stretches, now)}) WHERE ${promise} IS NOT NULL`
}

/** The hand-overs or deals behind a count, the newest first, and how many there are. */
export async function keptRecords(
  duck: Duck,
  stretches: readonly Stretch[],
  now: Instant,
  { promise, outcome, by, limit, offset }: RecordsWanted,
): Promise<{ total: number; rows: KeptRecord[] }> {
  if (stretches.length === 0) return { total: 0, rows: [] }
  const conditions = [
    ...(outcome === null ? [] : ['outcome = ?']),
    ...(by === null ? [] : [`${by.column} IS NOT DISTINCT FROM ?::VARCHAR`]),
  ]
  const params = [...(outcome === null ? [] : [outcome]), ...(by === null ? [] : [by.name])]
  const from = `FROM (${recordsSql(stretches, now, promise)}) WHERE ${['true', ...conditions].join(' AND ')}`
  const total = await duck.one<{ n: number }>(`SELECT count(*)::INTEGER AS n ${from}`, params)
  const rows = await duck.all<
    Omit<KeptRecord, 'dueAt' | 'keptAt'> & { due: number | null; done: number | null } & Record<string, string | number | null>
  >(
    `SELECT lead, deal, name, account, owner, team, "on", outcome, due, done, tries, amount ${from}
     ORDER BY "on" DESC, coalesce(lead, deal) DESC LIMIT ${Math.trunc(limit)} OFFSET ${Math.trunc(offset)}`,
    params,
  )
  const moment = (value: number | null) => (value === null ? null : instant(new Date(value)))
  return {
    total: total?.n ?? 0,
    rows: rows.map(({ due, done, ...row }) => ({ ...row, dueAt: moment(due), keptAt: moment(done) })),
  }
}
