import type { Day } from '#kernel/time'

export type Grain = 'month' | 'quarter' | 'year'

/** A calendar month, quarter or year. `key` is the value of the cut by date, `label` how people write it. */
export interface CalendarPeriod {
  readonly key: string
  readonly label: string
  readonly from: Day
  readonly to: Day
}

const monthsOf: Record<Grain, number> = { month: 1, quarter: 3, year: 12 }

/** Every period from the one that holds `from` to the one that holds `to`, none left out. */
export function periodsBetween(from: string, to: string, grain: Grain): CalendarPeriod[] {
  const months = monthsOf[grain]
  const last = monthNumber(to)
  const periods: CalendarPeriod[] = []
  for (let at = Math.floor(monthNumber(from) / months) * months; at <= last; at += months) periods.push(periodAt(at, grain))
  return periods
}

/** Days between the edge of the data and the edge of a period that weekends and holidays explain. */
const quietDays = 3

/** Whether the data covers a period from its first day to its last, give or take a long weekend. */
export function covers({ from, to }: CalendarPeriod, first: string, last: string): boolean {
  return dayNumber(first) - dayNumber(from) <= quietDays && dayNumber(to) - dayNumber(last) <= quietDays
}

/** Days since 1970 of an ISO day. */
export function dayNumber(day: string): number {
  return Math.round(Date.parse(`${day.slice(0, 10)}T00:00:00Z`) / 86_400_000)
}

/** The ISO day some days later, or earlier if negative. */
export function daysLater(day: string, days: number): Day {
  return isoDay((dayNumber(day) + days) * 86_400_000)
}

/** The same day so many years before. */
export function yearsBefore(day: string, years: number): Day {
  return isoDay(Date.UTC(Number(day.slice(0, 4)) - years, Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))))
}

function periodAt(month: number, grain: Grain): CalendarPeriod {
  const year = Math.floor(month / 12)
  const from = isoDay(Date.UTC(year, month % 12, 1))
  const to = isoDay(Date.UTC(year, (month % 12) + monthsOf[grain], 0))
  if (grain === 'year') return { key: `${year}`, label: `${year}`, from, to }
  if (grain === 'month') return { key: from.slice(0, 7), label: from.slice(0, 7), from, to }
  const quarter = Math.floor((month % 12) / 3) + 1
  return { key: `${year}Q${quarter}`, label: `${year} Q${quarter}`, from, to }
}

function monthNumber(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1
}

function isoDay(ms: number): Day {
  return new Date(ms).toISOString().slice(0, 10) as Day
}
