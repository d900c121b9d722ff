import { expect, test } from 'vitest'
import { languages } from '#languages/languages'
import { inGerman } from '#test/kit/german'
import { returnedHeaders } from '../shapes.ts'
import { addedColumns, addedHeaders } from './returned.ts'

test('rows are returned in every language that can be chosen, and known by it when they come back, whoever reads them', () => {
  expect(Object.keys(returnedHeaders).sort()).toEqual(languages.map(({ tag }) => tag).sort())
  expect(inGerman(addedHeaders)).toEqual(['Grund', 'Datei', 'Zeile'])
  for (const headers of Object.values(returnedHeaders)) {
    expect(addedColumns([...headers, 'Deal ID'])).toBe(3)
    expect(inGerman(() => addedColumns([...headers, 'Deal ID']))).toBe(3)
    expect(addedColumns(headers)).toBe(0)
  }
  expect(addedColumns(['Grund', 'File', 'Row', 'Deal ID'])).toBe(0)
})
