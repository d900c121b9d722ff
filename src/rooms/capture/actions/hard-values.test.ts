import { describe, expect, test } from 'vitest'
import { stagingRoom } from '#test/kit/staging'

const { deals, duck, rejected, stageText, stageTexts } = stagingRoom()

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
    expect(await duck().one("SELECT count(*) AS n FROM staged.deal WHERE opened_at = '2025-03-04'")).toEqual({ n: 12_000 })
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
    expect(await duck().one("SELECT employees, custom FROM staged.account WHERE name = 'Big'")).toEqual({
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
    expect(await duck().one("SELECT state FROM staged.deal WHERE stage = 'Closed Won'")).toEqual({ state: 'lost' })
  })
})
