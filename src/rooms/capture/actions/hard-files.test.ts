/* over 300 lines because it holds one test for each entry of one list of files */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Day } from '#kernel/time'
import { type Duck, openDuck } from '#platform/analytics/duck'
import type { Correction, FileGuess, RejectedRow, SetGuess } from '../shapes.ts'
import { rejectedCsv, rejectedRows } from '../store/rejected.ts'
import { stageFiles } from './stage-files.ts'

let duck: Duck
let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'capture-test-'))
  duck = await openDuck({ readable: [folder] })
})
afterEach(() => {
  duck.close()
  rmSync(folder, { recursive: true, force: true })
})

const today = '2026-01-15' as Day

/** Stages files from their text or bytes, in the order given. */
async function stageTexts(files: Record<string, string | Buffer>, corrections?: Correction): Promise<SetGuess> {
  const given = Object.entries(files).map(([name, content], index) => {
    const path = join(folder, `given-${index}`)
    writeFileSync(path, content)
    return { name, path }
  })
  return stageFiles(duck, given, { today, corrections })
}

async function stageText(content: string | Buffer, corrections?: Correction, name = 'deals.csv'): Promise<FileGuess> {
  const [file] = (await stageTexts({ [name]: content }, corrections)).files
  if (!file) throw new Error('No file was read.')
  return file
}

async function rejected(file: FileGuess): Promise<RejectedRow[]> {
  const found: RejectedRow[] = []
  for await (const rows of rejectedRows(duck, file)) found.push(...rows)
  return found
}

const deals = (columns = '*') => duck.all(`SELECT ${columns} FROM staged.deal WHERE reject IS NULL ORDER BY file_no, row_no`)

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
    expect(await duck.one("SELECT row_no FROM staged.deal WHERE external_id = '100'")).toEqual({ row_no: 12 })
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
    expect(await duck.one("SELECT row_no FROM staged.deal WHERE name = 'last'")).toEqual({ row_no: 35 })
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
    expect(await duck.one('SELECT sum(amount) AS amount FROM staged.deal WHERE reject IS NULL')).toEqual({ amount: '30' })
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
      'Deal Name,Stage,Email,Email,,__proto__,constructor,"x"") FROM y; DROP TABLE z; --"\nA,Won,a@b.co,c@d.co,e,f,g,h\n',
    )
    expect(file.columns.map((column) => column.name)).toEqual([
      'Deal Name',
      'Stage',
      'Email',
      'Email (2)',
      'Column 5',
      '__proto__',
      'constructor',
      'x") FROM y; DROP TABLE z; --',
    ])
    const [row] = await deals('custom')
    expect(row?.custom).toBe(
      '{"Email":"a@b.co","Email (2)":"c@d.co","Column 5":"e","__proto__":"f","constructor":"g","x\\") FROM y; DROP TABLE z; --":"h"}',
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

describe('dates', () => {
  const styles: [string, string, string][] = [
    ['2025-03-04', 'ISO', '2025-03-04T00:00:00.000Z'],
    ['2025-03-04T10:11:12+02:00', 'ISO with a zone', '2025-03-04T08:11:12.000Z'],
    ['2025-03-04T10:11:12.000+0000', "Salesforce's own", '2025-03-04T10:11:12.000Z'],
    ['04 Mar, 2025 10:11:12', "Zoho's own", '2025-03-04T10:11:12.000Z'],
    ['March 4, 2025', 'English words', '2025-03-04T00:00:00.000Z'],
    ['4. März 2025', 'German words', '2025-03-04T00:00:00.000Z'],
    ['4 de marzo de 2025', 'Spanish words', '2025-03-04T00:00:00.000Z'],
    ['4 août 2025', 'French words', '2025-08-04T00:00:00.000Z'],
    ['04-Mar-25', 'a short month', '2025-03-04T00:00:00.000Z'],
    ['04.03.2025 10:11', 'German numbers', '2025-03-04T10:11:00.000Z'],
    ['2025/03/04', 'slashes, year first', '2025-03-04T00:00:00.000Z'],
    ['20250304', 'eight digits', '2025-03-04T00:00:00.000Z'],
    ['45720', "Excel's count of days", '2025-03-04T00:00:00.000Z'],
    ['45720.5', "Excel's count with a time", '2025-03-04T12:00:00.000Z'],
    ['1741046400000', 'milliseconds', '2025-03-04T00:00:00.000Z'],
    ['28/03/2025 2:05 PM', 'day first with a 12-hour clock', '2025-03-28T14:05:00.000Z'],
    ['3/28/25', 'month first, two digits of year', '2025-03-28T00:00:00.000Z'],
  ]
  test.each(styles)('%s (%s) is read', async (written, _, instant) => {
    const file = await stageText(`Deal Name,Stage,Create Date\nA,Proposal,"${written}"\n`)
    expect(file.counts).toMatchObject({ staged: 1 })
    expect(await deals('opened_at')).toEqual([{ opened_at: instant }])
  })

  test('that could be read both ways raise a question, and the answer changes them', async () => {
    const text = 'Deal Name,Stage,Create Date,Close Date\nA,Proposal,03/04/2025,05/06/2025\nB,Proposal,01/02/2025,07/08/2025\n'
    const guess = await stageTexts({ 'deals.csv': text })
    expect(guess.questions).toMatchObject([{ id: '0.dateOrder', asks: 'dateOrder', chosen: 'dmy' }])
    expect(guess.questions[0]?.samples).toEqual([
      'Create Date: 03/04/2025',
      'Create Date: 01/02/2025',
      'Close Date: 05/06/2025',
      'Close Date: 07/08/2025',
    ])
    expect(await deals('opened_at')).toMatchObject([{ opened_at: '2025-04-03T00:00:00.000Z' }, { opened_at: '2025-02-01T00:00:00.000Z' }])
    const answered = await stageTexts({ 'deals.csv': text }, { files: [{ file: 0, dateOrder: 'mdy' }] })
    expect(answered.questions).toEqual([])
    expect(await deals('opened_at')).toMatchObject([{ opened_at: '2025-03-04T00:00:00.000Z' }, { opened_at: '2025-01-02T00:00:00.000Z' }])
  })

  test('one that tells decides for the whole file, also far down', async () => {
    const many = Array.from({ length: 12_000 }, (_, index) => `D${index},Proposal,03/04/2025\n`).join('')
    const file = await stageText(`Deal Name,Stage,Create Date\n${many}Last,Proposal,12/31/2025\n`)
    expect(file.formats).toMatchObject({ dateOrder: 'mdy', dateOrderAmbiguous: false })
    expect(await duck.one("SELECT count(*) AS n FROM staged.deal WHERE opened_at = '2025-03-04'")).toEqual({ n: 12_000 })
  })

  test('that do not exist cost the row, with a sentence that says why', async () => {
    const file = await stageText('Deal Name;Stage;Close Date\nA;Won;31.12.2025\nB;Won;31.13.2025\nC;Won;30.02.2025\n')
    expect(file.counts).toMatchObject({ staged: 1, rejected: 2 })
    expect((await rejected(file)).map((row) => row.reason)).toEqual([
      'Close Date is "31.13.2025", which is no date in day-month-year order.',
      'Close Date is "30.02.2025", which is no date in day-month-year order.',
    ])
  })
})

describe('numbers', () => {
  test.each([
    ['(1,200)', '-1200'],
    ['($1,200.50)', '-1200.5'],
    ['-5', '-5'],
    ['1,234,567.89', '1234567.89'],
    ['$1,117.10K', '1117100'],
    ['€ 2.5M', '2500000'],
    ['USD 10.50', '10.5'],
    ['10.50 USD', '10.5'],
    ["1'234.50", '1234.5'],
    ['1 234.50', '1234.5'],
    ['1.5e3', '1500'],
  ])('%s with a point as the sign is %s', async (written, amount) => {
    await stageText(`Deal Name,Stage,Amount\nA,Won,"${written}"\nB,Won,0.25\n`)
    expect((await deals('amount'))[0]).toEqual({ amount })
  })

  test('half a group of thousands is no number', async () => {
    const file = await stageText('Deal Name,Stage,Amount\nA,Won,"1,50"\nB,Won,"1,234.50"\nC,Won,"2,234.50"\n')
    expect((await rejected(file)).map((row) => row.reason)).toEqual([
      'Amount is "1,50", which is no number when the decimal sign is a point.',
    ])
  })

  test('1.234 alone is asked about', async () => {
    const guess = await stageTexts({ 'deals.csv': 'Deal Name,Stage,Amount\nA,Won,1.234\nB,Won,2.500\n' })
    expect(guess.questions).toMatchObject([{ asks: 'decimal', chosen: '.' }])
    await stageTexts({ 'deals.csv': 'Deal Name,Stage,Amount\nA,Won,1.234\nB,Won,2.500\n' }, { files: [{ file: 0, decimal: ',' }] })
    expect(await deals('amount')).toEqual([{ amount: '1234' }, { amount: '2500' }])
  })

  test.each([
    ['35%', '70%'],
    ['0.35', '0.7'],
    ['35', '70'],
  ])('a probability written %s is a share', async (first, second) => {
    await stageText(`Deal Name,Stage,Probability\nA,Proposal,${first}\nB,Negotiation,${second}\n`)
    expect(await deals('probability')).toEqual([{ probability: 0.35 }, { probability: 0.7 }])
  })

  test('amounts in several currencies keep theirs', async () => {
    await stageText('Deal Name,Stage,Amount,Currency\nA,Won,1,EUR\nB,Won,2,usd\nC,Won,3,\n')
    expect(await deals('currency')).toEqual([{ currency: 'EUR' }, { currency: 'USD' }, { currency: null }])
  })

  test('that a less important field cannot read are kept as text and counted', async () => {
    const employees = Array.from({ length: 20 }, (_, index) => `Company ${index},${index + 5}\n`).join('')
    const file = await stageText(`Company name,Number of Employees\n${employees}Big,11-50\n`, undefined, 'companies.csv')
    expect(file.counts).toMatchObject({ staged: 21, rejected: 0 })
    expect(file.unreadable).toEqual([{ column: 'Number of Employees', cells: 1, sample: '11-50' }])
    expect(await duck.one("SELECT employees, custom FROM staged.account WHERE name = 'Big'")).toEqual({
      employees: null,
      custom: '{"Number of Employees":"11-50"}',
    })
  })
})

describe('deals', () => {
  test('flags win over a status, a status over the stage', async () => {
    await stageText(
      'Deal Name,Stage,IsWon,IsClosed,Close Date\nA,Closed,true,true,2025-01-05\nB,Closed,false,true,2025-01-05\nC,Closed Won,false,false,2025-01-05\n',
    )
    expect(await deals('state, closed_at, expected_on')).toEqual([
      { state: 'won', closed_at: '2025-01-05T00:00:00.000Z', expected_on: null },
      { state: 'lost', closed_at: '2025-01-05T00:00:00.000Z', expected_on: null },
      { state: 'open', closed_at: null, expected_on: '2025-01-05' },
    ])
  })

  test("Pipedrive's status and times are understood", async () => {
    await stageText(
      'Deal - Title,Deal - Value,Deal - Currency of value,Deal - Stage (pipeline),Deal - Status,Deal - Creation date,Deal - Won time,Deal - Lost time,Deal - Expected close date\n' +
        'A,100,EUR,Proposal made,Won,2025-01-01 10:00:00,2025-02-01 10:00:00,,2025-03-01\nB,100,EUR,Proposal made,Lost,2025-01-01 10:00:00,,2025-02-02 10:00:00,\nC,50,EUR,Qualified,Open,2025-01-01 10:00:00,,,2025-04-01\n',
    )
    expect(await deals('stage, state, closed_at, expected_on')).toEqual([
      { stage: 'Proposal made', state: 'won', closed_at: '2025-02-01T10:00:00.000Z', expected_on: '2025-03-01' },
      { stage: 'Proposal made', state: 'lost', closed_at: '2025-02-02T10:00:00.000Z', expected_on: null },
      { stage: 'Qualified', state: 'open', closed_at: null, expected_on: '2025-04-01' },
    ])
  })

  test("HubSpot's dates of entering stages become history", async () => {
    const guess = await stageTexts({
      'hubspot-crm-exports-all-deals-2025-11-28.csv':
        'Record ID,Deal Name,Pipeline,Deal Stage,Amount,"Date entered ""Proposal (Sales Pipeline)""","Date entered ""Qualified (Sales Pipeline)""","Date entered ""Closed won (Sales Pipeline)"""\n' +
        '1,A,Sales Pipeline,Closed won,10,2025-02-01 09:00,2025-01-01 09:00,2025-03-01 09:00\n2,B,Sales Pipeline,Proposal,10,2025-02-01 09:00,2025-01-05 09:00,\n3,C,Sales Pipeline,Qualified,10,,2025-01-06 09:00,\n',
    })
    expect(guess.files[0]?.vendor).toBe('hubspot')
    expect(await deals('entered, opened_at')).toEqual([
      {
        entered: '{"Proposal":"2025-02-01T09:00:00Z","Qualified":"2025-01-01T09:00:00Z","Closed won":"2025-03-01T09:00:00Z"}',
        opened_at: '2025-01-01T09:00:00.000Z',
      },
      { entered: '{"Proposal":"2025-02-01T09:00:00Z","Qualified":"2025-01-05T09:00:00Z"}', opened_at: '2025-01-05T09:00:00.000Z' },
      { entered: '{"Qualified":"2025-01-06T09:00:00Z"}', opened_at: '2025-01-06T09:00:00.000Z' },
    ])
    expect(guess.stages.map((each) => each.stage)).toEqual(['Qualified', 'Proposal', 'Closed won'])
  })

  test('that come twice count once, and the newer one is used', async () => {
    const file = await stageText(
      'Deal ID,Deal Name,Stage,Last Modified Date\n1,Old,Won,2025-01-05\n2,B,Won,2025-01-05\n1,New,Lost,2025-02-01\n1,Oldest,Won,2024-12-01\n',
    )
    expect(file.counts).toEqual({ rows: 4, staged: 2, deleted: 0, rejected: 0, duplicates: 2, left_out: 0 })
    expect(await deals('external_id, name')).toEqual([
      { external_id: '2', name: 'B' },
      { external_id: '1', name: 'New' },
    ])
    expect((await rejected(file)).map((row) => [row.row, row.class])).toEqual([
      [1, 'duplicate'],
      [4, 'duplicate'],
    ])
  })

  test('without an id keep their own name when the file is sorted anew, and look-alikes stay apart', async () => {
    await stageText('Deal Name,Account Name,Stage\nA,X,Won\nB,Y,Lost\nA,X,Lost\n')
    const before = (await deals('name, ref')).map((row) => `${row.name} ${row.ref}`).sort()
    expect(new Set(before).size).toBe(3)
    await stageText('Deal Name,Account Name,Stage\nB,Y,Won\nA,X,Won\nA,X,Lost\n')
    expect((await deals('name, ref')).map((row) => `${row.name} ${row.ref}`).sort()).toEqual(before)
  })

  test('that are deleted or archived are kept but counted apart', async () => {
    const file = await stageText('Deal ID,Deal Name,Stage,IsDeleted\n1,A,Won,false\n2,B,Won,true\n')
    expect(file.counts).toMatchObject({ staged: 1, deleted: 1 })
  })

  test('an unknown order of stages is asked about, and the answer is kept', async () => {
    const text = 'Deal Name,Stage\nA,Zulu\nB,Alpha\nC,Tango\nD,Closed Won\n'
    const guess = await stageTexts({ 'deals.csv': text })
    expect(guess.questions).toMatchObject([{ asks: 'stages' }])
    const said = ['Zulu', 'Tango', 'Alpha'].map((stage) => ({ pipeline: '', stage, kind: 'open' as const }))
    const answered = await stageTexts({ 'deals.csv': text }, { stages: [...said, { pipeline: '', stage: 'Closed Won', kind: 'lost' }] })
    expect(answered.questions).toEqual([])
    expect(answered.stages.map(({ stage, kind }) => [stage, kind])).toEqual([
      ['Zulu', 'open'],
      ['Tango', 'open'],
      ['Alpha', 'open'],
      ['Closed Won', 'lost'],
    ])
    expect(await duck.one("SELECT state FROM staged.deal WHERE stage = 'Closed Won'")).toEqual({ state: 'lost' })
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
    for await (const piece of rejectedCsv(duck, guess)) text += piece
    expect(text.split('\r\n')).toEqual([
      '\ufeffReason,File,Row,Deal Name,Stage,Close Date',
      expect.stringMatching(/^"Close Date is ""never"".*",deals\.csv,1,'=cmd\|x,Won,never$/),
      expect.stringMatching(/^"Close Date is ""2025-13-01"".*",deals\.csv,2,"a ""b"", c",Won,2025-13-01$/),
      '',
    ])
  })
})
