import type { EventId } from '#kernel/id'
import type { OutsideCtx } from '../action/context.ts'
import { undoAsked } from '../action/undo-asked.ts'
import type { Conflict } from '../ledger/undo.ts'
import { causedBy } from './store.ts'

/** Takes back what an event caused, newest first, each in a transaction of its own. What changed since is left and listed; the rest goes back all the same. */
export async function undoCaused(
  ctx: OutsideCtx,
  eventId: EventId,
): Promise<{ readonly undone: number; readonly conflicts: readonly Conflict[] }> {
  const all = { undone: 0, conflicts: [] as Conflict[] }
  for (const { id } of await ctx.read(({ tx }) => causedBy(tx, eventId))) {
    const one = await undoAsked(ctx, { eventId: id, keepChanged: false }, async () => [])
    if (one.undone) all.undone += 1
    all.conflicts.push(...one.conflicts)
  }
  return all
}
