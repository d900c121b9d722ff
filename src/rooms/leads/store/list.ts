import { listSource, withoutAddress } from '#platform/list/source'
import { leadList } from '../contract.ts'

/** Where the list of leads comes from. */
export const leadSource = listSource({
  list: leadList,
  from: 'lead e',
  id: 'e.id',
  version: 'e.touched_by',
  custom: 'e.custom',
  joins: {
    // Never empty, and an inner join may be begun at either side: a page by name follows the index of names.
    person: 'JOIN person p ON p.id = e.person_id',
    account: 'LEFT JOIN account a ON a.id = p.account_id',
    owner: 'LEFT JOIN member m ON m.id = e.owner_id',
  },
  columns: {
    name: { sql: 'p.full_name', needs: ['person'], without: withoutAddress('p.full_name') },
    account: { sql: 'a.name', id: 'p.account_id', names: 'account', needs: ['person', 'account'], idNeeds: ['person'] },
    status: { sql: 'e.status' },
    state: { sql: 'e.state' },
    owner: {
      sql: 'm.name',
      id: 'e.owner_id',
      names: 'member',
      choices: 'SELECT id, name AS label FROM member WHERE $1::uuid IS NULL OR TRUE ORDER BY lower(name), id',
      needs: ['owner'],
    },
    source: { sql: 'e.source' },
    created: { sql: 'e.created_at' },
    converted: { sql: 'e.converted' },
    convertedAt: { sql: 'e.converted_at' },
    person: { sql: 'p.full_name', id: 'e.person_id', names: 'person', needs: ['person'], without: withoutAddress('p.full_name') },
    email: { sql: 'p.email', needs: ['person'] },
    title: { sql: 'p.title', needs: ['person'] },
    industry: { sql: 'e.industry' },
    country: { sql: 'e.country' },
    channel: { sql: 'e.channel' },
    campaign: { sql: 'e.campaign_ref' },
    // Kept as hundredths.
    score: { sql: '(e.score / 100.0)' },
    queue: { sql: 'e.queue' },
    why: { sql: "(e.routed ->> 'why')" },
    offered: { sql: 'e.offered_at' },
    acceptBy: { sql: 'e.accept_by' },
    contactBy: { sql: 'e.contact_by' },
    firstContact: { sql: 'e.first_contact_at' },
    contactMinutes: { sql: 'e.contact_minutes' },
    restsUntil: { sql: 'e.rests_until' },
    deal: { sql: 'e.deal_ref' },
    externalId: { sql: 'e.external_id', without: withoutAddress('e.external_id') },
  },
})
