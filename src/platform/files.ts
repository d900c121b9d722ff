import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, type ReadStream, readdirSync, rmSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { WorkspaceId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { explainDiskError } from './disk.ts'

/** A file that was kept: its content's SHA-256 as 64 hex digits is its name. */
export interface KeptFile {
  readonly sha256: string
  readonly bytes: number
}

/** A file that is there only as long as it is worked on. */
export interface HeldFile {
  readonly path: string
  readonly folder: string
  /** The largest file that is kept here. */
  readonly limitBytes: number
}

/** Files of workspaces, kept by content: the same bytes twice in a workspace are one file. */
export interface FileStore {
  /**
   * Keeps a stream. When this resolves, the file is on disk. Throws Problem `too-large` as soon as the limit is passed, `unavailable` when the disk is full;
   * either way nothing half done is left. `limitBytes` can only lower the limit of the store.
   */
  put(workspace: WorkspaceId, content: AsyncIterable<Uint8Array>, limitBytes?: number): Promise<KeptFile>
  /**
   * Writes a stream to a file that is not kept, in a folder of its own that `use` may fill, and removes both when `use` is done, however it
   * ends. What a kill leaves is removed at the next start. Throws as `put` does.
   */
  hold<T>(content: AsyncIterable<Uint8Array>, use: (held: HeldFile) => Promise<T>): Promise<T>
  /** Where a kept file lies, for programs that read by path, such as DuckDB. Throws Problem `not-found`. */
  path(workspace: WorkspaceId, sha256: string): string
  read(workspace: WorkspaceId, sha256: string): ReadStream
  /** Whether a kept file is there and still what its name says. Reads all of it. */
  isWhole(workspace: WorkspaceId, sha256: string): Promise<boolean>
  /** The names of all files that are kept in a workspace. */
  kept(workspace: WorkspaceId): string[]
  /** Keeps files and notes who needs them, as one step for `removeUnneeded`. */
  keeping<T>(workspace: WorkspaceId, work: () => Promise<T>): Promise<T>
  /**
   * Removes those of these files that are not among the needed. Answers false, and has removed nothing, when files are or were being kept meanwhile: who
   * needs those may not be noted yet, and the same content is the same file.
   */
  removeUnneeded(workspace: WorkspaceId, files: readonly string[], needed: () => Promise<ReadonlySet<string>>): Promise<boolean>
  /** Removes one file; nothing happens when there is none. */
  remove(workspace: WorkspaceId, sha256: string): Promise<void>
  /** Removes all files of a workspace. */
  removeAll(workspace: WorkspaceId): Promise<void>
}

const isHash = (name: string) => /^[0-9a-f]{64}$/.test(name)

/** Where files lie that are not kept. What a kill leaves there goes at the next start. */
export const unfinishedIn = (dataDir: string) => join(dataDir, 'files/unfinished')

/** Opens the store under `<dataDir>/files` and clears what an unclean end left half written. The data folder must be claimed. */
export function openFiles(dataDir: string, storeLimitBytes: number): FileStore {
  const root = join(dataDir, 'files')
  const unfinished = unfinishedIn(dataDir)
  mkdirSync(unfinished, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(unfinished)) rmSync(join(unfinished, name), { recursive: true, force: true })

  const keepers = new Keepers()
  const placeOf = (workspace: WorkspaceId, sha256: string) => {
    if (!/^[0-9a-f-]{36}$/.test(workspace) || !isHash(sha256))
      throw new Problem('invalid-input', t('A file is named by the 64 hex digits of its SHA-256.'))
    return join(root, workspace, sha256.slice(0, 2), sha256)
  }
  const existing = (workspace: WorkspaceId, sha256: string) => {
    const path = placeOf(workspace, sha256)
    if (!existsSync(path))
      throw new Problem('not-found', t('The file {{hash}}… is not kept in this workspace, or was removed.', { hash: sha256.slice(0, 12) }))
    return path
  }
  return {
    put: async (workspace, content, limitBytes = storeLimitBytes) => {
      const temporary = join(unfinished, randomBytes(12).toString('hex'))
      try {
        const kept = await write(temporary, content, Math.min(limitBytes, storeLimitBytes))
        await settle(temporary, placeOf(workspace, kept.sha256), kept.sha256)
        return kept
      } catch (error) {
        throw explainDiskError(error, 'the file was not kept')
      } finally {
        await rm(temporary, { force: true })
      }
    },
    hold: async (content, use) => {
      const folder = join(unfinished, randomBytes(12).toString('hex'))
      const path = join(folder, 'given')
      try {
        await mkdir(folder, { mode: 0o700 })
        await write(path, content, storeLimitBytes)
        return await use({ path, folder, limitBytes: storeLimitBytes })
      } catch (error) {
        throw explainDiskError(error, 'the file was not kept')
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
    path: existing,
    read: (workspace, sha256) => createReadStream(existing(workspace, sha256)),
    isWhole: (workspace, sha256) => holds(placeOf(workspace, sha256), sha256),
    kept: (workspace) => {
      const folder = dirname(dirname(placeOf(workspace, '0'.repeat(64))))
      return existsSync(folder)
        ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
            .map((path) => basename(path))
            .filter(isHash)
        : []
    },
    keeping: (workspace, work) => keepers.keeping(workspace, work),
    removeUnneeded: async (workspace, sha256s, needed) => {
      const untouched = keepers.watch(workspace)
      const kept = await needed()
      // From here to the end nobody else gets a turn.
      if (!untouched()) return false
      for (const sha256 of sha256s) if (!kept.has(sha256)) rmSync(placeOf(workspace, sha256), { force: true })
      return true
    },
    remove: (workspace, sha256) => rm(placeOf(workspace, sha256), { force: true }),
    removeAll: (workspace) => rm(dirname(dirname(placeOf(workspace, '0'.repeat(64)))), { recursive: true, force: true }),
  }
}

/** Who is keeping files of which workspace now. One process has the data folder, so this is known here. */
class Keepers {
  readonly #of = new Map<WorkspaceId, { now: number; begun: number }>()

  async keeping<T>(workspace: WorkspaceId, work: () => Promise<T>): Promise<T> {
    const count = this.#count(workspace)
    count.now += 1
    count.begun += 1
    try {
      return await work()
    } finally {
      count.now -= 1
    }
  }

  /** What is answered tells, when it is asked, whether nobody was keeping anything since now. */
  watch(workspace: WorkspaceId): () => boolean {
    const count = this.#count(workspace)
    const { now, begun } = count
    return () => now === 0 && count.begun === begun
  }

  #count(workspace: WorkspaceId) {
    const count = this.#of.get(workspace) ?? { now: 0, begun: 0 }
    this.#of.set(workspace, count)
    return count
  }
}

async function write(path: string, content: AsyncIterable<Uint8Array>, limitBytes: number): Promise<KeptFile> {
  const hash = createHash('sha256')
  const file = await open(path, 'wx', 0o600)
  let bytes = 0
  try {
    for await (const chunk of content) {
      bytes += chunk.byteLength
      if (bytes > limitBytes)
        throw new Problem(
          'too-large',
          t('The file is larger than {{most}}, the most that is taken here. Split it, or let the operator raise INTERLOCK_FILE_LIMIT_MB.', {
            most: inWords(limitBytes),
          }),
        )
      hash.update(chunk)
      await file.writeFile(chunk)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { sha256: hash.digest('hex'), bytes }
}

async function holds(path: string, sha256: string): Promise<boolean> {
  if (!existsSync(path)) return false
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer)
  return hash.digest('hex') === sha256
}

/** Gives a complete file its name, and makes the name as lasting as the content. */
async function settle(temporary: string, place: string, sha256: string): Promise<void> {
  const made = await mkdir(dirname(place), { recursive: true, mode: 0o700 })
  // One that is there and is not what it is called was changed by somebody else: the good one takes its place.
  if (!(await holds(place, sha256))) await rename(temporary, place)
  await syncDirectory(dirname(place))
  if (made) for (let dir = dirname(place); dir.length >= dirname(made).length; dir = dirname(dir)) await syncDirectory(dir)
}

async function syncDirectory(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function inWords(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${Math.floor(bytes / 1024 / 1024)} MB` : `${bytes} bytes`
}
