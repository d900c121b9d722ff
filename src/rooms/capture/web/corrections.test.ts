import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FileGuess, SetGuess, StageGuess } from '../shapes.ts'
import { correctColumn, correctFile, correctStages, moveStage, withCorrection } from './corrections.ts'

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

describe('what was chosen', () => {
  const file: FileGuess = {
    file: 0,
    name: 'deals.csv',
    bytes: 1,
    encoding: 'utf-8',
    bom: false,
    delimiter: ',',
    quote: '"',
    hasHeader: true,
    headerRow: 0,
    columns: [],
    vendor: 'unknown',
    vendorConfidence: 0,
    kind: 'deal',
    kindConfidence: 0.4,
    mapping: [
      { column: 0, field: 'name', confidence: 0.5, why: 'The header says so.' },
      { column: 1, field: 'amount', confidence: 0.9, why: 'Numbers.' },
    ],
    formats: { dateOrder: 'mdy', dateOrderAmbiguous: true, decimal: '.', decimalAmbiguous: false, currency: null },
    counts: { rows: 0, staged: 0, deleted: 0, rejected: 0, duplicates: 0, left_out: 0 },
    unreadable: [],
    sampleRows: [],
    problem: null,
    remarks: [],
  }
  const guess: SetGuess = {
    files: [file],
    stages: [stage('New', 0), stage('Demo', 1)],
    convertedByDeals: 0,
    joins: [],
    asOf: null,
    currency: null,
    questions: [{ id: '0.dateOrder', file: 0, asks: 'dateOrder', text: '', options: [], chosen: 'mdy', samples: [] }],
  }

  test('stays chosen on the screen until the files have been read again', () => {
    const said = correctStages(
      correctFile(correctColumn({}, 0, 0, 'source', file.mapping), 0, { dateOrder: 'dmy' }),
      moveStage(guess.stages, 1, -1),
    )
    const shown = withCorrection(guess, said)
    expect(shown.files[0]?.mapping[0]).toMatchObject({ field: 'source', confidence: 1 })
    expect(shown.files[0]?.mapping[1]).toEqual(file.mapping[1])
    expect(shown.files[0]?.formats.dateOrder).toBe('dmy')
    expect(shown.questions[0]?.chosen).toBe('dmy')
    expect(shown.stages.map((one) => one.stage)).toEqual(['Demo', 'New'])
  })

  test('is the guess itself while nothing was said', () => {
    expect(withCorrection(guess, {})).toEqual(guess)
  })

  test('forgets no stage that the correction does not name', () => {
    expect(withCorrection(guess, { stages: [{ pipeline: '', stage: 'Demo', kind: 'won' }] }).stages.map((one) => one.stage)).toEqual([
      'Demo',
      'New',
    ])
  })
})
