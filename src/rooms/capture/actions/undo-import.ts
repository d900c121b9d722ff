import { ensure, found } from '#kernel/problem'
import { errand } from '#platform/action/action'
import { type Conflict, undoEvent } from '#platform/ledger/undo'
import * as contract from '../contract.ts'
import { canUndo } from '../rules/imports.ts'
import { changeImport, importById } from '../store/imports.ts'
import { asImport } from './imports.ts'

/** Leaves the transaction without a trace, carrying what it found. */
class Untouched extends Error {
  readonly conflicts: readonly Conflict[]
  constructor(conflicts: readonly Conflict[]) {
    super('There are conflicts; nothing was touched.')
    this.conflicts = conflicts
  }
}

const shownConflicts = 100

export const undoImport = errand(contract.undoImport, async (ctx, { importId, keepChanged }) => {
  try {
    const { undone, conflicts } = await ctx.write(
      async (writing) => {
        const row = found(await importById(writing.tx, importId, true), 'This import')
        ensure(canUndo(asImport(row)))
        const result = await undoEvent(
          writing.tx,
          writing.ledger,
          found(row.eventId, 'The event of this import'),
          writing.services.keptTables,
        )
        if (result.conflicts.length > 0 && !keepChanged) throw new Untouched(result.conflicts)
        await changeImport(writing.tx, importId, { state: 'undone', finishedAt: writing.now })
        return result
      },
      { statementMs: 0 },
    )
    return { undone: true, rows: undone, ...shown(conflicts) }
  } catch (error) {
    if (error instanceof Untouched) return { undone: false, rows: 0, ...shown(error.conflicts) }
    throw error
  }
})

function shown(conflicts: readonly Conflict[]) {
  return {
    conflicts: conflicts
      .slice(0, shownConflicts)
      .map((conflict) => ({ what: conflict.table.replaceAll('_', ' '), id: conflict.rowId, why: conflict.why })),
    conflictCount: conflicts.length,
  }
}
