import { normKey } from '#kernel/normal'
import type { Taken } from '#kernel/taken'
import type { Day } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { type Incoming, takeRows } from '#platform/ledger/take'
import { recogniser } from '../rules.ts'
import * as store from '../store.ts'
import { campaignCosts } from '../tables.ts'
import { type CampaignRef, ensureCampaigns } from './take-campaigns.ts'

/** What a campaign cost on a day, or for a thing, as a file describes it. Amounts are decimal text. */
export interface CostIn {
  readonly externalId: string | null
  readonly campaign: CampaignRef
  readonly spentOn: Day | null
  readonly what: string | null
  readonly amount: string | null
  readonly currency: string | null
  readonly custom: Record<string, string>
}

/** Takes costs of campaigns. They are known by the CRM's id, else by campaign, day and what the money was for. */
export async function takeCosts(ctx: Ctx, rows: readonly CostIn[]): Promise<Taken[]> {
  const campaigns = await ensureCampaigns(
    ctx,
    rows.map((row) => (row.amount === null ? { externalId: null, name: null } : row.campaign)),
  )
  const idOf = (index: number) => {
    const campaign = campaigns[index]
    return campaign && 'id' in campaign ? campaign.id : null
  }
  const known = await store.costsBy(ctx.tx, {
    externalIds: [...new Set(rows.map((row) => row.externalId).filter((id) => id !== null))],
    campaignIds: [...new Set(rows.map((_, index) => idOf(index)).filter((id) => id !== null))],
    days: [...new Set(rows.map((row) => row.spentOn).filter((day) => day !== null))],
  })
  const groupOf = (campaignId: string, cost: Pick<CostIn, 'spentOn' | 'what'>) =>
    `${campaignId} ${cost.spentOn ?? ''} ${normKey(cost.what ?? '')}`
  const recognise = recogniser(known.map((cost) => ({ ...cost, group: groupOf(cost.campaignId, cost) })))
  const incoming = rows.map((row, index): Incoming<typeof campaignCosts> => {
    const { campaign: _campaign, ...rest } = row
    const campaignId = idOf(index)
    const whole = { ...rest, campaignId } as Incoming<typeof campaignCosts>['row']
    if (campaignId !== null) return { key: recognise({ externalId: row.externalId, group: groupOf(campaignId, row) }), row: whole }
    const campaign = campaigns[index]
    return {
      key: null,
      row: whole,
      reject: row.amount === null ? 'The row has no amount.' : campaign && 'why' in campaign ? campaign.why : 'The row names no campaign.',
    }
  })
  return await takeRows(ctx, { table: campaignCosts, existing: new Map(known.map((cost) => [cost.id, cost])) }, incoming)
}
