import type { Chance } from './random.ts'

export const dayMs = 86_400_000

/** Days on which nobody of the made-up company works besides weekends: month and day, the same every year. */
const holidays = new Set(['01-01', '01-06', '05-01', '10-03', '11-01', '12-24', '12-25', '12-26', '12-31'])

/** How much is begun in each month, January first: little in August and December, much after summer. */
const seasons = [0.9, 1, 1.15, 1, 1, 1.05, 0.8, 0.55, 1.25, 1.3, 1.2, 0.6]

export const dayText = (ms: number) => new Date(ms).toISOString().slice(0, 10)

const known = new Map<number, boolean>()

/** Whether somebody works on this day (UTC). */
export function isWorkday(ms: number): boolean {
  const told = known.get(ms)
  if (told !== undefined) return told
  const weekday = new Date(ms).getUTCDay()
  const works = weekday !== 0 && weekday !== 6 && !holidays.has(dayText(ms).slice(5))
  known.set(ms, works)
  return works
}

/** The workday nearest to this day; of two the earlier. */
export function nearestWorkday(ms: number): number {
  for (let off = 0; ; off++) {
    if (isWorkday(ms - off * dayMs)) return ms - off * dayMs
    if (isWorkday(ms + off * dayMs)) return ms + off * dayMs
  }
}

/** A workday of the `days` days before `end`, by the seasons. */
export function someWorkday(chance: Chance, end: number, days: number): number {
  for (;;) {
    const ms = end - chance.whole(1, days) * dayMs
    const weight = seasons[new Date(ms).getUTCMonth()] ?? 1
    if (isWorkday(ms) && chance.yes(weight / 1.3)) return ms
  }
}

/** The workday after a stay of about this many days, at least the day after. */
export function after(chance: Chance, from: number, days: number, spread = 0.6): number {
  const stay = Math.max(1, Math.round(chance.around(days, spread)))
  const at = nearestWorkday(from + stay * dayMs)
  for (let next = at; ; next += dayMs) if (next > from && isWorkday(next)) return next
}
