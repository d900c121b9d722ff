import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Instant, instant } from '#kernel/time'
import { enoughToSay } from '#kernel/wilson'
import { keptOf } from './follow-up.ts'

const at = (minute: number): Instant => instant(new Date(Date.UTC(2026, 2, 2) + minute * 60_000))
const now = at(100)
const minute = fc.integer({ min: 0, max: 160 })
const made = fc.record({
  due: fc.option(minute),
  kept: fc.option(fc.integer({ min: 0, max: 100 })),
  ended: fc.boolean(),
})

/** What a clerk would count with a pencil, one promise after the other. */
function counted(all: readonly { due: number | null; kept: number | null; ended: boolean }[]) {
  const sums = { due: 0, within: 0, open: 0 }
  for (const { due, kept, ended } of all) {
    if (due === null) continue
    if (kept === null) {
      if (ended) continue
      if (due > 100) sums.open += 1
      else sums.due += 1
      continue
    }
    sums.due += 1
    if (kept <= due) sums.within += 1
  }
  return sums
}

/** The value that so many of a hundred do not pass, found by trying each that is there. */
function passedBy(values: readonly number[], percent: number): number | null {
  const fits = values.filter((one) => values.filter((other) => other <= one).length * 100 >= percent * values.length)
  return fits.length === 0 ? null : Math.min(...fits)
}

test('shares within the target, the middle time and the long time are what counting by hand gives', () => {
  fc.assert(
    fc.property(fc.array(made, { maxLength: 60 }), (all) => {
      const kept = keptOf(
        all.map(({ due, kept: done, ended }) => ({
          ...{ dueAt: due === null ? null : at(due), keptAt: done === null ? null : at(done), minutes: done, ended },
        })),
        now,
      )
      const model = counted(all)
      expect({ due: kept.due, within: kept.within, open: kept.open }).toEqual(model)
      const took = all.flatMap(({ kept: done }) => (done === null ? [] : [done]))
      expect([kept.p50, kept.p90]).toEqual(took.length < enoughToSay ? [null, null] : [passedBy(took, 50), passedBy(took, 90)])
      expect(kept.share).toBe(model.due < enoughToSay ? null : model.within / model.due)
      if (kept.share !== null && kept.low !== null && kept.high !== null)
        expect(kept.low <= kept.share && kept.share <= kept.high).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})
