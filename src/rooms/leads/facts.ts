import { type Lent, lentColumns } from '#platform/analytics/lent'

export const lent: readonly Lent[] = [
  {
    kind: 'lead',
    from: 'lead l JOIN person p ON p.id = l.person_id LEFT JOIN account a ON a.id = p.account_id LEFT JOIN member m ON m.id = l.owner_id',
    id: 'l.id',
    columns: lentColumns(`
      external_id text l.external_id
      full_name text p.full_name
      first_name text p.first_name
      last_name text p.last_name
      owner_name text m.name
      owner_external_id text l.owner_id::text
      source text l.source
      status text l.status
      industry text l.industry
      country text l.country
      title text p.title
      company text a.name
      account_external_id text p.account_id::text
      created_at at l.created_at
      converted flag l.converted
      converted_at at l.converted_at
      custom text l.custom::text`),
    concerns: {
      lead: 'l.id = ANY($ids)',
      person: 'l.person_id = ANY($ids)',
      member: 'l.owner_id = ANY($ids)',
      account: 'p.account_id = ANY($ids)',
    },
  },
]

/** What a lead contract is tested on: everybody who was handed over, with what was known of them, and what was done with them. */
export const past: readonly Lent[] = [
  {
    kind: 'past_lead',
    from: 'lead l JOIN person p ON p.id = l.person_id LEFT JOIN account a ON a.id = p.account_id',
    id: 'l.id',
    columns: lentColumns(`
      external_id text l.external_id
      person_id id l.person_id
      account_id id p.account_id
      judged_at at l.created_at
      source text coalesce(l.source,p.source)
      title text p.title
      email_domain text nullif(split_part(p.email_key,'@',2),'')
      phone flag (p.phone_key IS NOT NULL)
      origin text p.origin
      industry text coalesce(a.industry,l.industry)
      country text coalesce(a.country,l.country)
      company text a.name
      employees number a.employees
      revenue money a.revenue
      city text a.city
      account_type text a.type
      converted flag l.converted
      deal_ref text l.deal_ref
      lead_custom text nullif(l.custom::text,'{}')
      person_custom text nullif(p.custom::text,'{}')
      account_custom text nullif(a.custom::text,'{}')`),
    concerns: { lead: 'l.id = ANY($ids)', person: 'l.person_id = ANY($ids)', account: 'p.account_id = ANY($ids)' },
  },
  {
    kind: 'past_activity',
    from: 'activity v LEFT JOIN lead l ON l.id = v.lead_id',
    id: 'v.id',
    columns: lentColumns(`
      person_id id coalesce(v.person_id,l.person_id)
      kind text v.kind
      at at v.at`),
    concerns: { activity: 'v.id = ANY($ids)', lead: 'v.lead_id = ANY($ids)' },
  },
  {
    kind: 'past_response',
    from: 'response r',
    id: 'r.id',
    columns: lentColumns(`
      person_id id r.person_id
      at at r.at`),
    concerns: { response: 'r.id = ANY($ids)' },
  },
]
