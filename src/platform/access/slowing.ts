import { type Instant, later, millis } from '#kernel/time'

/** How tries to get in are slowed. */
export interface Pace {
  /** Tries that cost no wait. */
  readonly free: number
  /** Milliseconds to wait after the first try beyond those; doubled by each further one. */
  readonly firstWaitMs: number
  readonly longestWaitMs: number
  /** After this long without a try the count begins anew. */
  readonly forgetMs: number
}

const minute = 60_000

/**
 * One account: a person who mistypes is not stopped, and whoever guesses gets about a hundred tries a day. The longest wait is short enough that
 * a stranger cannot keep the owner out for long.
 */
export const accountPace: Pace = { free: 5, firstWaitMs: minute / 2, longestWaitMs: 15 * minute, forgetMs: 360 * minute }

/** One network address, behind which a whole office may sit. */
export const addressPace: Pace = { free: 20, firstWaitMs: minute / 2, longestWaitMs: 15 * minute, forgetMs: 60 * minute }

/** Links for a new password to one account: each is a mail in somebody's mailbox. */
export const linkPace: Pace = { free: 3, firstWaitMs: 5 * minute, longestWaitMs: 60 * minute, forgetMs: 360 * minute }

/** What is remembered of the tries on an account, or from an address. */
export interface Tries {
  readonly count: number
  readonly lastAt: Instant
  /** No try is taken before this. */
  readonly freeAt: Instant
}

export type Turn =
  | { readonly taken: true; readonly tries: Tries /** Whether the next try has to wait. */; readonly slowed: boolean }
  | { readonly taken: false; readonly waitMs: number }

/** Takes a try, which counts before anybody knows whether it is right, so that many at once are counted too; or says how long to wait. */
export function takeTry(before: Tries | null, pace: Pace, now: Instant): Turn {
  // Tries that came together may be taken in another order than they were sent; that is no wait.
  if (before && before.freeAt > before.lastAt && before.freeAt > now) return { taken: false, waitMs: millis(before.freeAt) - millis(now) }
  const forgotten = before === null || millis(now) - millis(before.lastAt) > pace.forgetMs
  const count = forgotten ? 1 : before.count + 1
  const beyond = count - pace.free
  const waitMs = beyond < 0 ? 0 : Math.min(pace.longestWaitMs, pace.firstWaitMs * 2 ** Math.min(beyond, 20))
  return { taken: true, tries: { count, lastAt: now, freeAt: later(now, waitMs) }, slowed: waitMs > 0 }
}
