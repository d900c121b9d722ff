import { Problem } from '#kernel/problem'
import { later } from '#kernel/time'
import type { Services } from '#platform/action/context'
import { inEnglish } from '#platform/language'
import { inLittleMemory } from '../memory.ts'
import type { WorkspaceRef } from '../store/database.ts'
import { listWorkspaces } from '../store/workspaces.ts'
import { until } from '../wait.ts'
import { type DueItem, fail, LeaseLost, release, renew, takeDue } from './due.ts'

/** What a handler of one kind of due item gets. It must call `finish` inside the transaction of its effect. */
export interface DueWork {
  readonly services: Services
  readonly workspace: WorkspaceRef
  readonly item: DueItem
  /** Aborted when the lease is lost or the server stops. */
  readonly signal: AbortSignal
}

export type DueHandler = (work: DueWork) => Promise<void>

const leaseMs = 30_000
const pollMs = 2_000
const mostTries = 5
/** How often a failed item is tried to be put back while the database is away. */
const putBackEveryMs = 250

/** Work of some kinds, with how much of it may run at once in all workspaces; of one workspace one item at a time. */
interface Lane {
  readonly kinds: readonly string[]
  readonly long: boolean
  readonly most: number
  readonly busy: Map<string, Promise<void>>
}

/**
 * Runs what is due in all workspaces. What takes long (`long`: an import) has a lane of its own, so that a clock of the same workspace, or of any other, does not
 * wait for it.
 */
export class DueRunner {
  readonly #services: Services
  readonly #handlers: ReadonlyMap<string, DueHandler>
  readonly #stop = new AbortController()
  readonly #lanes: readonly Lane[]
  #timer: NodeJS.Timeout | undefined
  #rounds: Promise<void> = Promise.resolve()
  /** Where the round that has not begun is to look: in these workspaces, or in all; null while none is on the list. */
  #awaited: Map<string, WorkspaceRef> | 'all' | null = null

  constructor(services: Services, handlers: ReadonlyMap<string, DueHandler>, long: ReadonlySet<string> = new Set()) {
    this.#services = services
    this.#handlers = handlers
    const kinds = [...handlers.keys()]
    const lane = (wanted: boolean) => ({ long: wanted, kinds: kinds.filter((kind) => long.has(kind) === wanted), most: 2, busy: new Map() })
    this.#lanes = [lane(false), lane(true)].filter((one) => one.kinds.length > 0)
  }

  start(): void {
    this.#timer = setInterval(() => this.nudge(), pollMs)
    this.nudge()
  }

  /** Looks now instead of at the next tick: in one workspace, or in all. */
  nudge(workspace?: WorkspaceRef): void {
    if (this.#stop.signal.aborted) return
    const begun = this.#awaited !== null
    if (workspace === undefined) this.#awaited = 'all'
    else if (this.#awaited !== 'all') this.#awaited = (this.#awaited ?? new Map()).set(workspace.id, workspace)
    // A round that has not begun sees whatever was committed until now: one is enough, however many commits ask for it.
    if (begun) return
    // A request may nudge; what is then worked on is kept for all, so it does not speak the language of that request.
    this.#rounds = inEnglish(() => this.#rounds.then(() => this.#round())).catch((error: unknown) =>
      this.#services.log.warn({ err: error }, 'looking for due work failed'),
    )
  }

  /** Takes nothing new, tells running work to stop and waits for it. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#stop.abort()
    await this.#rounds
    await Promise.allSettled(this.#lanes.flatMap(({ busy }) => [...busy.values()]))
  }

  async #round(): Promise<void> {
    const where = this.#awaited
    this.#awaited = null
    const workspaces = where instanceof Map ? where.values() : await listWorkspaces(this.#services.database.directory)
    for (const workspace of workspaces) for (const lane of this.#lanes) await this.#take(workspace, lane)
  }

  async #take(workspace: WorkspaceRef, { kinds, long, most, busy }: Lane): Promise<void> {
    if (this.#stop.signal.aborted || busy.size >= most || busy.has(workspace.id)) return
    const item = await this.#services.database.inWorkspace(workspace, (tx) => takeDue(tx, this.#services.clock.now(), leaseMs, kinds))
    if (!item) return
    const run = () => this.#run(workspace, item)
    const work = (long ? inLittleMemory(run) : run()).finally(() => {
      busy.delete(workspace.id)
      // One of another workspace may have waited for room in the lane.
      this.nudge(busy.size + 1 < most ? workspace : undefined)
    })
    busy.set(workspace.id, work)
  }

  async #run(workspace: WorkspaceRef, item: DueItem): Promise<void> {
    const { services } = this
    const lost = new AbortController()
    const beat = setInterval(() => {
      const until = later(services.clock.now(), leaseMs)
      services.database
        .inWorkspace(workspace, (tx) => renew(tx, item, until))
        .then((ours) => ours || lost.abort())
        .catch(() => {})
    }, leaseMs / 3)
    try {
      const handler = this.#handlers.get(item.kind)
      if (handler) await handler({ services, workspace, item, signal: AbortSignal.any([this.#stop.signal, lost.signal]) })
    } catch (error) {
      await this.#failed(workspace, item, error)
    } finally {
      clearInterval(beat)
    }
  }

  async #failed(workspace: WorkspaceRef, item: DueItem, error: unknown): Promise<void> {
    const { services } = this
    if (this.#stop.signal.aborted) {
      await services.database.inWorkspace(workspace, (tx) => release(tx, item)).catch(() => {})
      return
    }
    // Overtaken: whoever has the item now does it.
    if (error instanceof LeaseLost) return
    services.log.warn({ err: error, kind: item.kind, tries: item.tries }, 'due work failed')
    const why = error instanceof Error ? error.message : String(error)
    // A database that is away or full is no fault of the work: it is tried for as long as that lasts, and never laid aside.
    const away = error instanceof Problem && error.kind === 'unavailable'
    const counted = away ? { ...item, tries: Math.min(item.tries, 2) } : item
    const put = () => services.database.inWorkspace(workspace, (tx) => fail(tx, counted, services.clock.now(), why, mostTries))
    const back = await until(
      () =>
        this.#stop.signal.aborted
          ? true
          : put().then(
              () => true,
              () => undefined,
            ),
      putBackEveryMs,
      leaseMs / putBackEveryMs,
    )
    if (!back) services.log.warn({ kind: item.kind }, 'a failed item could not be put back; it is taken again when its lease is over')
  }

  get services(): Services {
    return this.#services
  }
}
