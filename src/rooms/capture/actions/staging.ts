import { type Day, dayOf } from '#kernel/time'
import type { Services } from '#platform/action/context'
import { type Duck, openDuck } from '#platform/analytics/duck'
import { scratchOf } from '#platform/analytics/scratch'
import type { WorkspaceRef } from '#platform/store/database'
import type { SetGuess } from '../shapes.ts'
import type { ImportRow } from '../store/imports.ts'
import { beginReturned } from '../store/staged-rows.ts'
import { stageFiles } from './stage-files.ts'

/** The kind of due item that reads, rehearses and runs imports. */
export const importWork = 'capture.import'

const scratch = (services: Services, workspace: WorkspaceRef, importId: string) =>
  scratchOf(services.dataDir, 'imports', workspace.id, importId)

/** Opens the staged rows of an import; reads the files again when they are not there. The caller closes it. */
export async function openStaged(
  services: Services,
  workspace: WorkspaceRef,
  row: ImportRow,
  onProgress: (step: string, done: number, of: number) => void,
  again: boolean,
): Promise<{ duck: Duck; guess: SetGuess }> {
  const staged = scratch(services, workspace, row.id)
  const there = !again && row.guess !== null && (await staged.exists())
  if (!there) await staged.remove()
  await staged.prepare()
  const files = row.files.map((file) => ({ name: file.name, path: services.files.path(workspace.id, file.sha256) }))
  const duck = await openDuck({ path: staged.path, readable: files.map((file) => file.path) })
  try {
    if (there && row.guess) return { duck, guess: row.guess }
    const today: Day = dayOf(services.clock.now())
    const guess = await stageFiles(duck, files, { today, corrections: row.correction, onProgress })
    await beginReturned(duck)
    return { duck, guess }
  } catch (error) {
    duck.close()
    throw error
  }
}

/** Forgets the staged rows of an import; the files themselves stay. */
export function removeStaging(services: Services, workspace: WorkspaceRef, importId: string): Promise<void> {
  return scratch(services, workspace, importId).remove()
}
