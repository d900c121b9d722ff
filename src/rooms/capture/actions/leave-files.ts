import { z } from 'zod'
import type { Id } from '#kernel/id'
import { type Instant, later } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { finish, schedule } from '#platform/due/due'
import type { DueWork } from '#platform/due/runner'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/store/database'
import { filesNeeded, type ImportRow, withoutFiles } from '../store/imports.ts'
import { importWork, removeStaging } from './staging.ts'

const leftShape = z.object({ left: z.array(z.string()), of: z.string().optional() })

/** While files come in, who needs them may not be written down yet. */
const againMs = 60_000

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
  await removeStaging(work, of)
  const needed = () => services.database.inWorkspace(workspace, (tx) => filesNeeded(tx, left), { readOnly: true })
  const gone = left.length === 0 || (await services.files.removeUnneeded(workspace.id, left, needed))
  const now = services.clock.now()
  await services.database.inWorkspace(workspace, (tx) =>
    gone ? finish(tx, item) : schedule(tx, now, { ...item, dueAt: later(now, againMs) }),
  )
}
