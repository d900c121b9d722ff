import { Temporal } from 'temporal-polyfill'
import { type Day, type Instant, millis } from '#kernel/time'
import { type Week, weekdays } from '../contract.ts'

/** When somebody works: what a clock that counts working time goes by. */
export interface WorkingTime {
  readonly zone: string
  readonly week: Week
  /** Days on which nobody works, with their names. */
  readonly off: ReadonlyMap<Day, string>
  /** The first and the last day for which `off` is known. Nothing is told beyond. */
  readonly from: Day
  readonly to: Day
}

/** A stretch of time that is worked through, in milliseconds since 1970, its end not included. */
type Stretch = readonly [from: number, to: number]

/** Which day it is there at an instant. */
export function dayAt(zone: string, at: Instant): Day {
  return zoned(zone, millis(at)).toPlainDate().toString() as Day
}

/** The instant at which a clock there shows a time of a day. Of an hour that comes twice the first one is meant; of one that is left out, its end. */
export function instantAt(zone: string, day: Day, time: string): Instant {
  return said(atClock(zone, Temporal.PlainDate.from(day), time))
}

/** The instant at which a day ends there: the first of the next day. */
export function endOfDay(zone: string, day: Day): Instant {
  return said(atClock(zone, Temporal.PlainDate.from(day), '24:00'))
}

/** What a clock there shows at an instant, as 2026-01-31T09:30. */
export function clockAt(zone: string, at: Instant): string {
  return zoned(zone, millis(at)).toPlainDateTime().toString({ smallestUnit: 'minute' })
}

/** How much of the time between two instants is working time, in milliseconds; 0 when the second is not later. Throws RangeError beyond the days that are known. */
export function workingMs(time: WorkingTime, from: Instant, to: Instant): number {
  const [start, end] = [millis(from), millis(to)]
  if (end <= start) return 0
  known(time, start)
  known(time, end)
  let sum = 0
  for (const [open, shut] of stretches(time, start)) {
    if (open >= end) break
    sum += Math.max(0, Math.min(shut, end) - Math.max(open, start))
  }
  return sum
}

/**
 * The instant by which so many milliseconds of working time have gone by: the first such one, so it lies at the end of a stretch rather than at the begin of
 * the next. With 0 it is `from` itself. null when the days that are known do not hold as much.
 */
export function afterWorking(time: WorkingTime, from: Instant, ms: number): Instant | null {
  const start = millis(from)
  known(time, start)
  if (ms <= 0) return from
  let left = ms
  for (const [open, shut] of stretches(time, start)) {
    const begin = Math.max(open, start)
    const here = Math.max(0, shut - begin)
    if (here >= left) return said(begin + left)
    left -= here
  }
  return null
}

/** Whether it is worked at an instant. */
export function isWorking(time: WorkingTime, at: Instant): boolean {
  const [first] = stretches(time, millis(at))
  return first !== undefined && first[0] <= millis(at)
}

/** Days off that lie within two days, both included. */
export function daysOffBetween(time: WorkingTime, from: Day, to: Day): { day: Day; name: string }[] {
  const between = [...time.off].filter(([day]) => day >= from && day <= to)
  return between.map(([day, name]) => ({ day, name })).toSorted((a, b) => (a.day < b.day ? -1 : 1))
}

/** What is worked from an instant on, in order, each stretch that ends after it. */
function* stretches({ zone, week, off, to }: WorkingTime, from: number): Generator<Stretch> {
  const last = Temporal.PlainDate.from(to)
  // Hours up to 24:00 of a day end in the next one where clocks are moved at midnight.
  let day = zoned(zone, from).toPlainDate().subtract({ days: 1 })
  for (; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    if (off.has(day.toString() as Day)) continue
    for (const span of week[weekdays[day.dayOfWeek - 1] ?? 'monday'] ?? []) {
      const open = atClock(zone, day, span.from)
      const shut = atClock(zone, day, span.to)
      if (shut > from && shut > open) yield [open, shut]
    }
  }
}

function atClock(zone: string, day: Temporal.PlainDate, time: string): number {
  const plain = time === '24:00' ? day.add({ days: 1 }).toPlainDateTime() : day.toPlainDateTime(Temporal.PlainTime.from(time))
  const at = plain.toZonedDateTime(zone, { disambiguation: 'earlier' })
  const leftOut = !at.toPlainDateTime().equals(plain)
  return (leftOut ? (at.getTimeZoneTransition('next') ?? at) : at).epochMilliseconds
}

const zoned = (zone: string, at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
const said = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toString({ fractionalSecondDigits: 3 }) as Instant

function known({ zone, from, to }: WorkingTime, at: number): void {
  const day = zoned(zone, at).toPlainDate().toString()
  if (day < from || day > to) throw new RangeError(`Days off are known from ${from} to ${to}; ${day} was asked for.`)
}
