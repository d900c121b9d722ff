import type { Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Ctx, Services } from '../action/context.ts'
import { inWriting } from '../action/work.ts'
import type { WorkspaceRef } from '../store/database.ts'
import { insisting } from '../wait.ts'
import { lastAt, saysGone } from './lane.ts'
import * as store from './sending-store.ts'
import { mostFailed } from './verdicts.ts'

/** An address that is told nothing any more, and why. */
export interface Stopped {
  readonly id: Id<'webhook'>
  readonly name: string
  readonly why: string
}

interface Result {
  readonly receiver: Id<'webhook'>
  readonly one: store.Settled
  readonly heldUntil: Instant | null
  done(): void
}

/** Whoever stops an address, as the ledger names it. */
const actor = { kind: 'system', id: null, name: 'Webhooks' } as const

/** How long the database is asked again to keep what came of tries, in milliseconds between two. */
const againMs = [100, 500, 2_000, 5_000]
const calmMs = 15

/** Writes down what came of tries, many at a time. */
export class Settling {
  readonly #services: Services
  readonly #told: (ctx: Ctx, one: Stopped) => void
  readonly #more: (workspace: WorkspaceRef) => void
  readonly #results = new Map<string, { readonly workspace: WorkspaceRef; all: Result[]; busy: Promise<void> | null }>()

  constructor(services: Services, told: (ctx: Ctx, one: Stopped) => void, more: (workspace: WorkspaceRef) => void) {
    this.#services = services
    this.#told = told
    this.#more = more
  }

  /** Keeps what came of a try; done when it is on disk, or when the database did not take it and the lease will end. */
  add(workspace: WorkspaceRef, receiver: Id<'webhook'>, one: store.Settled, heldUntil: Instant | null): Promise<void> {
    const queue = this.#results.get(workspace.id) ?? { workspace, all: [], busy: null }
    this.#results.set(workspace.id, queue)
    return new Promise((resolve) => {
      queue.all.push({ receiver, one, heldUntil, done: resolve })
      queue.busy ??= this.#empty(queue).finally(() => {
        queue.busy = null
      })
    })
  }

  async end(): Promise<void> {
    for (const { busy } of this.#results.values()) await busy
  }

  /** Stops an address, and says so once, in the same transaction: whoever is killed here has either done both or nothing. */
  async stop(workspace: WorkspaceRef, one: Omit<Stopped, 'name'>): Promise<void> {
    await inWriting({ services: this.#services, workspace, actor }, async (ctx) => {
      const name = await store.stopReceiver(ctx.tx, ctx.now, one.id, one.why)
      if (name !== null) this.#told(ctx, { ...one, name })
    })
  }

  async #empty(queue: { readonly workspace: WorkspaceRef; all: Result[] }): Promise<void> {
    while (queue.all.length > 0) {
      await pause(calmMs)
      const part = queue.all.splice(0, 500)
      await this.#keep(queue.workspace, part).catch((error: unknown) =>
        this.#services.log.warn(
          { err: error, tries: part.length },
          'what came of webhooks could not be kept; they are sent again when their lease is over',
        ),
      )
      for (const { done } of part) done()
    }
  }

  async #keep(workspace: WorkspaceRef, part: readonly Result[]): Promise<void> {
    const stops = await insisting(() => this.#written(workspace, part), againMs)
    for (const one of stops) await insisting(() => this.stop(workspace, one), againMs)
    if (part.some(({ one }) => one.state === 'waiting')) this.#more(workspace)
  }

  /** In one transaction: tries, states, and what they say of their addresses. Answers those that are to be stopped. */
  async #written(workspace: WorkspaceRef, part: readonly Result[]): Promise<Omit<Stopped, 'name'>[]> {
    const { database, clock } = this.#services
    return await database.inWorkspace(workspace, async (tx) => {
      const now = clock.now()
      const ours = await store.settle(
        tx,
        now,
        part.map(({ one }) => one),
      )
      const stops: Omit<Stopped, 'name'>[] = []
      // In the order of ids, so that two servers do not wait for each other.
      for (const id of [...new Set(part.map(({ receiver }) => receiver))].toSorted()) {
        const its = part.filter(({ receiver, one }) => receiver === id && ours.has(one.taken.id))
        const failed = its.filter(({ one }) => one.state === 'failed')
        const inARow = await store.noteReceiver(tx, id, {
          sentAt: lastAt(its.flatMap(({ one }) => (one.state === 'sent' ? [one.at] : []))),
          failed: failed.length,
          heldUntil: lastAt(its.flatMap(({ heldUntil }) => (heldUntil === null ? [] : [heldUntil]))),
        })
        const why = failed.some(({ one }) => saysGone(one))
          ? 'It says that it is gone for good (410).'
          : inARow >= mostFailed && failed.length > 0
            ? 'Many messages in a row were never taken, the last of them after all its tries.'
            : null
        if (why !== null) stops.push({ id, why })
      }
      return stops
    })
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
