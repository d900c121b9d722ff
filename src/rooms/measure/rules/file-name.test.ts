import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recordsFileName } from './file-name.ts'

test('a file of records is called by its number and its filters', () => {
  expect(recordsFileName('Won deals', [])).toBe('Won deals.csv')
  expect(recordsFileName('Won deals', ['Owner is Kim', 'as known on 2025-06-30'])).toBe(
    'Won deals (Owner is Kim, as known on 2025-06-30).csv',
  )
  expect(recordsFileName('Won deals', ['Path is a/b:c', `Name is ${'ж'.repeat(200)}`])).toBe(
    'Won deals (Path is a b c, and 1 more filter).csv',
  )
})

test('whatever is filtered for, the name of the file is short and has no letter that a file system refuses', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 120 }), { maxLength: 8 }), (filters) => {
      const name = recordsFileName('Won deals', filters)
      expect(new TextEncoder().encode(name).length).toBeLessThan(200)
      expect(name).not.toMatch(/[\p{Cc}\\/:*?"<>|]/u)
    }),
    { numRuns: 30 },
  )
})
