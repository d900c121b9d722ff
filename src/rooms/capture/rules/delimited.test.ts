import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { columnNames, guessDialect, records } from './delimited.ts'

const cell = fc.string({ unit: fc.constantFrom('a', 'B', '1', ' ', ',', ';', '"', '\n', 'ü'), maxLength: 6 })
const quote = (text: string) => `"${text.replaceAll('"', '""')}"`

/** Quotes only what needs it, as most systems write. */
const quoteSome = (text: string) => (/[",\r\n]/.test(text) ? quote(text) : text)

test('what was written as quoted cells is read as the same cells', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
      fc.constantFrom('\n', '\r\n'),
      fc.constantFrom(quote, quoteSome),
      (rows, end, written) => {
        const text = rows.map((row) => row.map(written).join(',')).join(end) + end
        expect(records(text, ',', false)).toEqual(rows)
      },
    ),
  )
})

describe('a dialect', () => {
  test('is not misled by commas inside cells of a file with semicolons', () => {
    const found = guessDialect('Name;Betrag;Ort\n"a, b";1,5;X\n"c, d";2,5;Y\n', false)
    expect(found).toMatchObject({ delimiter: ';', hasHeader: true, width: 3, headers: ['Name', 'Betrag', 'Ort'] })
  })

  test('of one column is a table of one column', () => {
    expect(guessDialect('Email\na@b.co\nc@d.co\n', false)).toMatchObject({ hasHeader: true, width: 1, headers: ['Email'] })
  })

  test('has no header where the first row looks like the others', () => {
    expect(guessDialect('1,2025-01-01,5.5\n2,2025-01-02,6.5\n', false).hasHeader).toBe(false)
  })

  test('is what a person says', () => {
    expect(guessDialect('a|b;c\n1|2;3\n', false, { delimiter: '|', hasHeader: false })).toMatchObject({
      delimiter: '|',
      hasHeader: false,
      width: 2,
    })
  })

  test('is as wide as most rows, also where the header is shorter', () => {
    expect(guessDialect('a,b\n1,2,3\n4,5,6\n7,8,9\n', false).width).toBe(3)
  })
})

test('column names are never empty and never twice', () => {
  expect(columnNames(['Email', '', 'Email', ' Email ', ''])).toEqual(['Email', 'Column 2', 'Email (2)', 'Email (3)', 'Column 5'])
})
