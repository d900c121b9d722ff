import type { Id } from '#kernel/id'
import type { Tx } from '#platform/store/database'
import type { Person } from '../store.ts'

export type PersonKept = Omit<Person, 'touchedBy'>

/** A company with what a lead contract and the routing ask of it. */
export interface AccountKept {
  readonly id: Id<'account'>
  readonly name: string
  readonly nameKey: string
  readonly domain: string | null
  readonly industry: string | null
  readonly country: string | null
  readonly employees: number | null
  readonly revenue: string | null
  readonly city: string | null
  readonly type: string | null
  readonly ownerId: Id<'member'> | null
  readonly custom: Readonly<Record<string, string>>
  readonly territory: string | null
}

const personColumns = `p.id, p.external_id AS "externalId", p.first_name AS "firstName", p.last_name AS "lastName", p.full_name AS "fullName", p.email,
  p.email_key AS "emailKey", p.phone, p.phone_key AS "phoneKey", p.title, p.account_id AS "accountId", p.owner_id AS "ownerId", p.origin, p.source,
  p.made_at AS "madeAt", p.custom`

/** By what people are known. */
export interface PersonKeys {
  readonly mails: readonly string[]
  readonly phones: readonly string[]
  readonly externalIds: readonly string[]
  readonly ids: readonly string[]
}

/** The ids of everybody who is known by one of these keys, whose parameters begin at `first`; null where there is no key. */
function idsKnownBy({ mails, phones, externalIds, ids }: PersonKeys, first: number): string | null {
  const found = [
    ...(mails.length > 0 ? [`SELECT id FROM person WHERE email_key = ANY($${first}::text[])`] : []),
    ...(phones.length > 0 ? [`SELECT id FROM person WHERE phone_key = ANY($${first + 1}::text[])`] : []),
    ...(externalIds.length > 0 ? [`SELECT id FROM person WHERE external_id = ANY($${first + 2}::text[])`] : []),
    ...(ids.length > 0 ? [`SELECT unnest($${first + 3}::uuid[])`] : []),
  ]
  return found.length === 0 ? null : found.join(' UNION ALL ')
}

/** Which kinds of keys there are; the text of a question follows from it. */
const kindsOf = (keys: object) =>
  Object.entries(keys)
    .flatMap(([kind, values]) => (values.length > 0 ? [kind] : []))
    .join()

/** Everybody who is known by one of these keys, held until the end of the transaction; the oldest first. */
export async function peopleKnownBy(tx: Tx, keys: PersonKeys): Promise<PersonKept[]> {
  const found = idsKnownBy(keys, 1)
  if (found === null) return []
  return await tx.query<PersonKept & Record<string, unknown>>(
    `SELECT ${personColumns} FROM person p
     WHERE p.id = ANY(ARRAY(${found})) AND ($1::text[], $2::text[], $3::text[], $4::uuid[]) IS NOT NULL ORDER BY p.id FOR NO KEY UPDATE`,
    [keys.mails, keys.phones, keys.externalIds, keys.ids],
    `people known by ${kindsOf(keys)}`,
  )
}

/** Companies with one of these domains or names, and those of the people who are known by these keys, the oldest first, with the territory that they lie in. */
export async function accountsKnownBy(
  tx: Tx,
  keys: { readonly domains: readonly string[]; readonly nameKeys: readonly string[]; readonly people: PersonKeys },
): Promise<AccountKept[]> {
  const { domains, nameKeys, people } = keys
  const theirs = idsKnownBy(people, 3)
  const found = [
    ...(domains.length > 0 ? ['SELECT id FROM account WHERE domain = ANY($1::text[])'] : []),
    ...(nameKeys.length > 0 ? ['SELECT id FROM account WHERE name_key = ANY($2::text[])'] : []),
    ...(theirs === null ? [] : [`SELECT account_id FROM person WHERE id = ANY(ARRAY(${theirs}))`]),
  ]
  if (found.length === 0) return []
  return await tx.query<AccountKept & Record<string, unknown>>(
    `SELECT a.id, a.name, a.name_key AS "nameKey", a.domain, a.industry, a.country, a.employees, a.revenue, a.city, a.type, a.owner_id AS "ownerId", a.custom,
       t.name AS territory
     FROM account a LEFT JOIN account_territory b ON b.account_id = a.id LEFT JOIN territory t ON t.id = b.territory_id
     WHERE a.id = ANY(ARRAY(${found.join(' UNION ALL ')})) AND ($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[]) IS NOT NULL ORDER BY a.id`,
    [domains, nameKeys, people.mails, people.phones, people.externalIds, people.ids],
    `accounts known by ${kindsOf({ domains, nameKeys, ...people })}`,
  )
}

/** The territories of these companies, by their names. */
export async function territoriesOf(tx: Tx, accounts: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; name: string }>(
    'SELECT b.account_id AS id, t.name FROM account_territory b JOIN territory t ON t.id = b.territory_id WHERE b.account_id = ANY($1::uuid[])',
    [accounts],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** People of these companies with these names, however they are capitalised. */
export async function namesakesAt(
  tx: Tx,
  names: readonly string[],
  accounts: readonly string[],
): Promise<{ id: Id<'person'>; accountId: string; fullName: string }[]> {
  return await tx.query<{ id: Id<'person'>; accountId: string; fullName: string }>(
    `SELECT id, account_id AS "accountId", full_name AS "fullName" FROM person
     WHERE lower(full_name) = ANY($1::text[]) AND account_id = ANY($2::uuid[]) ORDER BY id`,
    [names, accounts],
    'namesakes',
  )
}

/** Pairs of likely duplicates that are noted with one of these as the first, as `first second`. */
export async function notedPairs(tx: Tx, first: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ pair: string }>(
    "SELECT first_id || ' ' || second_id AS pair FROM likely_duplicate WHERE first_id = ANY($1::uuid[])",
    [first],
  )
  return rows.map(({ pair }) => pair)
}
