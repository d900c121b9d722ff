import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Id } from '#kernel/id'
import * as contract from '#rooms/capture/contract'
import type { Correction } from '#rooms/capture/shapes'
import type { TestApp, Visitor } from './app.ts'

/** Waits until nothing is under way with an import any more. */
export async function settled(app: TestApp, importId: Id<'import'>, as?: Visitor): Promise<contract.Import> {
  for (;;) {
    const now = await app.call(contract.readImport, { importId }, as)
    if (now.task === null) return now
    await sleep(50)
  }
}

/** Takes an import back, and says how that ended. */
export async function takenBack(
  app: TestApp,
  importId: Id<'import'>,
  { keepChanged = false, as }: { keepChanged?: boolean; as?: Visitor } = {},
): Promise<contract.Undone> {
  await app.call(contract.undoImport, { importId, keepChanged }, as)
  const { undo, failure } = await settled(app, importId, as)
  if (!undo) throw new Error(failure ?? 'The undo left nothing.')
  return undo
}

/** A draft with these files, read. */
export async function drafted(app: TestApp, files: readonly { name: string; text?: string; path?: string }[]): Promise<contract.Import> {
  const { id } = await app.call(contract.createImport, {})
  for (const { name, text, path } of files) await app.upload(contract.addFile, { importId: id, name }, text ?? readFileSync(path ?? ''))
  return await settled(app, id)
}

/** Reads, previews and runs an import; `correction` is said after the files were read. */
export async function imported(
  app: TestApp,
  files: readonly { name: string; text?: string; path?: string }[],
  correction?: Correction,
): Promise<contract.Import> {
  const { id } = await drafted(app, files)
  if (correction) {
    await app.call(contract.correctImport, { ...correction, importId: id })
    await settled(app, id)
  }
  await app.call(contract.previewImport, { importId: id })
  await settled(app, id)
  await app.call(contract.runImport, { importId: id })
  return await settled(app, id)
}
