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
      converted flag coalesce(l.converted,l.state='converted')
      converted_at at l.converted_at
      deal_ref text l.deal_ref
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
    from: 'lead l JOIN person p ON p.id = l.person_id LEFT JOIN account a ON a.id = p.account_id LEFT JOIN account_territory b ON b.account_id = a.id LEFT JOIN territory t ON t.id = b.territory_id',
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
      territory text t.name
      converted flag l.converted
      deal_ref text l.deal_ref
      lead_custom text nullif(l.custom::text,'{}')
      person_custom text nullif(p.custom::text,'{}')
      account_custom text nullif(a.custom::text,'{}')`),
    concerns: {
      ...{ lead: 'l.id = ANY($ids)', person: 'l.person_id = ANY($ids)', account: 'p.account_id = ANY($ids)' },
      // A territory that changes may take accounts from any other.
      territory: 'cardinality($ids) > 0',
    },
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

/** The first deadline counts: one that was given anew makes no broken promise kept. */
const firstDue = (kind: 'accept' | 'contact') =>
  `CASE WHEN l.promised_at IS NULL THEN l.${kind}_by ELSE least(l.${kind}_by, (SELECT min(b.due_at) FROM clock_breach b WHERE b.lead_id = l.id AND b.kind = '${kind}')) END`

/** Whose promise it was: where it was broken theirs who had the lead then, else theirs who have it now. */
const whose = (kind: 'accept' | 'contact', of: (member: string) => string) =>
  `CASE WHEN EXISTS(SELECT 1 FROM clock_breach b WHERE b.lead_id = l.id AND b.kind = '${kind}') THEN (SELECT ${of('o')} FROM clock_breach b LEFT JOIN member o ON o.id = b.owner_id WHERE b.lead_id = l.id AND b.kind = '${kind}' ORDER BY b.due_at, b.id LIMIT 1) ELSE ${of('m')} END`
const nameOf = (member: string) => `${member}.name`
const teamOf = (member: string) => `nullif(${member}.team,'')`

/** What was promised for everybody who was handed over, and what was done. `reached`: somebody of sales noted that they spoke. */
export const promised: readonly Lent[] = [
  {
    kind: 'promised_lead',
    from: 'lead l JOIN person p ON p.id = l.person_id LEFT JOIN member m ON m.id = l.owner_id',
    id: 'l.id',
    columns: lentColumns(`
      external_id text l.external_id
      name text p.full_name
      account_id id p.account_id
      owner text ${nameOf('m')}
      team text ${teamOf('m')}
      accept_owner text ${whose('accept', nameOf)}
      accept_team text ${whose('accept', teamOf)}
      contact_owner text ${whose('contact', nameOf)}
      contact_team text ${whose('contact', teamOf)}
      state text l.state
      deal_ref text l.deal_ref
      handed_at at coalesce(l.offered_at,l.created_at)
      accept_by at (${firstDue('accept')})
      accepted_at at l.accepted_at
      answered_at at (CASE WHEN l.state IN ('offered','accepted','working') THEN l.accepted_at ELSE least(l.accepted_at,l.state_at) END)
      contact_by at (${firstDue('contact')})
      first_contact_at at l.first_contact_at
      ended_at at (CASE WHEN l.state NOT IN ('offered','accepted','working') THEN l.state_at END)
      tries whole coalesce(l.tries,0)
      reached flag EXISTS(SELECT 1 FROM activity v WHERE v.lead_id = l.id AND v.at >= l.offered_at AND lower(trim(v.outcome)) = 'reached')`),
    concerns: {
      lead: 'l.id = ANY($ids)',
      person: 'l.person_id = ANY($ids)',
      member: 'l.owner_id = ANY($ids) OR l.id IN (SELECT b.lead_id FROM clock_breach b WHERE b.owner_id = ANY($ids))',
      activity: 'l.id IN (SELECT v.lead_id FROM activity v WHERE v.id = ANY($ids))',
      clock_breach: 'l.id IN (SELECT b.lead_id FROM clock_breach b WHERE b.id = ANY($ids))',
    },
  },
]

/** Who is in the hands of marketing now. */
export const nurtured: readonly Lent[] = [
  {
    kind: 'nurtured',
    from: 'nurture_stay n JOIN person p ON p.id = n.person_id',
    id: 'n.id',
    columns: lentColumns(`
      person_id id n.person_id
      account_id id p.account_id
      open flag (n.left_at IS NULL)`),
    concerns: { nurture_stay: 'n.id = ANY($ids)', person: 'n.person_id = ANY($ids)' },
  },
]
