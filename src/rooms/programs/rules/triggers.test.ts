import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Instant, later, millis } from '#kernel/time'
import { emptyTrigger, type Often, type TriggerDocument } from '../contract/triggers.ts'
import { checkedTrigger, filledIn, mayFire, perWeek, thinned } from './triggers.ts'

const start = '2026-01-01T00:00:00.000Z' as Instant
const day = 86_400_000
const at = (days: number) => later(start, days * day)
const moments = fc.array(
  fc.record({
    recordId: fc.constantFrom('a', 'b', 'c'),
    at: fc.integer({ min: 0, max: 400 }).map((hours) => later(start, hours * 3_600_000)),
  }),
  { maxLength: 40 },
)
const often = fc.oneof(
  fc.constant<Often>({ every: 'time' }),
  fc.constant<Often>({ every: 'once' }),
  fc.integer({ min: 1, max: 10 }).map((days): Often => ({ every: 'days', days })),
)

describe('how often a trigger fires', () => {
  test('once is once for each record, also when it fired before; in N days is no sooner than that', () => {
    const all = [0, 1, 3, 5].map((n) => ({ recordId: 'a', at: at(n) }))
    expect(thinned(all, { every: 'once' }).map((one) => one.at)).toEqual([at(0)])
    expect(thinned(all, { every: 'once' }, new Map([['a', at(-100)]]))).toEqual([])
    expect(thinned(all, { every: 'days', days: 3 }).map((one) => one.at)).toEqual([at(0), at(3)])
    expect(thinned(all, { every: 'time' })).toHaveLength(4)
    expect(mayFire({ every: 'days', days: 2 }, at(0), at(1.99))).toBe(false)
  })

  test('never fires what did not happen, nor sooner for a record than it may, and what it leaves out it may not fire', () => {
    fc.assert(
      fc.property(moments, often, (all, how) => {
        const fires = thinned(all, how)
        for (const one of fires) expect(all).toContain(one)
        for (const id of ['a', 'b', 'c']) {
          const own = fires.filter(({ recordId }) => recordId === id).map((one) => millis(one.at))
          const gaps = own.slice(1).map((when, place) => when - (own[place] ?? 0))
          const least = how.every === 'days' ? how.days * day : how.every === 'once' ? Number.POSITIVE_INFINITY : 0
          expect(gaps.every((gap) => gap >= least)).toBe(true)
          expect(own.length > 0).toBe(all.some(({ recordId }) => recordId === id))
        }
      }),
    )
  })

  test('each moment falls into one week, the last one last', () => {
    expect(perWeek([{ at: at(90) }, { at: at(84) }, { at: at(82.9) }, { at: at(0) }], at(90), 13)).toEqual([1, ...Array(10).fill(0), 1, 2])
    fc.assert(
      fc.property(moments, (all) => {
        expect(perWeek(all, at(17), 13).reduce((sum, n) => sum + n, 0)).toBe(all.length)
      }),
    )
  })
})

const list = {
  kind: 'deal',
  one: 'deal',
  many: 'deals',
  name: 'name',
  sort: [],
  columns: [
    { key: 'name', label: 'Deal', type: 'text' },
    { key: 'expected', label: 'Expected close', type: 'day' },
  ],
} as const
const refused = (document: Partial<TriggerDocument>) => {
  try {
    checkedTrigger(list, { ...emptyTrigger, ...document })
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

test('a trigger is refused with a sentence where its date is none, its field is unknown, or an account is to be handed over', () => {
  expect(refused({ when: { on: 'date', of: 'deal', field: 'expected', days: -7 } })).toBe('')
  expect(refused({ when: { on: 'date', of: 'deal', field: 'name', days: -7 } })).toContain('Deal is no date')
  expect(refused({ when: { on: 'date', of: 'deal', field: 'gone', days: -7 } })).toContain('"gone" is no column')
  expect(refused({ rule: { combinator: 'and', rules: [{ field: 'gone', operator: '=', value: 'x' }] } })).toContain('"gone" is no column')
  const about: TriggerDocument['when'] = { on: 'happening', kinds: ['delivered'], about: 'account' }
  expect(refused({ when: about, steps: [{ do: 'handOver', reason: 'Now' }] })).toContain('An account is no person')
  expect(refused({ when: about, steps: [{ do: 'task', title: 'x', days: 0, who: { to: 'routing' } }] })).toContain(
    'An account is no person',
  )
  expect(filledIn('Call {name}, then {name}', '$& & Co')).toBe('Call $& & Co, then $& & Co')
})
