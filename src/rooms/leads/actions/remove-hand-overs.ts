import type { EventId } from '#kernel/id'
import type { Ctx } from '#platform/action/context'
import { handOversMadeBy } from '../store/made-by.ts'
import { activities, breaches, leadSteps, leads, notes, nurtureStays, responses } from '../tables.ts'

/**
 * Removes the hand-overs that an event made, with what clocks and people did with them since: for what was only tried out. Answers the rows that are gone, so that
 * the undo of the event does not look for them.
 */
export async function removeHandOversOf(ctx: Ctx, eventId: EventId): Promise<string[]> {
  const made = await handOversMadeBy(ctx.tx, eventId)
  for (const [table, ids] of [
    [nurtureStays, made.nurture_stay],
    [notes, made.note],
    [activities, made.activity],
    [breaches, made.clock_breach],
    [leadSteps, made.lead_step],
    [responses, made.response],
    [leads, made.lead],
  ] as const)
    await ctx.ledger.remove(table, ids)
  return Object.values(made).flat()
}
