import type { EventId } from '#kernel/id'
import type { Ctx, ReadCtx } from '#platform/action/context'
import type { Heard } from '#platform/reactions/reaction'
import { thatRemoved } from '#platform/reactions/store'
import { clocksGivenBack } from '../events.ts'
import { giveBackClocks } from './activity-done.ts'

/** Of these events those that removed activities. */
export const removedActivities = (ctx: ReadCtx, events: readonly Heard[]): Promise<ReadonlySet<EventId>> =>
  thatRemoved(
    ctx.tx,
    events.map(({ id }) => id),
    'activity',
  )

/** Gives leads their clocks back whose first contact an undo or an erasure removed. */
export async function giveBackAfterRemoval(ctx: Ctx): Promise<void> {
  const leads = await giveBackClocks(ctx)
  if (leads.length > 0) ctx.tell(clocksGivenBack, { leads: [...leads] })
}
