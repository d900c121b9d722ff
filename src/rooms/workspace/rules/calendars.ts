import { plusDays } from '#kernel/rule-days'
import type { Day } from '#kernel/time'
import { type CalendarSet, type DayOff, type Span, weekdays } from '../contract.ts'

/** Every day off with its name: public holidays, then days of one's own, which say why where both are. */
export function daysOffOf(holidays: readonly { day: Day; name: string }[], own: readonly DayOff[]): Map<Day, string> {
  const off = new Map(holidays.map(({ day, name }) => [day, name]))
  for (const { day, until, name } of own) for (let at = day; at <= (until ?? day); at = plusDays(at, 1)) off.set(at, name)
  return off
}

/** The next Friday from a day on, that day included. */
export function nextFriday(today: Day): Day {
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay()
  return plusDays(today, (5 - weekday + 7) % 7)
}

/** What a new setting of a calendar changes, in words; empty when nothing. */
export function changesOf(before: CalendarSet | null, wanted: CalendarSet): string[] {
  if (before === null) return ['made']
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
  const hours = (set: CalendarSet) => weekdays.map((weekday) => (set.week[weekday] ?? []).map(({ from, to }) => [from, to]))
  const days = (set: CalendarSet) => set.daysOff.map(({ day, until, name }) => [day, until, name].join(' ')).toSorted()
  return [
    ...(before.zone === wanted.zone ? [] : [`the time zone is ${wanted.zone}, was ${before.zone}`]),
    ...(same(hours(before), hours(wanted)) ? [] : ['working hours']),
    ...(before.country === wanted.country && before.region === wanted.region
      ? []
      : [`public holidays of ${[wanted.country ?? 'no country', wanted.region].filter(Boolean).join(', ')}`]),
    ...(same(days(before), days(wanted)) ? [] : ['days off']),
  ]
}

/** Hours as people write them: "09:00–12:30, 13:30–17:00", or "9-17". Empty for none; null when it cannot be read. */
export function readSpans(text: string): Span[] | null {
  const spans = text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part): Span | null => {
      const [, from, fromMinute = '00', to, toMinute = '00'] =
        /^(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|to|bis)\s*(\d{1,2})(?:[:.](\d{2}))?$/u.exec(part) ?? []
      if (from === undefined || to === undefined) return null
      return { from: `${from.padStart(2, '0')}:${fromMinute}`, to: `${to.padStart(2, '0')}:${toMinute}` }
    })
  const read = spans.filter((span) => span !== null)
  return read.length === spans.length ? read : null
}

/** Hours as they are written, the other way of readSpans. */
export function spansText(spans: readonly Span[]): string {
  return spans.map(({ from, to }) => `${from}–${to}`).join(', ')
}
