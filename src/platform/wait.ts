import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Asks until the answer is something, at most `tries` times, `everyMs` apart. Gives undefined when it never was.
 * Counts its turns instead of reading the time, so it needs no clock.
 */
export async function until<T>(ask: () => T | undefined | Promise<T | undefined>, everyMs: number, tries: number): Promise<T | undefined> {
  for (let turn = 0; turn < tries; turn++) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await sleep(everyMs)
  }
  return undefined
}

/** Does something again that failed, after each of these pauses; the last error is thrown. For a database that may be away for seconds. */
export async function insisting<T>(work: () => Promise<T>, pausesMs: readonly number[]): Promise<T> {
  for (const pause of pausesMs) {
    try {
      return await work()
    } catch {
      await sleep(pause)
    }
  }
  return await work()
}
