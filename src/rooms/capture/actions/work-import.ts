import type { Actor } from '#kernel/actor'
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Instant } from '#kernel/time'
import type { Ctx, Services } from '#platform/action/context'
import { inWriting, rehearse } from '#platform/action/work'
import type { Duck } from '#platform/analytics/duck'
import { finish, LeaseLost } from '#platform/due/due'
import type { DueHandler, DueWork } from '#platform/due/runner'
import type { Tx, WorkspaceRef } from '#platform/store/database'
import { keepMergesAway } from '#rooms/accounts/actions/merge-kinds'
import { type ImportTask, importTasks, type Outcome } from '../contract.ts'
import { importDone, importFailed } from '../events.ts'
import { mustBeAnswered } from '../rules/questions.ts'
import type { SetGuess } from '../shapes.ts'
import { changeImport, type ImportRow, importById } from '../store/imports.ts'
import { isOutOfMemory } from '../store/raw.ts'
import { beginReturned } from '../store/staged-rows.ts'
import { checkedOf, checkHeads, keepChecked } from './check-rows.ts'
import { takeEarly } from './early-check.ts'
import { leaveFiles } from './leave-files.ts'
import { mostTries } from './reader-memory.ts'
import { remember } from './remember.ts'
import { openStaged, tidyStaged } from './staging.ts'
import { type Stop, stoppable } from './stopping.ts'
import { takeStaged } from './take-staged.ts'
import { undoWork } from './undo-import.ts'
import { withSystem } from './which-system.ts'

type Progress = (step: string, done: number, of: number) => Promise<void>

/** What a task works with. */
interface Task {
  readonly work: DueWork
  readonly row: ImportRow
  readonly stop: Stop
  readonly progress: Progress
  readonly besides: Besides
}

/** Writes what the sample company has besides its files, in the event of its import. */
export type Besides = (ctx: Ctx, madeAt: Instant) => Promise<void>

/** Does what is due for an import. What a person can mend ends as its failure; everything else is tried again. */
export const importWorker =
  (besides: Besides): DueHandler =>
  (work) =>
    workImport(work, besides)

async function workImport(work: DueWork, besides: Besides): Promise<void> {
  const { services, workspace, item } = work
  const row = await services.database.inWorkspace(workspace, (tx) => importById(tx, item.subjectId as Id<'import'>))
  if (!row) {
    await leaveFiles(work)
    return
  }
  try {
    await stoppable(work, async (stop) => {
      await tasks[taskOf(work)]({ work, row, stop, besides, progress: progressOf(work, row.id, stop.signal) })
    })
  } catch (error) {
    if (error instanceof LeaseLost || work.signal.aborted) throw error
    const lasting = error instanceof Problem && error.kind !== 'unavailable'
    if (!lasting && item.tries < mostTries) throw error
    services.log.warn({ err: error, importId: row.id }, 'import failed')
    const failure = error instanceof Problem ? error.message : isOutOfMemory(error) ? needsTooMuch : broken(row)
    // An import that could not be taken back is still in.
    await ended(work, row.id, row.state === 'done' ? { failure } : { state: 'failed', failure })
    await tellFailed(work, row)
  }
}

/** Tells of an import that was to be written or taken back. While its files are read somebody looks on, and sees it. */
async function tellFailed(work: DueWork, row: ImportRow): Promise<void> {
  const { task } = work.item.payload
  if (row.sample || (task !== 'run' && task !== 'undo')) return
  await inWriting(settingOf(work, row, work.signal), async (ctx) => {
    ctx.tell(importFailed, { importId: row.id, name: row.name, task }, { kind: 'import', id: row.id })
  })
}

/** Which task of the import is due. Throws Problem when it cannot be read, which only a hand in the database brings about. */
function taskOf({ item }: DueWork): ImportTask {
  const task = importTasks.find((each) => each === item.payload.task)
  if (task) return task
  throw new Problem('conflict', t('What was to be done with this import cannot be read. Nothing was written; ask for it again.'))
}

const needsTooMuch =
  'The files need more memory than the reader has, also when it is given more; nothing was written. Export fewer columns, or the rows in several files, and import one after the other.'

const broken = ({ state }: ImportRow) =>
  `Something broke on our side while ${state === 'done' ? 'rows were being put back' : 'the files were being worked on'}; nothing was written. The log has the details.`

const tasks: Readonly<Record<ImportTask, (task: Task) => Promise<void>>> = { read, preview, run, undo }

async function read({ work, row, stop, progress }: Task): Promise<void> {
  await firstRows({ work, row, stop })
  const onProgress = (step: string, done: number, of: number) => void progress(step, done, of).catch(() => {})
  const found = await openStaged(work, row, { stop, onProgress, again: true }, async (duck, guess) => {
    const checked = await checkedOf(duck, guess.files)
    await tidyStaged(work, row, duck)
    return { guess, checked }
  })
  await ended(work, row.id, { state: 'draft', ...found, failure: null })
}

/** Tells of the first rows before all are read. Where that fails, the reading of the whole says why, or works. */
async function firstRows({ work, row, stop }: Pick<Task, 'work' | 'row' | 'stop'>): Promise<void> {
  try {
    const checked = (await takeEarly(work.services, row)) ?? (await checkHeads(work, row, stop))
    if (checked) await keepChecked(work, row.id, checked)
  } catch (error) {
    if (stop.signal.aborted) throw error
    work.services.log.info({ err: error, importId: row.id }, 'the first rows could not be checked before the rest')
  }
}

async function preview({ work, row, stop, progress }: Task): Promise<void> {
  await openStaged(work, row, { stop }, async (duck, read) => {
    const guess = await askedAnew(work, row, duck, read)
    if (guess === null) return
    await beginReturned(duck)
    const outcome = await rehearse(settingOf(work, row, stop.signal), (ctx) => taken(ctx, duck, guess, stop, progress), { statementMs: 0 })
    await tidyStaged(work, row, duck)
    await ended(work, row.id, { state: 'previewed', guess, preview: outcome })
  })
}

/** The import itself: all rows, the event, the end of the due item and the new state are one commit. */
async function run({ work, row, stop, progress, besides }: Task): Promise<void> {
  await openStaged(work, row, { stop }, async (duck, read) => {
    const guess = await askedAnew(work, row, duck, read)
    if (guess === null) return
    await beginReturned(duck)
    await inWriting(
      settingOf(work, row, stop.signal),
      async (ctx) => {
        const outcome = await taken(ctx, duck, guess, stop, progress)
        if (row.sample) await besides(ctx, row.createdAt)
        await tidyStaged(work, row, duck)
        ctx.tell(importDone, { importId: row.id, name: row.name, kinds: outcome.kinds, sample: row.sample }, { kind: 'import', id: row.id })
        await remember(ctx, guess, row.correction)
        const eventId = ctx.ledger.eventId
        const finishedAt = work.services.clock.now()
        await changeImport(ctx.tx, row.id, { ...idle, state: 'done', result: outcome, eventId, finishedAt, failure: null })
        await finish(ctx.tx, work.item)
      },
      { statementMs: 0 },
    )
  })
}

async function undo({ work, row, stop, progress }: Task): Promise<void> {
  const untouched = await undoWork(work, row, stop, progress)
  if (untouched) await ended(work, row.id, { undo: untouched })
}

/**
 * Other imports may have come between the reading and now: looks again whether the ids of the files belong to other records. With a question that must
 * be answered first, the import is a draft again and there is nothing more to do: null.
 */
async function askedAnew(work: DueWork, row: ImportRow, duck: Duck, read: SetGuess): Promise<SetGuess | null> {
  const look = (tx: Tx) => withSystem(tx, duck, read, row.correction)
  const guess = await work.services.database.inWorkspace(work.workspace, look, { readOnly: true })
  if (!mustBeAnswered(guess).some((question) => question.asks === 'system')) return guess
  await ended(work, row.id, { state: 'draft', guess, preview: null })
  return null
}

async function taken(ctx: Ctx, duck: Duck, guess: SetGuess, stop: Stop, onProgress: Progress): Promise<Outcome> {
  await keepMergesAway(ctx)
  return await stop.withTx(ctx.tx, () => takeStaged({ ctx, duck, guess, onProgress }))
}

const idle = { task: null, progress: null } as const

/** Ends a task that wrote no record. The import is locked before the due item, as cancelling does it. */
async function ended({ services, workspace, item }: DueWork, id: ImportRow['id'], set: Partial<ImportRow>): Promise<void> {
  await services.database.inWorkspace(workspace, async (tx) => {
    await changeImport(tx, id, { ...idle, ...set })
    await finish(tx, item)
  })
}

/** The import is the act of the person who began it. */
function settingOf({ services, workspace }: { services: Services; workspace: WorkspaceRef }, row: ImportRow, signal: AbortSignal) {
  const actor: Actor =
    row.byId === null ? { kind: 'system', id: null, name: row.byName } : { kind: 'user', id: row.byId, name: row.byName, role: null }
  return { services, workspace, actor, signal }
}

const progressEveryMs = 300

/** Notes progress now and then, in transactions of its own, and ends the work when it is to stop. */
function progressOf(work: DueWork, importId: ImportRow['id'], signal: AbortSignal): Progress {
  let last = 0
  return async (step, done, of) => {
    if (signal.aborted) throw new LeaseLost('The work was stopped.')
    const at = performance.now()
    if (at - last < progressEveryMs && done < of) return
    last = at
    await work.services.database.inWorkspace(work.workspace, (tx) => changeImport(tx, importId, { progress: { step, done, of } }))
  }
}
