import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Day, Instant } from '#kernel/time'
import { enoughToSay } from '#kernel/wilson'
import { requestKinds, requestStates, requestSteps } from '../contract/request-words.ts'
import { dayBegins, workEnds, workingDayAfter } from './promise-days.ts'
import { answeredOf, inOrder, isLate, mayAsk, mayStep, nextLook, promiseEnd, ratingEnd, tallyOf, ways } from './requests.ts'

const at = (day: number, hour = 12) => new Date(Date.UTC(2026, 2, day, hour)).toISOString() as Instant
const instants = fc.option(
  fc.integer({ min: 1, max: 60 }).map((n) => at(n)),
  { nil: null },
)
const promised = fc.record({
  state: fc.constantFrom(...requestStates),
  firstDueAt: instants,
  dueAt: instants,
  deliveredAt: instants,
  ratedAt: instants,
})
const sides = fc.constantFrom('sales' as const, 'marketing' as const)
const stepper = fc.record({ side: fc.option(sides, { nil: null }), asked: fc.boolean() })

describe('the states of a request', () => {
  test('only steps of the table are allowed, and a refusal says why', () => {
    fc.assert(
      fc.property(fc.constantFrom(...requestSteps), fc.constantFrom(...requestStates), sides, stepper, (step, state, of, who) => {
        const verdict = mayStep(step, { state, of }, who)
        if (ways[state][step] === undefined) expect(verdict.ok).toBe(false)
        if (!verdict.ok) expect(verdict.why.length).toBeGreaterThan(10)
      }),
    )
  })

  test('the team that is asked answers, and whoever asked decides about the rest; the talk is open to both', () => {
    fc.assert(
      fc.property(fc.constantFrom(...requestSteps), fc.constantFrom(...requestStates), sides, stepper, (step, state, of, who) => {
        if (!mayStep(step, { state, of }, who).ok) return
        if (step === 'promise' || step === 'deliver' || step === 'decline') expect(who.side === null || who.side === of).toBe(true)
        if (step === 'withdraw' || step === 'reopen') expect(who.asked || who.side === null).toBe(true)
        if (step === 'rate') expect(who.asked).toBe(true)
      }),
    )
  })

  test('from every state something leads on, and each state is reached from the first', () => {
    const reached = new Set<string>(['asked'])
    for (let round = 0; round < requestStates.length; round += 1)
      for (const state of requestStates) if (reached.has(state)) for (const to of Object.values(ways[state])) reached.add(to)
    expect([...reached].sort()).toEqual([...requestStates].sort())
    for (const state of requestStates) expect(Object.keys(ways[state]).length).toBeGreaterThan(1)
  })

  test('nobody asks their own team, nor a team for what it does not give', () => {
    for (const { key, of } of requestKinds)
      for (const side of ['sales', 'marketing'] as const) {
        expect(mayAsk(key, side, side).ok).toBe(false)
        expect(mayAsk(key, side, null).ok).toBe((of as readonly string[]).includes(side))
      }
    expect(mayAsk('ghost', 'marketing', null).ok).toBe(false)
  })
})

describe('what became of a promise', () => {
  const one = { state: 'delivered', firstDueAt: at(10), dueAt: at(10), deliveredAt: null, ratedAt: null } as const

  test('is measured by the day that was promised first', () => {
    expect(promiseEnd({ ...one, deliveredAt: at(10) }, at(30))).toBe('kept')
    expect(promiseEnd({ ...one, dueAt: at(12), deliveredAt: at(11) }, at(30))).toBe('moved')
    expect(promiseEnd({ ...one, dueAt: at(12), deliveredAt: at(13) }, at(30))).toBe('late')
    expect(promiseEnd({ ...one, state: 'promised' }, at(10))).toBe('open')
    expect(promiseEnd({ ...one, state: 'promised' }, at(11))).toBe('overdue')
    expect(promiseEnd({ ...one, state: 'declined' }, at(9))).toBe('dropped')
    expect(promiseEnd({ ...one, state: 'withdrawn' }, at(30))).toBeNull()
    expect(promiseEnd({ ...one, state: 'asked', firstDueAt: null, dueAt: null }, at(30))).toBeNull()
  })

  test('every promise that was made ends in exactly one way, and the share only counts what can be said', () => {
    fc.assert(
      fc.property(fc.array(promised, { maxLength: 40 }), fc.integer({ min: 1, max: 60 }), (all, now) => {
        const ends = all.map((each) => promiseEnd(each, at(now)))
        const { tally, share } = tallyOf(ends)
        expect(tally.kept + tally.moved + tally.late + tally.overdue + tally.dropped + tally.open).toBe(tally.made)
        expect(tally.made).toBe(ends.filter((end) => end !== null).length)
        expect(share).toMatchObject({ hits: tally.kept, n: tally.made - tally.open, enough: tally.made - tally.open >= enoughToSay })
        for (const each of all) if (isLate(each, at(now))) expect(promiseEnd(each, at(now))).toBe('overdue')
      }),
    )
  })

  test('who asked has two weeks to rate; what is younger is too early to say', () => {
    const delivered = { ...one, deliveredAt: at(1) }
    expect(ratingEnd({ ...delivered, ratedAt: at(15) }, at(40))).toBe('rated')
    expect(ratingEnd({ ...delivered, ratedAt: at(16) }, at(40))).toBe('rated-late')
    expect(ratingEnd(delivered, at(15))).toBe('open')
    expect(ratingEnd(delivered, at(16))).toBe('unrated')
    const ends = ['rated', 'rated', 'rated-late', 'unrated', 'open', null] as const
    const { tally, share } = answeredOf(ends.map((end, n) => ({ end, rating: n < 2 ? n + 4 : null, used: n === 0 ? 'yes' : null })))
    expect(tally).toEqual({ delivered: 5, rated: 2, ratedLate: 1, unrated: 1, open: 1, used: 1, notUsed: 0, mean: 4.5 })
    expect(share).toMatchObject({ hits: 2, n: 4, enough: false })
  })

  test('the list begins with what is late, and its order is one order', () => {
    fc.assert(
      fc.property(fc.array(promised, { minLength: 3, maxLength: 12 }), (all) => {
        const rows = all.map((each, n) => ({ ...each, id: String(n), askedAt: at((n * 7) % 20), promise: promiseEnd(each, at(30)) }))
        const sorted = rows.toSorted(inOrder)
        expect(sorted.map(({ id }) => id)).toEqual(
          rows
            .toReversed()
            .sort(inOrder)
            .map(({ id }) => id),
        )
        const late = sorted.map((row) => isLate(row, at(30)))
        expect(late.lastIndexOf(true)).toBe(late.filter(Boolean).length - 1)
      }),
    )
  })
})

describe('days of a promise', () => {
  /** Eight to sixteen on Monday to Friday, in UTC. */
  const working = {
    between: (from: Instant, to: Instant) => hours(from, to).length * 3_600_000,
    after: (from: Instant, ms: number) => new Date((hours(from, at(200))[ms / 3_600_000 - 1] ?? 0) + 3_600_000).toISOString() as Instant,
  }
  function hours(from: Instant, to: Instant): number[] {
    const all: number[] = []
    for (let one = Date.parse(from); one < Date.parse(to); one += 3_600_000) {
      const when = new Date(one)
      if (when.getUTCDay() % 6 !== 0 && when.getUTCHours() >= 8 && when.getUTCHours() < 16) all.push(one)
    }
    return all
  }

  test('a promise is due when the working hours of its day end; nothing is promised for a day on which nobody works', () => {
    expect(workEnds(working, 'UTC', '2026-03-06' as Day)).toBe('2026-03-06T16:00:00.000Z')
    expect(workEnds(working, 'UTC', '2026-03-07' as Day)).toBeNull()
    expect(workingDayAfter(working, 'UTC', '2026-03-06' as Day, 1)).toBe('2026-03-09')
    expect(workingDayAfter(working, 'UTC', '2026-03-06' as Day, 6)).toBe('2026-03-16')
    expect(dayBegins('Europe/Berlin', '2026-03-06' as Day)).toBe('2026-03-05T23:00:00.000Z')
  })

  test('its clock looks when the day begins and once it is over, and then no more', () => {
    const clock = { dueAt: at(10, 16), dayBegins: at(10, 0) }
    expect(nextLook(clock, at(8))).toBe(at(10, 0))
    expect(nextLook(clock, at(10, 0))).toBe('2026-03-10T16:00:00.001Z')
    expect(nextLook(clock, '2026-03-10T16:00:00.001Z' as Instant)).toBeNull()
  })
})
