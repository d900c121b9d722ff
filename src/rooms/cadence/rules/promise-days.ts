import { Temporal } from 'temporal-polyfill'
import type { Day, Instant } from '#kernel/time'

/** Working time as promises need it: how much of it lies between two instants, and when so much of it has gone by. */
export interface Working {
  between(from: Instant, to: Instant): number
  after(from: Instant, ms: number): Instant
}

const next = (day: Day, by = 1) => Temporal.PlainDate.from(day).add({ days: by }).toString() as Day

/** The moment at which a day begins in a zone. */
export function dayBegins(zone: string, day: Day): Instant {
  const { epochMilliseconds } = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone })
  return Temporal.Instant.fromEpochMilliseconds(epochMilliseconds).toString({ fractionalSecondDigits: 3 }) as Instant
}

/** The day that it is in a zone. */
export const dayIn = (zone: string, at: Instant) => Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString() as Day

/** The moment at which the working hours of a day end; null where nobody works on it. */
export function workEnds(working: Working, zone: string, day: Day): Instant | null {
  const from = dayBegins(zone, day)
  const ms = working.between(from, dayBegins(zone, next(day)))
  return ms === 0 ? null : working.after(from, ms)
}

const farthest = 60

/** The so-manieth day after a day on which somebody works; null where the next weeks hold too few. */
export function workingDayAfter(working: Working, zone: string, day: Day, n: number): Day | null {
  let left = n
  for (let by = 1; by <= farthest; by += 1) {
    const one = next(day, by)
    if (workEnds(working, zone, one) === null) continue
    left -= 1
    if (left <= 0) return one
  }
  return null
}
