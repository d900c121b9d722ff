import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Day } from '#kernel/time'
import { hasBegun, maySetGoal, rateOf, verdictOn } from './campaign-goals.ts'

test('a campaign has begun from its first day on, and never without one', () => {
  expect(['2026-03-01', '2026-03-02', '2026-03-03'].map((day) => hasBegun(day as Day, '2026-03-02' as Day))).toEqual([true, true, false])
  expect(hasBegun(null, '2026-03-02' as Day)).toBe(false)
})

test('a target is locked at the start: a change needs its reason, a first one does not', () => {
  expect(maySetGoal({ begun: false, goal: true, reason: '' }).ok).toBe(true)
  expect(maySetGoal({ begun: true, goal: false, reason: '' }).ok).toBe(true)
  expect(maySetGoal({ begun: true, goal: true, reason: '' }).ok).toBe(false)
  expect(maySetGoal({ begun: true, goal: true, reason: 'The venue changed' }).ok).toBe(true)
})

test('a share is above or below its target only where its whole interval is', () => {
  expect(verdictOn(rateOf(60, 100), 0.35)).toBe('above')
  expect(verdictOn(rateOf(10, 100), 0.35)).toBe('below')
  expect(verdictOn(rateOf(36, 100), 0.35)).toBe('open')
  expect(verdictOn(rateOf(20, 29), 0.35)).toBe('few')
  fc.assert(
    fc.property(
      fc.integer({ min: 30, max: 500 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (n, part, target) => {
        const rate = rateOf(Math.round(part * n), n)
        const verdict = verdictOn(rate, target)
        if (verdict === 'above') expect(rate.value).toBeGreaterThanOrEqual(target)
        if (verdict === 'below') expect(rate.value).toBeLessThan(target)
      },
    ),
  )
})
