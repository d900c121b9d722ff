import { chmodSync, mkdirSync, openAsBlob, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CallOf, Endpoint, ResultOf } from '#kernel/endpoint'
import { prepare } from '#kernel/request'
import { createWorkspace } from '#platform/access/contract'
import { readLocalDoor } from '#platform/app/local-door'
import { systemClock } from '#platform/clock'
import { readConfig } from '#platform/config'
import { openLog } from '#platform/log'
import { reachPostgres } from '#platform/postgres/reach'
import { Database, type WorkspaceRef } from '#platform/store/database'
import { listWorkspaces } from '#platform/store/workspaces'
import * as capture from '#rooms/capture/contract'
import { interlock } from '#test/kit/interlock'

/** An Interlock in a process of its own, as `npm start` makes it, and the database beside it for references. */
export interface Ground {
  /** A workspace that nothing is in yet. */
  fresh(): Promise<WorkspaceRef>
  /**
   * Uploads a file, has it read and imports it without a preview; answers the import, and after how many milliseconds from the end of the
   * upload the first rows that come back were known.
   */
  importFile(workspace: WorkspaceRef, path: string): Promise<{ done: capture.Import; firstRowsMs: number }>
  undo(workspace: WorkspaceRef, importId: capture.Import['id']): Promise<number>
  readonly database: Database
  /** Most memory that the server's process had in RAM since the last call, in MB. */
  peakMb(): number
  close(): Promise<void>
}

export async function ground(folder: string, environment: Readonly<Record<string, string>> = {}): Promise<Ground> {
  chmodSync(folder, 0o711)
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir, { mode: 0o711 })
  const running = await interlock({ dataDir, environment: { INTERLOCK_LOG: 'error', ...environment } })
  const door = readLocalDoor(dataDir)
  const config = readConfig({ INTERLOCK_DATA: dataDir, INTERLOCK_LOG: 'error' }, {})
  const reached = await reachPostgres(config, systemClock, openLog(config))
  const database = new Database(reached.pool)
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, residentMb(running.pid))
  }, 50)
  const ask = async <E extends Endpoint>(endpoint: E, input: CallOf<E>, workspace?: WorkspaceRef, file?: Blob): Promise<ResultOf<E>> => {
    const { url, body } = prepare(endpoint, input as Readonly<Record<string, unknown>>)
    const headers = {
      authorization: `Bearer ${door.token}`,
      'content-type': file ? 'application/octet-stream' : 'application/json',
      ...(workspace ? { 'interlock-workspace': workspace.id } : {}),
    }
    const answer = await fetch(new URL(url, door.url), {
      method: endpoint.method,
      headers,
      body: file ?? (body as string | undefined) ?? null,
    })
    const said: unknown = await answer.json()
    if (!answer.ok) throw new Error(`${endpoint.id}: ${(said as { detail?: string }).detail}`)
    return said as ResultOf<E>
  }
  const settled = async (workspace: WorkspaceRef, importId: capture.Import['id'], look: (now: capture.Import) => void = () => {}) => {
    for (;;) {
      const now = await ask(capture.readImport, { importId }, workspace)
      look(now)
      if (now.failure) throw new Error(now.failure)
      if (now.task === null) return now
      await sleep(50)
    }
  }
  return {
    database,
    fresh: async () => {
      const { id } = await ask(createWorkspace, { name: 'Bench' })
      const found = (await database.inPublic(listWorkspaces)).find((one) => one.id === id)
      if (!found) throw new Error('The workspace was not made.')
      return found
    },
    importFile: async (workspace, path) => {
      const { id: importId } = await ask(capture.createImport, {}, workspace)
      await ask(capture.addFile, { importId, name: 'leads.csv' }, workspace, await openAsBlob(path))
      const uploaded = performance.now()
      let firstRowsMs = Number.NaN
      await settled(workspace, importId, (now) => {
        if (now.checked && Number.isNaN(firstRowsMs)) firstRowsMs = Math.round(performance.now() - uploaded)
      })
      await ask(capture.runImport, { importId, withoutPreview: 'true' }, workspace)
      return { done: await settled(workspace, importId), firstRowsMs }
    },
    undo: async (workspace, importId) => {
      await ask(capture.undoImport, { importId }, workspace)
      return (await settled(workspace, importId)).undo?.rows ?? 0
    },
    peakMb: () => {
      const most = peak
      peak = 0
      return most
    },
    close: async () => {
      clearInterval(watch)
      await reached.close()
      process.kill(running.pid, 'SIGTERM')
      await running.ended
    },
  }
}

function residentMb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
