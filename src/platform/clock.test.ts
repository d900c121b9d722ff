import { expect, test } from 'vitest'
import { millis } from '#kernel/time'
import { fixedClock, systemClock } from './clock.ts'

test('a fixed clock stands still until it is moved', () => {
  const clock = fixedClock('2026-01-31T09:30:00Z')
  expect(clock.now()).toBe('2026-01-31T09:30:00.000Z')
  expect(clock.now()).toBe('2026-01-31T09:30:00.000Z')
  expect(clock.advance(90_000)).toBe('2026-01-31T09:31:30.000Z')
  expect(clock.now()).toBe('2026-01-31T09:31:30.000Z')
})

test('the system clock tells the time of this machine in UTC', () => {
  const before = Date.now()
  const now = systemClock.now()
  expect(now).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  expect(millis(now)).toBeGreaterThanOrEqual(before)
  expect(millis(now)).toBeLessThanOrEqual(Date.now())
})
