import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Instant, instant, later, millis } from '#kernel/time'
import type { Brought } from './calling.ts'
import { Lane, mostAtOnce } from './lane.ts'
import type { Settled, Taken, ToldOutside } from './sending-store.ts'
import { askedWait, mostTries, nextOf } from './verdicts.ts'

const now = instant(new Date('2026-03-02T10:00:00Z'))
const failed = { status: 500, retryAfter: null, refused: false }

describe('what follows from a try', () => {
  test('ten tries lie over three days, give or take the chance', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: mostTries, maxLength: mostTries }), (chances) => {
        let at: Instant = now
        for (const [no, chance] of chances.entries()) {
          const next = nextOf(failed, no + 1, at, chance)
          if (no + 1 === mostTries) expect(next).toEqual({ state: 'failed' })
          else if (next.state === 'waiting') at = next.dueAt
        }
        const days = (millis(at) - millis(now)) / 86_400_000
        expect(days).toBeGreaterThan(2.6)
        expect(days).toBeLessThan(3.4)
      }),
    )
  })

  test('each of 2xx is taken, 410 ends it, an address inside is not tried again, all others are', () => {
    for (const status of [200, 202, 204, 299]) expect(nextOf({ ...failed, status }, 1, now, 0)).toEqual({ state: 'sent' })
    expect(nextOf({ ...failed, status: 410 }, 1, now, 0)).toEqual({ state: 'gone' })
    expect(nextOf({ ...failed, status: null, refused: true }, 1, now, 0)).toEqual({ state: 'failed' })
    for (const status of [301, 307, 400, 401, 404, 429, 500, 503, null])
      expect(nextOf({ ...failed, status }, 1, now, 0).state).toBe('waiting')
  })

  test('Retry-After is read as seconds or as a date, at most a day, and never shortens a pause', () => {
    expect(askedWait('120', now)).toBe(120_000)
    expect(askedWait('Mon, 02 Mar 2026 10:01:00 GMT', now)).toBe(60_000)
    expect(askedWait('9999999', now)).toBe(86_400_000)
    for (const nothing of [null, '', 'soon', '-5', '1e9', 'Mon, 02 Mar 2026 09:00:00 GMT']) expect(askedWait(nothing, now)).toBeNull()
    const next = nextOf({ status: 429, retryAfter: '1', refused: false }, 2, now, 0.5)
    expect(next).toMatchObject({ state: 'waiting', dueAt: later(now, 300_000), held: true })
  })
})

describe('a lane', () => {
  const taken = (seq: number, leaseMs = 60_000): Taken => ({
    ...{ id: `018c0000-0000-7000-8000-${String(seq).padStart(12, '0')}` as Taken['id'], eventId: `e${seq}` as Taken['eventId'], seq },
    ...{ kind: 'deal.changed', tries: 0, round: 0, fence: 1, leaseUntil: later(now, leaseMs) },
  })
  const event = { id: 'e', seq: 1, kind: 'deal.changed', payload: {}, changes: [] } as unknown as ToldOutside
  const manner = {
    url: 'https://corp.example/',
    secrets: ['whsec_AAAA'],
    reading: { company: 'c', personal: false, rights: undefined as never },
  }
  const well: Brought = { ms: 1, status: 200, answer: '', why: null, retryAfter: null, refused: false }
  const world = (call: () => Promise<Brought>, at = () => now) => {
    const called: string[] = []
    const settled: Settled[] = []
    const back: Taken[] = []
    const lane = new Lane({
      ...{ now: at, longestMs: 25_000, roomy: () => {} },
      call: async ({ id }) => {
        called.push(id)
        return await call()
      },
      settle: async (one) => void settled.push(one),
      giveBack: async (all) => void back.push(...all),
    })
    const take = (all: readonly Taken[]) =>
      lane.take(all, new Map(all.flatMap(({ eventId }) => (eventId === null ? [] : [[eventId, event]]))), {
        ...manner,
        reading: { ...manner.reading, rights: { objects: {}, hidden: [], locked: [], export: true } as never },
      })
    return { lane, called, settled, back, take }
  }

  test('does not begin what its lease may not cover: whoever stood still gives it back', async () => {
    const { called, back, take } = world(async () => well)
    take([taken(1, 20_000), taken(2, 60_000)])
    await Promise.resolve()
    expect(called).toEqual([])
    expect(back.map(({ seq }) => seq)).toEqual([1, 2])
  })

  test('begins in the order of events, so many at once, and after three misses one at a time', async () => {
    const open: ((brought: Brought) => void)[] = []
    const { lane, called, settled, take } = world(() => new Promise((resolve) => void open.push(resolve)))
    const all = Array.from({ length: mostAtOnce + 20 }, (_, seq) => taken(seq))
    take(all)
    expect(called).toEqual(all.slice(0, mostAtOnce).map(({ id }) => id))
    for (const answer of open.splice(0, 3)) answer({ ...well, status: 500 })
    await expect.poll(() => settled.length).toBe(3)
    expect(lane.room).toBeLessThanOrEqual(0)
    for (const answer of open.splice(0)) answer({ ...well, status: 500 })
    await expect.poll(() => lane.room).toBe(1)
  })
})
