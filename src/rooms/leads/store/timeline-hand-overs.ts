import { hides, type Rights, sees } from '#kernel/rights'
import type { TimelineKind } from '../contract.ts'
import { aboutRecord } from './timeline-about.ts'

/** Hand-offs to sales that a record shows, but for a lead its own. */
export const handedOver: Record<TimelineKind, string> = {
  deal: 'FALSE AND $1::uuid IS NOT NULL',
  lead: 'l.id = $1::uuid',
  person: 'l.person_id = $1::uuid',
  account: 'l.person_id IN (SELECT p.id FROM person p WHERE p.account_id = $1::uuid)',
}

const responded: Record<TimelineKind, string> = {
  deal: 'FALSE AND $1::uuid IS NOT NULL',
  lead: 'r.lead_id = $1::uuid',
  person: 'r.person_id = $1::uuid',
  account: 'r.person_id IN (SELECT p.id FROM person p WHERE p.account_id = $1::uuid)',
}

/** Responses, steps of hand-overs and promises that were not kept, as far as somebody may see them. What is said of them is put into words by rules/timeline. */
export function wayOfLeads(rights: Rights, kind: TimelineKind): string[] {
  if (!sees(rights, 'lead') || hides(rights, 'lead', 'created')) return []
  const shown = (field: string, sql: string) => (hides(rights, 'lead', field) ? 'NULL' : sql)
  const person = kind === 'account' ? aboutRecord('person', 'r.person_id', 'p.full_name') : 'NULL::jsonb'
  const lead = kind === 'lead' ? 'NULL::jsonb' : aboutRecord('lead', 'l.id', 'p.full_name')
  const ofLead = 'JOIN lead l ON l.id = x.lead_id JOIN person p ON p.id = l.person_id'
  const note = sees(rights, 'activity') ? 'x.note' : 'NULL'
  const responses = `SELECT r.id, 'response' AS what, r.at AS at, '' AS title,
      jsonb_build_object('what', r.what, 'channel', ${shown('channel', 'r.channel')}, 'decision', r.decision, 'score', ${shown('score', 'r.score')})::text AS text,
      NULL AS by, ${person} AS about
    FROM response r JOIN person p ON p.id = r.person_id WHERE ${responded[kind]}`
  const steps = `SELECT x.id, 'step' AS what, x.at AS at, '' AS title,
      jsonb_build_object('from', x.from_state, 'to', x.to_state, 'moved', x.from_owner_id IS DISTINCT FROM x.to_owner_id, 'queued', x.to_owner_id IS NULL,
        'owner', ${shown('owner', 'o.name')}, 'reason', x.reason, 'note', ${note}, 'contract', l.contract_number)::text AS text,
      x.by AS by, ${lead} AS about
    FROM lead_step x ${ofLead} LEFT JOIN member o ON o.id = x.to_owner_id WHERE ${handedOver[kind]}`
  const broken = `SELECT x.id, 'breach' AS what, x.due_at AS at, '' AS title,
      jsonb_build_object('kind', x.kind, 'cause', ${hides(rights, 'lead', 'queue') ? 'NULL' : 'x.cause'})::text AS text,
      ${shown('owner', 'o.name')} AS by, ${lead} AS about
    FROM clock_breach x ${ofLead} LEFT JOIN member o ON o.id = x.owner_id WHERE ${handedOver[kind]}`
  // Where a lead stands is not told in other words, nor what was promised and by when.
  const promised = !['state', 'acceptBy', 'contactBy'].some((field) => hides(rights, 'lead', field))
  return [...(hides(rights, 'lead', 'state') ? [] : [responses, steps]), ...(promised ? [broken] : [])]
}
