import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { stagingRoom } from '#test/kit/staging'
import { addedHeaders } from '../rules/returned.ts'
import type { FileGuess } from '../shapes.ts'
import { rejectedCsv } from '../store/rejected.ts'

const { deals, duck, rejected, stageText, stageTexts } = stagingRoom()

describe('letters', () => {
  const text =
    'Deal-ID;Deal-Name;Phase;Betrag;Abschlussdatum\r\n1;Müller & Söhne – Größe;Gewonnen;1.234,56 €;31.12.2025\r\n2;Café Zürich;Verloren;12,5;01.02.2025\r\n'
  test.each([
    ['Windows-1252', iconv.encode(text, 'win1252'), 'windows-1252'],
    ['UTF-8', Buffer.from(text), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), 'utf-8'],
    ['UTF-16 little-endian', iconv.encode(text, 'utf-16le', { addBOM: true }), 'utf-16le'],
    ['UTF-16 big-endian', iconv.encode(text, 'utf-16be', { addBOM: true }), 'utf-16be'],
    ['UTF-16 without a mark', iconv.encode(text, 'utf-16le', { addBOM: false }), 'utf-16le'],
  ])('in %s with semicolons and decimal commas are read', async (_, bytes, encoding) => {
    const file = await stageText(bytes)
    expect(file).toMatchObject({ encoding, delimiter: ';', kind: 'deal', problem: null })
    expect(file.formats).toMatchObject({
      decimal: ',',
      decimalAmbiguous: false,
      dateOrder: 'dmy',
      dateOrderAmbiguous: false,
      currency: 'EUR',
    })
    expect(await deals('external_id, name, state, amount, currency, closed_at')).toEqual([
      {
        external_id: '1',
        name: 'Müller & Söhne – Größe',
        state: 'won',
        amount: '1234.56',
        currency: 'EUR',
        closed_at: '2025-12-31T00:00:00.000Z',
      },
      { external_id: '2', name: 'Café Zürich', state: 'lost', amount: '12.5', currency: 'EUR', closed_at: '2025-02-01T00:00:00.000Z' },
    ])
  })

  test('a line that is no UTF-8 in a file that is comes back with the reason', async () => {
    const good = Array.from({ length: 10 }, (_, index) => `${index},Größe ${index},Won\n`).join('')
    const bytes = Buffer.concat([
      Buffer.from(`Deal ID,Deal Name,Stage\n${good}`),
      Buffer.from([0x39, 0x39, 0x2c, 0xe9, 0x20, 0x2c, 0x57, 0x0a]),
      Buffer.from('100,ok,Won\n'),
    ])
    const file = await stageText(bytes)
    expect(file.counts).toMatchObject({ rows: 12, staged: 11, rejected: 1 })
    expect(await rejected(file)).toMatchObject([{ row: 11, class: 'broken', reason: expect.stringContaining('no UTF-8') }])
    expect(await duck().one("SELECT row_no FROM staged.deal WHERE external_id = '100'")).toEqual({ row_no: 12 })
  })
})

describe('cuts', () => {
  test.each([
    ['commas', ','],
    ['semicolons', ';'],
    ['tabs', '\t'],
    ['bars', '|'],
  ])('%s are found', async (_, sign) => {
    const file = await stageText(['Deal Name', 'Stage', 'Amount'].join(sign).concat('\n', ['One', 'Won', '5'].join(sign), '\n'))
    expect(file.delimiter).toBe(sign)
    expect(await deals('name, amount')).toEqual([{ name: 'One', amount: '5' }])
  })

  test('line breaks and quotation marks inside cells stay in the cell', async () => {
    const file = await stageText('Deal Name,Stage,Notes\r\n"He said ""yes"",\r\nthen no",Lost,"a\nb"\r\nTwo,Won,c\r\n')
    expect(file.counts).toMatchObject({ rows: 2, staged: 2 })
    expect(await deals('row_no, name, custom')).toEqual([
      { row_no: 1, name: 'He said "yes",\r\nthen no', custom: '{"Notes":"a\\nb"}' },
      { row_no: 2, name: 'Two', custom: '{"Notes":"c"}' },
    ])
  })

  test('lines that end in two ways in one file are read', async () => {
    const file = await stageText('Deal Name,Stage\r\nOne,Won\nTwo,Lost\r\nThree,Won\n')
    expect(file.counts).toMatchObject({ rows: 3, staged: 3 })
  })

  test('a row that is too short or too long comes back with its cells, and the others keep their numbers', async () => {
    const many = Array.from({ length: 30 }, (_, index) => `D${index},Won,\n`).join('')
    const file = await stageText(`Deal Name,Stage,Notes\n${many}short,Won\nlong,Won,a,b\nlonger,Won,a,b,c,d\n"quo"te,Won,x\nlast,Won,n\n`)
    expect(file.counts).toMatchObject({ rows: 35, staged: 31, rejected: 4 })
    expect(await rejected(file)).toEqual([
      { row: 31, class: 'broken', reason: 'The row has 2 cells where the file has 3 columns.', cells: ['short', 'Won', ''] },
      { row: 32, class: 'broken', reason: 'The row has more cells than the 3 columns of the file.', cells: ['long', 'Won', 'a', 'b'] },
      { row: 33, class: 'broken', reason: 'The row has more cells than the 3 columns of the file.', cells: ['longer,Won,a,b,c,d'] },
      { row: 34, class: 'broken', reason: 'A cell opens with a quotation mark that does not close at its end.', cells: ['"quo"te,Won,x'] },
    ])
    expect(await duck().one("SELECT row_no FROM staged.deal WHERE name = 'last'")).toEqual({ row_no: 35 })
  })

  test('rows without their empty last cells are whole where the whole file is written so', async () => {
    const file = await stageText('Deal Name,Stage,Amount,Notes\nA,Won,1,x\nB,Won\nC,Lost,2\nD,Won,3,y\n')
    expect(file.counts).toMatchObject({ rows: 4, staged: 4, rejected: 0 })
  })

  test('a quotation mark that is never closed loses nothing and is asked about', async () => {
    const guess = await stageTexts({ 'deals.csv': 'Deal Name,Stage,Notes\nOne,Won,\nTwo,"Lost,\nThree,Won,\nFour,Won,\n' })
    expect(guess.files[0]?.counts).toMatchObject({ rows: 2, staged: 1, rejected: 1 })
    expect(guess.questions).toMatchObject([{ asks: 'quote' }])
    const [row] = await rejected(guess.files[0] as FileGuess)
    expect(row?.reason).toContain('never closed')
    expect(row?.cells.join('|')).toContain('Four,Won')
  })

  test('a totals row and a report footer are left out', async () => {
    const file = await stageText(
      'Opportunity Name,Stage,Amount,Close Date\nA,Closed Won,10,2025-01-31\nB,Closed Lost,20,2025-02-28\nTotal,,30,\n\nCopyright (c) 2000-2025 the vendor\nConfidential Information - Do Not Distribute\n',
    )
    expect(file.counts).toMatchObject({ staged: 2, rejected: 0, left_out: 3 })
    expect(await duck().one('SELECT sum(amount) AS amount FROM staged.deal WHERE reject IS NULL')).toEqual({ amount: '30' })
  })

  test('titles above the header are skipped', async () => {
    const file = await stageText('My pipeline report\n\nDeal Name,Stage,Amount\nA,Won,10\nB,Lost,20\n')
    expect(file.columns.map((column) => column.header)).toEqual(['Deal Name', 'Stage', 'Amount'])
    expect(file.counts).toMatchObject({ rows: 2, staged: 2 })
  })

  test('a line that tells Excel the delimiter is obeyed', async () => {
    const file = await stageText('sep=;\r\nDeal Name;Stage;Amount\r\nA;Won;1,5\r\n')
    expect(file).toMatchObject({ delimiter: ';', counts: { rows: 1, staged: 1 } })
    expect(await deals('amount')).toEqual([{ amount: '1.5' }])
  })
})

describe('headers', () => {
  test('that are repeated, empty or hostile are columns like others', async () => {
    const file = await stageText(
      'Deal Name,Stage,Fax,Fax,,__proto__,constructor,"x"") FROM y; DROP TABLE z; --"\nA,Won,a@b.co,c@d.co,e,f,g,h\n',
    )
    expect(file.columns.map((column) => column.name)).toEqual([
      'Deal Name',
      'Stage',
      'Fax',
      'Fax (2)',
      'Column 5',
      '__proto__',
      'constructor',
      'x") FROM y; DROP TABLE z; --',
    ])
    const [row] = await deals('custom')
    expect(row?.custom).toBe(
      '{"Fax":"a@b.co","Fax (2)":"c@d.co","Column 5":"e","__proto__":"f","constructor":"g","x\\") FROM y; DROP TABLE z; --":"h"}',
    )
    expect(Object.getPrototypeOf({})).toBe(Object.prototype)
  })

  test('that are not there are noticed, and the columns still mapped by what is in them', async () => {
    const file = await stageText('2025-01-05,Won,100.50,a@b.co\n2025-01-06,Lost,200.10,c@d.co\n2025-01-07,Won,300.10,e@f.co\n', {
      files: [{ file: 0, kind: 'deal' }],
    })
    expect(file.hasHeader).toBe(false)
    expect(file.counts).toMatchObject({ rows: 3, staged: 3 })
    expect(await deals('state')).toEqual([{ state: 'won' }, { state: 'lost' }, { state: 'won' }])
  })

  test('in German, Spanish and French are known', async () => {
    const set = await stageTexts({
      'a.csv': 'Datensatz-ID;Deal-Name;Dealphase;Betrag;Abschlussdatum;Zuständiger Mitarbeiter\n1;A;Gewonnen;5;31.12.2025;Doe, Jane\n',
      'b.csv':
        'ID de registro,Nombre del negocio,Etapa del negocio,Importe,Fecha de cierre,Propietario del negocio\n1,A,Ganado,5,31/12/2025,Jane Doe\n',
      'c.csv':
        'ID,Nom de la transaction,Phase de la transaction,Montant,Date de clôture,Propriétaire de la transaction\n1,A,Gagné,5,31/12/2025,Jane Doe\n',
    })
    expect(set.files.map((file) => file.kind)).toEqual(['deal', 'deal', 'deal'])
    expect(await deals('external_id, name, state, amount, owner_name, closed_at')).toEqual(
      [1, 2, 3].map(() => ({
        external_id: '1',
        name: 'A',
        state: 'won',
        amount: '5',
        owner_name: 'Jane Doe',
        closed_at: '2025-12-31T00:00:00.000Z',
      })),
    )
  })
})

describe('corrections', () => {
  test('of kind and columns are obeyed', async () => {
    const text = 'Thing,Level,Number\nA,Hot,5\nB,Cold,6\n'
    const file = await stageText(
      text,
      {
        files: [
          {
            file: 0,
            kind: 'deal',
            mapping: [
              { column: 0, field: 'name' },
              { column: 1, field: 'stage' },
              { column: 2, field: 'amount' },
            ],
          },
        ],
      },
      'x.csv',
    )
    expect(file.mapping.map((each) => [each.field, each.confidence])).toEqual([
      ['name', 1],
      ['stage', 1],
      ['amount', 1],
    ])
    expect(await deals('name, stage, amount')).toEqual([
      { name: 'A', stage: 'Hot', amount: '5' },
      { name: 'B', stage: 'Cold', amount: '6' },
    ])
  })

  test('can be made again and again on the same database', async () => {
    await stageText('Deal Name,Stage,Amount\nA,Won,1\n')
    const file = await stageText('Deal Name,Stage,Amount\nA,Won,1\n', { currency: 'CHF' })
    expect(file.counts.rows).toBe(1)
    expect(await deals('currency')).toEqual([{ currency: 'CHF' }])
  })
})

describe('files with nothing or something else in them', () => {
  test.each([
    ['an empty file', '', 'empty'],
    ['a header and no rows', 'Deal Name,Stage\n', 'no rows'],
    ['a workbook', Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0]), 'CSV'],
    ['a zip of gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0]), 'gzip'],
  ])('%s says what is wrong and stops nobody else', async (_, content, word) => {
    const guess = await stageTexts({ 'first.csv': content, 'deals.csv': 'Deal Name,Stage\nA,Won\n' })
    expect(guess.files[0]?.problem).toContain(word)
    expect(guess.files[1]?.counts.staged).toBe(1)
  })

  test('twelve rows are enough', async () => {
    const rows = Array.from(
      { length: 12 },
      (_, index) => `${index},Deal ${index},${index % 3 === 0 ? 'Closed Lost' : 'Closed Won'},${index * 100},2025-0${(index % 9) + 1}-15\n`,
    ).join('')
    const file = await stageText(`Deal ID,Deal Name,Stage,Amount,Close Date\n${rows}`)
    expect(file.counts).toMatchObject({ rows: 12, staged: 12 })
  })

  test('the same file twice is read twice; who imports decides what is the same', async () => {
    const text = 'Deal ID,Deal Name,Stage\n1,A,Won\n'
    const guess = await stageTexts({ 'a.csv': text, 'b.csv': text })
    expect(guess.files.map((file) => file.counts.staged)).toEqual([1, 1])
  })
})

describe('rows that came back', () => {
  test('are a CSV with reason, file and row before the original cells, and no formula runs', async () => {
    const guess = await stageTexts({
      'deals.csv': 'Deal Name,Stage,Close Date\n"=cmd|x",Won,never\n"a ""b"", c",Won,2025-13-01\nok,Won,2025-01-01\n',
    })
    let text = ''
    for await (const piece of rejectedCsv(duck(), guess, addedHeaders())) text += piece
    expect(text.split('\r\n')).toEqual([
      '\ufeffReason,File,Row,Deal Name,Stage,Close Date',
      expect.stringMatching(/^"Close Date is ""never"".*",deals\.csv,1,'=cmd\|x,Won,never$/),
      expect.stringMatching(/^"Close Date is ""2025-13-01"".*",deals\.csv,2,"a ""b"", c",Won,2025-13-01$/),
      '',
    ])
  })
})

test('the stretches in which a very long file is taken on are its rows, each with its number in the file', async () => {
  const texts = ['Deal Name,Stage,Notes', 'One,Won,a', 'Two,Won,b,c,d', 'Three,Lost,e', 'Four,Won,f', 'Five,Won,g,h,i', 'Six,Won,j']
  await stageTexts({ 'deals.csv': `${texts.join('\n')}\n` })
  const whole = await duck().all('SELECT row_no, c0, c2 FROM raw.v0 ORDER BY row_no')
  expect(whole.map((row) => row.row_no)).toEqual([1, 3, 4, 6])
  const stretches = ['raw.between0(0, 2)', 'raw.between0(2, 3)', 'raw.between0(3, 9)']
  expect(await duck().all(`${stretches.map((each) => `SELECT row_no, c0, c2 FROM ${each}`).join(' UNION ALL ')} ORDER BY row_no`)).toEqual(
    whole,
  )
  expect(await duck().one('SELECT row_no FROM raw.last0')).toEqual({ row_no: 6 })
})
