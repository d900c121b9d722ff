import { createHash } from 'node:crypto'
import type { Ctx, Services } from '#platform/action/context'
import type { WorkspaceRef } from '#platform/store/database'
import { lessonOf, shapeOf } from '../rules/memory.ts'
import type { Correction, SetGuess } from '../shapes.ts'
import { forgetSaid, keepSaid, saidOf } from '../store/import-shapes.ts'
import type { Recall } from './read-file.ts'

/** Names of columns can be long; their hash is what is kept. */
const keyOf = (shape: string) => createHash('sha256').update(shape).digest('hex')

/** Asks a workspace what was said of the last file of a shape. */
export function recallIn(services: Services, workspace: WorkspaceRef): Recall {
  return (shape) => services.database.inWorkspace(workspace, (tx) => saidOf(tx, keyOf(shape)), { readOnly: true })
}

/** Keeps what a person said of the files of an import for the next ones of their shapes; in the transaction of the import itself. */
export async function remember(ctx: Ctx, guess: SetGuess, correction: Correction): Promise<void> {
  for (const file of guess.files) {
    const shape = file.problem === null ? shapeOf(file) : null
    if (shape === null) continue
    const key = keyOf(shape)
    const lesson = lessonOf(file, correction, (await saidOf(ctx.tx, key))?.said ?? null)
    if (lesson === 'forget') await forgetSaid(ctx.tx, key)
    else if (lesson) await keepSaid(ctx.tx, key, lesson.keep, ctx.now)
  }
}
