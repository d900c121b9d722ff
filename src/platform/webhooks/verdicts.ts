import { type Instant, later, millis } from '#kernel/time'

/** Seconds until the next try after the first, the second … has failed: ten tries over three days. */
const pauses = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 61_200, 79_200]

export const mostTries = pauses.length + 1

/** So many messages in a row that were tried for three days and never taken, and an address is stopped. */
export const mostFailed = 5

const longestWaitMs = 86_400_000

/** What a try brought: an answer, or the reason why none came. */
export interface Tried {
  readonly status: number | null
  /** What the header Retry-After says. */
  readonly retryAfter: string | null
  /** Where no address may be called, no later try helps. */
  readonly refused: boolean
}

export type Next =
  | { readonly state: 'sent' }
  | { readonly state: 'waiting'; readonly dueAt: Instant; readonly held: boolean }
  | { readonly state: 'failed' }
  /** The receiver says that there is nobody any more. */
  | { readonly state: 'gone' }

/** What is done after a try. `chance` is between 0 and 1: receivers that came back are not all called in the same second. */
export function nextOf({ status, retryAfter, refused }: Tried, tries: number, now: Instant, chance: number): Next {
  if (status !== null && status >= 200 && status < 300) return { state: 'sent' }
  if (status === 410) return { state: 'gone' }
  const pause = pauses[tries - 1]
  if (pause === undefined || refused) return { state: 'failed' }
  const asked = askedWait(retryAfter, now)
  const own = pause * 1_000 * (0.9 + 0.2 * chance)
  // Whoever says when to come back is not called before then, and means all that is on its way to them.
  return {
    state: 'waiting',
    dueAt: later(now, Math.round(Math.max(own, asked ?? 0))),
    held: asked !== null && (status === 429 || status === 503),
  }
}

/** Milliseconds that a receiver asks for, by seconds or by a date; at most a day. */
export function askedWait(retryAfter: string | null, now: Instant): number | null {
  const text = retryAfter?.trim() ?? ''
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : dated(text) ? Date.parse(text) - millis(now) : Number.NaN
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, longestWaitMs) : null
}

/** A date as HTTP has it: Sun, 06 Nov 1994 08:49:37 GMT. */
const dated = (text: string) => /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(text)
