import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type TestApp, testApp } from '#test/kit/app'
import { lines, recordsOf } from '#test/kit/import-files'
import { drafted, settled } from '#test/kit/importing'
import * as contract from '../contract.ts'

const deals = {
  name: 'deals.csv',
  text: lines('Deal ID,Deal Name,Account Name,Deal Stage,Amount,Create Date,Close Date', 'D1,One,Acme,Proposal,10,2025-01-10,2025-02-10'),
}

const key = { 'idempotency-key': 'the-one-press-of-import' }

/** Sends a request whole and cuts the connection before its answer could be read. */
function sentAndCut(app: TestApp, path: string, body: string, headers: Record<string, string>): Promise<void> {
  return new Promise((resolve) => {
    const sent = request(app.url + path, { method: 'POST', headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) } })
    sent.on('error', () => resolve())
    sent.on('close', () => resolve())
    sent.end(body, () => setImmediate(() => sent.destroy()))
  })
}

/** Sends the same again with the same key until it is answered, as a careful program does. */
async function sentAgain(app: TestApp, path: string): Promise<Response> {
  for (;;) {
    const response = await app.raw(path, { method: 'POST', headers: { ...key, 'content-type': 'application/json' }, body: '{}' })
    const asked = response.status === 409 && (await response.clone().text()).includes('being worked on')
    if (!asked) return response
    await sleep(100)
  }
}

test('a run whose reply was lost and that is sent again with its key imports once, and an undo whose reply was lost is done', async () => {
  const app = await testApp()
  const { id: importId } = await drafted(app, [deals])
  const path = `/api/v1/imports/${importId}/run?withoutPreview=true`
  await sentAndCut(app, path, '{}', { ...key, 'content-type': 'application/json' })
  const first = await sentAgain(app, path)
  expect(first.status).toBe(200)
  const done = await settled(app, importId)
  expect(done).toMatchObject({ state: 'done', result: { kinds: [{ kind: 'deal', create: 1 }] } })
  const after = await recordsOf(app)
  // The answer of the first time, although the import is done by now.
  expect(await (await sentAgain(app, path)).json()).toEqual(await first.json())
  expect(await settled(app, importId)).toEqual(done)
  expect(await recordsOf(app)).toEqual(after)
  expect(after.deal).toHaveLength(1)
  // An undo goes on without whoever asked for it, and says how it ended to whoever asks later.
  await sentAndCut(app, `/api/v1/imports/${importId}/undo`, '{}', { 'content-type': 'application/json' })
  await app.call(contract.undoImport, { importId }).catch(() => undefined)
  expect(await settled(app, importId)).toMatchObject({ state: 'undone', undo: { undone: true, conflictCount: 0 } })
  expect((await recordsOf(app)).deal).toHaveLength(0)
})

test('without a key a second press while it runs is the same run, and one after it is refused', async () => {
  const app = await testApp()
  const { id: importId } = await drafted(app, [deals])
  const presses = await Promise.all(
    Array.from({ length: 5 }, () => app.raw(`/api/v1/imports/${importId}/run?withoutPreview=true`, { method: 'POST' })),
  )
  expect(presses.every(({ status }) => status === 200 || status === 409)).toBe(true)
  await settled(app, importId)
  await expect(app.call(contract.runImport, { importId, withoutPreview: 'true' })).rejects.toThrow('409 "deals.csv" is imported already')
  expect((await recordsOf(app)).deal).toHaveLength(1)
})

test('an upload whose reply was lost and that is sent again is one file', async () => {
  const app = await testApp()
  const { id: importId } = await app.call(contract.createImport, {})
  await sentAndCut(app, `/api/v1/imports/${importId}/files?name=${deals.name}`, deals.text, { 'content-type': 'application/octet-stream' })
  await app.upload(contract.addFile, { importId, name: deals.name }, deals.text)
  const read = await settled(app, importId)
  expect(read.files).toEqual([{ file: 0, name: deals.name, bytes: Buffer.byteLength(deals.text) }])
  expect(read.guess?.files).toHaveLength(1)
})
