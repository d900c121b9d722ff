import { describe, expect, test } from 'vitest'
import type { Day, Instant } from '#kernel/time'
import type { Target } from './change.ts'
import { canMake, type DealSaid, enteredAt, matchDeals, placedIn } from './making.ts'

const now = '2026-05-05T12:00:00.000Z' as Instant
const day = (text: string) => text as Day
const nothing: DealSaid = { pipelineId: null, openedOn: null, closedOn: null, lostReason: null, amount: null, currency: null }
const stage = (kind: Target['kind'] = 'open'): Target => ({
  id: kind,
  name: kind,
  pipelineId: 'sales',
  kind,
  retired: false,
  retiredPipeline: null,
})

describe('a deal that is made by hand', () => {
  test('stands in a stage of its pipeline that is in use', () => {
    const why = (over: Partial<DealSaid>, at: Partial<Target> = {}) => {
      const verdict = canMake({ ...nothing, ...over }, { ...stage(), ...at }, now)
      return verdict.ok ? 'yes' : verdict.why
    }
    expect(why({})).toBe('yes')
    expect(why({ pipelineId: 'service' })).toContain('a stage of another pipeline')
    expect(why({}, { retired: true })).toContain('is retired')
    expect(why({}, { retiredPipeline: 'Sales' })).toContain('The pipeline "Sales" is retired')
    expect(why({ openedOn: day('2026-05-06') })).toContain('A deal is opened today or before')
    expect(why({ amount: '1', currency: 'euro' })).toContain('three capital letters')
    expect(why({ currency: 'EUR' })).toContain('Say the amount too')
    expect(why({ lostReason: 'Price' })).toContain('no reason of a loss')
  })

  test('is over only on a day between its opening and today, and lost only for a reason', () => {
    const ends = (kind: 'won' | 'lost', over: Partial<DealSaid>) => canMake({ ...nothing, ...over }, stage(kind), now).ok
    expect(ends('won', { closedOn: day('2026-05-05') })).toBe(true)
    expect(ends('won', {})).toBe(false)
    expect(ends('won', { closedOn: day('2026-05-06') })).toBe(false)
    expect(ends('won', { closedOn: day('2026-05-01'), openedOn: day('2026-05-02') })).toBe(false)
    expect(ends('won', { closedOn: day('2026-05-01'), lostReason: 'Price' })).toBe(false)
    expect(ends('lost', { closedOn: day('2026-05-01') })).toBe(false)
    expect(ends('lost', { closedOn: day('2026-05-01'), lostReason: 'Price' })).toBe(true)
  })

  test('goes into the pipeline that is for it, else the only one, else the one with most deals, and never a retired one', () => {
    const lines = [
      { id: 'a', retired: false },
      { id: 'b', retired: false },
      { id: 'c', retired: true },
    ]
    const deals = new Map([
      ['b', 3],
      ['c', 9],
    ])
    const place = (choice: Parameters<typeof placedIn>[1], all = lines) => {
      const placed = placedIn(all, choice, deals)
      return placed && [placed.line.id, placed.why]
    }
    expect(place({ pipelineId: 'a', why: 'solution' })).toEqual(['a', 'solution'])
    expect(place({ pipelineId: null, why: 'several' })).toEqual(['b', 'several'])
    expect(place(null)).toEqual(['b', 'most'])
    expect(place(null, lines.slice(0, 1))).toEqual(['a', 'only'])
    expect(place({ pipelineId: 'c', why: 'vertical' }, lines.slice(2))).toBeNull()
  })

  test('entered its stage when it was closed, when it was opened where that is the first one, and else now', () => {
    const stages = [
      { id: 'gone', kind: 'open' as const, retired: true },
      { id: 'first', kind: 'open' as const, retired: false },
      { id: 'second', kind: 'open' as const, retired: false },
    ]
    const openedAt = '2026-01-01T00:00:00.000Z' as Instant
    const closedAt = '2026-02-02T00:00:00.000Z' as Instant
    expect(enteredAt({ openedAt, closedAt }, { id: 'won', kind: 'won' }, stages, now)).toBe(closedAt)
    expect(enteredAt({ openedAt, closedAt: null }, { id: 'first', kind: 'open' }, stages, now)).toBe(openedAt)
    expect(enteredAt({ openedAt, closedAt: null }, { id: 'second', kind: 'open' }, stages, now)).toBe(now)
  })

  test('is surely the one with its id in the CRM, and likely one of its name in its account', () => {
    const there = [
      { id: '1', externalId: 'D1', nameKey: 'fleet', accountId: 'a' },
      { id: '2', externalId: 'D2', nameKey: 'fleet', accountId: 'b' },
    ]
    expect(matchDeals({ externalId: 'D2', nameKey: 'fleet', accountId: 'a' }, there)).toEqual([
      { id: '1', why: 'name and account', sure: false },
      { id: '2', why: 'id', sure: true },
    ])
    expect(matchDeals({ externalId: null, nameKey: 'pumps', accountId: 'a' }, there)).toEqual([])
  })
})
