import { z } from 'zod'
import { everyMember, managers } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { dayShape } from '#kernel/time'

/** The days of a week, from Monday on. */
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type Weekday = (typeof weekdays)[number]

const timeShape = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'A time looks like 09:30; the end of a day is 24:00.')
const spanShape = z
  .object({ from: timeShape, to: timeShape })
  .refine(({ from, to }) => from < to, { message: 'Hours end after they begin.' })
  .meta({ examples: [{ from: '09:00', to: '17:30' }] })
export type Span = z.output<typeof spanShape>

const spansShape = z
  .array(spanShape)
  .max(6, 'A day has at most six spans of hours.')
  .refine((spans) => spans.every(({ from }, place) => place === 0 || from >= (spans[place - 1]?.to ?? '')), {
    message: 'Hours of a day stand in their order and do not overlap.',
  })

export const weekShape = z.record(z.enum(weekdays), spansShape).describe('The hours of each day of the week; none where nobody works')
export type Week = Readonly<Record<Weekday, readonly Span[]>>

export const zoneShape = z
  .string()
  .max(60)
  .refine(isZone, { message: 'This is no time zone. One looks like Europe/Berlin.' })
  .describe('A time zone by its name in the tz database')

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '' && /^[A-Za-z]/.test(name)
  } catch {
    return false
  }
}

const dayOffShape = z
  .object({
    day: dayShape,
    until: dayShape.nullable().default(null).describe('The last of several days'),
    name: z.string().trim().min(1, 'Say why the day is off.').max(120),
  })
  .refine(({ day, until }) => until === null || until >= day, { message: 'The last day off is not before the first.' })
  .refine(({ day, until }) => until === null || Date.parse(until) - Date.parse(day) <= 366 * 86_400_000, {
    message: 'Days off last a year at most.',
  })
export type DayOff = z.output<typeof dayOffShape>

const teamShape = z.string().trim().min(1).max(200)

const setShape = z.object({
  zone: zoneShape,
  week: weekShape,
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable()
    .describe('Whose public holidays are off; null for none'),
  region: z
    .string()
    .regex(/^[A-Za-z0-9]{1,10}(\.[A-Za-z0-9]{1,10})?$/)
    .nullable()
    .describe('The part of the country, such as BY, or BY.A for a part of that'),
  daysOff: z.array(dayOffShape).max(500).describe('Days off of your own'),
})
export type CalendarSet = z.output<typeof setShape>

/** What holds until somebody sets it: a working week as offices have it, and UTC. */
const office: readonly Span[] = [{ from: '09:00', to: '17:00' }]
export const usualCalendar: CalendarSet = {
  zone: 'UTC',
  week: {
    monday: [...office],
    tuesday: [...office],
    wednesday: [...office],
    thursday: [...office],
    friday: [...office],
    saturday: [],
    sunday: [],
  },
  country: null,
  region: null,
  daysOff: [],
}

const calendarShape = setShape.extend({
  id: idOf('calendar').nullable().describe('null as long as nobody has set it'),
  team: z.string().nullable().describe('Whose it is; null for the company'),
})
export type Calendar = z.output<typeof calendarShape>

export const listCalendars = endpoint({
  id: 'workspace.listCalendars',
  method: 'GET',
  path: '/api/v1/calendars',
  summary: 'The calendar of the company, and those of teams that have one of their own',
  access: everyMember,
  records: 'none',
  limits: { rate: 'read' },
  answer: z.object({
    company: calendarShape,
    teams: z.array(calendarShape),
    known: z.array(z.string()).describe('Teams that members are in'),
    today: dayShape.describe('Which day it is for the company'),
  }),
})

const changedShape = z.object({ eventId: idOf('event').nullable().describe('Undo the change by this; null when nothing changed') })

export const setCalendar = endpoint({
  id: 'workspace.setCalendar',
  method: 'PUT',
  path: '/api/v1/calendars',
  summary: 'Set the calendar of the company, or of a team; a team without one has that of the company',
  access: managers,
  records: 'none',
  limits: { rate: 'write' },
  body: setShape.extend({ team: teamShape.nullable().default(null) }),
  answer: changedShape,
})

export const removeCalendar = endpoint({
  id: 'workspace.removeCalendar',
  method: 'DELETE',
  path: '/api/v1/calendars/{id}',
  summary: 'Remove the calendar of a team, which then has that of the company',
  access: managers,
  records: 'none',
  limits: { rate: 'write' },
  params: z.object({ id: idOf('calendar') }),
  answer: changedShape,
})

export const undoCalendar = endpoint({
  id: 'workspace.undoCalendar',
  method: 'POST',
  path: '/api/v1/calendars/undo',
  summary: 'Take a change of a calendar back',
  access: managers,
  records: 'none',
  limits: { rate: 'write' },
  body: z.object({ eventId: idOf('event') }),
  answer: z.object({}),
})

const languageShape = z
  .string()
  .regex(/^[a-z]{2,3}$/)
  .default('en')
  .describe('In which names are told, where they are known in it')
const placeQuery = z.object({ country: z.string().regex(/^[A-Z]{2}$/), region: setShape.shape.region.default(null) })

export const holidayPlaces = endpoint({
  id: 'workspace.holidayPlaces',
  method: 'GET',
  path: '/api/v1/holidays/places',
  summary: 'The countries whose public holidays are known, or the parts of one of them',
  access: everyMember,
  records: 'none',
  limits: { rate: 'read' },
  query: z.object({ country: placeQuery.shape.country.optional(), language: languageShape }),
  answer: z.object({ places: z.array(z.object({ code: z.string(), name: z.string() })) }),
})

export const listHolidays = endpoint({
  id: 'workspace.listHolidays',
  method: 'GET',
  path: '/api/v1/holidays',
  summary: 'The public holidays of a year in a country or a part of it',
  access: everyMember,
  records: 'none',
  limits: { rate: 'read' },
  query: placeQuery.extend({ year: z.coerce.number<string | number>().int().min(1970).max(2100), language: languageShape }),
  answer: z.object({ holidays: z.array(z.object({ day: dayShape, name: z.string() })) }),
})

const localShape = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/)

export const workingDue = endpoint({
  id: 'workspace.workingDue',
  method: 'GET',
  path: '/api/v1/calendars/due',
  summary: 'When something is due that arrives now and then and has so many working hours',
  access: everyMember,
  records: 'none',
  limits: { rate: 'read' },
  query: z.object({
    team: teamShape.optional().describe('Left out, by the calendar of the company'),
    member: idOf('member').optional().describe('By the calendar of whoever this is'),
    hours: z.coerce.number<string | number>().min(0).max(1000),
    arrives: localShape.optional().describe('In the time of the calendar; the next Friday at 16:30 when left out'),
  }),
  answer: z.object({
    zone: z.string(),
    arrives: localShape,
    due: localShape.nullable().describe('null when the calendar has no such hours within two years'),
    off: z.array(z.object({ day: dayShape, name: z.string() })).describe('Days off that lie between'),
  }),
})
