import type { Tx } from '#platform/store/database'

/** Which of these deals name no campaign, held for a change. */
export async function dealsWithoutCampaign(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(
    'SELECT id FROM deal WHERE id = ANY($1::uuid[]) AND campaign_ref IS NULL ORDER BY id FOR UPDATE',
    [ids],
  )
  return new Set(rows.map(({ id }) => id))
}
