import { z } from 'zod'
import type { Id } from '#kernel/id'
import { type Instant, later } from '#kernel/time'
import type { Ctx, OutsideCtx } from '#platform/action/context'
import { finish, schedule, unschedule } from '#platform/due/due'
import type { DueWork } from '#platform/due/runner'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/store/database'
import { filesNeeded, type ImportRow, withoutFiles } from '../store/imports.ts'
import { forgetEarly } from './early-check.ts'
import { importWork, removeStaging } from './staging.ts'

/** Which files to look at: these, or all of the workspace. */
const leftShape = z.object({ left: z.union([z.array(z.string()), z.literal('all')]), of: z.string().optional() })

/** While files come in, who needs them may not be written down yet. */
const againMs = 60_000
/** When to look for what a kill left of an upload. One that takes longer is still noted as coming in, and so are its files. */
const killedMs = 600_000

/**
 * Keeps files for an import. `work` calls `noted` in the transaction that writes down who needs them. Until then somebody stands by to remove files that nobody
 * needs, so that neither a kill, nor an import that is gone by then, nor any other failure leaves one lying.
 */
export async function keepingFiles<T>(ctx: OutsideCtx, work: (noted: (tx: Tx) => Promise<void>) => Promise<T>): Promise<T> {
  const { services, workspace } = ctx
  const item = { kind: importWork, subjectId: newId<'import'>(ctx.now), payload: { left: 'all' } }
  const standBy = (afterMs: number) => {
    const now = services.clock.now()
    return services.database.inWorkspace(workspace, (tx) => schedule(tx, now, { ...item, dueAt: later(now, afterMs) }))
  }
  await standBy(killedMs)
  try {
    return await services.files.keeping(workspace.id, () => work((tx) => unschedule(tx, item.kind, item.subjectId)))
  } catch (error) {
    // A database that is away looks later.
    await standBy(0).then(
      () => services.nudge(),
      () => {},
    )
    throw error
  }
}

/** Has files looked at that an import no longer has, once it is discarded or they were taken out of it. `id` is no import's any more, or never was. */
export function scheduleLeaving(tx: Tx, now: Instant, id: Id<'import'>, files: ImportRow['files']): Promise<void> {
  return schedule(tx, now, { kind: importWork, subjectId: id, payload: { left: files.map((file) => file.sha256) } })
}

/** Has the files of imports removed that were kept long enough, where no later import needs them; the imports and what they wrote stay. */
export async function forgetFiles({ tx, now }: Ctx, ids: readonly Id<'import'>[]): Promise<void> {
  for (const { id, files } of await withoutFiles(tx, ids, now)) {
    const left = files.map((file) => file.sha256)
    await schedule(tx, now, { kind: importWork, subjectId: newId<'import'>(now), payload: { left, of: id } })
  }
}

/** Clears up behind an import that is gone: what was read of it, and those of its files that no other import of the workspace has. */
export async function leaveFiles(work: DueWork): Promise<void> {
  const { services, workspace, item } = work
  const { left, of = item.subjectId } = leftShape.catch({ left: [] }).parse(item.payload)
  forgetEarly(services, of)
  await removeStaging(work, of)
  const given = left === 'all' ? services.files.kept(workspace.id) : left
  const needed = () => services.database.inWorkspace(workspace, (tx) => filesNeeded(tx, given), { readOnly: true })
  const gone = given.length === 0 || (await services.files.removeUnneeded(workspace.id, given, needed))
  const now = services.clock.now()
  await services.database.inWorkspace(workspace, (tx) =>
    gone ? finish(tx, item) : schedule(tx, now, { ...item, dueAt: later(now, againMs) }),
  )
}
