import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { listWorkspaces } from '#platform/store/workspaces'
import { type TestApp, testApp } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import { staged } from '#test/kit/staging'
import { everything } from '#test/kit/workspace'

/** Every kind of file that import has to survive, and a test of this folder that is about it: part of the test's name. */
const entries: readonly (readonly [entry: string, file: string, test: string])[] = [
  ['UTF-8 with and without BOM, UTF-16, Windows-1252', 'hard-files', 'in %s with semicolons and decimal commas are read'],
  ['comma, semicolon, tab', 'hard-files', "'%s are found'"],
  ['CRLF', 'hard-files', 'lines that end in two ways in one file are read'],
  ['quoted line breaks', 'hard-files', 'line breaks and quotation marks inside cells stay in the cell'],
  ['duplicated headers', 'hard-files', 'that are repeated, empty or hostile are columns like others'],
  ['totals row at the end', 'hard-files', 'a totals row and a report footer are left out'],
  ['blank columns', 'survived-files', 'blank columns are left out and the others kept'],
  ['thousands separators and currency signs before or after, brackets as negative', 'hard-values', '%s with a point as the sign is %s'],
  ['dates in day-first, month-first, ISO, Excel serial, with and without time zone', 'hard-values', '%s (%s) is read'],
  ['percent as 35, 0.35 or 35%', 'hard-values', 'a probability written %s is a share'],
  ['several values in one cell', 'survived-files', 'several values in one cell'],
  ['owner as "Last, First"', 'survived-files', 'an owner as "Last, First"'],
  ['company by name only, with "Inc" and "GmbH" variants', 'survived-files', 'company by name only'],
  ['the same email in different case', 'survived-files', 'the same address in different case'],
  ['one person at two companies', 'survived-files', 'one person at two companies'],
  ['soft-deleted and archived records', 'survived-files', 'deleted and archived records'],
  ['renamed and retired stages', 'survived-files', 'renamed and retired stages'],
  ['deals reopened after loss', 'survived-files', 'reopened after a loss'],
  ['won deals without a close date', 'survived-files', 'won deals without a close date'],
  ['amounts in three currencies', 'survived-files', 'amounts in three currencies'],
  ['100,000 rows', 'survived-files', 'a hundred thousand rows'],
  ['a file of 12 rows', 'hard-files', 'twelve rows are enough'],
  ['the same file twice', 'imports', 'of the same file again changes nothing'],
]

test.each(entries)('%s: there is a test in %s', (_, file, name) => {
  const text = readFileSync(new URL(`${file}.test.ts`, import.meta.url), 'utf8').split('\n')
  expect(text.some((line) => /\b(test|test\.each.*)\(|^\s*\]\)\(/.test(line) && line.includes(name))).toBe(true)
})

const list = fileURLToPath(new URL('../../../../../shared/first-five-minutes.md', import.meta.url))
test.skipIf(!existsSync(list))('the table has every entry of the list it was made from', () => {
  const said = /### Files the importer must survive[^\n]*\n\n([^\n]+)/.exec(readFileSync(list, 'utf8'))?.[1] ?? ''
  const words = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}.%,]*[\p{L}\p{N}%]/gu) ?? []
  expect(words(entries.map(([entry]) => entry).join(' '))).toEqual(words(said))
})

async function rowsOf(app: TestApp, table: string): Promise<Record<string, unknown>[]> {
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  return ((await everything({ services, workspace }))[table] as { row: Record<string, unknown> }[]).map(({ row }) => row)
}

describe('cells', () => {
  test('blank columns are left out and the others kept', async () => {
    const { file, deals } = await staged('Deal Name,,Stage,Empty,Notes\nA,,Won,,x\nB,,Lost,,\n')
    expect(file.mapping.map((each) => each.field)).toEqual(['name', 'ignore', 'stage', 'ignore', 'custom'])
    expect(await deals('custom')).toEqual([{ custom: '{"Notes":"x"}' }, { custom: null }])
  })

  test('several values in one cell: the first id counts, and nothing of the cell is lost', async () => {
    const { deals } = await staged('Deal ID,Deal Name,Stage,Associated Contact IDs,Tags\n1,A,Won,11;12,"red;blue, green"\n')
    expect(await deals('person_external_id, custom')).toEqual([
      { person_external_id: '11', custom: '{"Tags":"red;blue, green","Associated Contact IDs":"11;12"}' },
    ])
  })

  test('an owner as "Last, First" is the one as "First Last"', async () => {
    const { deals } = await staged('Deal Name,Stage,Deal Owner\nA,Won,"Doe, Jane"\nB,Won,"Roe, Rick"\n')
    expect(await deals('owner_name')).toEqual([{ owner_name: 'Jane Doe' }, { owner_name: 'Rick Roe' }])
  })

  test('won deals without a close date are kept as won', async () => {
    const { file, deals } = await staged('Deal Name,Stage,Close Date\nA,Closed Won,\nB,Closed Won,2025-01-05\n')
    expect(file.counts).toMatchObject({ staged: 2, rejected: 0 })
    expect(await deals('state, closed_at')).toEqual([
      { state: 'won', closed_at: null },
      { state: 'won', closed_at: '2025-01-05T00:00:00.000Z' },
    ])
  })

  test('amounts in three currencies keep theirs', async () => {
    const { deals } = await staged('Deal Name,Stage,Amount,Currency\nA,Won,1,EUR\nB,Won,2,USD\nC,Won,3,CHF\n')
    expect(await deals('amount, currency')).toEqual([
      { amount: '1', currency: 'EUR' },
      { amount: '2', currency: 'USD' },
      { amount: '3', currency: 'CHF' },
    ])
  })

  test('deleted and archived records are counted apart', async () => {
    const { file } = await staged('Deal ID,Deal Name,Stage,Status,IsDeleted\n1,A,Won,won,false\n2,B,Won,archived,false\n3,C,Won,won,true\n')
    expect(file.counts).toMatchObject({ rows: 3, deleted: 1 })
  })

  test('a hundred thousand rows are all in their bucket', { timeout: 120_000 }, async () => {
    const rows = Array.from(
      { length: 100_000 },
      (_, row) => `${row},Deal ${row},Closed Won,${row},2025-01-${row % 1000 === 0 ? '77' : '05'}\n`,
    )
    const { file } = await staged(`Deal ID,Deal Name,Stage,Amount,Close Date\n${rows.join('')}`)
    expect(file.counts).toEqual({ rows: 100_000, staged: 99_900, deleted: 0, rejected: 100, duplicates: 0, left_out: 0 })
  })
})

describe('in the workspace', { timeout: 90_000 }, () => {
  const people = (rows: string) => ({ name: 'contacts.csv', text: `Contact ID,First Name,Last Name,Email,Company Name\n${rows}` })

  test('the same address in different case is one person', async () => {
    const app = await testApp()
    await imported(app, [people(',Ada,Berg,Ada@Acme.example,Acme\n')])
    await imported(app, [people(',Ada,Berg,ADA@ACME.EXAMPLE,Acme\n')])
    expect(await rowsOf(app, 'person')).toHaveLength(1)
  })

  test('one person at two companies stays one person, and both companies are kept', async () => {
    const app = await testApp()
    await imported(app, [people(',Ada,Berg,ada@acme.example,Acme\n,Ada,Berg,ada@acme.example,Borealis\n')])
    expect(await rowsOf(app, 'person')).toHaveLength(1)
    expect((await rowsOf(app, 'account')).map((row) => row.name).sort()).toEqual(['Acme', 'Borealis'])
  })

  test('company by name only, as "Inc", "Inc." and "GmbH", is one account for each name', async () => {
    const app = await testApp()
    await imported(app, [
      {
        name: 'deals.csv',
        text: 'Deal ID,Deal Name,Account Name,Stage\n1,A,Acme Inc.,Won\n2,B,"ACME, Inc",Won\n3,C,Muster GmbH,Won\n4,D,Muster,Won\n',
      },
    ])
    expect(await rowsOf(app, 'account')).toHaveLength(2)
  })

  test('a deal reopened after a loss is open again, with nothing made twice', async () => {
    const app = await testApp()
    const deal = (stage: string, close: string, changed: string) => ({
      name: 'deals.csv',
      text: `Deal ID,Deal Name,Deal Stage,Close Date,Last Modified Date\n1,A,${stage},${close},${changed}\n2,B,Closed Won,2025-01-05,2025-01-05\n`,
    })
    await imported(app, [deal('Closed Lost', '2025-02-01', '2025-02-01')])
    await imported(app, [deal('Proposal', '2025-06-01', '2025-03-01')])
    expect((await rowsOf(app, 'deal')).map((row) => [row.external_id, row.state])).toEqual([
      ['1', 'open'],
      ['2', 'won'],
    ])
  })

  test('renamed and retired stages stand beside the old ones, and deals move', async () => {
    const app = await testApp()
    const deals = (stage: string) => ({ name: 'deals.csv', text: `Deal ID,Deal Name,Deal Stage\n1,A,${stage}\n2,B,Closed Won\n` })
    await imported(app, [deals('Offer')])
    await imported(app, [deals('Quote sent')])
    expect((await rowsOf(app, 'stage')).map((row) => row.name)).toEqual(expect.arrayContaining(['Offer', 'Quote sent', 'Closed Won']))
    expect(await rowsOf(app, 'deal')).toHaveLength(2)
  })
})
