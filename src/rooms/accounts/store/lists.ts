import { listSource, withoutAddress } from '#platform/list/source'
import { accountList, personList } from '../contract.ts'

/** Where the list of accounts comes from. */
export const accountSource = listSource({
  list: accountList,
  from: 'account a',
  id: 'a.id',
  version: 'a.touched_by',
  custom: 'a.custom',
  joins: {
    owner: 'LEFT JOIN member m ON m.id = a.owner_id',
    within: 'LEFT JOIN account_territory b ON b.account_id = a.id',
    territory: 'LEFT JOIN territory t ON t.id = b.territory_id',
  },
  columns: {
    name: { sql: 'a.name' },
    domain: { sql: 'a.domain' },
    industry: { sql: 'a.industry' },
    employees: { sql: 'a.employees' },
    country: { sql: 'a.country' },
    city: { sql: 'a.city' },
    owner: {
      sql: 'm.name',
      id: 'a.owner_id',
      names: 'member',
      choices: 'SELECT id, name AS label FROM member WHERE $1::uuid IS NULL OR TRUE ORDER BY lower(name), id',
      needs: ['owner'],
    },
    territory: { sql: 't.name', id: 'b.territory_id', names: 'territory', needs: ['within', 'territory'], idNeeds: ['within'] },
    type: { sql: 'a.type' },
    revenue: { sql: 'a.revenue' },
    website: { sql: 'a.website' },
    phone: { sql: 'a.phone' },
    parent: { sql: 'a.parent_name' },
    made: { sql: 'a.made_at' },
    externalId: { sql: 'a.external_id' },
  },
})

/** Where the list of people comes from. */
export const personSource = listSource({
  list: personList,
  from: 'person p',
  id: 'p.id',
  version: 'p.touched_by',
  custom: 'p.custom',
  joins: { account: 'LEFT JOIN account a ON a.id = p.account_id', owner: 'LEFT JOIN member m ON m.id = p.owner_id' },
  columns: {
    name: { sql: 'p.full_name', without: withoutAddress('p.full_name') },
    email: { sql: 'p.email' },
    title: { sql: 'p.title' },
    account: { sql: 'a.name', id: 'p.account_id', names: 'account', needs: ['account'] },
    phone: { sql: 'p.phone' },
    owner: {
      sql: 'm.name',
      id: 'p.owner_id',
      names: 'member',
      choices: 'SELECT id, name AS label FROM member WHERE $1::uuid IS NULL OR TRUE ORDER BY lower(name), id',
      needs: ['owner'],
    },
    source: { sql: 'p.source' },
    origin: { sql: 'p.origin' },
    made: { sql: 'p.made_at' },
    firstName: { sql: 'p.first_name' },
    lastName: { sql: 'p.last_name' },
    externalId: { sql: 'p.external_id', without: withoutAddress('p.external_id') },
  },
})
