import type { EventId } from '#kernel/id'
import { type Instant, later, millis } from '#kernel/time'
import type { Brought } from './calling.ts'
import { bodyOf, type Reading } from './message.ts'
import type { Settled, Taken, ToldOutside } from './sending-store.ts'
import { nextOf } from './verdicts.ts'

/** Messages that are sent to one address at the same time, and those that wait for their turn besides. */
export const mostAtOnce = 100
const mostWaiting = 300
/** After so many tries in a row that brought nothing, one at a time is sent until one is taken. */
const patience = 3

/** How an address is spoken to at the moment. */
export interface Manner {
  readonly url: string
  readonly secrets: readonly string[]
  readonly reading: Reading
}

interface LaneSetting {
  now(): Instant
  /** The longest that one call can take: nothing is begun that the lease may not cover. */
  readonly longestMs: number
  call(message: { id: string; url: string; secrets: readonly string[]; body: string }, signal: AbortSignal): Promise<Brought>
  settle(one: Settled, heldUntil: Instant | null): Promise<void>
  giveBack(all: readonly Taken[]): Promise<void>
  /** There is room again. */
  roomy(): void
}

interface Waiting {
  readonly taken: Taken
  readonly event: ToldOutside
  readonly manner: Manner
}

/** What goes to one address: begun in the order of events, a bounded number at once. */
export class Lane {
  readonly #setting: LaneSetting
  #waiting: Waiting[] = []
  readonly #under = new Set<Promise<void>>()
  /** What came of calls that is not on disk yet: it holds no place, so that the next call need not wait for a commit. */
  readonly #settling = new Set<Promise<void>>()
  readonly #cut = new AbortController()
  #misses = 0
  #ended = false

  constructor(setting: LaneSetting) {
    this.#setting = setting
  }

  get #width(): number {
    return this.#misses >= patience ? 1 : mostAtOnce
  }

  /** How many more may be taken. */
  get room(): number {
    if (this.#ended) return 0
    const ahead = this.#misses >= patience ? 0 : mostWaiting
    const free = this.#width + ahead - this.#under.size - this.#waiting.length
    // A few at a time would be a question to the database for each message.
    return this.#width === 1 || free >= mostAtOnce ? free : 0
  }

  take(all: readonly Taken[], events: ReadonlyMap<EventId, ToldOutside>, manner: Manner): void {
    for (const taken of all) {
      const event = taken.eventId === null ? undefined : events.get(taken.eventId)
      if (event) this.#waiting.push({ taken, event, manner })
    }
    this.#go()
  }

  /** Begins nothing more; waits for what is under way, then cuts it off. What was not begun is given back. */
  async end(graceMs: number): Promise<void> {
    this.#ended = true
    const left = this.#waiting.splice(0).map(({ taken }) => taken)
    if (left.length > 0) await this.#setting.giveBack(left)
    const timer = setTimeout(() => this.#cut.abort(new Error('Interlock was stopped before an answer came.')), graceMs)
    await Promise.allSettled(this.#under)
    await Promise.allSettled(this.#settling)
    clearTimeout(timer)
  }

  #go(): void {
    while (!this.#ended && this.#under.size < this.#width) {
      const next = this.#waiting.shift()
      if (!next) break
      // Whoever stood still for longer than the lease may not act: somebody else has it by now.
      if (later(this.#setting.now(), this.#setting.longestMs) >= next.taken.leaseUntil) {
        this.#leave([next, ...this.#waiting.splice(0)])
        break
      }
      const work = this.#one(next).finally(() => {
        this.#under.delete(work)
        this.#go()
        if (this.room > 0) this.#setting.roomy()
      })
      this.#under.add(work)
    }
  }

  #leave(all: readonly Waiting[]): void {
    this.#setting.giveBack(all.map(({ taken }) => taken)).catch(() => {
      // Their lease ends by itself.
    })
  }

  async #one({ taken, event, manner: { url, secrets, reading } }: Waiting): Promise<void> {
    const brought = await this.#setting.call({ id: taken.id, url, secrets, body: bodyOf(event, reading) }, this.#cut.signal)
    // What we cut off ourselves says nothing about the receiver.
    if (this.#cut.signal.aborted && brought.status === null) return await this.#setting.giveBack([taken])
    const now = this.#setting.now()
    const next = nextOf(brought, taken.round + 1, now, chanceOf(taken.id, taken.round))
    this.#misses = next.state === 'sent' ? 0 : this.#misses + 1
    if (this.#misses === patience) this.#leave(this.#waiting.splice(0))
    const { status, answer, ms } = brought
    const why = next.state === 'gone' ? 'It says that it is gone for good (410).' : brought.why
    const state = next.state === 'gone' ? 'failed' : next.state
    const dueAt = next.state === 'waiting' ? next.dueAt : now
    const settled = this.#setting.settle(
      { taken, at: later(now, -Math.max(ms, 0)), ms, status, answer, why, state, dueAt },
      next.state === 'waiting' && next.held ? next.dueAt : null,
    )
    this.#settling.add(settled)
    void settled.finally(() => this.#settling.delete(settled))
  }
}

/** A number between 0 and 1 that differs from message to message; the last bytes of an id are chance. */
const chanceOf = (id: string, round: number) => ((Number.parseInt(id.slice(-6), 16) + round * 7_919) % 10_000) / 10_000

/** Whether a message was given up because its address is gone. */
export const saysGone = ({ status }: Pick<Settled, 'status'>) => status === 410

export const lastAt = (all: readonly Instant[]): Instant | null =>
  all.reduce<Instant | null>((max, one) => (max === null || millis(one) > millis(max) ? one : max), null)
