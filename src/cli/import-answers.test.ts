import { expect, test } from 'vitest'
import type { FileGuess, Question, SetGuess } from '#rooms/capture/shapes'
import { answersFrom, correctionFrom, ensureAnswered } from './import-answers.ts'

const ask = (file: number, asks: Question['asks'], must: boolean): Question => ({
  id: `${file}.${asks}`,
  file,
  asks,
  text: 'How are the dates meant?',
  options: [{ value: 'dmy', label: 'Day first' }],
  chosen: 'dmy',
  samples: ['Close Date: 03/04/2025'],
  must,
})
const guess = (...questions: Question[]): SetGuess => ({
  files: [0, 1].map((file) => ({ file }) as FileGuess),
  stages: [],
  joins: [],
  asOf: null,
  currency: null,
  questions,
})

test('options answer the files that ask, and only those', () => {
  const answers = answersFrom({ 'date-order': 'mdy', decimal: 'comma' })
  expect(answers).toEqual({ dateOrder: 'mdy', decimal: ',' })
  expect(correctionFrom(guess(ask(1, 'dateOrder', true)), answers)).toEqual({ files: [{ file: 1, dateOrder: 'mdy' }] })
  expect(correctionFrom(guess(), answers)).toBeNull()
  expect(correctionFrom(guess(), answersFrom({ currency: 'EUR' }))).toEqual({ currency: 'EUR' })
})

test('a word that is no answer is refused with the words that are', () => {
  expect(() => answersFrom({ 'date-order': 'day' })).toThrow('--date-order takes dmy, mdy, ymd, not "day"')
  expect(() => answersFrom({ decimal: 'dot' })).toThrow('--decimal takes point or comma')
  expect(() => answersFrom({ currency: 'euro' })).toThrow('three capital letters')
})

test('a question that must be answered ends the import with the option that answers it; others are remarked on', () => {
  const remarks: string[] = []
  const remark = (text: string) => remarks.push(text)
  expect(() => ensureAnswered(guess(ask(0, 'dateOrder', true)), remark)).toThrow(
    'How are the dates meant? It has Close Date: 03/04/2025. Say --date-order dmy or --date-order mdy; nothing was imported.',
  )
  ensureAnswered(guess(ask(0, 'kind', false)), remark)
  expect(remarks).toEqual([expect.stringContaining('Taken: Day first.')])
})

test('files of another system are answered for by its name; "same" is the first', () => {
  expect(answersFrom({ system: 'HubSpot EU' })).toEqual({ system: 'hubspot-eu' })
  expect(correctionFrom(guess(), answersFrom({ system: 'same' }))).toEqual({ system: '' })
  expect(() => answersFrom({ system: '?' })).toThrow('--system takes a name of letters and digits')
  const options = ['same', 'pipedrive'].map((value) => ({ value, label: value }))
  const open: Question = { ...ask(0, 'system', true), text: 'Are these files from another system?', options, samples: [] }
  expect(() => ensureAnswered(guess(open), () => {})).toThrow('Say --system same or --system pipedrive; nothing was imported.')
})
