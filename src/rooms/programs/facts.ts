import { type Lent, lentColumns } from '#platform/analytics/lent'

/** Campaigns are lent under our own ids, so that two with one name stay two; `said_id` is the id in the other system, by which deals name them. */
export const lent: readonly Lent[] = [
  {
    kind: 'campaign',
    from: 'campaign c LEFT JOIN member m ON m.id = c.owner_id',
    id: 'c.id',
    columns: lentColumns(`
      external_id text c.id::text
      said_id text c.external_id
      name text c.name
      type text c.type
      channel text c.channel
      status text c.status
      owner_name text m.name
      owner_external_id text c.owner_id::text
      starts_on day c.starts_on
      ends_on day c.ends_on
      actual_cost money c.actual_cost
      currency text c.currency`),
    concerns: { campaign: 'c.id = ANY($ids)', member: 'c.owner_id = ANY($ids)' },
  },
  {
    kind: 'campaign_cost',
    from: 'campaign_cost k',
    id: 'k.id',
    columns: lentColumns(`
      campaign_external_id text k.campaign_id::text
      amount money k.amount
      currency text k.currency
      spent_on day k.spent_on`),
    concerns: { campaign_cost: 'k.id = ANY($ids)' },
    partOf: { kind: 'campaign', id: 'k.campaign_id', column: 'campaign_id' },
  },
  {
    kind: 'campaign_member',
    // Of a response that was taken here its own lead, which the touch does not name.
    from: `touch t JOIN person p ON p.id = t.person_id LEFT JOIN response r ON r.id = (t.refs ->> 'response')::uuid
      LEFT JOIN lead l ON l.id = coalesce(t.lead_id, r.lead_id)`,
    id: 't.id',
    columns: lentColumns(`
      external_id text t.external_id
      campaign_external_id text t.campaign_id::text
      full_name text p.full_name
      first_name text p.first_name
      last_name text p.last_name
      email text p.email
      lead_external_id text l.external_id
      account_external_id text p.account_id::text
      responded flag t.responded
      first_responded_at at t.first_responded_at
      at at t.at`),
    concerns: {
      touch: 't.id = ANY($ids)',
      person: 't.person_id = ANY($ids)',
      lead: 't.lead_id = ANY($ids) OR t.person_id IN (SELECT l.person_id FROM lead l WHERE l.id = ANY($ids))',
    },
  },
]

/** What a lead contract is tested on: when campaigns reached people, and when they responded. Where the response itself is kept, the room leads lends it. */
export const past: readonly Lent[] = [
  {
    kind: 'past_touch',
    from: 'touch t',
    id: 't.id',
    columns: lentColumns(`
      person_id id t.person_id
      at at t.at
      responded_at at (CASE WHEN t.responded AND t.refs ->> 'response' IS NULL THEN coalesce(t.first_responded_at,t.at) END)`),
    concerns: { touch: 't.id = ANY($ids)' },
  },
]
