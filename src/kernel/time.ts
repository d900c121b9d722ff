import { z } from 'zod'

/** A point in time: ISO 8601 in UTC with milliseconds, for example 2026-01-31T09:30:00.000Z. Sorts as text. */
export type Instant = string & { readonly __instant: never }

/** A calendar day without a zone: 2026-01-31. Sorts as text. */
export type Day = string & { readonly __day: never }

// What they answer is text too; JSON Schema cannot see through a transform, so it is told.
export const instantShape = z.iso
  .datetime()
  .transform((value) => instant(new Date(value)))
  .meta({ type: 'string', format: 'date-time' })
export const dayShape = z.iso
  .date()
  .refine((value) => isDay(value), 'Name a day from 0001-01-01 on.')
  .transform((value) => value as Day)
  .meta({ type: 'string', format: 'date' })

/** Whether a text is a calendar day that there is, from year 1 on, which is the first that databases know. */
export function isDay(text: string): text is Day {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '0001-01-01') return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

/** The instant of a Date. Throws RangeError on an invalid date. */
export function instant(date: Date): Instant {
  return date.toISOString() as Instant
}

/** Milliseconds since 1970. */
export function millis(at: Instant): number {
  return Date.parse(at)
}

/** The UTC day of an instant. */
export function dayOf(at: Instant): Day {
  return at.slice(0, 10) as Day
}

/** The instant some milliseconds later (or earlier, if negative). */
export function later(at: Instant, ms: number): Instant {
  return instant(new Date(millis(at) + ms))
}
