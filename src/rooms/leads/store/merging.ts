import type { Tx } from '#platform/store/database'

/** The open leads of these people, with what they are called. */
export async function openLeadsOf(tx: Tx, people: readonly string[]): Promise<{ name: string; state: string; owner: string | null }[]> {
  return await tx.query<{ name: string; state: string; owner: string | null }>(
    `SELECT p.full_name AS name, l.state, m.name AS owner FROM lead l JOIN person p ON p.id = l.person_id LEFT JOIN member m ON m.id = l.owner_id
     WHERE l.person_id = ANY($1::uuid[]) AND l.state IN ('offered', 'accepted', 'working') ORDER BY p.id`,
    [people],
  )
}

/** The stays in nurture of these people that have not ended. */
export async function openStaysOf(tx: Tx, people: readonly string[]): Promise<{ id: string; since: string }[]> {
  return await tx.query<{ id: string; since: string }>(
    'SELECT id, since FROM nurture_stay WHERE person_id = ANY($1::uuid[]) AND left_at IS NULL ORDER BY id',
    [people],
  )
}
