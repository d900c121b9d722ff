import type { Taken } from '#kernel/taken'
import type { Day } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { type Incoming, takeRows } from '#platform/ledger/take'
import * as store from '../store.ts'
import { campaignCosts } from '../tables.ts'
import { type CampaignRef, ensureCampaigns } from './take-campaigns.ts'

/** What a campaign cost on a day, or for a thing, as a file describes it. Amounts are decimal text. */
export interface CostIn {
  readonly externalId: string
  readonly campaign: CampaignRef
  readonly spentOn: Day | null
  readonly what: string | null
  readonly amount: string | null
  readonly currency: string | null
  readonly custom: Record<string, string>
}

/**
 * Takes costs of campaigns. They are known by the CRM's id, or by the reference that the reader made of campaign, day and what the money was for:
 * each row is money, so two rows are never folded into one.
 */
export async function takeCosts(ctx: Ctx, rows: readonly CostIn[]): Promise<Taken[]> {
  const campaigns = await ensureCampaigns(
    ctx,
    rows.map((row) => (row.amount === null ? { externalId: null, name: null } : row.campaign)),
  )
  const found = await store.costsBy(ctx.tx, [...new Set(rows.map((row) => row.externalId))])
  const incoming = rows.map((row, index): Incoming<typeof campaignCosts> => {
    const { campaign: _campaign, ...rest } = row
    const campaign = campaigns[index] ?? { why: 'The row names no campaign.' }
    if ('id' in campaign) return { key: row.externalId, row: { ...rest, campaignId: campaign.id } as Incoming<typeof campaignCosts>['row'] }
    const reject = row.amount === null ? 'The row has no amount.' : campaign.why
    return { key: null, row: rest as Incoming<typeof campaignCosts>['row'], reject }
  })
  return await takeRows(ctx, { table: campaignCosts, existing: new Map(found.map((cost) => [cost.externalId, cost])) }, incoming)
}
