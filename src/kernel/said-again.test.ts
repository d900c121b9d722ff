import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { learnKept, saidAgain } from './said-again.ts'
import { learn, numbers, plural, speakAs, t } from './text.ts'

const german = {
  'The row has {{given}} cells where the file has {{width}} columns.': 'Die Datei hat {{width}} Spalten, die Zeile {{given}} Zellen.',
  '{{column}} is "{{value}}", which is no {{kindWord}}.': '{{column}} ist „{{value}}“; erwartet wird: {{kindWord}}.',
  'The row knows nothing: {{fieldWords}} are empty.': 'Die Zeile weiß nichts: {{fieldWords}} sind leer.',
  'date in year-month-day order': 'Datum in der Reihenfolge Jahr-Monat-Tag',
  'Close date': 'Abschlussdatum',
  'The row is empty.': 'Die Zeile ist leer.',
  '{{n}} rows_one': '{{n}} Zeile',
  '{{n}} rows_other': '{{n}} Zeilen',
}
let language = 'de'

beforeEach(() => {
  learn('de', german)
  learnKept(Object.keys(german).filter((key) => key !== 'Close date' && !key.includes('_')))
  speakAs(() => language)
})
afterEach(() => {
  language = 'de'
})
afterAll(() => speakAs(() => 'en'))

test('a kept sentence is said in the language of whoever reads it, with what stood in its gaps at their places', () => {
  const kept = 'The row has 3 cells where the file has 12 columns.'
  expect(saidAgain(kept)).toBe('Die Datei hat 12 Spalten, die Zeile 3 Zellen.')
  language = 'en'
  expect(saidAgain(kept)).toBe(kept)
})

test('several kept sentences one after the other are each said', () => {
  const kept = 'Close date is "soon", which is no date in year-month-day order. Opened is "9?", which is no date in year-month-day order.'
  expect(saidAgain(kept)).toBe(
    'Close date ist „soon“; erwartet wird: Datum in der Reihenfolge Jahr-Monat-Tag. Opened ist „9?“; erwartet wird: Datum in der Reihenfolge Jahr-Monat-Tag.',
  )
})

test('words of our own in a gap are said too, also where they lost their capital', () => {
  expect(saidAgain('The row knows nothing: close date, something are empty.')).toBe(
    'Die Zeile weiß nichts: Abschlussdatum, something sind leer.',
  )
})

test('a sentence that is none of ours stays as it is, and signs in gaps mean nothing', () => {
  expect(saidAgain('Ask Kim (x|y).')).toBe('Ask Kim (x|y).')
  expect(saidAgain('The row has $& cells where the file has {{given}} columns.')).toBe(
    'Die Datei hat {{given}} Spalten, die Zeile $& Zellen.',
  )
})

test('one program says each text in the language that is asked for at that moment', () => {
  const whole = numbers({ maximumFractionDigits: 1 })
  expect([t('The row is empty.'), plural(2, '{{n}} row', '{{n}} rows', { n: 2 }), whole(1234.5)]).toEqual([
    'Die Zeile ist leer.',
    '2 Zeilen',
    '1.234,5',
  ])
  language = 'en'
  expect([t('The row is empty.'), plural(1, '{{n}} row', '{{n}} rows', { n: 1 }), whole(1234.5)]).toEqual([
    'The row is empty.',
    '1 row',
    '1,234.5',
  ])
})
