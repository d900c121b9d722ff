import { type Instant, instant, millis } from '#kernel/time'
import { enoughToSay, wilson } from '#kernel/wilson'

/** One promise of one hand-over: by when, when it was kept, and how many working minutes it took. */
export interface Promised {
  readonly dueAt: Instant | null
  readonly keptAt: Instant | null
  readonly minutes: number | null
  /** Nothing more is owed though it was never kept: the lead was closed before. */
  readonly ended: boolean
}

export interface Kept {
  readonly due: number
  readonly within: number
  readonly share: number | null
  readonly low: number | null
  readonly high: number | null
  readonly p50: number | null
  readonly p90: number | null
  readonly open: number
}

/**
 * What was promised and kept. A promise counts once it was kept or its time is over: one that still runs counts for neither, and one whose lead was closed in
 * time was not owed any more.
 */
export function keptOf(promises: readonly Promised[], now: Instant): Kept {
  const owed = promises.filter(({ dueAt, keptAt, ended }) => dueAt !== null && (keptAt !== null || !ended))
  const running = owed.filter(({ dueAt, keptAt }) => keptAt === null && (dueAt ?? '') > now)
  const counted = owed.filter((one) => !running.includes(one))
  const within = counted.filter(({ dueAt, keptAt }) => keptAt !== null && keptAt <= (dueAt ?? '')).length
  const due = counted.length
  const took = promises.flatMap(({ minutes }) => (minutes === null ? [] : [minutes])).toSorted((a, b) => a - b)
  const known = due >= enoughToSay ? { share: within / due, ...wilson(within, due) } : { share: null, low: null, high: null }
  const enough = took.length >= enoughToSay
  return { due, within, ...known, p50: enough ? at(took, 0.5) : null, p90: enough ? at(took, 0.9) : null, open: running.length }
}

/** The smallest value that at least such a share does not pass. */
const at = (sorted: readonly number[], share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null

/** Days that somebody waited, whole hundredths. */
export const waitedDays = (from: Instant, to: Instant) => Math.round((millis(to) - millis(from)) / 864_000) / 100

/** The instant so many days before. */
export const daysBefore = (at: Instant, days: number) => instant(new Date(millis(at) - days * 86_400_000))
