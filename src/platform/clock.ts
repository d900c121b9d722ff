import { type Instant, instant, later } from '#kernel/time'

/** The only reader of time. Everything that needs the time takes a clock, or an instant that was read from one. */
export interface Clock {
  now(): Instant
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => instant(new Date()) }

/** A clock that stands still until told otherwise. */
export interface FixedClock extends Clock {
  /** Moves the clock by milliseconds and gives the new time. */
  advance(ms: number): Instant
  set(at: Instant): void
}

/** A clock for tests, standing at `at`. */
export function fixedClock(at: Instant | string): FixedClock {
  let current = instant(new Date(at))
  return {
    now: () => current,
    advance: (ms) => {
      current = later(current, ms)
      return current
    },
    set: (next) => {
      current = next
    },
  }
}
