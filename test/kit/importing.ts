import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Id } from '#kernel/id'
import * as contract from '#rooms/capture/contract'
import type { Correction, Undone } from '#rooms/capture/shapes'
import type { TestApp, Visitor } from './app.ts'

const longestPauseMs = 160

/** Waits until nothing is under way with an import any more. */
export async function settled(app: TestApp, importId: Id<'import'>, as?: Visitor): Promise<contract.Import> {
  for (let pause = 20; ; pause = Math.min(pause * 1.5, longestPauseMs)) {
    const now = await app.call(contract.readImport, { importId }, as)
    if (now.task === null) return now
    await sleep(pause)
  }
}

/** Takes an import back, and says how that ended. */
export async function takenBack(
  app: TestApp,
  importId: Id<'import'>,
  { keepChanged = false, as }: { keepChanged?: boolean; as?: Visitor } = {},
): Promise<Undone> {
  await app.call(contract.undoImport, { importId, keepChanged }, as)
  const { undo, failure } = await settled(app, importId, as)
  if (!undo) throw new Error(failure ?? 'The undo left nothing.')
  return undo
}

/** A draft with these files, read once all are there. That a file may come while others are read is seen in packed-files.test.ts and the stories. */
export async function drafted(app: TestApp, files: readonly { name: string; text?: string; path?: string }[]): Promise<contract.Import> {
  const { id } = await app.call(contract.createImport, {})
  await app.quietly(async () => {
    for (const { name, text, path } of files) await app.upload(contract.addFile, { importId: id, name }, text ?? readFileSync(path ?? ''))
  })
  return await settled(app, id)
}

/**
 * Reads and runs an import; `correction` is said after the files were read. A preview before it is for the tests that ask for one, or that look at
 * it themselves: it costs as much as the import, and the import does not lean on it.
 */
export async function imported(
  app: TestApp,
  files: readonly { name: string; text?: string; path?: string }[],
  correction?: Correction,
  { preview = false }: { preview?: boolean } = {},
): Promise<contract.Import> {
  const { id } = await drafted(app, files)
  if (correction) {
    await app.call(contract.correctImport, { ...correction, importId: id })
    await settled(app, id)
  }
  if (preview) {
    await app.call(contract.previewImport, { importId: id })
    await settled(app, id)
  }
  await app.call(contract.runImport, { importId: id, withoutPreview: preview ? 'false' : 'true' })
  return await settled(app, id)
}
