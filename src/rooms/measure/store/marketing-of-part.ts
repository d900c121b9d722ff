import { type Duck, quoteText } from '#platform/analytics/duck'
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
 * `deals` and `leads` say that such changed too, whose facts are there already and whose ids stand in `part_of_deal` and `part_of_lead`.
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
    const part = `part_of_${subject}`
    await duck.run(`DELETE FROM fact_link WHERE subject = ${quoteText(subject)} AND id NOT IN (SELECT ${subject}_id FROM fact_${subject});
      INSERT OR REPLACE INTO fact_link BY NAME ${linksSql(source, subject, `f.record_id IN (SELECT record_id FROM ${part})`)}`)
  }
  // Where there was no campaign and no account before, the deals were not linked.
  if (changed.length > 0 && (await duck.one(unlinked))) throw new NeedsWhole()
  if (changed.includes('campaign')) await labelCampaigns(duck)
  if (changed.includes('campaign') || changed.includes('campaign_member')) await creditDeals(duck)
  else if (subjects.includes('deal')) await creditDeals(duck, 'f.record_id IN (SELECT record_id FROM part_of_deal)')
}

const unlinked = "SELECT 1 FROM fact_deal f ANTI JOIN fact_link l ON l.subject = 'deal' AND l.id = f.deal_id LIMIT 1"
