import type { EventId, Id } from '#kernel/id'
import { hides, type Rights, sees } from '#kernel/rights'
import type { Instant } from '#kernel/time'
import { rowsWritten } from '#platform/reactions/store'
import type { Tx } from '#platform/store/database'
import type { Decision } from '../contract/hand-over.ts'

export interface ResponseTold {
  readonly id: Id<'response'>
  readonly person: { readonly id: Id<'person'>; readonly name: string }
  readonly leadId: Id<'lead'> | null
  readonly way: string
  readonly what: string | null
  readonly channel: string | null
  readonly source: string | null
  readonly campaign: string | null
  readonly at: Instant
  readonly recordedAt: Instant
  readonly decision: Decision
  readonly contract: number | null
  readonly score: number | null
  readonly eventId: string
}

export interface AskedResponses {
  readonly person: string | null
  readonly decision: Decision | null
  readonly after: string | null
}

/** Responses as somebody may read them, those that were taken last first; a page at a time. */
export async function responsesTold(tx: Tx, rights: Rights, { person, decision, after }: AskedResponses): Promise<ResponseTold[]> {
  const unless = (hidden: boolean, column: string) => (hidden ? 'NULL' : column)
  const name = hides(rights, 'person', 'email') ? "CASE WHEN p.full_name LIKE '%@%' THEN '' ELSE p.full_name END" : 'p.full_name'
  const noCampaign = !sees(rights, 'campaign')
  return await tx.query<ResponseTold & Record<string, unknown>>(
    `SELECT r.id, jsonb_build_object('id', p.id, 'name', coalesce(${name}, '')) AS person, ${unless(!sees(rights, 'lead'), 'r.lead_id')} AS "leadId", r.way, r.what,
       ${unless(noCampaign, 'r.channel')} AS channel, ${unless(hides(rights, 'lead', 'source'), 'r.source')} AS source, ${unless(noCampaign, 'r.campaign_ref')} AS campaign,
       r.at, r.recorded_at AS "recordedAt", r.decision, r.contract_number AS contract, r.score / 100.0::float8 AS score, r.touched_by AS "eventId"
     FROM response r JOIN person p ON p.id = r.person_id
     WHERE ($1::uuid IS NULL OR r.person_id = $1) AND ($2::text IS NULL OR r.decision = $2) AND ($3::uuid IS NULL OR r.id < $3)
     ORDER BY r.id DESC LIMIT 100`,
    [person, decision, after],
  )
}

/** Responses that an event took: those that stay because their hand-over changed since, and all others. */
export async function responsesOfStep(tx: Tx, eventId: EventId): Promise<{ stay: string[]; go: string[] }> {
  const taken = await rowsWritten(tx, eventId, 'response')
  const leads = await rowsWritten(tx, eventId, 'lead')
  const stay = await tx.query<{ id: string }>(
    `SELECT r.id FROM response r JOIN lead l ON l.id = r.lead_id
     WHERE r.id = ANY($1::uuid[]) AND l.id = ANY($2::uuid[]) AND l.touched_by <> $3`,
    [taken, leads, eventId],
  )
  const staying = new Set(stay.map(({ id }) => id))
  return { stay: [...staying], go: taken.filter((id) => !staying.has(id)) }
}
