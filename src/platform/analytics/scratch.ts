import { mkdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A DuckDB file of one piece of work of one workspace; it may be lost, and is then made again. */
export interface Scratch {
  readonly path: string
  exists(): Promise<boolean>
  /** Makes the folder that the file will lie in. */
  prepare(): Promise<void>
  remove(): Promise<void>
}

/** Where the scratch file of a piece of work lies. Ids are uuids of ours. */
export function scratchOf(dataDir: string, kind: 'imports', workspaceId: string, id: string): Scratch {
  for (const part of [workspaceId, id]) if (!/^[0-9a-f-]{36}$/.test(part)) throw new TypeError(`"${part}" is no id of ours.`)
  const path = join(dataDir, kind, workspaceId, `${id}.duckdb`)
  return {
    path,
    exists: () =>
      stat(path).then(
        () => true,
        () => false,
      ),
    prepare: async () => {
      await mkdir(dirname(path), { recursive: true })
    },
    remove: async () => {
      await Promise.all([rm(path, { force: true }), rm(`${path}.wal`, { force: true })])
    },
  }
}
