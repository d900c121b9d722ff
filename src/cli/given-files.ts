import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '#kernel/problem'
import { unpack } from '#platform/analytics/unpack'
import type { GivenFile } from '#rooms/capture/actions/read-file'

/** A file of the command line, as it was when the command began. */
export interface FoundFile {
  readonly name: string
  readonly path: string
  readonly bytes: number
  readonly changedMs: number
}

/**
 * Unpacks workbooks, zip and gzip files into a folder that `close` removes; other files stay where they are. One that cannot be unpacked
 * stays too, with its problem, so that the others are still read.
 */
export async function unpackAll(files: readonly FoundFile[]): Promise<{ files: GivenFile[]; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'interlock-files-'))
  const close = () => rm(folder, { recursive: true, force: true })
  const ready: GivenFile[] = []
  try {
    for (const [no, { name, path }] of files.entries()) {
      const own = join(folder, String(no))
      await mkdir(own)
      try {
        const unpacked = await unpack({ name, path }, own)
        const [first, ...others] = unpacked.files
        if (first) ready.push({ ...first, remarks: unpacked.remarks }, ...others)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        ready.push({ name, path, problem: error.message })
      }
    }
    return { files: ready, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Throws Problem when a file is another one than when the command began: what was read could be half of each. */
export async function ensureUnchanged(files: readonly FoundFile[]): Promise<void> {
  for (const { path, bytes, changedMs } of files) {
    const now = await stat(path).catch(() => null)
    if (now?.size !== bytes || now.mtimeMs !== changedMs)
      throw new Problem(
        'conflict',
        `${path} changed while it was read, so the numbers could be of two states. Run this again when nothing writes to it.`,
      )
  }
}
