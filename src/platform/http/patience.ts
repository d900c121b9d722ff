import type { ServerResponse } from 'node:http'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'

/** How long somebody waits for an answer: until they go away, and at most `ms` where that is said. One timer and one signal for all that a request does. */
export class Patience {
  readonly #over = new AbortController()
  #late = () => {}

  constructor(outgoing: ServerResponse, ms?: number) {
    const end = () => {
      this.#over.abort()
      this.#late()
    }
    const timer = ms === undefined ? undefined : setTimeout(end, ms).unref()
    outgoing.once('close', () => {
      clearTimeout(timer)
      // Of an answer that went out nobody needs to know that its connection is done with it.
      if (!outgoing.writableFinished) end()
    })
  }

  /** Aborted when the caller went away or the time is over. */
  get signal(): AbortSignal {
    return this.#over.signal
  }

  /** The answer, or a problem once nobody waits for it. What the work has begun ends by its own limits and is rolled back or kept whole. */
  within<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#late = () =>
        reject(new Problem('time-out', t('This took longer than it may. Ask for less, or try again when the machine is less busy.')))
      if (this.signal.aborted) this.#late()
      else work().then(resolve, reject)
    })
  }
}
