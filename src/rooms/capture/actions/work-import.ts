import type { Actor } from '#kernel/actor'
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Services } from '#platform/action/context'
import { inWriting, rehearse } from '#platform/action/work'
import { finish, LeaseLost } from '#platform/due/due'
import type { DueWork } from '#platform/due/runner'
import type { WorkspaceRef } from '#platform/store/database'
import type { ImportTask } from '../contract.ts'
import { importDone } from '../events.ts'
import { changeImport, type ImportRow, importById } from '../store/imports.ts'
import { beginReturned } from '../store/staged-rows.ts'
import { openStaged } from './staging.ts'
import { takeStaged } from './take-staged.ts'

type Progress = (step: string, done: number, of: number) => Promise<void>

/** Does what is due for an import. What a person can mend ends as its failure; everything else is tried again. */
export async function workImport(work: DueWork): Promise<void> {
  const { services, workspace, item } = work
  const row = await services.database.inWorkspace(workspace, (tx) => importById(tx, item.subjectId as Id<'import'>))
  if (!row) {
    await services.database.inWorkspace(workspace, (tx) => finish(tx, item))
    return
  }
  const progress = progressOf(work, row.id)
  try {
    const task = item.payload.task as ImportTask
    if (task === 'read') await read(work, row, progress)
    else if (task === 'preview') await preview(work, row, progress)
    else await run(work, row, progress)
  } catch (error) {
    if (error instanceof LeaseLost || work.signal.aborted) throw error
    const lasting = error instanceof Problem && error.kind !== 'unavailable'
    if (!lasting && item.tries < 3) throw error
    services.log.warn({ err: error, importId: row.id }, 'import failed')
    const failure =
      error instanceof Problem
        ? error.message
        : 'Something broke on our side while the files were being worked on; nothing was written. The log has the details.'
    await services.database.inWorkspace(workspace, async (tx) => {
      await finish(tx, item)
      await changeImport(tx, row.id, { task: null, progress: null, state: 'failed', failure })
    })
  }
}

async function read(work: DueWork, row: ImportRow, progress: Progress): Promise<void> {
  const { duck, guess } = await openStaged(
    work.services,
    work.workspace,
    row,
    (step, done, of) => void progress(step, done, of).catch(() => {}),
    true,
  )
  duck.close()
  await work.services.database.inWorkspace(work.workspace, async (tx) => {
    await finish(tx, work.item)
    await changeImport(tx, row.id, { task: null, progress: null, state: 'draft', guess, failure: null })
  })
}

async function preview(work: DueWork, row: ImportRow, progress: Progress): Promise<void> {
  const { services, workspace, signal } = work
  const { duck, guess } = await openStaged(services, workspace, row, () => {}, false)
  try {
    await beginReturned(duck)
    const outcome = await rehearse(
      settingOf(services, workspace, row, signal),
      (ctx) => takeStaged({ ctx, duck, guess, onProgress: progress }),
      { statementMs: 0 },
    )
    await services.database.inWorkspace(workspace, async (tx) => {
      await finish(tx, work.item)
      await changeImport(tx, row.id, { task: null, progress: null, state: 'previewed', guess, preview: outcome })
    })
  } finally {
    duck.close()
  }
}

/** The import itself: all rows, the event, the end of the due item and the new state are one commit. */
async function run(work: DueWork, row: ImportRow, progress: Progress): Promise<void> {
  const { services, workspace, signal } = work
  const { duck, guess } = await openStaged(services, workspace, row, () => {}, false)
  try {
    await beginReturned(duck)
    await inWriting(
      settingOf(services, workspace, row, signal),
      async (ctx) => {
        const outcome = await takeStaged({ ctx, duck, guess, onProgress: progress })
        ctx.tell(importDone, { importId: row.id, name: row.name, kinds: outcome.kinds, sample: row.sample }, { kind: 'import', id: row.id })
        await finish(ctx.tx, work.item)
        const done = {
          task: null,
          progress: null,
          state: 'done',
          result: outcome,
          eventId: ctx.ledger.eventId,
          finishedAt: services.clock.now(),
          failure: null,
        } as const
        await changeImport(ctx.tx, row.id, done)
      },
      { statementMs: 0 },
    )
  } finally {
    duck.close()
  }
}

/** The import is the act of the person who began it. */
function settingOf(services: Services, workspace: WorkspaceRef, row: ImportRow, signal: AbortSignal) {
  const actor: Actor =
    row.byId === null ? { kind: 'system', id: null, name: row.byName } : { kind: 'user', id: row.byId, name: row.byName, role: null }
  return { services, workspace, actor, signal }
}

const progressEveryMs = 300

/** Notes progress now and then, in transactions of its own, and stops the work when its lease is lost or the server ends. */
function progressOf(work: DueWork, importId: ImportRow['id']): Progress {
  let last = 0
  return async (step, done, of) => {
    if (work.signal.aborted) throw new LeaseLost('The work was stopped.')
    const at = performance.now()
    if (at - last < progressEveryMs && done < of) return
    last = at
    await work.services.database.inWorkspace(work.workspace, (tx) => changeImport(tx, importId, { progress: { step, done, of } }))
  }
}
