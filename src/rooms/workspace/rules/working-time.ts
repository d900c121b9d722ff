import { Temporal } from 'temporal-polyfill'
import { type Day, type Instant, instant, millis } from '#kernel/time'
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

const dayMs = 86_400_000

/** What was counted out of a working time, so that days are looked up in the calendar once. */
interface Counted {
  /** The first instant of the known days, and the first one after them. */
  readonly begin: number
  readonly end: number
  /** What is worked on a day, by its number since 1970. */
  readonly days: Map<number, readonly Stretch[]>
}
const countedOf = new WeakMap<WorkingTime, Counted>()

function counted(time: WorkingTime): Counted {
  const before = countedOf.get(time)
  if (before) return before
  const { zone, from, to } = time
  const [first, last] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)]
  const now = { begin: atClock(zone, first, '00:00'), end: atClock(zone, last, '24:00'), days: new Map<number, readonly Stretch[]>() }
  countedOf.set(time, now)
  return now
}

/** What is worked from an instant on, in order, each stretch that ends after it. */
function* stretches(time: WorkingTime, from: number): Generator<Stretch> {
  const last = Date.parse(time.to) / dayMs
  // The day there is at most one before or after that of Greenwich, and hours up to 24:00 of a day end in the next one where clocks are moved at midnight.
  for (let day = Math.floor(from / dayMs) - 2; day <= last; day++)
    for (const stretch of workedOn(time, day)) if (stretch[1] > from) yield stretch
}

/** What is worked on a day, given by its number since 1970. */
function workedOn(time: WorkingTime, number: number): readonly Stretch[] {
  const { days } = counted(time)
  const before = days.get(number)
  if (before) return before
  const { zone, week, off } = time
  const day = Temporal.PlainDate.from(new Date(number * dayMs).toISOString().slice(0, 10))
  const spans = off.has(day.toString() as Day) ? [] : (week[weekdays[day.dayOfWeek - 1] ?? 'monday'] ?? [])
  const worked = spans
    .map((span): Stretch => [atClock(zone, day, span.from), atClock(zone, day, span.to)])
    .filter(([open, shut]) => shut > open)
  days.set(number, worked)
  return worked
}

function atClock(zone: string, day: Temporal.PlainDate, time: string): number {
  const plain = time === '24:00' ? day.add({ days: 1 }).toPlainDateTime() : day.toPlainDateTime(Temporal.PlainTime.from(time))
  const at = plain.toZonedDateTime(zone, { disambiguation: 'earlier' })
  const leftOut = !at.toPlainDateTime().equals(plain)
  return (leftOut ? (at.getTimeZoneTransition('next') ?? at) : at).epochMilliseconds
}

const zoned = (zone: string, at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
const said = (ms: number) => instant(new Date(ms))

function known(time: WorkingTime, at: number): void {
  const { begin, end } = counted(time)
  if (at >= begin && at < end) return
  const day = zoned(time.zone, at).toPlainDate().toString()
  throw new RangeError(`Days off are known from ${time.from} to ${time.to}; ${day} was asked for.`)
}
