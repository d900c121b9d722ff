import { Readable } from 'node:stream'
import type { Id } from '#kernel/id'
import { ensure, found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Verdict } from '#kernel/verdict'
import { errand } from '#platform/action/action'
import type { OutsideCtx } from '#platform/action/context'
import { schedule, unschedule } from '#platform/due/due'
import { newId } from '#platform/ids'
import { inLittleMemory } from '#platform/memory'
import type { Tx } from '#platform/store/database'
import * as contract from '../contract.ts'
import { canCancel, canChange, canDiscard, canPreview, canRun, correctionFor, nameOf } from '../rules/imports.ts'
import { inLanguage } from '../rules/in-language.ts'
import type { Correction } from '../shapes.ts'
import { addImport, allImports, changeImport, deleteImport, type ImportRow, importById } from '../store/imports.ts'
import { checkedEarly, forgetEarly } from './early-check.ts'
import { comesFrom, keepUpload } from './keep-upload.ts'
import { keepingFiles, scheduleLeaving } from './leave-files.ts'
import { leftRows } from './left-rows.ts'
import { importWork } from './staging.ts'

/**
 * The course of an import is machinery, not a business record: it is written directly, and only what the import does to the
 * workspace goes through the ledger.
 */
export const createImport = errand(contract.createImport, async (ctx) => {
  const id = newId<'import'>(ctx.now)
  return await inTx(ctx, async (tx) => {
    await addImport(tx, newImport(ctx, id))
    return asImport(await known(tx, id))
  })
})

/** A new import without files. */
function newImport(ctx: Pick<OutsideCtx, 'now' | 'actor'>, id: Id<'import'>): ImportRow {
  const blank = {
    ...{ task: null, progress: null, finishedAt: null, filesGoneAt: null, guess: null, checked: null },
    ...{ preview: null, result: null, undo: null, eventId: null, failure: null },
  }
  const by = { byId: ctx.actor.id as ImportRow['byId'], byName: ctx.actor.name }
  return { id, name: nameOf([]), state: 'draft', sample: false, createdAt: ctx.now, files: [], correction: {}, ...by, ...blank }
}

export const addFile = errand(contract.addFile, async (ctx, { importId, name }) => {
  const { upload, services, workspace } = ctx
  if (!upload) throw new Problem('invalid-input', t('Send the file itself as the body.'))
  const before = await inTx(ctx, async (tx) => {
    const row = await known(tx, importId)
    ensure(canChange(asImport(row)))
    return row
  })
  const keep = async (noted: (tx: Tx) => Promise<void>) => {
    const kept = await inLittleMemory(() =>
      keepUpload(services.files, workspace.id, name, checkedEarly({ services, workspace }, before, name, upload)),
    )
    const withFiles = (row: ImportRow) => {
      const files = [...row.files.filter((file) => !comesFrom(file.name, name) && !kept.some((one) => one.name === file.name)), ...kept]
      return { files, name: nameOf(files), correction: correctionFor(row.correction, row.files, files) }
    }
    return await change(ctx, importId, canChange, withFiles, noted)
  }
  return await keepingFiles(ctx, keep).catch((error: unknown) => {
    forgetEarly(services, importId)
    throw error
  })
})

export const removeFile = errand(contract.removeFile, async (ctx, { importId, file }) =>
  change(ctx, importId, canChange, (row) => {
    found(row.files[file], t('File {{file}} of this import', { file }))
    const files = row.files.filter((_, index) => index !== file)
    return { files, name: nameOf(files), correction: correctionFor(row.correction, row.files, files) }
  }),
)

export const correctImport = errand(contract.correctImport, async (ctx, { importId, ...correction }) =>
  change(ctx, importId, canChange, () => ({ correction: correction as Correction })),
)

/** Begins an import of files that the product made itself and runs it at once; it can be looked at and undone like any other. */
export async function importMade(
  ctx: OutsideCtx,
  made: { name: string; files: readonly { name: string; text: string }[] },
): Promise<contract.Import> {
  const { services, workspace, now } = ctx
  return await keepingFiles(ctx, async (noted) => {
    const files: ImportRow['files'][number][] = []
    for (const { name, text } of made.files)
      files.push({ name, ...(await services.files.put(workspace.id, Readable.from([Buffer.from(text)]))) })
    const row = { ...newImport(ctx, newId<'import'>(now)), name: made.name, sample: true, files, task: 'run' as const }
    return await inTx(ctx, async (tx) => {
      await addImport(tx, row)
      await noted(tx)
      await schedule(tx, now, { kind: importWork, subjectId: row.id, payload: { task: 'run' } })
      return asImport(row)
    })
  })
}

/** Changes an import and has its files read anew. */
async function change(
  ctx: OutsideCtx,
  id: Id<'import'>,
  rule: (course: contract.Import) => Verdict,
  set: (row: ImportRow) => Partial<ImportRow>,
  also: (tx: Tx) => Promise<void> = async () => {},
): Promise<contract.Import> {
  return await inTx(ctx, async (tx) => {
    const row = await known(tx, id, true)
    ensure(rule(asImport(row)))
    const changes = set(row)
    const files = changes.files ?? row.files
    const fresh: Partial<ImportRow> = {
      ...changes,
      state: 'draft',
      guess: null,
      checked: null,
      preview: null,
      failure: null,
      progress: null,
      filesGoneAt: null,
      task: files.length > 0 ? 'read' : null,
    }
    await changeImport(tx, id, fresh)
    await also(tx)
    const without = row.files.filter((file) => !files.includes(file))
    if (without.length > 0) await scheduleLeaving(tx, ctx.now, newId<'import'>(ctx.now), without)
    if (files.length > 0) await schedule(tx, ctx.now, { kind: importWork, subjectId: id, payload: { task: 'read' } })
    else await unschedule(tx, importWork, id)
    return asImport({ ...row, ...fresh })
  })
}

export const previewImport = errand(contract.previewImport, (ctx, { importId }) => begin(ctx, importId, 'preview', canPreview))
export const runImport = errand(contract.runImport, (ctx, { importId, withoutPreview }) =>
  begin(ctx, importId, 'run', (course) => canRun(course, withoutPreview === 'true')),
)

/**
 * Takes the work off the list, so that whoever is on it cannot end it: its transaction goes back, and it notices within half a second.
 * The import is locked first here and where work ends, so that the two wait for each other and one of them wins whole.
 */
export const cancelImport = errand(contract.cancelImport, (ctx, { importId }) =>
  inTx(ctx, async (tx) => {
    const row = await known(tx, importId, true)
    ensure(canCancel(asImport(row)))
    await unschedule(tx, importWork, importId)
    const fresh = { task: null, progress: null }
    await changeImport(tx, importId, fresh)
    return asImport({ ...row, ...fresh })
  }),
)

/** Has a task done in the background; `more` is what else its worker has to know. */
export async function begin(
  ctx: OutsideCtx,
  id: Id<'import'>,
  task: contract.ImportTask,
  rule: (course: contract.Import) => Verdict,
  more: Record<string, unknown> = {},
): Promise<contract.Import> {
  return await inTx(ctx, async (tx) => {
    const row = await known(tx, id, true)
    if (row.task === task) return asImport(row)
    ensure(rule(asImport(row)))
    const fresh = { task, progress: null, failure: null, ...(task === 'undo' ? { undo: null } : {}) }
    await changeImport(tx, id, fresh)
    await schedule(tx, ctx.now, { kind: importWork, subjectId: id, payload: { task, ...more } })
    return asImport({ ...row, ...fresh })
  })
}

export const readImport = errand(contract.readImport, (ctx, { importId }) =>
  inTx(
    ctx,
    async (tx) => {
      const course = asImport(await known(tx, importId))
      return course.undo ? { ...course, undo: await leftRows({ tx, actor: ctx.actor }, course.undo) } : course
    },
    true,
  ),
)

export const listImports = errand(contract.listImports, (ctx) =>
  inTx(
    ctx,
    async (tx) => ({
      imports: (await allImports(tx)).map(asImport).map((one) => ({ ...one, kinds: (one.result ?? one.preview)?.kinds ?? [] })),
    }),
    true,
  ),
)

/** Its due item becomes one that clears up behind it, so whoever is on it cannot end it, and a kill between leaves nothing lying. */
export const discardImport = errand(contract.discardImport, async (ctx, { importId }) => {
  await inTx(ctx, async (tx) => {
    const row = await known(tx, importId, true)
    ensure(canDiscard(asImport(row)))
    await scheduleLeaving(tx, ctx.now, importId, row.files)
    await deleteImport(tx, importId)
  })
  return { ok: true } as const
})

async function inTx<T>(ctx: OutsideCtx, work: (tx: Tx) => Promise<T>, readOnly = false): Promise<T> {
  const result = await ctx.services.database.inWorkspace(ctx.workspace, work, { readOnly })
  if (!readOnly) ctx.services.nudge()
  return result
}

async function known(tx: Tx, id: Id<'import'>, lock = false): Promise<ImportRow> {
  return found(await importById(tx, id, lock), t('This import'))
}

/** The row as its contract says it. */
export function asImport(row: ImportRow): contract.Import {
  const { byName, byId: _byId, files, ...rest } = row
  return inLanguage({ ...rest, by: byName, files: files.map((file, index) => ({ file: index, name: file.name, bytes: file.bytes })) })
}
