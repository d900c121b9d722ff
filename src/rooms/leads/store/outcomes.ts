import type { Id } from '#kernel/id'
import { hides, type Rights, sees } from '#kernel/rights'
import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import type { LeadState, Outcome, OutcomeBy } from '../contract.ts'

/** Which hand-overs are looked at. */
export interface Slice {
  readonly from: Instant
  readonly to: Instant
  readonly campaign: string | null
  readonly source: string | null
  readonly channel: string | null
}

const valuesOf = ({ from, to, campaign, source, channel }: Slice) => [from, to, campaign, source, channel]

/** Leads of a slice with the deal that they became; `l` and `d` are at hand behind it. Its parameters are the first five. */
const sliced = `FROM lead l LEFT JOIN deal d ON d.external_id = l.deal_ref
  WHERE l.offered_at >= $1 AND l.offered_at < $2 AND l.state IS NOT NULL AND ($3::text IS NULL OR coalesce(l.campaign_ref, '') = $3::text)
    AND ($4::text IS NULL OR coalesce(l.source, '') = $4::text) AND ($5::text IS NULL OR coalesce(l.channel, '') = $5::text)`

const groupedBy: Record<OutcomeBy, string> = {
  campaign: 'l.campaign_ref',
  source: 'l.source',
  channel: 'l.channel',
  month: "to_char(l.offered_at AT TIME ZONE 'UTC', 'YYYY-MM')",
}

export interface Tallied {
  readonly name: string | null
  readonly state: LeadState
  readonly won: boolean
  readonly currency: string | null
  readonly leads: number
  readonly amount: string | null
}

/** Hand-overs by what they are grouped by, their state, whether their deal is won, and its currency. */
export async function tallied(tx: Tx, slice: Slice, by: OutcomeBy): Promise<Tallied[]> {
  return await tx.query<Tallied & Record<string, unknown>>(
    `SELECT name, state, won, currency, count(*)::integer AS leads, sum(amount)::text AS amount
     FROM (SELECT ${groupedBy[by]} AS name, l.state AS state, coalesce(d.state = 'won', FALSE) AS won,
         CASE WHEN d.state = 'won' THEN d.currency END AS currency, CASE WHEN d.state = 'won' THEN d.amount END AS amount ${sliced}) AS t
     GROUP BY name, state, won, currency ORDER BY name NULLS LAST`,
    valuesOf(slice),
  )
}

export interface Reasoned {
  readonly key: string
  readonly contract: number | null
  readonly state: LeadState
  readonly leads: number
}

/** Why sales gave hand-overs back, by reason, the version of the contract whose reasons were agreed, and state. */
export async function reasoned(tx: Tx, slice: Slice): Promise<Reasoned[]> {
  return await tx.query<Reasoned & Record<string, unknown>>(
    `SELECT l.end_reason AS key, l.contract_number AS contract, l.state AS state, count(*)::integer AS leads ${sliced}
       AND l.end_reason IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    valuesOf(slice),
  )
}

/** How many people responded in a time, and how many of them have never been handed over since. */
export async function responding(tx: Tx, slice: Slice): Promise<{ responses: number; contacts: number }> {
  const [row] = await tx.query<{ responses: number; contacts: number }>(
    `SELECT count(*)::integer AS responses, (count(*) FILTER (WHERE NOT handed))::integer AS contacts
     FROM (SELECT r.person_id, bool_or(r.decision IN ('lead', 'joined')) AS handed FROM response r
       WHERE r.at >= $1 AND r.at < $2 AND ($3::text IS NULL OR coalesce(r.campaign_ref, '') = $3::text) AND ($4::text IS NULL OR coalesce(r.source, '') = $4::text)
         AND ($5::text IS NULL OR coalesce(r.channel, '') = $5::text) GROUP BY r.person_id) AS t`,
    valuesOf(slice),
  )
  return row ?? { responses: 0, contacts: 0 }
}

export interface OutcomeRow {
  readonly lead: Id<'lead'>
  readonly person: string
  readonly account: string | null
  readonly owner: string | null
  readonly queue: string | null
  readonly campaign: string | null
  readonly source: string | null
  readonly channel: string | null
  readonly what: string | null
  readonly offeredAt: Instant
  readonly state: LeadState
  readonly stateAt: Instant | null
  readonly score: number | null
  readonly endReason: string | null
  readonly contract: number | null
  readonly note: string | null
  readonly deal: {
    readonly id: Id<'deal'>
    readonly name: string
    readonly state: string
    readonly amount: string | null
    readonly currency: string | null
  } | null
}

export interface Wanted {
  readonly outcome: Outcome | null
  readonly reason: string | null
  readonly after: { readonly at: string; readonly id: string } | null
  readonly limit: number
}

/** The leads of a slice, the last handed over first, as far as somebody may read them. */
export async function outcomeRows(tx: Tx, rights: Rights, slice: Slice, { outcome, reason, after, limit }: Wanted): Promise<OutcomeRow[]> {
  const unless = (hidden: boolean, column: string, type = 'text') => (hidden ? `NULL::${type}` : column)
  const of = (field: string, column: string) => unless(hides(rights, 'lead', field), column)
  const deal = sees(rights, 'deal')
    ? `CASE WHEN d.id IS NOT NULL THEN jsonb_build_object('id', d.id, 'name', d.name, 'state', ${unless(hides(rights, 'deal', 'state'), 'd.state')},
        'amount', ${unless(hides(rights, 'deal', 'amount'), 'd.amount::text')}, 'currency', d.currency) END`
    : 'NULL::jsonb'
  const name = hides(rights, 'person', 'email') ? "CASE WHEN p.full_name LIKE '%@%' THEN '' ELSE p.full_name END" : 'p.full_name'
  return await tx.query<OutcomeRow & Record<string, unknown>>(
    `SELECT l.id AS lead, ${name} AS person, ${unless(!sees(rights, 'account'), 'a.name')} AS account, ${of('owner', 'm.name')} AS owner, l.queue AS queue,
       l.campaign_ref AS campaign, ${of('source', 'l.source')} AS source, l.channel AS channel, l.offered_at AS "offeredAt", l.state AS state, l.state_at AS "stateAt",
       l.score AS score, l.end_reason AS "endReason", l.contract_number AS contract,
       (SELECT r.what FROM response r WHERE r.lead_id = l.id ORDER BY r.at DESC, r.id DESC LIMIT 1) AS what,
       ${unless(!sees(rights, 'activity'), '(SELECT s.note FROM lead_step s WHERE s.lead_id = l.id AND s.to_state = l.state ORDER BY s.at DESC, s.id DESC LIMIT 1)')} AS note, ${deal} AS deal
     FROM lead l LEFT JOIN deal d ON d.external_id = l.deal_ref JOIN person p ON p.id = l.person_id LEFT JOIN account a ON a.id = p.account_id
       LEFT JOIN member m ON m.id = l.owner_id
     WHERE l.offered_at >= $1 AND l.offered_at < $2 AND l.state IS NOT NULL AND ($3::text IS NULL OR coalesce(l.campaign_ref, '') = $3::text)
       AND ($4::text IS NULL OR coalesce(l.source, '') = $4::text) AND ($5::text IS NULL OR coalesce(l.channel, '') = $5::text)
       AND ($6::text IS NULL OR CASE WHEN $6::text = 'won' THEN d.state = 'won' ELSE l.state = $6::text END) AND ($7::text IS NULL OR l.end_reason = $7::text)
       AND ($8::timestamptz IS NULL OR (l.offered_at, l.id) < ($8::timestamptz, $9::uuid))
     ORDER BY l.offered_at DESC, l.id DESC LIMIT $10::integer`,
    [...valuesOf(slice), outcome, reason, after?.at ?? null, after?.id ?? null, limit],
  )
}

export interface Settled {
  readonly inTime: boolean
  readonly won: boolean
  readonly currency: string | null
  readonly leads: number
  readonly amount: string | null
  readonly valued: number
}

/**
 * Hand-overs whose end is known, by whether the first contact came in time: what is open, at work or still to be won or lost is left out, and so is what was
 * closed before the contact was due.
 */
export async function settled(tx: Tx, slice: Slice): Promise<Settled[]> {
  return await tx.query<Settled & Record<string, unknown>>(
    `SELECT "inTime", won, currency, count(*)::integer AS leads, sum(amount)::text AS amount, count(amount)::integer AS valued
     FROM (SELECT coalesce(l.first_contact_at <= l.contact_by, FALSE) AND NOT (l.promised_at IS NOT NULL AND EXISTS (SELECT 1 FROM clock_breach b WHERE b.lead_id = l.id AND b.kind = 'contact')) AS "inTime", coalesce(d.state = 'won', FALSE) AS won,
         CASE WHEN d.state = 'won' THEN d.currency END AS currency, CASE WHEN d.state = 'won' THEN d.amount END AS amount ${sliced}
         AND l.contact_by IS NOT NULL AND (l.first_contact_at IS NOT NULL OR l.state_at > l.contact_by)
         AND (l.state IN ('returned', 'rejected', 'disqualified') OR (l.state = 'converted' AND d.state IN ('won', 'lost')))) AS t
     GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    valuesOf(slice),
  )
}
