import { describe, expect, test } from 'vitest'
import { staged } from '#test/kit/staging'

const header = 'Deal Name,Stage,Amount,Close Date,Notes\n'
const megabytes = (count: number, text: string) => Buffer.alloc(count * 1_000_000, text)

describe('huge cells', { timeout: 120_000 }, () => {
  test.each([
    ['without quotation marks', 'y', ''],
    ['with lines in quotation marks', 'y\n', '"'],
    ['with delimiters and doubled quotation marks', 'a,""b"",\n', '"'],
  ])('a hundred megabytes %s come back with the reason, and other rows are unharmed', async (_, text, mark) => {
    const before = process.memoryUsage.rss()
    const content = Buffer.concat([
      Buffer.from(`${header}A,Won,1,2025-01-01,x\nB,Won,2,2025-01-01,${mark}`),
      megabytes(99, text),
      Buffer.from(`${mark}\nC,Won,3,2025-01-01,z\n`),
    ])
    const { file, deals, rejected } = await staged(content)
    expect(file.counts).toMatchObject({ rows: 3, staged: 2, rejected: 1 })
    expect(await deals('row_no, name')).toEqual([
      { row_no: 1, name: 'A' },
      { row_no: 3, name: 'C' },
    ])
    expect(await rejected()).toMatchObject([{ row: 2, class: 'broken' }])
    // The content itself is in this process twice; the reader adds its own bounded share.
    expect(process.memoryUsage.rss() - before).toBeLessThan(700_000_000)
  })

  test('a first row without end says so', async () => {
    const { file } = await staged(Buffer.concat([Buffer.from('Deal Name,Stage,'), megabytes(1, 'h'), Buffer.from('\nA,Won,1\n')]))
    expect(file.problem).toContain('The first row is longer than 512 KB')
  })

  test('JSON that nests twenty thousand levels is a text like others', async () => {
    const { deals } = await staged(`${header}A,Won,1,2025-01-01,${'['.repeat(20_000)}\nB,Won,1,2025-01-01,"{""__proto__"":{""x"":1}}"\n`)
    expect(await deals("length(json_extract_string(custom, '$.Notes')) AS letters")).toEqual([{ letters: 20_000 }, { letters: 21 }])
  })
})

describe('letters that nobody sees', () => {
  test('NUL is dropped, from cells and headers, in UTF-8 and UTF-16', async () => {
    const text =
      'Deal\u0000 Name,Stage,Notes\nA\u0000B,Won,\u0000\n\u0000C,Lo\u0000st,x\u0000y\nSomething longer without any of them,Won,more\n'
    for (const content of [Buffer.from(text), Buffer.from(`\ufeff${text}`, 'utf16le')]) {
      const { file, deals } = await staged(content)
      expect(file.columns.map((column) => column.name)).toEqual(['Deal Name', 'Stage', 'Notes'])
      expect(file.remarks).toEqual(['6 NUL characters were left out: nobody sees them and no database keeps them.'])
      expect(await deals('name, stage, custom')).toEqual([
        { name: 'AB', stage: 'Won', custom: null },
        { name: 'C', stage: 'Lost', custom: '{"Notes":"xy"}' },
        { name: 'Something longer without any of them', stage: 'Won', custom: '{"Notes":"more"}' },
      ])
    }
  })

  test('marks of direction and zero-width letters do not keep headers, names and addresses from being known', async () => {
    const { file, deals } = await staged('\u200eDeal\u200b Name,\u202bStage\u202c,\u2060Close Date\n\u202eC,Won,2025-01-01\u200f\n')
    expect(file.columns.map((column) => column.name)).toEqual(['Deal Name', 'Stage', 'Close Date'])
    expect(await deals('name, closed_at')).toEqual([{ name: 'C', closed_at: '2025-01-01T00:00:00.000Z' }])
    const people = await staged('First Name,Last Name,Email\nAda,Berg,\u200bada@acme.example\u200f\n', 'contacts.csv')
    expect(await people.duck.all('SELECT email FROM staged.person')).toEqual([{ email: 'ada@acme.example' }])
  })

  test('emoji are kept whole, a lone surrogate and half a letter become a sign', async () => {
    const { deals } = await staged('💶 Deal Name,Stage\n👩‍👩‍👧‍👦,Won\n')
    expect(await deals('name')).toEqual([{ name: '👩‍👩‍👧‍👦' }])
    const utf16 = (text: string) => Buffer.from(text, 'utf16le')
    const lone = await staged(
      Buffer.concat([utf16('\ufeffDeal Name,Stage\nA'), Buffer.from([0, 0xd8]), utf16('B,Won\nC,Lost\n'), Buffer.from([0x41])]),
    )
    expect(await lone.deals('name')).toEqual([{ name: 'A\ufffdB' }, { name: 'C' }])
  })
})

describe('shapes', () => {
  test.each([
    ['lone CR', 'Deal Name,Stage\rA,Won\rB,Lost\r'],
    ['three ends in one file', 'Deal Name,Stage\r\nA,Won\nB,Lost\r'],
    ['no end at all', 'Deal Name,Stage\nA,Won\nB,Lost'],
  ])('lines that end with %s are read', async (_, text) => {
    expect(await (await staged(text)).deals('name, stage')).toEqual([
      { name: 'A', stage: 'Won' },
      { name: 'B', stage: 'Lost' },
    ])
  })

  test('cells of nothing but quotation marks, and headers named like parts of every object', async () => {
    const { file, deals } = await staged('Deal Name,Stage,__proto__,constructor,toString,__proto__,\nA,Won,"","""","""""",=1+1,x\n')
    expect(file.columns.map((column) => column.name).slice(2)).toEqual([
      '__proto__',
      'constructor',
      'toString',
      '__proto__ (2)',
      'Column 7',
    ])
    expect(await deals('custom')).toEqual([{ custom: '{"constructor":"\\"","toString":"\\"\\"","__proto__ (2)":"=1+1","Column 7":"x"}' }])
  })

  test.each([
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x44, 0, 0, 0]), 'UTF-32'],
    ['a web page under .xls', '\n<html><body><table><tr><td>Deal</td></tr></table>', 'Save the sheet as CSV'],
    ['a header row only', 'Deal Name,Stage', 'no rows'],
  ])('%s says what to do', async (_, content, words) => expect((await staged(content)).file.problem).toContain(words))
})

describe('values', () => {
  test('numbers beyond all measure come back, and nothing overflows', async () => {
    const amounts = ['1e400', '1e308', '99999999999999999999', 'Infinity', '-0', 'NaN', '99999999999999.9999']
    const { deals, rejected } = await staged(`${header}${amounts.map((amount) => `A,Won,${amount},2025-01-01,\n`).join('')}`)
    expect((await rejected()).map((row) => row.reason)).toEqual(
      amounts.slice(0, 4).map((amount) => `Amount is "${amount}", which is no number when the decimal sign is a point.`),
    )
    expect(await deals('amount')).toEqual([{ amount: '0' }, { amount: null }, { amount: '99999999999999.9999' }])
  })

  test('days that never were come back', async () => {
    const days = ['0000-00-00', '9999-99-99', '20240-01-05', '2025-02-29', '9999-12-31', '2025-01-01']
    const { deals, rejected } = await staged(`${header}${days.map((day) => `A,Won,1,${day},\n`).join('')}`)
    expect((await rejected()).map((row) => row.reason)).toEqual(
      days.slice(0, 4).map((day) => `Close Date is "${day}", which is no date in year-month-day order.`),
    )
    expect(await deals('closed_at::DATE AS day')).toEqual([{ day: '9999-12-31' }, { day: '2025-01-01' }])
  })
})

describe('very many columns', { timeout: 120_000 }, () => {
  const wide = (columns: number) => Array.from({ length: columns }, (_, index) => index)

  test('rows that are short, long, empty or cut wrongly are told apart as in a narrow file', async () => {
    const names = wide(600).map((index) => `Field ${index}`)
    const rows = wide(3000).map(
      (row) => `${row},Deal ${row},Won,${names.map((_, index) => (index % 50 === row % 50 ? `v${row}-${index}` : '')).join(',')}`,
    )
    rows[10] = 'short,row'
    rows[20] = `${rows[20]},too,many,cells`
    rows[30] = ','.repeat(602)
    rows[40] = rows[40]?.replace('v40-40', '"a ""b"",\nc"') ?? ''
    const { file, deals, rejected } = await staged(`Deal ID,Deal Name,Stage,${names.join(',')}\n${rows.join('\n')}\n`)
    expect(file.problem).toBeNull()
    expect(file.counts).toMatchObject({ rows: 3000, staged: 2997, rejected: 2, left_out: 1 })
    expect((await rejected()).map((row) => [row.row, row.reason])).toEqual([
      [11, 'The row has 2 cells where the file has 603 columns.'],
      [21, 'The row has more cells than the 603 columns of the file.'],
    ])
    const kept = await deals('row_no, custom')
    expect(JSON.parse(String(kept.find((row) => row.row_no === 41)?.custom))['Field 40']).toBe('a "b",\nc')
    expect(JSON.parse(String(kept.at(-1)?.custom))).toEqual(
      Object.fromEntries(wide(12).map((turn) => [`Field ${49 + turn * 50}`, `v2999-${49 + turn * 50}`])),
    )
  })

  test('two thousand are read, with twice the usual memory', async () => {
    const names = wide(2000).map((index) => `Column name ${index}`)
    const rows = wide(1000).map((row) => `Deal ${row},Won,${names.map((_, index) => (row + index) % 97).join(',')}\n`)
    const { file } = await staged(`Deal Name,Stage,${names.join(',')}\n${rows.join('')}`, 'deals.csv', { memoryMb: 512 })
    expect(file.problem).toBeNull()
    expect(file.columns).toHaveLength(2002)
    expect(file.counts).toMatchObject({ rows: 1000, staged: 1000 })
  })
})
