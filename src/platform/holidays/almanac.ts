/**
 * Answers questions about public holidays in a thread of its own: the tables of all countries take 40 MB of memory, which is given back when it ends. Only
 * `holidays.ts` starts it.
 */
import { parentPort } from 'node:worker_threads'
import Holidays from 'date-holidays'
import type { Asked, Holiday, Place } from './holidays.ts'

const dayMs = 86_400_000

function holidaysOf({ country, region, year, language }: Extract<Asked, { what: 'holidays' }>): Holiday[] {
  const [state = '', part] = region?.split('.') ?? []
  // Without a zone all times are those of the place, written as UTC.
  const options = { languages: [language, 'en'], types: ['public' as const], timezone: 'UTC' }
  const book =
    region === null
      ? new Holidays(country, options)
      : part === undefined
        ? new Holidays(country, state, options)
        : new Holidays(country, state, part, options)
  const named = new Map<string, string>()
  // Days of the neighbouring years may reach into this one.
  for (const one of [year - 1, year, year + 1].flatMap((each) => book.getHolidays(each)))
    for (const day of daysOf(one.start, one.end)) if (day.startsWith(String(year)) && !named.has(day)) named.set(day, one.name)
  return [...named].map(([day, name]) => ({ day, name }) as Holiday).toSorted((a, b) => (a.day < b.day ? -1 : 1))
}

/** A day is off whose noon lies in the holiday: one from 14:00 on leaves the morning, one that begins at sunset begins the next day. */
function daysOf(start: Date, end: Date): string[] {
  const first = Math.ceil((start.getTime() - dayMs / 2) / dayMs) * dayMs
  const days: string[] = []
  for (let at = first; at + dayMs / 2 < end.getTime(); at += dayMs) days.push(new Date(at).toISOString().slice(0, 10))
  return days
}

function placesOf({ country, language }: Extract<Asked, { what: 'places' }>): Place[] {
  const book = new Holidays()
  const listed = (of: Record<string, string> | undefined) => Object.entries(of ?? {}).map(([code, name]) => ({ code, name }))
  const byName = (a: Place, b: Place) => a.name.localeCompare(b.name, language)
  if (country === null) return listed(book.getCountries(language)).toSorted(byName)
  return listed(book.getStates(country, language))
    .toSorted(byName)
    .flatMap((state) => [
      state,
      ...listed(book.getRegions(country, state.code, language)).map(({ code, name }) => ({
        code: `${state.code}.${code}`,
        name: `${state.name}: ${name}`,
      })),
    ])
}

parentPort?.on('message', ({ id, asked }: { id: number; asked: Asked }) => {
  parentPort?.postMessage({ id, answer: asked.what === 'places' ? placesOf(asked) : holidaysOf(asked) })
})
