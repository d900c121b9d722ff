import type { WorkspaceId } from '#kernel/id'
import { archiveLimits, bytesOf, isPacked, packedHead, partName, unpack } from '#platform/analytics/unpack'
import type { FileStore, KeptFile } from '#platform/files'

export interface NamedKept extends KeptFile {
  readonly name: string
  /** What was left out of the upload that it comes from; said of its first file. */
  readonly remarks?: readonly string[]
}

/**
 * Keeps an upload. A workbook, a zip or a gzip file is unpacked first and only what is inside is kept: one CSV file for each sheet or
 * file. Throws Problem for one that cannot be taken; then nothing of it is left.
 */
export async function keepUpload(
  files: FileStore,
  workspace: WorkspaceId,
  name: string,
  upload: AsyncIterable<Uint8Array>,
): Promise<NamedKept[]> {
  const { head, content } = await peeked(upload)
  if (!isPacked(head)) return [{ name, ...(await files.put(workspace, content)) }]
  return await files.hold(content, async ({ path, folder, limitBytes }) => {
    const limits = { ...archiveLimits, unpackedBytes: Math.min(archiveLimits.unpackedBytes, 4 * limitBytes) }
    const unpacked = await unpack({ name, path }, folder, limits)
    const kept: NamedKept[] = []
    for (const file of unpacked.files) {
      const remarks = kept.length === 0 && unpacked.remarks.length > 0 ? { remarks: unpacked.remarks } : {}
      kept.push({ name: file.name, ...(await files.put(workspace, bytesOf(file))), ...remarks })
    }
    return kept
  })
}

/** Whether a file of an import is this upload or came out of it. */
export function comesFrom(file: string, upload: string): boolean {
  return file === upload || file.startsWith(partName(upload, ''))
}

/** The beginning of a stream, and all of it. */
async function peeked(upload: AsyncIterable<Uint8Array>): Promise<{ head: Uint8Array; content: AsyncIterable<Uint8Array> }> {
  const pieces = upload[Symbol.asyncIterator]()
  const first: Uint8Array[] = []
  let bytes = 0
  while (bytes < packedHead) {
    const next = await pieces.next()
    if (next.done) break
    first.push(next.value)
    bytes += next.value.byteLength
  }
  const content = (async function* () {
    try {
      yield* first
      for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value
    } finally {
      await pieces.return?.()
    }
  })()
  return { head: Buffer.concat(first), content }
}
