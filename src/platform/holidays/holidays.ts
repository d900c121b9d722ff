import { Worker } from 'node:worker_threads'
import type { Day } from '#kernel/time'

/** A day on which a place does not work, as it is called there. */
export interface Holiday {
  readonly day: Day
  readonly name: string
}

/** A country, or a part of one (`BY`, or `BY.A` for a part of a part), with its name. */
export interface Place {
  readonly code: string
  readonly name: string
}

export type Asked =
  | {
      readonly what: 'holidays'
      readonly country: string
      readonly region: string | null
      readonly year: number
      readonly language: string
    }
  | { readonly what: 'places'; readonly country: string | null; readonly language: string }

const mostKept = 400
const kept = new Map<string, Promise<unknown>>()

/** Public holidays change by laws, not by the hour: an answer is kept until 400 others were asked for. */
function asking<T>(asked: Asked): Promise<T> {
  const key = JSON.stringify(asked)
  const before = kept.get(key)
  if (before) return before as Promise<T>
  const answer = inThread(asked)
  kept.set(key, answer)
  answer.catch(() => kept.delete(key))
  for (const old of kept.keys()) {
    if (kept.size <= mostKept) break
    kept.delete(old)
  }
  return answer as Promise<T>
}

interface Thread {
  readonly worker: Worker
  readonly waiting: Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>
  timer?: NodeJS.Timeout
}

const idleMs = 5_000
let thread: Thread | undefined
let asks = 0

/** Asks the thread, which begins with the first question and ends when nobody asked for a while. */
function inThread(asked: Asked): Promise<unknown> {
  thread ??= begun()
  const { worker, waiting, timer } = thread
  clearTimeout(timer)
  const id = ++asks
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    worker.ref()
    worker.postMessage({ id, asked })
  })
}

function begun(): Thread {
  const made: Thread = { worker: new Worker(new URL('./almanac.ts', import.meta.url)), waiting: new Map() }
  const over = (error: Error) => {
    if (thread === made) thread = undefined
    clearTimeout(made.timer)
    for (const { reject } of made.waiting.values()) reject(error)
    made.waiting.clear()
  }
  made.worker.on('message', ({ id, answer }: { id: number; answer: unknown }) => {
    made.waiting.get(id)?.resolve(answer)
    made.waiting.delete(id)
    if (made.waiting.size > 0) return
    // Resting, it keeps nobody from ending.
    made.worker.unref()
    made.timer = setTimeout(() => {
      over(new Error('The thread of the holidays has ended.'))
      void made.worker.terminate()
    }, idleMs).unref()
  })
  made.worker.on('error', (error) => over(error instanceof Error ? error : new Error(String(error))))
  made.worker.on('exit', () => over(new Error('The thread of the holidays has ended.')))
  return made
}

/** The public holidays of a country, or of a part of it, in a year, in their order. Names are in the language, else English, else the place's own. */
export function holidaysOf(place: { country: string; region: string | null }, year: number, language: string): Promise<readonly Holiday[]> {
  return asking({ what: 'holidays', ...place, year, language })
}

/** All countries whose holidays are known. */
export function countriesOf(language: string): Promise<readonly Place[]> {
  return asking({ what: 'places', country: null, language })
}

/** The parts of a country that have holidays of their own. */
export function regionsOf(country: string, language: string): Promise<readonly Place[]> {
  return asking({ what: 'places', country, language })
}
