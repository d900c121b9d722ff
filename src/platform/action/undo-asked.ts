import type { EventId } from '#kernel/id'
import { type Conflict, undoEvent } from '#platform/ledger/undo'
import type { Ctx, OutsideCtx } from './context.ts'

/** Leaves the transaction without a trace, carrying what it found. */
export class Untouched extends Error {
  readonly conflicts: readonly Conflict[]
  constructor(conflicts: readonly Conflict[]) {
    super('There are conflicts; nothing was touched.')
    this.conflicts = conflicts
  }
}

/**
 * Takes an event back in a transaction of its own. Where rows changed since nothing is touched, and they are listed, until somebody says to keep those.
 * `check` looks at the event first and answers rows that are to stay as they are.
 */
export async function undoAsked(
  ctx: OutsideCtx,
  { eventId, keepChanged }: { readonly eventId: EventId; readonly keepChanged: boolean },
  check: (writing: Ctx) => Promise<readonly string[]>,
): Promise<{ readonly undone: boolean; readonly rows: number; readonly conflicts: readonly Conflict[] }> {
  try {
    return await ctx.write(
      async (writing) => {
        const leave = await check(writing)
        const { keptTables } = writing.services
        const { undone, conflicts } = await undoEvent(writing.tx, writing.ledger, eventId, keptTables, undefined, leave)
        if (conflicts.length > 0 && !keepChanged) throw new Untouched(conflicts)
        return { undone: true, rows: undone, conflicts }
      },
      { statementMs: 0 },
    )
  } catch (error) {
    if (error instanceof Untouched) return { undone: false, rows: 0, conflicts: error.conflicts }
    throw error
  }
}
