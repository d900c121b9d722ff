import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Database, WorkspaceRef } from '../store/database.ts'
import { listWorkspaces } from '../store/workspaces.ts'
import { calmMs, type Reaction, workOf } from './reaction.ts'
import * as store from './store.ts'

/** How often all workspaces are looked at: other processes write too, and one that died told nobody. */
const pollMs = 5_000

interface Setting {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly reactions: readonly Reaction[]
  /** Has due work looked for. */
  nudge(workspace: WorkspaceRef): void
}

/** Sets the work of reactions after commits. What is lost with the process is found by the next look, for the marks say who is behind. */
export class ReactionWaker {
  readonly #setting: Setting
  readonly #told = new Map<string, WorkspaceRef>()
  /** Commits since the last look, and before it since the one before. */
  #commits = 0
  #before = 0
  #timer: NodeJS.Timeout | undefined
  #soon: NodeJS.Timeout | undefined
  #round: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(setting: Setting) {
    this.#setting = setting
  }

  start(): void {
    if (this.#setting.reactions.length === 0) return
    const all = () => void this.#queue(() => this.#lookAtAll())
    this.#timer = setInterval(all, pollMs)
    all()
  }

  /** After a commit that told an event. */
  told(workspace: WorkspaceRef): void {
    if (this.#timer === undefined || this.#stopped) return
    this.#told.set(workspace.id, workspace)
    this.#commits += 1
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined
      this.#before = this.#commits
      this.#commits = 0
      void this.#queue(() => this.#lookAtTold())
    }, calmMs(this.#before))
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    clearTimeout(this.#soon)
    await this.#round
  }

  #queue(look: () => Promise<void>): Promise<void> {
    this.#round = this.#round
      .then(() => (this.#stopped ? undefined : look()))
      .catch((error: unknown) => this.#setting.log.warn({ err: error }, 'waking reactions failed; the next look does it'))
    return this.#round
  }

  async #lookAtTold(): Promise<void> {
    const told = [...this.#told.values()]
    this.#told.clear()
    for (const workspace of told) await this.#lookAt(workspace)
  }

  async #lookAtAll(): Promise<void> {
    const workspaces = await listWorkspaces(this.#setting.database.directory)
    for (const workspace of workspaces) if (!this.#stopped) await this.#lookAt(workspace)
  }

  async #lookAt(workspace: WorkspaceRef): Promise<void> {
    const { database, clock, reactions, nudge } = this.#setting
    const woken = await database.inWorkspace(workspace, async (tx) => {
      const found = await store.whoMustRun(tx, reactions, workOf, workspace.id)
      await store.markNew(tx, found.unseen)
      for (const name of found.behind) await store.wake(tx, clock.now(), workOf({ name }), workspace.id)
      return found.behind.length > 0
    })
    if (woken) nudge(workspace)
  }
}
