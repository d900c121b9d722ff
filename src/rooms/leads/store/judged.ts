import type { Id } from '#kernel/id'
import type { Tx } from '#platform/store/database'

/** A person with their company, as a lead contract and the routing ask for them. */
export interface PersonJudged {
  readonly person: {
    readonly id: Id<'person'>
    readonly title: string | null
    readonly origin: string | null
    readonly source: string | null
    readonly emailKey: string | null
    readonly phoneKey: string | null
    readonly ownerId: Id<'member'> | null
    readonly custom: Readonly<Record<string, string>>
  }
  readonly account: {
    readonly id: Id<'account'>
    readonly name: string
    readonly industry: string | null
    readonly country: string | null
    readonly employees: number | null
    readonly revenue: string | null
    readonly city: string | null
    readonly type: string | null
    readonly ownerId: Id<'member'> | null
    readonly custom: Readonly<Record<string, string>>
    readonly territory: string | null
  } | null
}

/** These people with their companies, by their ids. */
export async function peopleJudged(tx: Tx, ids: readonly string[]): Promise<Map<string, PersonJudged>> {
  const rows = await tx.query<PersonJudged & { id: string }>(
    `SELECT p.id, jsonb_build_object('id', p.id, 'title', p.title, 'origin', p.origin, 'source', p.source, 'emailKey', p.email_key, 'phoneKey', p.phone_key,
         'ownerId', p.owner_id, 'custom', p.custom) AS person,
       CASE WHEN a.id IS NOT NULL THEN jsonb_build_object('id', a.id, 'name', a.name, 'industry', a.industry, 'country', a.country, 'employees', a.employees,
         'revenue', a.revenue::text, 'city', a.city, 'type', a.type, 'custom', a.custom, 'territory', t.name, 'ownerId', a.owner_id) END AS account
     FROM person p LEFT JOIN account a ON a.id = p.account_id LEFT JOIN account_territory b ON b.account_id = a.id LEFT JOIN territory t ON t.id = b.territory_id
     WHERE p.id = ANY($1::uuid[])`,
    [ids],
  )
  return new Map(rows.map(({ id, person, account }) => [id, { person, account }]))
}

/** One person with their company, held until the end of the transaction. */
export async function personHeld(tx: Tx, id: string): Promise<PersonJudged | undefined> {
  await tx.query('SELECT id FROM person WHERE id = $1 FOR NO KEY UPDATE', [id])
  return (await peopleJudged(tx, [id])).get(id)
}
