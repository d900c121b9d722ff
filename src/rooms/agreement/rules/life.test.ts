import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Day, Instant } from '#kernel/time'
import { inForceAt, mayConfirm, mayPropose, maySign, signsFor, standingOf } from './life.ts'

const at = (text: string) => `${text}T00:00:00.000Z` as Instant
const version = (number: number, begins: string | null, state: 'draft' | 'proposed' | 'signed' = begins ? 'signed' : 'draft') => ({
  ...{ id: `v${number}`, number, state, inForceAt: begins === null ? null : at(begins), seal: 'sealed', signatures: [] },
})

test('of all signed versions the one that began last holds, and one that was overtaken before it began never does', () => {
  const all = [version(1, '2026-01-01'), version(2, '2026-06-01'), version(3, '2026-03-01'), version(4, null)]
  expect(inForceAt(all, at('2025-12-31'))).toBeUndefined()
  expect(inForceAt(all, at('2026-02-01'))?.number).toBe(1)
  expect(inForceAt(all, at('2026-04-01'))?.number).toBe(3)
  expect(inForceAt(all, at('2026-07-01'))?.number).toBe(2)
  const states = all.map((one) => standingOf(one, all, at('2026-04-01')).state)
  expect(states).toEqual(['superseded', 'signed', 'in_force', 'draft'])
  expect(standingOf(version(1, '2026-01-01'), all, at('2026-04-01')).supersededAt).toBe(at('2026-03-01'))
})

test('at any moment one version holds at most, and it is the one that is told to', () => {
  const begins = fc.option(fc.constantFrom('2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01'), { nil: null })
  fc.assert(
    fc.property(fc.array(begins, { maxLength: 6 }), begins, (all, now) => {
      const versions = all.map((one, place) => version(place + 1, one))
      const moment = at(now ?? '2026-02-15')
      const holding = versions.filter((one) => standingOf(one, versions, moment).state === 'in_force')
      expect(holding).toEqual([inForceAt(versions, moment)].filter((one) => one !== undefined))
    }),
  )
})

test('each side is signed by a person of its own with the right to, on what was proposed, and never by a key', () => {
  const proposed = version(2, null, 'proposed')
  const me = { side: 'sales' as const, seal: 'sealed', elsewhere: false, role: 'sales' as const, userId: 'u1', name: 'Ada' }
  const why = (one: typeof me | (Omit<typeof me, 'role' | 'userId' | 'side'> & Record<string, unknown>), on: object = proposed) => {
    const verdict = maySign(on as never, one as never)
    return verdict.ok ? 'yes' : verdict.why
  }
  expect(why(me)).toBe('yes')
  expect(why({ ...me, userId: null })).toContain('API keys do not sign')
  expect(why({ ...me, side: 'marketing' })).toContain('Members of marketing sign for marketing')
  expect(why({ ...me, role: 'viewer' })).toContain('Members of sales sign for sales')
  expect(why({ ...me, seal: 'another' })).toContain('not what was proposed')
  expect(why(me, version(2, null))).toContain('is a draft')
  const half = { ...proposed, signatures: [{ side: 'marketing', userId: 'u1', name: 'Ada' }] }
  expect(why({ ...me, role: 'owner' }, half)).toContain('a person of its own')
  expect(why({ ...me, role: 'sales', elsewhere: true }, half)).toContain('Members of sales sign for sales')
  expect(why({ ...me, role: 'owner', elsewhere: true, name: 'ada ' }, half)).toContain('a person of its own')
  expect(why({ ...me, role: 'owner', elsewhere: true, name: 'Bo' }, half)).toBe('yes')
  expect(why({ ...me, side: 'marketing', role: 'owner', userId: 'u2', name: 'Bo' }, half)).toContain('Marketing signed version 2 already')
  expect(signsFor('admin')).toEqual(['marketing', 'sales'])
  expect(signsFor('viewer')).toEqual([])
})

test('only a draft is proposed, from today on; only what both signed is confirmed, once and in person', () => {
  const today = '2026-03-01' as Day
  expect(mayPropose(version(1, null), today, today).ok).toBe(true)
  expect(mayPropose(version(1, null), '2026-02-28' as Day, today)).toMatchObject({ why: expect.stringContaining('a day that is over') })
  expect(mayPropose(version(1, null, 'proposed'), today, today)).toMatchObject({ why: 'Version 1 was proposed already.' })
  expect(mayConfirm(version(1, '2026-01-01'), 'u1', false).ok).toBe(true)
  expect(mayConfirm(version(1, '2026-01-01'), 'u1', true).ok).toBe(false)
  expect(mayConfirm(version(1, '2026-01-01'), null, false).ok).toBe(false)
  expect(mayConfirm(version(1, null, 'proposed'), 'u1', false)).toMatchObject({ why: expect.stringContaining('not signed by both sides') })
})
