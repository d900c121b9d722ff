import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { listWorkspaces } from '#platform/store/workspaces'
import { type TestApp, testApp } from '#test/kit/app'
import { drafted, settled } from '#test/kit/importing'
import * as contract from '../contract.ts'
import type { ImportRow } from '../store/imports.ts'
import { checkedEarly, takeEarly } from './early-check.ts'

const rows = 60_000

/** Deals of which each hundredth closes on a day that there is not. */
function deals(): string {
  const lines = ['Deal ID,Deal Name,Account Name,Stage,Amount,Create Date,Close Date,Notes']
  for (let n = 1; n <= rows; n++)
    lines.push(`D${n},Deal ${n},Firm ${n % 999},Won,${n}.50,2025-01-10,${n % 100 === 0 ? '2025-13-45' : '2025-06-15'},A note of deal ${n}`)
  return `${lines.join('\n')}\n`
}

/** What the import said of rows that come back while it was read: each state once, in order. */
async function seen(app: TestApp, importId: contract.Import['id']): Promise<contract.Import[]> {
  const states: contract.Import[] = []
  for (;;) {
    const now = await app.call(contract.readImport, { importId })
    if (JSON.stringify(states.at(-1)?.checked) !== JSON.stringify(now.checked)) states.push(now)
    if (now.task === null) return states
    await sleep(10)
  }
}

test('the first rows that come back are known before the file is read, say so, and give way to those of the whole', async () => {
  const app = await testApp()
  const { id: importId } = await app.call(contract.createImport, {})
  await app.upload(contract.addFile, { importId, name: 'deals.csv' }, deals())
  const states = (await seen(app, importId)).filter((state) => state.checked !== null)
  expect(states).toHaveLength(2)
  const [early, whole] = states
  expect(early).toMatchObject({ task: 'read', guess: null, checked: { files: [{ file: 0, whole: false }] } })
  const looked = early?.checked?.files[0]?.rows ?? 0
  expect(looked).toBeGreaterThan(10_000)
  expect(looked).toBeLessThan(rows)
  expect(early?.checked?.files[0]?.reject).toBe(Math.floor(looked / 100))
  const reason = 'Close Date is "2025-13-45", which is no date in year-month-day order.'
  expect(early?.checked?.first.slice(0, 2)).toEqual([
    { file: 0, row: 100, column: 'Close Date', value: '2025-13-45', reason },
    { file: 0, row: 200, column: 'Close Date', value: '2025-13-45', reason },
  ])
  expect(whole).toMatchObject({ task: null, checked: { files: [{ file: 0, rows, whole: true, reject: rows / 100 }] } })

  // Another guess: they are made anew, from the first rows to all.
  const notes = whole?.guess?.files[0]?.columns.find((column) => column.name === 'Notes')?.index ?? -1
  const said = await app.call(contract.correctImport, { importId, files: [{ file: 0, mapping: [{ column: notes, field: 'close_date' }] }] })
  expect(said).toMatchObject({ task: 'read', checked: null })
  const again = (await seen(app, importId)).filter((state) => state.checked !== null)
  expect(again).toHaveLength(2)
  expect(again[0]?.checked?.files).toEqual([{ file: 0, rows: looked, whole: false, reject: looked }])
  expect(again[0]?.checked?.first[0]).toMatchObject({ row: 1, column: 'Notes', value: 'A note of deal 1' })
  expect(again[1]?.checked?.files).toEqual([{ file: 0, rows, whole: true, reject: rows }])
}, 120_000)

test('of short files all rows are checked at once; a row that is cut wrongly names no column', async () => {
  const app = await testApp()
  const text = 'Deal ID,Deal Name,Stage,Amount\nD1,Pumps,Won,1\nD2,Pipes,Won,2,too many\nD3,Taps,Won,3\n'
  const { checked } = await drafted(app, [{ name: 'deals.csv', text }])
  expect(checked?.files).toEqual([{ file: 0, rows: 3, whole: true, reject: 1 }])
  expect(checked?.first).toEqual([
    { file: 0, row: 2, column: null, value: null, reason: 'The row has more cells than the 4 columns of the file.' },
  ])
})

test('a long file beside a short one, and one whose first record is endless, are told of as far as they were read', async () => {
  const app = await testApp()
  const { id: importId } = await app.call(contract.createImport, {})
  await app.upload(contract.addFile, { importId, name: 'endless.csv' }, `Deal ID,Deal Name,Stage\nD1,"${'x\n'.repeat(1_500_000)}",Won\n`)
  await settled(app, importId)
  await app.upload(contract.addFile, { importId, name: 'accounts.csv' }, 'Account ID,Account Name\nA1,Acme\n,\n')
  const [early] = (await seen(app, importId)).filter((state) => state.checked !== null)
  expect(early?.checked?.files[1]).toEqual({ file: 1, rows: 2, whole: true, reject: 0 })
  expect(early?.checked?.files[0]).toMatchObject({ file: 0, whole: false, reject: 0 })
}, 120_000)

test('the first rows are checked while the rest of the file still arrives', async () => {
  const app = await testApp()
  const { services } = app.served.app
  const { id } = await app.call(contract.createImport, {})
  const text = deals()
  const row = { id, files: [], correction: {} } as unknown as ImportRow
  const upload = checkedEarly({ services, workspace: await onlyWorkspace(app) }, row, 'deals.csv', pieces(text))
  let bytes = 0
  for await (const piece of upload) bytes += piece.byteLength
  expect(bytes).toBe(Buffer.byteLength(text))
  const file = { name: 'deals.csv', sha256: '', bytes }
  const asked = { id, files: [file], correction: {} } as unknown as ImportRow
  const early = await takeEarly(services, asked)
  expect(early).toMatchObject({ files: [{ file: 0, whole: false, reject: Math.floor((early?.files[0]?.rows ?? 0) / 100) }] })
  expect(early?.first[0]).toMatchObject({ row: 100, column: 'Close Date' })
  // Answered once; with other answers of a person it would not hold.
  expect(await takeEarly(services, asked)).toBe(null)
}, 60_000)

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  const all = Buffer.from(text)
  for (let at = 0; at < all.length; at += 65_536) yield all.subarray(at, at + 65_536)
}

async function onlyWorkspace(app: TestApp) {
  const [workspace] = await app.served.app.services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  return workspace
}
