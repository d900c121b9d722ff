import { Temporal } from 'temporal-polyfill'
import { type Instant, millis } from '#kernel/time'
import type { Choice } from '../contract.ts'

/** When the first digest is sent after an instant; null for none. The hour is the one that a clock shows in the zone, whatever it is moved to. */
export function nextDigest({ every, weekday, monthday, hour }: Choice, zone: string, after: Instant): Instant | null {
  if (every === 'none') return null
  const now = Temporal.Instant.fromEpochMilliseconds(millis(after)).toZonedDateTimeISO(zone)
  let day = now.toPlainDate()
  for (;;) {
    const wanted = every === 'week' ? day.dayOfWeek === weekday : day.day === monthday
    const at = day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from({ hour }) }).epochMilliseconds
    if (wanted && at > millis(after)) return Temporal.Instant.fromEpochMilliseconds(at).toString({ fractionalSecondDigits: 3 }) as Instant
    day = day.add({ days: 1 })
  }
}

/** The day with which the numbers of a digest are compared: a week or a month before. */
export function dayBefore(every: Choice['every'], today: string): string {
  const day = Temporal.PlainDate.from(today)
  return (every === 'month' ? day.subtract({ months: 1 }) : day.subtract({ weeks: 1 })).toString()
}
