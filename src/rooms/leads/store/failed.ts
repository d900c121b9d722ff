import type { Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'

/** A hand-over that failed, as a manager is told of it. */
export interface Failed {
  readonly id: Id<'lead'>
  readonly person: string
  readonly account: string | null
  readonly owner: string | null
  readonly queue: string | null
  readonly offeredAt: Instant
}

/** Of these leads those that are open and were never contacted. History that was taken in, as that of the sample company, concerns nobody. */
export async function failedOf(tx: Tx, ids: readonly string[]): Promise<Failed[]> {
  return await tx.query<Failed & Record<string, unknown>>(
    `SELECT l.id, p.full_name AS person, a.name AS account, m.name AS owner, l.queue, l.offered_at AS "offeredAt"
     FROM lead l JOIN person p ON p.id = l.person_id LEFT JOIN account a ON a.id = p.account_id LEFT JOIN member m ON m.id = l.owner_id
     WHERE l.id = ANY($1::uuid[]) AND l.first_contact_at IS NULL AND l.state IN ('offered', 'accepted', 'working') AND l.external_id NOT LIKE 'past:%' ORDER BY l.id`,
    [ids],
  )
}
