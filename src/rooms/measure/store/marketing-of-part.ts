import type { Duck } from '#platform/analytics/duck'
import { creditDeals } from './credits.ts'
import { NeedsWhole } from './facts-of-part.ts'
import { accountsSql, campaignsSql, labelCampaigns, linksSql, touchesSql } from './marketing.ts'
import type { Source } from './source.ts'

/** Kinds whose changed records are followed one by one, and the facts that hold them. */
const followed = { campaign: 'fact_campaign', campaign_member: 'fact_touch', changed_account: 'fact_account' } as const
export type FollowedKind = keyof typeof followed
export const followedKinds = Object.keys(followed) as FollowedKind[]

/**
 * Derives the facts of marketing anew for a part: `wanted` are the campaigns, members and accounts that changed, those that are gone among them;
 * `subjects` say that deals or leads changed too: their new facts stand in `part_deal` and `part_lead`, the numbers of the old ones in `part_of_…`;
 * their old links are out.
 */
export async function marketingOfPart(
  duck: Duck,
  source: Source,
  wanted: ReadonlyMap<FollowedKind, readonly string[]>,
  subjects: readonly ('deal' | 'lead')[],
): Promise<void> {
  const sql = { campaign: campaignsSql, campaign_member: touchesSql, changed_account: accountsSql }
  const changed = followedKinds.filter((kind) => (wanted.get(kind) ?? []).length > 0)
  for (const kind of changed) {
    const table = followed[kind]
    await duck.run(`DELETE FROM ${table} WHERE record_id IN (SELECT unnest(?::UUID[]))`, [wanted.get(kind) ?? []])
    await duck.run(`INSERT INTO ${table} BY NAME ${sql[kind](source)}`)
  }
  for (const subject of subjects) {
    await duck.run(`INSERT INTO fact_link BY NAME ${linksSql(source, subject, `part_${subject}`)}`)
  }
  // Where there was no campaign and no account before, the deals were not linked.
  if (changed.length > 0 && (await duck.one(unlinked))) throw new NeedsWhole()
  if (changed.includes('campaign')) await labelCampaigns(duck)
  // A lead that names another deal now is seen here too: what changes a lead changes what the rooms lend of its responses.
  if (changed.includes('campaign') || changed.includes('campaign_member')) await creditDeals(duck)
  else if (subjects.includes('deal'))
    await creditDeals(duck, { gone: 'SELECT id FROM part_of_deal WHERE id IS NOT NULL', deals: 'part_deal' })
}

const unlinked = "SELECT 1 WHERE (SELECT count(*) FROM fact_deal) > (SELECT count(*) FROM fact_link WHERE subject = 'deal')"
