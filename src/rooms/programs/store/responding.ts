import type { Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'

/** Campaigns with one of these ids of a CRM or name keys, the oldest first. */
export async function campaignsNamed(
  tx: Tx,
  externalIds: readonly string[],
  nameKeys: readonly string[],
): Promise<{ id: Id<'campaign'>; externalId: string | null; nameKey: string }[]> {
  return await tx.query<{ id: Id<'campaign'>; externalId: string | null; nameKey: string }>(
    `SELECT id, external_id AS "externalId", name_key AS "nameKey" FROM campaign
     WHERE external_id = ANY($1::text[]) OR name_key = ANY($2::text[]) ORDER BY id`,
    [externalIds, nameKeys],
  )
}

export interface TouchKept {
  readonly id: Id<'touch'>
  readonly campaignId: Id<'campaign'>
  readonly personId: Id<'person'>
  readonly responded: boolean | null
  readonly firstRespondedAt: Instant | null
  readonly at: Instant | null
  readonly refs: Record<string, string>
}

/** What is noted between these campaigns and these people, held until the end of the transaction; the oldest first. */
export async function touchesBetween(tx: Tx, campaigns: readonly string[], people: readonly string[]): Promise<TouchKept[]> {
  if (people.length === 0) return []
  return await tx.query<TouchKept & Record<string, unknown>>(
    `SELECT id, campaign_id AS "campaignId", person_id AS "personId", responded, first_responded_at AS "firstRespondedAt", at, refs FROM touch
     WHERE campaign_id = ANY($1::uuid[]) AND person_id = ANY($2::uuid[]) ORDER BY id FOR UPDATE`,
    [campaigns, people],
  )
}
