import type { Actor } from '#kernel/actor'
import { ensure, found } from '#kernel/problem'
import { t } from '#kernel/text'
import { errand } from '#platform/action/action'
import { Untouched } from '#platform/action/undo-asked'
import { inWriting } from '#platform/action/work'
import { finish } from '#platform/due/due'
import type { DueWork } from '#platform/due/runner'
import { type Conflict, undoEvent } from '#platform/ledger/undo'
import * as contract from '../contract.ts'
import { canUndo } from '../rules/imports.ts'
import { changeImport, type ImportRow, importById } from '../store/imports.ts'
import { asImport, begin } from './imports.ts'
import type { Stop } from './stopping.ts'

/** What the worker has to know: an undo is the act of the person who asked for it, who need not have begun the import. */
interface Asked {
  readonly keepChanged: boolean
  readonly by: Actor
}

export const undoImport = errand(contract.undoImport, (ctx, { importId, keepChanged }) =>
  begin(ctx, importId, 'undo', canUndo, { keepChanged, by: ctx.actor } satisfies Asked),
)

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
): Promise<contract.Undone | null> {
  const { keepChanged, by } = work.item.payload as unknown as Asked
  const { services, workspace } = work
  try {
    await inWriting(
      { services, workspace, actor: by, signal: stop.signal },
      async (ctx) => {
        // Not locked before the end, as in a run: progress is noted meanwhile, by another connection.
        const now = found(await importById(ctx.tx, row.id), t('This import'))
        ensure(canUndo({ ...asImport(now), task: null }))
        const eventId = found(now.eventId, t('The event of this import'))
        const { undone, conflicts } = await stop.withTx(ctx.tx, () =>
          undoEvent(ctx.tx, ctx.ledger, eventId, services.keptTables, (done, of) => onProgress('Putting rows back', done, of)),
        )
        if (conflicts.length > 0 && !keepChanged) throw new Untouched(conflicts)
        const undo = { undone: true, rows: undone, ...shown(conflicts) }
        await changeImport(ctx.tx, row.id, { task: null, progress: null, state: 'undone', finishedAt: services.clock.now(), undo })
        await finish(ctx.tx, work.item)
      },
      { statementMs: 0 },
    )
    return null
  } catch (error) {
    if (error instanceof Untouched) return { undone: false, rows: 0, ...shown(error.conflicts) }
    throw error
  }
}

function shown(conflicts: readonly Conflict[]) {
  return {
    conflicts: conflicts
      .slice(0, shownConflicts)
      .map((conflict) => ({ what: conflict.table.replaceAll('_', ' '), id: conflict.rowId, why: conflict.why })),
    conflictCount: conflicts.length,
  }
}
