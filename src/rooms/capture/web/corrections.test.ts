import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { StageGuess } from '../shapes.ts'
import { correctColumn, correctFile, correctStages, moveStage } from './corrections.ts'

const stage = (name: string, position: number, pipeline = ''): StageGuess => ({
  pipeline,
  stage: name,
  position,
  kind: 'open',
  confidence: 0.9,
  why: '',
  deals: 1,
})

describe('correcting a file', () => {
  test('keeps what was said about it and about other files', () => {
    const first = correctFile({ currency: 'EUR' }, 0, { kind: 'deal' })
    const second = correctFile(correctFile(first, 1, { delimiter: ';' }), 0, { dateOrder: 'dmy' })
    expect(second.currency).toBe('EUR')
    expect(second.files).toContainEqual({ file: 0, kind: 'deal', dateOrder: 'dmy' })
    expect(second.files).toContainEqual({ file: 1, delimiter: ';' })
  })
})

describe('sending a column to a field', () => {
  const guessed = [
    { column: 0, field: 'name', confidence: 1, why: '' },
    { column: 1, field: 'amount', confidence: 1, why: '' },
  ]

  test('makes the column that had the field a custom field', () => {
    expect(correctColumn({}, 0, 2, 'amount', guessed).files?.[0]?.mapping).toEqual([
      { column: 1, field: 'custom' },
      { column: 2, field: 'amount' },
    ])
  })

  test('leaves others alone when many columns may be custom', () => {
    expect(correctColumn({}, 0, 0, 'custom', guessed).files?.[0]?.mapping).toEqual([{ column: 0, field: 'custom' }])
  })

  test('said twice counts once', () => {
    const once = correctColumn({}, 0, 0, 'stage', guessed)
    expect(correctColumn(once, 0, 0, 'source', guessed).files?.[0]?.mapping).toEqual([{ column: 0, field: 'source' }])
  })
})

describe('moving a stage', () => {
  const stages = [stage('New', 0), stage('Demo', 1), stage('Other', 0, 'Renewals')]

  test('changes places with its neighbour', () => {
    expect(moveStage(stages, 1, -1).map((one) => `${one.stage}${one.position}`)).toEqual(['Demo0', 'New1', 'Other0'])
  })

  test('never leaves its pipeline or the list', () => {
    expect(moveStage(stages, 1, 1)).toEqual(stages)
    expect(moveStage(stages, 0, -1)).toEqual(stages)
  })

  test('loses and invents none, however often', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), fc.constantFrom(-1 as const, 1 as const))), (moves) => {
        const end = moves.reduce<StageGuess[]>((now, [index, by]) => moveStage(now, index, by), stages)
        expect(end.map((one) => one.stage).sort()).toEqual(['Demo', 'New', 'Other'])
        expect(end.map((one) => one.position)).toEqual([0, 1, 0])
      }),
    )
  })

  test('is told as the whole order', () => {
    expect(correctStages({}, stages).stages).toEqual([
      { pipeline: '', stage: 'New', kind: 'open' },
      { pipeline: '', stage: 'Demo', kind: 'open' },
      { pipeline: 'Renewals', stage: 'Other', kind: 'open' },
    ])
  })
})
