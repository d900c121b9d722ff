import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Day } from '#kernel/time'
import { type Duck, openDuck } from '#platform/analytics/duck'
import { stageFiles } from '#rooms/capture/actions/stage-files'
import { dataSet, setNames } from '#test/kit/expected'
import { answersTo } from '#test/kit/figures'
import { composedFromRecords } from '#test/kit/plain-composed'
import { metricNamed } from '../metrics/catalog.ts'
import { recordsBehind } from '../store/answers.ts'
import { type About, aboutFacts } from '../store/facts.ts'
import { stageCounts } from '../store/stages.ts'
import { withStayCounts } from '../store/stay-counts.ts'
import { ask } from './ask.ts'
import { fillFromStaged } from './fill-from-staged.ts'

const today = '2026-01-01' as Day

for (const name of setNames) {
  const set = dataSet(name)
  describe.skipIf(set === null)(
    `${name}, from its files as they are${set === null ? ' (skipped: ../shared/data is not there)' : ''}`,
    () => {
      let duck: Duck
      let about: About
      beforeAll(async () => {
        const files = [...(set?.files ?? [])]
        duck = await openDuck({ readable: files.map((file) => file.path) })
        await fillFromStaged(duck, await stageFiles(duck, files, { today }), { today })
        about = await aboutFacts(duck)
      }, 60_000)
      afterAll(() => duck?.close())

      test('conserves: entered = advanced + won + lost + moved back + still open in each stage, and parts add up to their whole', async () => {
        for (const { stage, entered, advanced, won, lost, moved_back: back, still_open: open } of await withStayCounts(duck, about, () =>
          stageCounts(duck, null),
        ))
          if (entered !== null)
            expect([stage, (advanced ?? 0) + (won ?? 0) + (lost ?? 0) + (back ?? 0) + (open ?? 0)]).toEqual([stage, entered])
        const value = async (name: string, by: readonly string[] = []) =>
          (await ask(duck, [metricNamed(name)], { about, by })).reduce((sum, answer) => sum + (answer.value ?? 0), 0)
        expect((await value('won_count')) + (await value('lost_count')) + (await value('open_count'))).toBe(await value('deal_count'))
        for (const { key, subject } of about.dimensions)
          expect([key, await value(`${subject}_count`, [key])]).toEqual([key, await value(`${subject}_count`)])
        if (about.stageSource === 'none') return
        const outcomes = ['stage_advanced', 'stage_won', 'stage_lost', 'stage_moved_back', 'stage_open']
        const ends = await Promise.all(outcomes.map((name) => value(name, ['stage'])))
        expect(ends.reduce((sum, each) => sum + each, 0)).toBe(await value('stage_entered'))
      })

      test('gives every published figure, and each recounts from its own records', { timeout: 240_000 }, async () => {
        const wrong: unknown[] = []
        for (const { what, asked: metric, slice, expected, answer, same } of await answersTo(set?.figures ?? [], duck, about)) {
          const ours = answer?.value ?? null
          const records = await recordsBehind(duck, metric, slice, about)
          if (!same || records.length !== answer?.n) wrong.push({ what, expected, ours, n: answer?.n, records: records.length })
          const again =
            metric.fold.kind === 'composed'
              ? composedFromRecords(metric.name, records)
              : refolded(
                  metric.fold,
                  records.map((record) => Number(record.counted)),
                )
          if (again === null || ours === null) expect(again, what).toBe(ours)
          else expect(again, what).toBeCloseTo(ours, 6)
        }
        expect(wrong).toEqual([])
        expect(set?.figures.length).toBeGreaterThan(100)
      })
    },
  )
}

/** What the records' own values add up to. Null where there are none and nothing can be said. */
function refolded(fold: { kind: string; at?: number }, values: number[]): number | null {
  if (fold.kind === 'count') return values.length
  const sum = values.reduce((total, each) => total + each, 0)
  if (fold.kind === 'sum') return sum
  if (values.length === 0) return null
  if (fold.kind === 'mean' || fold.kind === 'share') return sum / values.length
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * (fold.at ?? 0.5)
  return (sorted[Math.floor(at)] ?? 0) + ((sorted[Math.ceil(at)] ?? 0) - (sorted[Math.floor(at)] ?? 0)) * (at - Math.floor(at))
}
