import type { Id } from '#kernel/id'
import { found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { type Day, type Instant, instant } from '#kernel/time'
import { action, question } from '#platform/action/action'
import type { ReadCtx } from '#platform/action/context'
import { countriesOf, holidaysOf, regionsOf } from '#platform/holidays/holidays'
import { newId } from '#platform/ids'
import { toldEvents } from '#platform/ledger/told'
import { undoEvent } from '#platform/ledger/undo'
import type { Tx } from '#platform/store/database'
import * as contract from '../contract.ts'
import { calendarChanged } from '../events.ts'
import { changesOf, daysOffOf, nextFriday } from '../rules/calendars.ts'
import { afterWorking, clockAt, dayAt, daysOffBetween, instantAt, type WorkingTime } from '../rules/working-time.ts'
import * as store from '../store/calendars.ts'
import { calendars } from '../tables.ts'

type Reading = Pick<ReadCtx, 'tx' | 'now'>

function saidOf({ id, team, zone, week, country, region, daysOff }: store.CalendarRow): contract.Calendar {
  const spans = Object.fromEntries(contract.weekdays.map((weekday) => [weekday, [...(week[weekday] ?? [])]]))
  return { id, team: team || null, zone, week: contract.weekShape.parse(spans), country, region, daysOff }
}

/** Each calendar by its team, the company's under the empty name. */
async function calendarsOf(tx: Tx): Promise<{ company: contract.Calendar; teams: contract.Calendar[] }> {
  const all = (await store.allCalendars(tx)).map(saidOf)
  return {
    company: all.find(({ team }) => team === null) ?? { ...contract.usualCalendar, id: null, team: null },
    teams: all.filter(({ team }) => team !== null),
  }
}

/** The zone in which the company's days begin and end. */
export async function companyZone(tx: Tx): Promise<string> {
  return (await calendarsOf(tx)).company.zone
}

/** Which day it is for the company. */
export async function todayOf({ tx, now }: Reading): Promise<Day> {
  return dayAt(await companyZone(tx), now)
}

/** The moment at which a day begins for the company. */
export async function beginningOf(tx: Tx, day: Day): Promise<Instant> {
  return instantAt(await companyZone(tx), day, '00:00')
}

/** Whose working time is meant: a team's, a member's by their team, else the company's. */
export interface Whose {
  readonly team?: string | undefined
  readonly member?: Id<'member'> | undefined
}

/** The calendar of a team or of a member, else the company's. Throws Problem `not-found` for a member who is not there. */
async function calendarOf(tx: Tx, { team, member }: Whose): Promise<contract.Calendar> {
  const wanted = team ?? (member === undefined ? null : found(await store.memberWithTeam(tx, member), t('This member')).team)
  const { company, teams } = await calendarsOf(tx)
  return teams.find((one) => one.team === wanted) ?? company
}

/** Working time as rules count it, with the days off from the year before `now` to the second one after. */
export async function workingTimeOf({ tx, now }: Reading, whose: Whose = {}): Promise<WorkingTime> {
  return await timeBy(await calendarOf(tx, whose), now)
}

async function timeBy({ zone, week, country, region, daysOff }: contract.Calendar, now: Instant): Promise<WorkingTime> {
  const year = Number(now.slice(0, 4))
  const years = [year - 1, year, year + 1, year + 2]
  const places = country === null ? [] : years.map((one) => holidaysOf({ country, region }, one, 'en'))
  const off = daysOffOf((await Promise.all(places)).flat(), daysOff)
  return { zone, week, off, from: `${year - 1}-01-01` as Day, to: `${year + 2}-12-31` as Day }
}

/** The working time of everybody at once: the company's, and that of each team with hours of its own. */
export async function allWorkingTimes({ tx, now }: Reading): Promise<{ company: WorkingTime; teams: ReadonlyMap<string, WorkingTime> }> {
  const { company, teams } = await calendarsOf(tx)
  const times = await Promise.all(teams.map(async (one) => [one.team ?? '', await timeBy(one, now)] as const))
  return { company: await timeBy(company, now), teams: new Map(times) }
}

/** The names of all teams that members are in. */
export const teamsOfMembers = store.teamsKept

export const listCalendars = question(contract.listCalendars, async (ctx) => ({
  ...(await calendarsOf(ctx.tx)),
  known: await store.teamsKept(ctx.tx),
  today: await todayOf(ctx),
}))

export const setCalendar = action(contract.setCalendar, async (ctx, { team, ...wanted }) => {
  await ensurePlace(wanted)
  const row = (await store.allCalendars(ctx.tx)).find((one) => one.team === (team ?? ''))
  const what = changesOf(row ? saidOf(row) : team === null ? contract.usualCalendar : null, wanted)
  if (what.length === 0) return { eventId: null }
  const set = { ...wanted, daysOff: wanted.daysOff.toSorted((a, b) => (a.day < b.day ? -1 : 1)) }
  if (row) await ctx.ledger.update(calendars, [{ id: row.id, ...set }])
  else await ctx.ledger.insert(calendars, [{ id: newId<'calendar'>(ctx.now), team: team ?? '', ...set }])
  ctx.tell(calendarChanged, { team, what })
  return { eventId: ctx.ledger.eventId }
})

async function ensurePlace({ country, region }: Pick<contract.CalendarSet, 'country' | 'region'>): Promise<void> {
  if (country === null) {
    if (region !== null) throw new Problem('invalid-input', t('Name the country of this region too.'))
    return
  }
  if (!(await countriesOf('en')).some(({ code }) => code === country))
    throw new Problem(
      'invalid-input',
      t('The public holidays of {{country}} are not known. Take none, and note days off by hand.', { country }),
    )
  if (region !== null && !(await regionsOf(country, 'en')).some(({ code }) => code === region))
    throw new Problem(
      'invalid-input',
      t('{{region}} is no part of {{country}} with holidays of its own. Leave it out for the whole country.', { region, country }),
    )
}

export const removeCalendar = action(contract.removeCalendar, async (ctx, { id }) => {
  const row = found(
    (await store.allCalendars(ctx.tx)).find((one) => one.id === id),
    t('This calendar'),
  )
  if (row.team === '') throw new Problem('conflict', t('The company has a calendar always. Change it instead.'))
  await ctx.ledger.remove(calendars, [id])
  ctx.tell(calendarChanged, { team: row.team, what: ['removed'] })
  return { eventId: ctx.ledger.eventId }
})

export const undoCalendar = action(contract.undoCalendar, async (ctx, { eventId }) => {
  found((await toldEvents(ctx.tx, calendarChanged.kind, { one: eventId }))[0], t('This change of a calendar'))
  const { conflicts } = await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
  if (conflicts.length > 0)
    throw new Problem('conflict', t('This calendar was changed again since. Take the later change back first, or change it by hand.'))
  return {}
})

export const holidayPlaces = question(contract.holidayPlaces, async (_, { country, language }) => ({
  places: [...(country === undefined ? await countriesOf(language) : await regionsOf(country, language))],
}))

export const listHolidays = question(contract.listHolidays, async (_, { year, language, ...place }) => {
  await ensurePlace(place)
  return { holidays: [...(await holidaysOf(place, year, language))] }
})

export const workingDue = question(contract.workingDue, async (ctx, { hours, arrives, team, member }) => {
  const time = await workingTimeOf(ctx, { team, member })
  const local = arrives ?? `${nextFriday(dayAt(time.zone, ctx.now))}T16:30`
  const at = arrivalOf(time, local)
  const due = afterWorking(time, at, hours * 3_600_000)
  const last = due === null ? time.to : dayAt(time.zone, due)
  return {
    zone: time.zone,
    arrives: local,
    due: due === null ? null : clockAt(time.zone, due),
    off: daysOffBetween(time, local.slice(0, 10) as Day, last),
  }
})

function arrivalOf(time: WorkingTime, local: string): Instant {
  const day = local.slice(0, 10) as Day
  if (Number.isNaN(Date.parse(`${local}Z`)) || instant(new Date(`${local}Z`)).slice(0, 16) !== local || local.slice(11) > '23:59')
    throw new Problem('invalid-input', t('{{time}} is no time of a day.', { time: local }))
  if (day < time.from || day > time.to)
    throw new Problem(
      'invalid-input',
      t('Days off are known from {{from}} to {{to}}. Choose a day between.', { from: time.from, to: time.to }),
    )
  return instantAt(time.zone, day, local.slice(11))
}
