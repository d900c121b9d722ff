import { expect, test } from 'vitest'
import { customValue } from '#kernel/custom-field'
import { readTexts } from './custom-values.ts'

const none = { currency: null, options: null }
const german = { decimal: ',', dateOrder: 'dmy' } as const
const english = { decimal: '.', dateOrder: 'mdy' } as const

test('values of a custom field are kept with a point, as ISO days, as true or false, and as their option', async () => {
  const amounts = await readTexts(
    { kind: 'money', currency: 'EUR', options: null },
    ['1.234,50 €', 'EUR 12', '$12', '0,00000001', 'viel', '-'],
    german,
  )
  expect(amounts).toEqual(['1234.5', '12', null, '0.00000001', null, null])
  expect(await readTexts({ kind: 'number', ...none }, ['1,234.50', '12 EUR', '-0.5', '12.0'], english)).toEqual([
    '1234.5',
    null,
    '-0.5',
    '12',
  ])
  expect(await readTexts({ kind: 'day', ...none }, ['31.12.2026', '2026-02-03 10:00', 'offen', '3. Mai 2026'], german)).toEqual([
    '2026-12-31',
    '2026-02-03',
    null,
    '2026-05-03',
  ])
  expect(await readTexts({ kind: 'day', ...none }, ['03/04/2026'], english)).toEqual(['2026-03-04'])
  expect(await readTexts({ kind: 'flag', ...none }, ['Ja', 'no', 'x?'], german)).toEqual(['true', 'false', null])
  const options = ["Köln's", 'B']
  expect(await readTexts({ kind: 'choice', currency: null, options }, [" köln's ", 'b', 'c'], german)).toEqual(["Köln's", 'B', null])
})

test('what is kept reads again as the same', async () => {
  const texts = ['1234.5', '-0.25', '7']
  const again = await readTexts({ kind: 'number', ...none }, texts, english)
  expect(again).toEqual(texts)
  expect(again.map((text) => customValue('number', text ?? ''))).toEqual([1234.5, -0.25, 7])
})
