import type { Operand, Span, Test, Unit } from './rule.ts'
import type { Day } from './time.ts'

/** Days from `from` on, up to and without `to`; an end that is null is open. */
export interface DayRange {
  readonly from: Day | null
  readonly to: Day | null
}

/** The days that a test on a date means, as seen from `today`. `notBetween` means the opposite of what is answered. */
export function daysMeant({ operator, value }: Test, today: Day): DayRange {
  const [first, last] = Array.isArray(value) ? (value as Day[]) : [value as Day, value as Day]
  switch (operator) {
    case '<':
      return { from: null, to: one(first) }
    case '<=':
      return { from: null, to: plusDays(one(first), 1) }
    case '>':
      return { from: plusDays(one(first), 1), to: null }
    case '>=':
      return { from: one(first), to: null }
    case 'inLast':
      return { from: plusDays(moved(today, value as Span, -1), 1), to: plusDays(today, 1) }
    case 'inNext':
      return { from: today, to: moved(today, value as Span, 1) }
    case 'inThis':
      return whole(today, value as Unit, 0)
    case 'inPrevious':
      return whole(today, value as Unit, -1)
    default:
      return { from: one(first), to: plusDays(one(last), 1) }
  }
}

const one = (day: Operand): Day => day as Day

/** The day so many days later, or earlier. Days beyond the years 1 to 9999 stop there. */
export function plusDays(day: Day, days: number): Day {
  return dayAt(utc(day).getTime() + days * 86_400_000)
}

function moved(day: Day, { count, unit }: Span, direction: 1 | -1): Day {
  if (unit === 'day' || unit === 'week') return plusDays(day, direction * count * (unit === 'week' ? 7 : 1))
  return plusMonths(day, direction * count * monthsOf[unit])
}

const monthsOf = { month: 1, quarter: 3, year: 12 } as const

/** The same day of another month; the last one where that month is shorter. */
function plusMonths(day: Day, months: number): Day {
  const at = utc(day)
  const target = new Date(at)
  target.setUTCDate(1)
  target.setUTCMonth(at.getUTCMonth() + months)
  const length = new Date(target)
  length.setUTCMonth(target.getUTCMonth() + 1, 0)
  target.setUTCDate(Math.min(at.getUTCDate(), length.getUTCDate()))
  return dayAt(target.getTime())
}

/** The whole unit in which a day lies, or one that lies so many units from it. */
function whole(today: Day, unit: Unit, away: number): DayRange {
  if (unit === 'day') return { from: plusDays(today, away), to: plusDays(today, away + 1) }
  if (unit === 'week') {
    const monday = plusDays(today, -((utc(today).getUTCDay() + 6) % 7))
    return { from: plusDays(monday, 7 * away), to: plusDays(monday, 7 * (away + 1)) }
  }
  const months = monthsOf[unit]
  const month = utc(today).getUTCMonth()
  const first = `${today.slice(0, 4)}-${String(month - (month % months) + 1).padStart(2, '0')}-01` as Day
  return { from: plusMonths(first, months * away), to: plusMonths(first, months * (away + 1)) }
}

const utc = (day: Day) => new Date(`${day}T00:00:00Z`)

const earliest = Date.parse('0001-01-01T00:00:00Z')
const latest = Date.parse('9999-12-31T00:00:00Z')

function dayAt(ms: number): Day {
  return new Date(Math.min(latest, Math.max(earliest, ms))).toISOString().slice(0, 10) as Day
}
