import { expect, test } from 'vitest'
import type { Held } from '#kernel/rule-holds'
import type { Instant } from '#kernel/time'
import { emptyDocument, factFields, pointsByAge } from '../contract.ts'
import { evaluate } from './evaluate.ts'

const rule = (field: string, operator: string, value?: unknown) =>
  ({ combinator: 'and' as const, rules: [{ field, operator, value }] }) as never
const now = '2026-03-31T12:00:00.000Z' as Instant
const document = {
  ...emptyDocument,
  criteria: [
    { key: 'size', name: 'Size', kind: 'fit' as const, rule: rule('employees', '>=', '50'), points: 30, fade: null },
    {
      ...{ key: 'answer', name: 'Answered', kind: 'behaviour' as const, rule: rule('responses', '>=', '1'), points: 40 },
      fade: { halfLifeDays: 10, since: 'lastResponse' as const },
    },
    { key: 'student', name: 'Student', kind: 'fit' as const, rule: rule('title', 'contains', 'student'), points: -100, fade: null },
  ],
  required: ['emailDomain'],
  exclusions: [{ key: 'customer', name: 'Customer', rule: rule('wonDeals', '>=', '1') }],
  threshold: 50,
}
const known: Record<string, Held> = {
  ...{
    employees: 80,
    responses: 1,
    lastResponse: '2026-03-21T12:00:00.000Z',
    emailDomain: 'acme.example',
    wonDeals: 0,
    title: 'Head of IT',
  },
}
const judged = (facts: Record<string, Held>) => evaluate(document, factFields, (key) => facts[key] ?? null, now)

test('a lead has the points, every required fact and no exclusion, and its score adds up criterion by criterion', () => {
  const { result, score, by } = judged(known)
  expect([result, score]).toEqual(['lead', 5000])
  expect(by).toEqual([
    { key: 'size', held: true, points: 3000, days: null },
    { key: 'answer', held: true, points: 2000, days: 10 },
    { key: 'student', held: false, points: 0, days: null },
  ])
  expect(judged({ ...known, lastResponse: '2026-03-20T12:00:00.000Z' })).toMatchObject({ result: 'contact', score: 4866 })
  expect(judged({ ...known, emailDomain: null })).toMatchObject({ result: 'contact', missing: ['emailDomain'] })
  expect(judged({ ...known, wonDeals: 2 })).toMatchObject({ result: 'contact', exclusion: 'customer', score: 5000 })
  expect(judged({ ...known, title: 'Student' })).toMatchObject({ result: 'contact', score: -5000 })
})

test('points halve after the half-life, in whole days, until nothing is left; before the moment they are whole, and without one there are none', () => {
  expect(
    pointsByAge(40, { halfLifeDays: 10, since: 'lastResponse' })
      .slice(0, 31)
      .filter((_, day) => day % 10 === 0),
  ).toEqual([4000, 2000, 1000, 500])
  expect(pointsByAge(-1, { halfLifeDays: 1, since: 'lastTouch' })).toEqual([-100, -50, -25, -13, -6, -3, -2, -1])
  expect(pointsByAge(7.5, null)).toEqual([750])
  expect(judged({ ...known, lastResponse: '2026-04-05T00:00:00.000Z' }).by[1]).toEqual({ key: 'answer', held: true, points: 4000, days: 0 })
  expect(judged({ ...known, lastResponse: '2026-03-30T12:00:00.001Z' }).by[1]).toMatchObject({ points: 4000, days: 0 })
  expect(judged({ ...known, lastResponse: null }).by[1]).toEqual({ key: 'answer', held: true, points: 0, days: null })
})
