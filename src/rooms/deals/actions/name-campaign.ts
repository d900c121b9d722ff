import type { Id } from '#kernel/id'
import type { Ctx } from '#platform/action/context'
import { dealsWithoutCampaign } from '../store/campaigns.ts'
import { deals } from '../tables.ts'

/** Lets deals that name no campaign name one; those that do keep theirs. Answers the ids of those that were changed. */
export async function nameCampaigns(ctx: Ctx, named: readonly { readonly dealId: string; readonly ref: string }[]): Promise<Set<string>> {
  const free = await dealsWithoutCampaign(
    ctx.tx,
    named.map(({ dealId }) => dealId),
  )
  await ctx.ledger.update(
    deals,
    named.filter(({ dealId }) => free.has(dealId)).map(({ dealId, ref }) => ({ id: dealId as Id<'deal'>, campaignRef: ref })),
  )
  return free
}
