import { later } from '#kernel/time'
import type { Duck } from '#platform/analytics/duck'
import { LeaseLost, renew } from '#platform/due/due'
import type { DueWork } from '#platform/due/runner'
import type { Tx } from '#platform/store/database'
import { connectionOf, endStatement } from '../store/imports.ts'

const lookEveryMs = 500
const interruptEveryMs = 200
const leaseMs = 30_000

/** How a piece of work hears that it is to stop, and what is ended for it then. */
export interface Stop {
  /** Aborted when the work was cancelled or taken over, or the server stops. */
  readonly signal: AbortSignal
  /** Does something with a DuckDB whose queries end when the work is to stop; closes it afterwards. */
  withDuck<T>(duck: Duck, act: () => Promise<T>): Promise<T>
  /** Does something in a transaction whose statement ends when the work is to stop. */
  withTx<T>(tx: Tx, act: () => Promise<T>): Promise<T>
}

/**
 * Does a piece of due work and looks twice a second whether it is still its own. Once it was cancelled or set anew, whatever query
 * it is at is ended, and it throws LeaseLost.
 */
export async function stoppable<T>(work: DueWork, act: (stop: Stop) => Promise<T>): Promise<T> {
  const lost = new AbortController()
  const stopper = new Stopper(work, AbortSignal.any([work.signal, lost.signal]))
  let looking: NodeJS.Timeout | undefined
  const look = async () => {
    const until = later(work.services.clock.now(), leaseMs)
    const ours = await work.services.database.inWorkspace(work.workspace, (tx) => renew(tx, work.item, until)).catch(() => true)
    if (!ours) lost.abort()
    else if (looking) looking = setTimeout(look, lookEveryMs)
  }
  looking = setTimeout(look, lookEveryMs)
  try {
    return await act(stopper)
  } catch (error) {
    throw lost.signal.aborted ? new LeaseLost('The work was cancelled.', { cause: error }) : error
  } finally {
    clearTimeout(looking)
    looking = undefined
    stopper.end()
  }
}

class Stopper implements Stop {
  readonly signal: AbortSignal
  readonly #work: DueWork
  readonly #ducks = new Set<Duck>()
  #connection: number | null = null
  #ending: Promise<void> = Promise.resolve()
  #again: NodeJS.Timeout | undefined

  constructor(work: DueWork, signal: AbortSignal) {
    this.#work = work
    this.signal = signal
    signal.addEventListener('abort', this.#stop)
  }

  async withDuck<T>(duck: Duck, act: () => Promise<T>): Promise<T> {
    this.#ducks.add(duck)
    try {
      return await act()
    } finally {
      this.#ducks.delete(duck)
      duck.close()
    }
  }

  async withTx<T>(tx: Tx, act: () => Promise<T>): Promise<T> {
    this.#connection = await connectionOf(tx)
    try {
      return await act()
    } finally {
      // The connection goes back to the pool: nobody else's statement may be ended on it.
      this.#connection = null
      await this.#ending
    }
  }

  end(): void {
    this.signal.removeEventListener('abort', this.#stop)
    clearInterval(this.#again)
  }

  /** One interruption ends one query; the work may be between two of them. */
  readonly #stop = () => {
    this.#interrupt()
    this.#again = setInterval(() => this.#interrupt(), interruptEveryMs)
  }

  #interrupt(): void {
    for (const duck of this.#ducks) duck.interrupt()
    const connection = this.#connection
    if (connection === null) return
    this.#ending = this.#ending.then(async () => {
      if (this.#connection !== connection) return
      await this.#work.services.database.inPublic((tx) => endStatement(tx, connection)).catch(() => {})
    })
  }
}
