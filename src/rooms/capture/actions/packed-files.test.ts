import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { listWorkspaces } from '#platform/store/workspaces'
import { type TestApp, testApp } from '#test/kit/app'
import { drafted, imported, settled } from '#test/kit/importing'
import { workbookOf, zipOf } from '#test/kit/workbooks'
import { everything } from '#test/kit/workspace'
import * as contract from '../contract.ts'

const book = (stage = 'Closed Won') =>
  workbookOf([
    {
      name: 'Opportunities',
      rows: [
        ['Deal ID', 'Deal Name', 'Account Name', 'Deal Stage', 'Amount', 'Close Date'],
        ['007', 'Pumps', 'Acme', stage, { value: 1200.5, format: '#,##0.00\\ "€"' }, { value: 45720, format: '14' }],
        ['008', 'Valves', 'Acme', 'Closed Lost', 800, { value: 45721, format: '14' }],
      ],
    },
    {
      name: 'Accounts',
      rows: [
        ['Account ID', 'Account Name', 'Industry'],
        ['1', 'Acme', 'Pumps'],
      ],
    },
    { name: 'Notes', rows: [['to do']], state: 'hidden' },
  ])

const csv = 'Deal ID,Deal Name,Deal Stage\n1,A,Closed Won\n2,B,Closed Lost\n'

/** All files below a folder of the app's data. */
function kept(app: TestApp, folder: string): string[] {
  const path = join(app.dataDir, 'files', folder)
  if (!existsSync(path)) return []
  return readdirSync(path, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []))
}

async function dealsOf(app: TestApp): Promise<Record<string, unknown>[]> {
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  const rows = (await everything({ services, workspace })).deal as { row: Record<string, unknown> }[]
  return rows.map(({ row }) => row)
}

async function draft(app: TestApp, files: Readonly<Record<string, Uint8Array | string>>) {
  const { id } = await app.call(contract.createImport, {})
  for (const [name, bytes] of Object.entries(files)) await app.upload(contract.addFile, { importId: id, name }, bytes)
  return await settled(app, id)
}

describe('a workbook', () => {
  test('is imported sheet by sheet, each with the kind of its rows', async () => {
    const app = await testApp()
    const read = await draft(app, { 'book.xlsx': await book() })
    expect(read.files.map((file) => file.name)).toEqual(['book.xlsx · Opportunities', 'book.xlsx · Accounts'])
    expect(read.guess?.files.map((file) => file.remarks)).toEqual([['The sheet "Notes" of book.xlsx is hidden and was left out.'], []])
    expect(read.guess?.files.map((file) => [file.kind, file.counts.staged, file.problem])).toEqual([
      ['deal', 2, null],
      ['account', 1, null],
    ])
    expect(read.guess?.files[0]?.formats).toMatchObject({ currency: 'EUR', dateOrderAmbiguous: false, decimalAmbiguous: false })
    await app.call(contract.previewImport, { importId: read.id })
    await settled(app, read.id)
    await app.call(contract.runImport, { importId: read.id })
    const done = await settled(app, read.id)
    expect(done.result?.kinds.map((kind) => [kind.kind, kind.create, kind.reject])).toEqual(
      expect.arrayContaining([
        ['account', 1, 0],
        ['deal', 2, 0],
      ]),
    )
    const pumps = (await dealsOf(app)).find((deal) => deal.external_id === '007')
    expect(pumps).toMatchObject({ name: 'Pumps', amount: 1200.5, currency: 'EUR' })
    expect(JSON.stringify(pumps)).toContain('2025-03-04')
    expect(kept(app, 'unfinished')).toEqual([])
  })

  test('of the same name takes the place of the one before, with all its sheets', async () => {
    const app = await testApp()
    const { id } = await draft(app, { 'book.xlsx': await book(), 'other.csv': csv })
    await app.upload(
      contract.addFile,
      { importId: id, name: 'book.xlsx' },
      await workbookOf([
        {
          name: 'Only',
          rows: [
            ['Deal Name', 'Stage'],
            ['A', 'Won'],
          ],
        },
      ]),
    )
    expect((await settled(app, id)).files.map((file) => file.name)).toEqual(['other.csv', 'book.xlsx'])
  })

  test('that cannot be read is refused with what to do, and nothing of it is left', async () => {
    const app = await testApp()
    const { id } = await draft(app, { 'deals.csv': csv })
    const before = kept(app, '.')
    const sheets = await book()
    for (const bytes of [sheets.subarray(0, sheets.length - 400), await zipOf({ 'a.csv': Buffer.alloc(40_000_000, 'a') })])
      await expect(app.upload(contract.addFile, { importId: id, name: 'book.xlsx' }, bytes)).rejects.toThrow(/^400 "book.xlsx" .* CSV/)
    expect(kept(app, '.')).toEqual(before)
    expect((await app.call(contract.readImport, { importId: id })).files.map((file) => file.name)).toEqual(['deals.csv'])
  })
})

describe('a packed file', () => {
  test('zip or gzip, gives what is inside', async () => {
    const app = await testApp()
    const read = await draft(app, {
      'deals.csv.gz': gzipSync(csv),
      'all.zip': await zipOf({ 'x/deals.csv': csv, 'x/accounts.csv': 'Account Name\nAcme\n' }),
    })
    expect(read.files.map((file) => file.name)).toEqual(['deals.csv', 'all.zip · x/deals.csv', 'all.zip · x/accounts.csv'])
    expect(read.guess?.files.map((file) => [file.kind, file.counts.staged])).toEqual([
      ['deal', 2],
      ['deal', 2],
      ['account', 1],
    ])
  })

  test('that is an export of Interlock is sent to "Restore an export"', async () => {
    const app = await testApp()
    const bytes = await zipOf({ 'manifest.json': JSON.stringify({ format: 'interlock-export' }), 'deal.csv': 'id\n' })
    await expect(draft(app, { 'export.zip': bytes })).rejects.toThrow('Restore an export')
  })
})

test('a file that changes after it was sent does not change the import', async () => {
  const app = await testApp()
  const folder = mkdtempSync(join(tmpdir(), 'changing-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'deals.csv')
  writeFileSync(path, csv)
  const read = await drafted(app, [{ name: 'deals.csv', path }])
  writeFileSync(path, 'Deal ID,Deal Name,Deal Stage\n9,Other,Open\n')
  await app.call(contract.previewImport, { importId: read.id })
  await settled(app, read.id)
  await app.call(contract.runImport, { importId: read.id })
  expect((await settled(app, read.id)).result?.kinds).toMatchObject([{ kind: 'deal', create: 2 }])
  expect((await imported(app, [{ name: 'deals.csv', path }])).result?.kinds).toMatchObject([{ kind: 'deal', create: 1 }])
})
