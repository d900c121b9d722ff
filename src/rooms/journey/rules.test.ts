import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  atPlace,
  canCall,
  canRemovePipeline,
  canRemoveStage,
  canSpare,
  formerNamesOf,
  isWhole,
  mergedOrder,
  pipelineFor,
  type Step,
  usualPlace,
} from './rules.ts'

describe('the order of stages', () => {
  test('is that of the file where no other is known', () => {
    expect(mergedOrder([], ['Talk', 'Demo', 'Won'])).toEqual(['Talk', 'Demo', 'Won'])
  })

  test('keeps stages in which no deal is any more where they stood', () => {
    expect(mergedOrder(['Talk', 'Demo', 'Won'], ['Demo', 'Won'])).toEqual(['Talk', 'Demo', 'Won'])
    expect(mergedOrder(['Talk', 'Demo', 'Offer', 'Won'], ['Talk', 'Offer'])).toEqual(['Talk', 'Demo', 'Offer', 'Won'])
  })

  test('takes in new stages, and what the file says of those that it names', () => {
    expect(mergedOrder(['Talk', 'Demo', 'Won'], ['Talk', 'Demonstration', 'Won'])).toEqual(['Talk', 'Demo', 'Demonstration', 'Won'])
    expect(mergedOrder(['Demo', 'Talk', 'Won'], ['Talk', 'Demo', 'Won'])).toEqual(['Talk', 'Demo', 'Won'])
  })

  test('has every stage once, those of the file in its order, and does not change when the same file comes again', () => {
    const names = fc.uniqueArray(fc.constantFrom(...'abcdefg'))
    fc.assert(
      fc.property(names, names, (known, said) => {
        const merged = mergedOrder(known, said)
        expect(merged.toSorted()).toEqual([...new Set([...known, ...said])].toSorted())
        expect(merged.filter((name) => said.includes(name))).toEqual(said)
        expect(mergedOrder(merged, said)).toEqual(merged)
      }),
    )
  })
})

const step = (name: string, kind: Step['kind'], more: Partial<Step> = {}): Step => ({
  id: name,
  name,
  kind,
  retired: false,
  formerNames: [],
  ...more,
})
const [talk, won, lost] = [step('Talk', 'open'), step('Won', 'won'), step('Lost', 'lost')]

describe('a pipeline', () => {
  test('has a stage to work in and one for each end; the last of a kind is neither retired nor removed', () => {
    expect(isWhole([talk, won, lost])).toEqual({ ok: true })
    expect(isWhole([talk, won, { ...lost, retired: true }])).toMatchObject({ why: expect.stringContaining('in which a deal is lost') })
    expect(canSpare([talk, won, lost], won)).toMatchObject({ why: expect.stringContaining('the last stage in which a deal is won') })
    expect(canSpare([talk, won, lost, step('Signed', 'won', { retired: true })], won).ok).toBe(false)
    expect(canSpare([talk, won, lost, step('Signed', 'won')], won)).toEqual({ ok: true })
    expect(canSpare([talk, won, lost, step('Signed', 'won', { retired: true })], step('Signed', 'won', { retired: true }))).toEqual({
      ok: true,
    })
  })

  test('keeps stages in which deals were, and is kept itself when it had deals or is the last one', () => {
    const demo = step('Demo', 'open')
    expect(canRemoveStage([talk, demo, won, lost], demo, true)).toMatchObject({ why: expect.stringContaining('Retire it') })
    expect(canRemoveStage([talk, demo, won, lost], demo, false)).toEqual({ ok: true })
    const two = [
      { id: 'a', name: 'A', retired: false },
      { id: 'b', name: 'B', retired: true },
    ] as const
    expect(canRemovePipeline(two, two[0], false)).toMatchObject({ why: expect.stringContaining('last pipeline in use') })
    expect(canRemovePipeline(two, two[1], false)).toEqual({ ok: true })
    expect(canRemovePipeline(two, two[1], true)).toMatchObject({ why: expect.stringContaining('Retire it') })
  })

  test('calls no two stages alike, nor one by a name that files still say for another', () => {
    const demo = step('Demonstration', 'open', { formerNames: ['Demo'] })
    expect(canCall('stage', [demo], 'demonstration ')).toMatchObject({ why: expect.stringContaining('already') })
    expect(canCall('stage', [demo], 'demo')).toMatchObject({ why: expect.stringContaining('Files may still call') })
    expect(canCall('stage', [demo], 'Offer')).toEqual({ ok: true })
    expect(formerNamesOf(demo, 'Show')).toEqual(['Demo', 'Demonstration'])
    expect(formerNamesOf(demo, 'Demo')).toEqual(['Demonstration'])
  })

  test('takes a new open stage before its ends, any other at its end, and has each stage once wherever one is put', () => {
    expect(usualPlace([talk, won, lost], 'open')).toBe(1)
    expect(usualPlace([talk, won, lost], 'lost')).toBe(3)
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...'abcdefg'), { minLength: 1 }), fc.nat(10), fc.nat(6), (ids, place, which) => {
        const id = ids[which % ids.length] ?? ''
        const order = atPlace(ids, id, place)
        expect(order.toSorted()).toEqual(ids.toSorted())
        expect(order.indexOf(id)).toBe(Math.min(place, ids.length - 1))
      }),
    )
  })
})

test('a deal that names no pipeline has the one that is for it: for both before one of the two, and none where two fit', () => {
  const line = (name: string, solution: string | null, vertical: string | null) => ({ name, solution, vertical })
  const lines = [
    line('Usual', null, null),
    line('Pumps', 'pump', null),
    line('Clinics', null, 'health'),
    line('Clinic pumps', 'pump', 'health'),
  ]
  expect(pipelineFor(lines, { solution: 'pump', vertical: 'retail' })).toEqual({ pipeline: 'Pumps', why: 'solution' })
  expect(pipelineFor(lines, { solution: null, vertical: 'health' })).toEqual({ pipeline: 'Clinics', why: 'vertical' })
  expect(pipelineFor(lines, { solution: 'pump', vertical: 'health' })).toEqual({ pipeline: 'Clinic pumps', why: 'both' })
  expect(pipelineFor(lines.slice(0, 3), { solution: 'pump', vertical: 'health' })).toEqual({ pipeline: null, why: 'several' })
  expect(pipelineFor(lines, { solution: null, vertical: null })).toBeNull()
})
