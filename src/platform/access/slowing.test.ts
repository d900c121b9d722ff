import { describe, expect, test } from 'vitest'
import { instant, later, millis } from '#kernel/time'
import { accountPace, addressPace, type Tries, takeTry } from './slowing.ts'

const start = instant(new Date('2026-03-02T08:00:00Z'))

/** Somebody who tries again as soon as they may, for a day. */
function triesInADay(pace: typeof accountPace): number {
  let now = start
  let tries: Tries | null = null
  let count = 0
  while (millis(now) < millis(start) + 86_400_000) {
    const turn = takeTry(tries, pace, now)
    if (turn.taken) {
      tries = turn.tries
      count += 1
    }
    now = turn.taken ? later(now, 1) : later(now, turn.waitMs)
  }
  return count
}

describe('a try to get in', () => {
  test('costs no wait as long as there are few', () => {
    let tries: Tries | null = null
    for (let count = 1; count <= accountPace.free; count++) {
      const turn = takeTry(tries, accountPace, start)
      expect(turn).toMatchObject({ taken: true, slowed: count === accountPace.free })
      if (turn.taken) tries = turn.tries
    }
    expect(takeTry(tries, accountPace, start)).toEqual({ taken: false, waitMs: 30_000 })
    // One that was sent before another and is counted after it.
    expect(takeTry({ count: 1, lastAt: later(start, 3), freeAt: later(start, 3) }, accountPace, start).taken).toBe(true)
  })

  test('waits longer each time, up to a quarter of an hour, so that guessing for a day is about a hundred tries', () => {
    const waits: number[] = []
    let tries: Tries = { count: accountPace.free - 1, lastAt: start, freeAt: start }
    for (let more = 0; more < 8; more++) {
      const turn = takeTry(tries, accountPace, tries.freeAt)
      if (turn.taken) {
        waits.push((millis(turn.tries.freeAt) - millis(tries.freeAt)) / 1000)
        tries = turn.tries
      }
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900, 900])
    expect(triesInADay(accountPace)).toBeLessThan(110)
    expect(triesInADay(addressPace)).toBeLessThan(130)
  })

  test('that was refused does not lengthen the wait, and after a quiet time all is forgotten', () => {
    const locked: Tries = { count: 40, lastAt: start, freeAt: later(start, 900_000) }
    expect(takeTry(locked, accountPace, later(start, 600_000))).toEqual({ taken: false, waitMs: 300_000 })
    expect(takeTry(locked, accountPace, later(start, accountPace.forgetMs + 1))).toMatchObject({ taken: true, tries: { count: 1 } })
  })
})
