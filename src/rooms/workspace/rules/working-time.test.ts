import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Day, type Instant, instant, later, millis } from '#kernel/time'
import { type Span, usualCalendar, type Week, weekdays } from '../contract.ts'
import { changesOf, daysOffOf, nextFriday } from './calendars.ts'
import { afterWorking, clockAt, dayAt, endOfDay, instantAt, isWorking, type WorkingTime, workingMs } from './working-time.ts'

const hour = 3_600_000
const at = (text: string) => text as Instant
const days = (...all: string[]) => new Map(all.map((day) => [day as Day, 'off']))
const time = (set: Partial<WorkingTime> = {}): WorkingTime => ({
  zone: 'Europe/Berlin',
  week: usualCalendar.week as Week,
  off: days(),
  from: '2025-01-01' as Day,
  to: '2028-12-31' as Day,
  ...set,
})
const always = Object.fromEntries(weekdays.map((day) => [day, [{ from: '00:00', to: '24:00' }]])) as unknown as Week

describe('working time', () => {
  test('of a lead that arrives on Friday at 16:30 goes on at Monday 9:00, and on Tuesday when Monday is a holiday', () => {
    const friday = instantAt('Europe/Berlin', '2026-05-22' as Day, '16:30')
    const due = (set?: Partial<WorkingTime>) => clockAt('Europe/Berlin', afterWorking(time(set), friday, 4 * hour) ?? friday)
    expect(due()).toBe('2026-05-25T12:30')
    expect(due({ off: days('2026-05-25') })).toBe('2026-05-26T12:30')
    expect(clockAt('Europe/Berlin', afterWorking(time(), friday, hour / 2) ?? friday)).toBe('2026-05-22T17:00')
  })

  test('counts several spans of a day, and what a clock skips or repeats is as long as it really is', () => {
    const split = {
      ...usualCalendar.week,
      monday: [
        { from: '08:00', to: '12:00' },
        { from: '13:30', to: '18:00' },
      ],
    } as Week
    const from = instantAt('Europe/Berlin', '2026-06-01' as Day, '00:00')
    expect(workingMs(time({ week: split }), from, endOfDay('Europe/Berlin', '2026-06-01' as Day))).toBe(8.5 * hour)
    const length = (zone: string, day: string) =>
      workingMs(time({ week: always, zone }), instantAt(zone, day as Day, '00:00'), endOfDay(zone, day as Day)) / hour
    expect([length('Europe/Berlin', '2026-03-29'), length('Europe/Berlin', '2026-10-25')]).toEqual([23, 25])
    // An island that moves its clocks by half an hour, and one whose day begins at one.
    expect([length('Australia/Lord_Howe', '2026-10-04'), length('Australia/Lord_Howe', '2026-04-05')]).toEqual([23.5, 24.5])
    expect(clockAt('Africa/Cairo', instantAt('Africa/Cairo', '2026-04-24' as Day, '00:00'))).toBe('2026-04-24T01:00')
    const early = {
      ...usualCalendar.week,
      sunday: [
        { from: '01:00', to: '02:30' },
        { from: '02:30', to: '04:00' },
      ],
    } as Week
    expect(workingMs(time({ week: early }), at('2026-03-28T23:00:00.000Z'), at('2026-03-29T22:00:00.000Z'))).toBe(2 * hour)
  })

  test('without any hours ends nowhere, and nothing is told of days whose holidays are not known', () => {
    const never = Object.fromEntries(weekdays.map((day) => [day, []])) as unknown as Week
    expect(afterWorking(time({ week: never }), at('2026-01-01T00:00:00.000Z'), 1)).toBeNull()
    expect(afterWorking(time(), at('2028-12-31T00:00:00.000Z'), 99 * hour)).toBeNull()
    expect(() => workingMs(time(), at('2026-01-01T00:00:00.000Z'), at('2029-06-01T00:00:00.000Z'))).toThrow(
      'Days off are known from 2025-01-01',
    )
  })

  const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Chatham']
  const instants = fc.integer({ min: Date.UTC(2026, 0, 2), max: Date.UTC(2027, 11, 1) }).map((ms) => instant(new Date(ms - (ms % 60_000))))
  const minute = (n: number) => `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`
  const spans = fc
    .uniqueArray(fc.integer({ min: 0, max: 96 }), { minLength: 0, maxLength: 4 })
    .map((marks) => marks.toSorted((a, b) => a - b).map((mark) => minute(mark * 15)))
    .map((marks): Span[] =>
      marks.flatMap((from, place) => (place % 2 === 0 && marks[place + 1] ? [{ from, to: marks[place + 1] ?? '' }] : [])),
    )
  const calendars = fc.record({
    zone: fc.constantFrom(...zones),
    week: fc
      .tuple(...weekdays.map(() => spans))
      .map((all) => Object.fromEntries(weekdays.map((day, place) => [day, all[place]])) as unknown as Week),
    off: fc
      .array(fc.integer({ min: 0, max: 700 }), { maxLength: 20 })
      .map((all) => days(...all.map((n) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000).toISOString().slice(0, 10)))),
    from: fc.constant('2025-01-01' as Day),
    to: fc.constant('2028-12-31' as Day),
  })
  const nearby = fc
    .tuple(instants, fc.array(fc.integer({ min: 0, max: 8_000 }), { minLength: 2, maxLength: 2 }))
    .map(([first, [a = 0, b = 0]]) => {
      const second = later(first, a * 60_000)
      return [first, second, later(second, b * 60_000)] as const
    })

  test('adds up, never goes back, and is no longer than the time itself', () => {
    fc.assert(
      fc.property(calendars, nearby, (calendar, [first, second, third]) => {
        const [one, two] = [workingMs(calendar, first, second), workingMs(calendar, second, third)]
        expect(workingMs(calendar, first, third)).toBe(one + two)
        expect(one).toBeGreaterThanOrEqual(0)
        expect(one).toBeLessThanOrEqual(millis(second) - millis(first))
        expect(workingMs(calendar, second, first)).toBe(0)
      }),
      { numRuns: 25 },
    )
  })

  test('runs out after exactly as much as was given, and not later for less', () => {
    fc.assert(
      fc.property(
        calendars,
        instants,
        fc.integer({ min: 1, max: 40 * 60 }),
        fc.integer({ min: 0, max: 600 }),
        (calendar, start, some, more) => {
          const first = afterWorking(calendar, start, some * 60_000)
          const second = afterWorking(calendar, start, (some + more) * 60_000)
          if (first === null) {
            expect(second).toBeNull()
            return
          }
          expect(workingMs(calendar, start, first)).toBe(some * 60_000)
          expect(second === null || second >= first).toBe(true)
          // It stops inside of hours, never in the pause after them.
          expect(isWorking(calendar, later(first, -60_000))).toBe(true)
        },
      ),
      { numRuns: 25 },
    )
  })

  test('is only on a day that is worked and within its hours, as a clock there shows them', () => {
    fc.assert(
      fc.property(calendars, instants, (calendar, moment) => {
        const clock = clockAt(calendar.zone, moment)
        const day = dayAt(calendar.zone, moment)
        const weekday = weekdays[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7] ?? 'monday'
        const open = (time: string) => calendar.week[weekday].some(({ from, to }) => time >= from && time < to)
        // Of an hour that a clock shows twice, hours that begin in it begin at its first time.
        const twice = [-1, -0.5, 0.5, 1].some((away) => clockAt(calendar.zone, later(moment, away * hour)) === clock)
        if (!twice) expect(isWorking(calendar, moment)).toBe(!calendar.off.has(day) && open(clock.slice(11)))
      }),
      { numRuns: 100 },
    )
  })
})

test('days off are public holidays and one’s own, several days in a row included', () => {
  const off = daysOffOf(
    [{ day: '2026-12-25' as Day, name: 'Christmas' }],
    [
      { day: '2026-12-28' as Day, until: '2026-12-30' as Day, name: 'Closed' },
      { day: '2026-12-25' as Day, until: null, name: 'Party' },
    ],
  )
  expect([...off].toSorted()).toEqual([
    ['2026-12-25', 'Party'],
    ['2026-12-28', 'Closed'],
    ['2026-12-29', 'Closed'],
    ['2026-12-30', 'Closed'],
  ])
})

test('the next Friday is today on a Friday, and a change of a calendar is told by what changed', () => {
  expect([nextFriday('2026-11-20' as Day), nextFriday('2026-11-21' as Day)]).toEqual(['2026-11-20', '2026-11-27'])
  expect(changesOf(usualCalendar, usualCalendar)).toEqual([])
  expect(changesOf(usualCalendar, { ...usualCalendar, zone: 'Asia/Tokyo', country: 'JP' })).toEqual([
    'the time zone is Asia/Tokyo, was UTC',
    'public holidays of JP',
  ])
})
