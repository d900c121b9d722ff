import type { Logger } from 'pino'
import type { Duck } from '../analytics/duck.ts'
import { Warehouse } from '../analytics/warehouse.ts'
import type { Database, WorkspaceRef } from '../store/database.ts'
import { followRecords } from './index-file.ts'
import type { FindSource } from './source.ts'

/** Where records are read, and where a failure is told. */
interface Ground {
  readonly database: Database
  readonly log: Logger
}

/**
 * What the records of each workspace are found by, in a DuckDB file that follows the ledger. Nothing is kept there that is not in the database:
 * a file may be deleted, and is made again.
 */
export class Finder {
  readonly sources: readonly FindSource[]
  readonly #files: Warehouse
  /** Files that are being brought up to date, so that many who ask wait for one. */
  readonly #following = new Map<string, Promise<void>>()

  constructor(dir: string, sources: readonly FindSource[]) {
    this.sources = sources
    this.#files = new Warehouse(dir, 128)
  }

  /** Asks the file of a workspace as it is now, the caller's own writes included; null when it is not up to date within so long: it goes on becoming so. */
  async ask<T>(ground: Ground, workspace: WorkspaceRef, waitMs: number, work: (duck: Duck) => Promise<T>): Promise<T | null> {
    const done = await within(waitMs, this.#follow(ground, workspace))
    return done ? await this.#files.use(workspace.id, work) : null
  }

  /** Throws away what the records of a workspace are found by; the next question makes it again. */
  async forget(workspaceId: string): Promise<void> {
    await this.#following.get(workspaceId)?.catch(() => {})
    await this.#files.forget(workspaceId)
  }

  /** Waits for running questions, then closes all files. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#following.values())
    await this.#files.close()
  }

  #follow(ground: Ground, workspace: WorkspaceRef): Promise<void> {
    const running = this.#following.get(workspace.id)
    // What began before this question may miss what its asker wrote just now: a second round sees it.
    const begun = running ? running.catch(() => {}).then(() => this.#bring(ground, workspace)) : this.#bring(ground, workspace)
    const turn = begun.finally(() => {
      if (this.#following.get(workspace.id) === turn) this.#following.delete(workspace.id)
    })
    // Whoever stopped waiting leaves nobody to hear of a failure; the next question meets it again.
    turn.catch((error: unknown) => ground.log.warn({ error, workspace: workspace.id }, 'the search could not be brought up to date'))
    this.#following.set(workspace.id, turn)
    return turn
  }

  #bring(ground: Ground, workspace: WorkspaceRef): Promise<void> {
    return this.#files.use(workspace.id, (duck) =>
      ground.database.inWorkspace(workspace, (tx) => followRecords(tx, duck, this.sources), {
        readOnly: true,
        snapshot: true,
        statementMs: 0,
      }),
    )
  }
}

/** Whether it is done within so many milliseconds. A failure is the caller's. */
async function within(ms: number, work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  try {
    return await Promise.race([work.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
