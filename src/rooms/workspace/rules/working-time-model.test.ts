import { expect, test } from 'vitest'
import { type Day, type Instant, instant } from '#kernel/time'
import { type Span, type Week, weekdays } from '../contract.ts'
import { afterWorking, type WorkingTime, workingMs } from './working-time.ts'

/** Zones that move their clocks by an hour or by half of one, at night, at midnight or never, with offsets of all kinds. */
const zones = [
  ...['UTC', 'Europe/Berlin', 'America/New_York', 'America/Santiago', 'America/Havana', 'Africa/Cairo'],
  ...['Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Chatham'],
]
const minute = 60_000
const begin = Date.UTC(2025, 11, 20)
const end = Date.UTC(2028, 0, 10)

/**
 * For each minute since `begin` what the clocks of a zone show, in minutes since 1970 as if it were UTC, asked of Intl each quarter of an hour. While an hour
 * comes a second time it is the latest that was shown: hours that end within it ended the first time.
 */
function clocksOf(zone: string): Int32Array {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
  })
  const shown = new Int32Array((end - begin) / minute)
  let latest = 0
  for (let at = 0; at < shown.length; at += 15) {
    const part = Object.fromEntries(format.formatToParts(begin + at * minute).map(({ type, value }) => [type, Number(value)]))
    const { year = 0, month = 0, day = 0, hour = 0, minute: past = 0 } = part
    const clock = Date.UTC(year, month - 1, day, hour, past) / minute
    for (let more = 0; more < 15; more += 1) {
      latest = Math.max(latest, clock + more)
      shown[at + more] = latest
    }
  }
  return shown
}

const known = new Map<string, Int32Array>()
function clocks(zone: string): Int32Array {
  const shown = known.get(zone) ?? clocksOf(zone)
  known.set(zone, shown)
  return shown
}

/** Chance that is the same in each run (mulberry32). */
function chance(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const twoDigits = (n: number) => String(n).padStart(2, '0')
const dayOf = (n: number) => new Date(n * 86_400_000).toISOString().slice(0, 10) as Day

interface Case {
  readonly time: WorkingTime
  readonly from: number
  readonly ms: number
  /** Minutes of each weekday, Monday first, that are worked. */
  readonly worked: readonly Uint8Array[]
  readonly off: ReadonlySet<number>
}

/** A calendar of up to three blocks a day, with holidays and absences of several days, a moment in two years, and a time that is given. */
function caseOf(seed: number): Case {
  const random = chance(seed)
  const worked = weekdays.map(() => new Uint8Array(1440))
  const spansOf = (place: number): Span[] => {
    const marks = [...new Set(Array.from({ length: 2 * random(4) }, () => random(97) * 15))].toSorted((a, b) => a - b)
    return Array.from({ length: Math.floor(marks.length / 2) }, (_, n): Span => {
      const [open = 0, shut = 0] = marks.slice(2 * n)
      worked[place]?.fill(1, open, shut)
      const clock = (at: number) => `${twoDigits(Math.floor(at / 60))}:${twoDigits(at % 60)}`
      return { from: clock(open), to: clock(shut) }
    })
  }
  const week = Object.fromEntries(weekdays.map((day, place) => [day, spansOf(place)])) as unknown as Week
  const zone = zones[random(zones.length)] ?? 'UTC'
  // Half of them about the nights in which clocks are moved.
  const middle = [88, 101, 114, 299, 304, 248][random(6)] ?? 0
  const day = Math.floor(Date.UTC(2026, 0, 1) / 86_400_000) + random(2) * 365 + (random(2) === 0 ? random(355) : middle - 6 + random(10))
  const away = Array.from({ length: random(4) }, () => ({ first: day + random(14), days: random(3) === 0 ? 1 + random(6) : 1 }))
  const off = new Set(away.flatMap(({ first, days }) => Array.from({ length: days }, (_, n) => first + n)))
  return {
    time: { zone, week, off: new Map([...off].map((one) => [dayOf(one), 'off'])), from: '2025-01-01' as Day, to: '2028-12-31' as Day },
    from: day * 86_400_000 + random(86_400_000),
    ms: 1 + random(16 * 3_600_000),
    ...{ worked, off },
  }
}

/** Walks minute by minute until the time that was given has been worked; null after 21 days without. Counts what was worked, too. */
function walked({ time, from, ms, worked, off }: Case): { readonly at: number | null; readonly until: number; readonly sum: number } {
  const shown = clocks(time.zone)
  const until = from + 21 * 86_400_000
  let sum = 0
  for (let at = from; at < until; ) {
    const clock = shown[Math.floor((at - begin) / minute)] ?? 0
    const day = Math.floor(clock / 1440)
    const next = Math.min(until, at - (at % minute) + minute)
    // 1 January 1970 was a Thursday.
    if (!off.has(day) && worked[(day + 3) % 7]?.[clock % 1440] === 1) {
      if (sum + next - at >= ms) return { at: at + ms - sum, until: at + ms - sum, sum: ms }
      sum += next - at
    }
    at = next
  }
  return { at: null, until, sum }
}

const said = (ms: number): Instant => instant(new Date(ms))
const cases = Number(process.env.INTERLOCK_DEADLINES ?? (process.env.INTERLOCK_LONG === '1' ? 1_000_000 : 500))
/** Where they begin, so that a long run can be done in parts. */
const first = Number(process.env.INTERLOCK_DEADLINES_FIRST ?? 1)

test('a deadline is where a walk from minute to minute comes to, in all zones, with blocks, holidays, absences and clocks that are moved', () => {
  const wrong: object[] = []
  let ended = 0
  for (let seed = first; seed < first + cases; seed += 1) {
    const one = caseOf(seed)
    const model = walked(one)
    if (model.at !== null) ended += 1
    const after = afterWorking(one.time, said(one.from), one.ms)
    const inTime = after !== null && after <= said(model.until) ? after : null
    const sum = workingMs(one.time, said(one.from), said(model.until))
    if (inTime !== (model.at === null ? null : said(model.at)) || sum !== model.sum)
      wrong.push({ seed, start: said(one.from), ms: one.ms, ...one.time, model, after, sum })
  }
  expect(wrong.slice(0, 3)).toEqual([])
  expect(ended).toBeGreaterThan(cases / 2)
}, 7_200_000)
