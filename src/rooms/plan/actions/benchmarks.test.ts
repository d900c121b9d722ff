import { expect, test } from 'vitest'
import type { Id } from '#kernel/id'
import { loadSample } from '#rooms/capture/contract'
import { testApp } from '#test/kit/app'
import { settled } from '#test/kit/importing'
import { listBenchmarks, readDiagnosis, removeBenchmark, setBenchmark, undoBenchmark } from '../contract.ts'

const about = { pipeline: null, stage: 'Discovery', dimension: null, value: null, measure: 'conversion' } as const

test('a benchmark that is typed in is kept with its source, replaced, removed, and each of these undone', { timeout: 60_000 }, async () => {
  const app = await testApp()
  const kept = async () => (await app.call(listBenchmarks, {})).benchmarks.map(({ stage, level, source }) => [stage, level, source])
  const first = await app.call(setBenchmark, { ...about, level: 0.9, source: 'Survey 2024' })
  const second = await app.call(setBenchmark, { ...about, level: 0.95, source: 'Survey 2025' })
  expect(second.id).toBe(first.id)
  expect(await kept()).toEqual([['Discovery', 0.95, 'Survey 2025']])
  expect(await app.call(undoBenchmark, { eventId: first.eventId })).toEqual({ undone: false })
  expect(await app.call(undoBenchmark, { eventId: second.eventId })).toEqual({ undone: true })
  expect(await kept()).toEqual([['Discovery', 0.9, 'Survey 2024']])
  const removed = await app.call(removeBenchmark, { benchmarkId: first.id })
  expect(await kept()).toEqual([])
  await app.call(undoBenchmark, { eventId: removed.eventId })
  expect(await kept()).toEqual([['Discovery', 0.9, 'Survey 2024']])
})

test('a benchmark is refused without a source, as a share above 1, as half a segment, and when it is not there', {
  timeout: 60_000,
}, async () => {
  const app = await testApp()
  await expect(app.call(setBenchmark, { ...about, level: 0.9, source: ' ' })).rejects.toThrow('400')
  await expect(app.call(setBenchmark, { ...about, level: 45, source: 'Survey 2024' })).rejects.toThrow('400')
  await expect(app.call(setBenchmark, { ...about, dimension: 'owner', level: 0.9, source: 'Survey 2024' })).rejects.toThrow('400')
  const whole = { ...about, stage: null, measure: 'close_rate' } as const
  await expect(app.call(setBenchmark, { ...whole, level: 45, source: 'Survey 2024' })).rejects.toThrow('400')
  await expect(app.call(setBenchmark, { ...whole, stage: 'Discovery', level: 0.4, source: 'Survey 2024' })).rejects.toThrow('400')
  await expect(app.call(setBenchmark, { ...about, stage: null, level: 0.4, source: 'Survey 2024' })).rejects.toThrow('400')
  const nobody = '00000000-0000-7000-8000-000000000000'
  await expect(app.call(removeBenchmark, { benchmarkId: nobody })).rejects.toThrow('404')
  await expect(app.call(undoBenchmark, { eventId: nobody })).rejects.toThrow('There is no change of a benchmark with this id')
})

test('the diagnosis compares with a benchmark from the moment it is set', { timeout: 120_000 }, async () => {
  const app = await testApp()
  const { id } = await app.call(loadSample, {})
  await settled(app, id as Id<'import'>)
  await app.call(setBenchmark, { ...about, level: 0.99, source: 'Survey 2025' })
  for (const [measure, level] of [
    ['close_rate', 0.9],
    ['deal_size', 1_000],
    ['cycle', 1],
  ] as const)
    await app.call(setBenchmark, { ...about, stage: null, measure, level, source: 'Survey 2025' })
  const { diagnosis } = await app.call(readDiagnosis, {})
  expect(diagnosis?.beside.map(({ name, verdict, source }) => [name, verdict, source])).toEqual([
    ['close_rate', 'worse', 'Survey 2025'],
    ['deal_size_median', 'better', 'Survey 2025'],
    ['cycle_days_median', 'worse', 'Survey 2025'],
  ])
  const found = diagnosis?.constraint.ranked.find(({ stage, segment, by }) => stage === 'Discovery' && !segment && by === 'conversion')
  expect(found).toMatchObject({ clear: true, benchmark: { kind: 'typed', level: 0.99, source: 'Survey 2025' } })
  const undone = await app.call(undoBenchmark, {
    eventId: (await app.call(setBenchmark, { ...about, level: 0.5, source: 'Guess' })).eventId,
  })
  expect(undone).toEqual({ undone: true })
})
