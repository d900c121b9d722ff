import type { EventId } from '#kernel/id'
import type { Ctx, ReadCtx } from '#platform/action/context'
import type { Heard } from '#platform/reactions/reaction'
import { rowsWritten, thatRemoved } from '#platform/reactions/store'
import { clocksGivenBack, clocksStoppedAgain } from '../events.ts'
import * as store from '../store/hand-overs.ts'
import { giveBackClocks, noteActivities } from './activity-done.ts'

/** Of these events those that removed activities, or took an undo back that had removed some. */
export async function removedActivities(ctx: ReadCtx, events: readonly Heard[]): Promise<ReadonlySet<EventId>> {
  const ids = events.map(({ id }) => id)
  return new Set([...(await thatRemoved(ctx.tx, ids, 'activity')), ...(await store.thatBroughtBack(ctx.tx, ids))])
}

/** Gives leads their clocks back whose first contact an undo or an erasure removed, and stops those again whose contacts came back. */
export async function giveBackAfterRemoval(ctx: Ctx, event: Pick<Heard, 'id'>): Promise<void> {
  const back = await giveBackClocks(ctx)
  const writes = ctx.ledger.writes
  const returned = (await store.thatBroughtBack(ctx.tx, [event.id])).size > 0
  const ids = returned ? await rowsWritten(ctx.tx, event.id, 'activity') : []
  const stopped = await noteActivities(ctx, await store.activitiesWith(ctx.tx, ids))
  if (back.length > 0) ctx.tell(clocksGivenBack, { leads: [...back] })
  else if (ctx.ledger.writes > writes) ctx.tell(clocksStoppedAgain, { leads: stopped.map(({ id }) => id) })
}
