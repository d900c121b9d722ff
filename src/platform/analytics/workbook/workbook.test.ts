import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type MadeSheet, workbookOf, workbookParts, zipOf } from '#test/kit/workbooks'
import { unpack } from '../unpack.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workbook-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function unpacked(bytes: Buffer, name = 'book.xlsx') {
  const path = join(folder, 'given')
  writeFileSync(path, bytes)
  const { files, remarks } = await unpack({ name, path }, folder)
  return { files: Object.fromEntries(files.map((file) => [file.name, readFileSync(file.path, 'utf8')])), remarks }
}

const csvOf = async (rows: MadeSheet['rows'], more: { date1904?: boolean; sharedXml?: string; tail?: string } = {}) =>
  (await unpacked(await workbookOf([{ name: 'Sheet1', rows, ...(more.tail ? { tail: more.tail } : {}) }], more))).files['book.xlsx']

/** What a cell with this number and format becomes. */
const shownAs = async (value: number, format: string, date1904 = false) =>
  (await csvOf([['x'], [{ value, format }]], { date1904 }))?.split('\n')[1]

describe('sheets', () => {
  test('each visible one with a value becomes a file; one alone has the name of the workbook', async () => {
    const deals = {
      name: 'Deals',
      rows: [
        ['Name', 'Stage'],
        ['A', 'Won'],
      ],
    } satisfies MadeSheet
    const two = await unpacked(
      await workbookOf([
        deals,
        { name: 'Empty', rows: [[], [null, '']] },
        { name: 'Old', rows: [['x']], state: 'hidden' },
        { name: 'Very old', rows: [['x']], state: 'veryHidden' },
        { name: 'Accounts & co', rows: [['Account'], ['Acme']] },
      ]),
    )
    expect(two).toEqual({
      files: { 'book.xlsx · Deals': 'Name,Stage\nA,Won\n', 'book.xlsx · Accounts & co': 'Account\nAcme\n' },
      remarks: [
        'The sheet "Old" of book.xlsx is hidden and was left out.',
        'The sheet "Very old" of book.xlsx is hidden and was left out.',
      ],
    })
    expect((await unpacked(await workbookOf([deals]))).files).toEqual({ 'book.xlsx': 'Name,Stage\nA,Won\n' })
  })

  test('whose rows are of different width get the same number of cells, also when a wide row comes late', async () => {
    expect(await csvOf([['My report'], ['Name', 'Stage'], ['A'], ['B', 'Won', 'note']])).toBe('My report,,\nName,Stage,\nA,,\nB,Won,note\n')
    const rows = Array.from({ length: 5000 }, (_, index) => [`D${index}`, 'Won'])
    const lines = (await csvOf([['Name', 'Stage'], ...rows, ['last', 'Won', 'late']]))?.trimEnd().split('\n') ?? []
    expect(lines).toHaveLength(5002)
    expect(new Set(lines.map((line) => line.split(',').length))).toEqual(new Set([3]))
    expect(lines[4001]).toBe('D4000,Won,')
  })

  test('keep empty rows between others, so that numbers of rows stay, but none at the end and no empty columns', async () => {
    expect(await csvOf([['Name', 'Stage', ''], ['A', 'Won', null], [], [null, ''], ['B', 'Lost'], [], ['']])).toBe(
      'Name,Stage\nA,Won\n\n\nB,Lost\n',
    )
  })

  test('show a merged cell only in its first place, even where values lie hidden below it', async () => {
    const tail = '<mergeCells count="2"><mergeCell ref="A2:A3"/><mergeCell ref="B1:C1"/></mergeCells>'
    expect(
      await csvOf(
        [
          ['Name', 'Both', 'hidden'],
          ['A', '1', '2'],
          ['hidden', '3', '4'],
          ['B', '5', '6'],
        ],
        { tail },
      ),
    ).toBe('Name,Both,\nA,1,2\n,3,4\nB,5,6\n')
  })

  test('with hidden rows, or without addresses of rows and cells, are read whole', async () => {
    const parts = workbookParts([{ name: 'S', rows: [['x']] }])
    parts['xl/worksheets/sheet1.xml'] =
      '<x:worksheet xmlns:x="urn:x"><x:sheetData><x:row hidden="1"><x:c><x:v>1</x:v></x:c><x:c t="inlineStr"><x:is><x:t>b</x:t></x:is></x:c></x:row><x:row><x:c/><x:c><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    expect((await unpacked(await zipOf(parts))).files['book.xlsx']).toBe('1,b\n,2\n')
  })
})

describe('texts', () => {
  test('keep leading zeros, line breaks, quotation marks, delimiters, emoji and blanks at the ends', async () => {
    expect(await csvOf([['00123', 'a\nb', 'say "yes"', 'a;b', 'x,y', ' 👍🏽 ', '=1+1', '1|2', 'a\tb']])).toBe(
      '00123,"a\nb","say ""yes""","a;b","x,y", 👍🏽 ,=1+1,"1|2","a\tb"\n',
    )
  })

  test('in runs of several formats are one text, and a phonetic guide is left out', async () => {
    const sharedXml =
      '<si><r><rPr><b/></rPr><t>Bold</t></r><r><t xml:space="preserve"> and plain</t></r></si><si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si>'
    const shared = (index: number) => ({ xml: `<c r="{ref}" t="s"><v>${index}</v></c>` })
    expect(await csvOf([[shared(0), shared(1)]], { sharedXml })).toBe('Bold and plain,東京\n')
  })

  test('may stand in the cell itself, or be the result of a formula', async () => {
    const inline = { xml: '<c r="{ref}" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>' }
    const formula = { xml: '<c r="{ref}" t="str"><f>CONCAT("x","y")</f><v>xy</v></c>' }
    const number = { xml: '<c r="{ref}"><f>SUM(A1:A2)</f><v>3</v></c>' }
    const noResult = { xml: '<c r="{ref}"><f>SUM(A1:A2)</f></c>' }
    expect(await csvOf([[inline, formula, number, noResult, 'end']])).toBe('ab,xy,3,,end\n')
  })

  test('with letters that XML cannot hold are decoded, without NUL', async () => {
    expect(await csvOf([['a_x000D_b', 'c_x0000_d', 'e_x005F_x0041_', 'f_xyz_']])).toBe('"a\rb",cd,e_x0041_,f_xyz_\n')
  })

  test('headers such as __proto__ and constructor are texts like others', async () => {
    expect(
      await csvOf([
        ['__proto__', 'constructor', 'toString'],
        ['a', 'b', 'c'],
      ]),
    ).toBe('__proto__,constructor,toString\na,b,c\n')
  })
})

describe('values', () => {
  test('errors are empty, yes and no are words', async () => {
    const error = { xml: '<c r="{ref}" t="e"><v>#N/A</v></c>' }
    expect(await csvOf([[true, false, error, 'end']])).toBe('TRUE,FALSE,,end\n')
  })

  test.each([
    ['1.1000000000000001', '1.1'],
    ['0.30000000000000004', '0.30000000000000004'],
    ['12345678901234567890', '12345678901234567890'],
    ['1.2345678901234567E+18', '1234567890123456800'],
    ['1E+22', '10000000000000000000000'],
    ['1.5E-7', '0.00000015'],
    ['-2.5E-3', '-0.0025'],
    ['1E+400', '1E+400'],
    ['0', '0'],
  ])('the number %s is written %s', async (written, text) => {
    expect(await csvOf([['x'], [{ xml: `<c r="{ref}"><v>${written}</v></c>` }]])).toBe(`x\n${text}\n`)
  })

  test.each([
    [45720, '14', '2025-03-04'],
    [45720, 'dd/mm/yyyy', '2025-03-04'],
    [45720, '[$-407]d. mmmm yyyy;@', '2025-03-04'],
    [45720.75, '22', '2025-03-04T18:00:00'],
    [45720.75, '14', '2025-03-04T18:00:00'],
    [45720, 'yyyy-mm-dd hh:mm', '2025-03-04T00:00:00'],
    [45720.000_011_574_1, 'yyyy-mm-dd hh:mm:ss', '2025-03-04T00:00:01'],
    [45720.000_001_446_76, 'yyyy-mm-dd hh:mm:ss.000', '2025-03-04T00:00:00.125'],
    [0.75, '18', '18:00:00'],
    [0.5, 'mm:ss', '12:00:00'],
    [1.5, '[h]:mm:ss', '36:00:00'],
    [2.5, '46', '60:00:00'],
    [45720, 'mmm-yy', '2025-03-04'],
    [1, '14', '1900-01-01'],
    [59, '14', '1900-02-28'],
    [60, '14', '1900-02-29'],
    [61, '14', '1900-03-01'],
    [0, '14', '1900-01-00'],
    [2_958_465, '14', '9999-12-31'],
    [2_958_466, '14', '2958466'],
    [-1, '14', '-1'],
    [45720, '31', '2025-03-04'],
    [45720, 'General', '45720'],
    [0.35, '0%', '0.35'],
    [1234.5, '#,##0.00', '1234.5'],
    [12, '0 "days"', '12'],
    [12, '0.00E+00', '12'],
    [5, '[Red]#,##0', '5'],
    [1234.5, '_-* #,##0.00\\ "€"_-', '€1234.5'],
    [-5, '[$€-407]#,##0', '€-5'],
    [10, '[$USD] #,##0', 'USD 10'],
    [10, '44', '10'],
  ])('%s with the format %s is %s', async (value, format, text) => {
    expect(await shownAs(value, format)).toBe(text)
  })

  test.each([
    [44258, '14', '2025-03-04'],
    [0, '14', '1904-01-01'],
    [0.5, 'hh:mm', '12:00:00'],
    [44258.5, '22', '2025-03-04T12:00:00'],
  ])('%s with the format %s is %s where days count from 1904', async (value, format, text) => {
    expect(await shownAs(value, format, true)).toBe(text)
  })

  test('a date that is written as ISO text stays so', async () => {
    expect(await csvOf([[{ xml: '<c r="{ref}" t="d"><v>2025-03-04T10:00:00</v></c>' }]])).toBe('2025-03-04T10:00:00\n')
  })
})
