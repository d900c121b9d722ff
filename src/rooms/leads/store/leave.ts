import type { Id } from '#kernel/id'
import type { Tx } from '#platform/store/database'

/** A person with their company, as routing and a hand-over ask for them. */
export interface Known {
  readonly id: Id<'person'>
  readonly title: string | null
  readonly origin: string | null
  readonly source: string | null
  readonly emailKey: string | null
  readonly phoneKey: string | null
  readonly ownerId: Id<'member'> | null
  readonly custom: Readonly<Record<string, string>>
  readonly account: {
    readonly id: Id<'account'>
    readonly name: string
    readonly industry: string | null
    readonly country: string | null
    readonly employees: number | null
    readonly revenue: string | null
    readonly city: string | null
    readonly type: string | null
    readonly custom: Readonly<Record<string, string>>
    readonly territory: string | null
    readonly ownerId: Id<'member'> | null
  } | null
}

/** One person with their company, held until the end of the transaction. */
export async function personKnown(tx: Tx, id: string): Promise<Known | undefined> {
  await tx.query('SELECT id FROM person WHERE id = $1 FOR NO KEY UPDATE', [id])
  const [row] = await tx.query<Known & Record<string, unknown>>(
    `SELECT p.id, p.title, p.origin, p.source, p.email_key AS "emailKey", p.phone_key AS "phoneKey", p.owner_id AS "ownerId", p.custom,
       CASE WHEN a.id IS NOT NULL THEN jsonb_build_object('id', a.id, 'name', a.name, 'industry', a.industry, 'country', a.country, 'employees', a.employees,
         'revenue', a.revenue::text, 'city', a.city, 'type', a.type, 'custom', a.custom, 'territory', t.name, 'ownerId', a.owner_id) END AS account
     FROM person p LEFT JOIN account a ON a.id = p.account_id LEFT JOIN account_territory b ON b.account_id = a.id LEFT JOIN territory t ON t.id = b.territory_id
     WHERE p.id = $1`,
    [id],
  )
  return row
}
