import { z } from 'zod'
import type { Actor } from '#kernel/actor'
import { ensure, found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { errand } from '#platform/action/action'
import { Untouched } from '#platform/action/undo-asked'
import { inWriting } from '#platform/action/work'
import { finish } from '#platform/due/due'
import type { DueWork } from '#platform/due/runner'
import { type Conflict, undoEvent } from '#platform/ledger/undo'
import { forgetPairsOfGone } from '#rooms/accounts/actions/likely-work'
import { keepMergesAway } from '#rooms/accounts/actions/merge-kinds'
import { removeHandOversOf } from '#rooms/leads/actions/remove-hand-overs'
import * as contract from '../contract.ts'
import { canUndo } from '../rules/imports.ts'
import type { Undone } from '../shapes.ts'
import { changeImport, type ImportRow, importById } from '../store/imports.ts'
import { asImport, begin } from './imports.ts'
import type { Stop } from './stopping.ts'

/**
 * What the worker has to know: an undo is the act of the person who asked for it, who need not have begun the import. What they may do was looked at then;
 * here they are named.
 */
const askedShape = contract.undoImport.body.extend({
  by: z.discriminatedUnion('kind', [
    z.object({ kind: z.enum(['user', 'key']), id: z.string().min(1), name: z.string() }),
    z.object({ kind: z.literal('system'), id: z.null(), name: z.string() }),
  ]),
})

export const undoImport = errand(contract.undoImport, (ctx, { importId, keepChanged }) =>
  begin(ctx, importId, 'undo', canUndo, { keepChanged, by: ctx.actor }),
)

/** What was asked, and by whom. Throws Problem when it cannot be read, which only a hand in the database brings about. */
function askedOf({ item }: DueWork): { keepChanged: boolean; by: Actor } {
  const asked = askedShape.safeParse(item.payload)
  if (!asked.success)
    throw new Problem('conflict', t('What this undo was asked to do cannot be read. Nothing was taken back; ask for the undo again.'))
  const { keepChanged, by } = asked.data
  if (by.kind === 'system') return { keepChanged, by }
  const { id, name } = by
  return { keepChanged, by: by.kind === 'user' ? { kind: 'user', id, name, role: null } : { kind: 'key', id, name, ...leastReach } }
}

/** Nothing that the worker does asks what a key may do. */
const leastReach = { role: 'viewer', reach: { scope: 'read', groups: [] } } as const

const shownConflicts = 100

/**
 * Takes an import back: all rows, the event, the end of the due item and the new state are one commit. Answers what else is to be kept when nothing was
 * touched, because rows changed since and nobody said to leave those.
 */
export async function undoWork(
  work: DueWork,
  row: ImportRow,
  stop: Stop,
  onProgress: (step: string, done: number, of: number) => Promise<void>,
): Promise<Undone | null> {
  const { keepChanged, by } = askedOf(work)
  const { services, workspace } = work
  try {
    await inWriting(
      { services, workspace, actor: by, signal: stop.signal },
      async (ctx) => {
        await keepMergesAway(ctx)
        // Not locked before the end, as in a run: progress is noted meanwhile, by another connection.
        const now = found(await importById(ctx.tx, row.id), t('This import'))
        ensure(canUndo({ ...asImport(now), task: null }))
        const eventId = found(now.eventId, t('The event of this import'))
        // Clocks run for the sample from its first minute on, and it is there to be tried: what became of its leads is no reason to keep them.
        const gone = row.sample ? await removeHandOversOf(ctx, eventId) : []
        const { undone: back, conflicts } = await stop.withTx(ctx.tx, () =>
          undoEvent(ctx.tx, ctx.ledger, eventId, services.keptTables, (done, of) => onProgress('Putting rows back', done, of), gone),
        )
        await forgetPairsOfGone(ctx)
        const undone = back + gone.length
        if (conflicts.length > 0 && !keepChanged) throw new Untouched(conflicts)
        const undo = { undone: true, rows: undone, ...undoneInWords(conflicts) }
        await changeImport(ctx.tx, row.id, { task: null, progress: null, state: 'undone', finishedAt: services.clock.now(), undo })
        await finish(ctx.tx, work.item)
      },
      { statementMs: 0 },
    )
    return null
  } catch (error) {
    if (error instanceof Untouched) return { undone: false, rows: 0, ...undoneInWords(error.conflicts) }
    throw error
  }
}

/** The first conflicts of an undo as they are told, and how many there are. */
export function undoneInWords(conflicts: readonly Conflict[]) {
  return {
    conflicts: conflicts
      .slice(0, shownConflicts)
      .map((conflict) => ({ what: conflict.table.replaceAll('_', ' '), id: conflict.rowId, why: conflict.why, byEvent: conflict.byEvent })),
    conflictCount: conflicts.length,
  }
}
