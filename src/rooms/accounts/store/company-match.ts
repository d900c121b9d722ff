import type { Id } from '#kernel/id'
import type { Tx } from '#platform/store/database'

/** A person, as far as it says where they work. */
export interface PersonPlaced {
  readonly id: Id<'person'>
  readonly email: string | null
  readonly phone: string | null
  readonly phoneKey: string | null
  readonly accountId: Id<'account'> | null
  readonly account: string | null
  /** Whether nothing else is known of the company but what this person said: nobody else works there, and no system knows it. */
  readonly alone: boolean
}

/** Where a person works, held for a change if asked. */
export async function placedPerson(tx: Tx, id: string, hold = false): Promise<PersonPlaced | undefined> {
  const [row] = await tx.query<PersonPlaced & Record<string, unknown>>(
    `SELECT p.id, p.email, p.phone, p.phone_key AS "phoneKey", p.account_id AS "accountId", a.name AS account,
       coalesce(a.external_id IS NULL AND NOT EXISTS (SELECT 1 FROM person o WHERE o.account_id = a.id AND o.id <> p.id), false) AS alone
     FROM person p LEFT JOIN account a ON a.id = p.account_id WHERE p.id = $1${hold ? ' FOR UPDATE OF p' : ''}`,
    [id],
  )
  return row
}

/** Companies by their names without legal form or their domains, that a person's may be. */
export async function accountsCalled(
  tx: Tx,
  { nameKeys, domains }: { nameKeys: readonly string[]; domains: readonly string[] },
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `(SELECT id FROM account WHERE name_key = ANY($1::text[]) LIMIT 40) UNION (SELECT id FROM account WHERE domain = ANY($2::text[]) LIMIT 40)`,
    [nameKeys, domains],
  )
  return rows.map(({ id }) => id)
}

/** Of which companies it was said that a person does not work there. */
export async function refusedFor(tx: Tx, personId: string): Promise<string[]> {
  const rows = await tx.query<{ accountId: string }>('SELECT account_id AS "accountId" FROM not_their_company WHERE person_id = $1', [
    personId,
  ])
  return rows.map(({ accountId }) => accountId)
}

/** So many people tell how it is with all of them. */
const asked = 5_000
const lastNine = (text: string) => `right(regexp_replace(${text}, '[^0-9]', '', 'g'), 9)`

/** Of some people, how many have a company; and of those whose numbers are both known, how many have one that begins as their company's does. */
export async function whereSomeWork(tx: Tx): Promise<{ people: number; placed: number; both: number; inBlock: number }> {
  const [row] = await tx.query<{ people: number; placed: number; both: number; inBlock: number }>(
    `SELECT (SELECT count(*)::int FROM (SELECT 1 FROM person LIMIT ${asked}) x) AS people,
       (SELECT count(account_id)::int FROM (SELECT account_id FROM person LIMIT ${asked}) x) AS placed,
       (SELECT count(*)::int FROM ${both}) AS both, (SELECT count(*)::int FROM ${both} WHERE left(x.own, 6) = left(x.theirs, 6)) AS "inBlock"`,
  )
  return row ?? { people: 0, placed: 0, both: 0, inBlock: 0 }
}

const both = `(SELECT ${lastNine('p.phone_key')} AS own, ${lastNine('a.phone')} AS theirs
  FROM (SELECT phone_key, account_id FROM person WHERE phone_key IS NOT NULL AND account_id IS NOT NULL LIMIT ${asked}) p
  JOIN account a ON a.id = p.account_id WHERE a.phone IS NOT NULL) x`
