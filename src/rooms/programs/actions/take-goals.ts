import type { Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import type { Goal } from '../contract/campaign-goals.ts'
import { campaignGoals } from '../tables.ts'

/** The first goal of a campaign, as it was set before the campaign began. */
export interface GoalIn extends Goal {
  readonly campaignId: Id<'campaign'>
  readonly by: string
  readonly at: Instant
}

/** Takes the first goals of campaigns that have none. */
export async function takeGoals(ctx: Ctx, goals: readonly GoalIn[]): Promise<void> {
  const rows = goals.map((goal) => ({ id: newId<'campaign_goal'>(ctx.now), ...goal, number: 1, reason: null, late: false }))
  if (rows.length > 0) await ctx.ledger.insert(campaignGoals, rows)
}
