import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { listWorkspaces } from '#platform/store/workspaces'
import { type TestApp, testApp } from '#test/kit/app'
import { Mortal } from '#test/kit/faults'
import { dealFile, expectedTallies, leadFile } from '#test/kit/faults-files'
import { recordsOf } from '#test/kit/import-files'
import { settled } from '#test/kit/importing'
import { ask, eventually, killAll } from '#test/kit/interlock'
import { type SmallDisk, smallDisk } from '#test/kit/small-disk'
import * as contract from '../contract.ts'

const why = 'a small disk needs root, Linux and the right to mount'
const full = 'The disk with the data folder is full'

afterAll(killAll)

const unfinished = (app: TestApp) => readdirSync(join(app.dataDir, 'files/unfinished'))

/** Waits as `settled` does, but work that failed is tried again now instead of after its pause of seconds. */
async function settledAtOnce(app: TestApp, importId: contract.Import['id']): Promise<contract.Import> {
  const { database, clock, nudge } = app.served.app.services
  const [workspace] = await database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  for (;;) {
    const now = await app.call(contract.readImport, { importId })
    if (now.task === null) return now
    await database.inWorkspace(workspace, (tx) =>
      tx.query('UPDATE due_item SET due_at = $1 WHERE tries > 0 AND lease_until IS NULL AND due_at > $1', [clock.now()]),
    )
    nudge()
    await sleep(50)
  }
}

/** An app whose data folder lies on a small disk. Its database lies elsewhere. */
const appOn = (disk: SmallDisk) => testApp({ INTERLOCK_DATA: join(disk.path, 'data') })

test('an upload to a full disk is refused with what to do, leaves nothing behind, and works once there is room', async ({ skip }) => {
  const disk = smallDisk(16) ?? skip(why)
  const app = await appOn(disk)
  const { id: importId } = await app.call(contract.createImport, {})
  disk.fill(20_000)
  await expect(app.upload(contract.addFile, { importId, name: 'deals.csv' }, dealFile('full'))).rejects.toThrow(`503 ${full}`)
  expect(unfinished(app)).toEqual([])
  expect(await app.call(contract.readImport, { importId })).toMatchObject({ files: [], task: null, state: 'draft' })
  disk.free()
  await app.upload(contract.addFile, { importId, name: 'deals.csv' }, dealFile('full'))
  expect((await settled(app, importId)).guess?.files[0]?.counts.rows).toBe(2_100)
})

test('reading on a full disk ends with a sentence that says so, keeps no room, and goes on once there is room', {
  timeout: 120_000,
}, async ({ skip }) => {
  const disk = smallDisk(16) ?? skip(why)
  const app = await appOn(disk)
  const before = await recordsOf(app)
  const { id: importId } = await app.call(contract.createImport, {})
  await app.upload(contract.addFile, { importId, name: 'deals.csv' }, dealFile('full'))
  await settled(app, importId)
  // What was read may be lost; with it there the new reading would take its room.
  rmSync(join(app.dataDir, 'imports'), { recursive: true, force: true })
  disk.fill()
  await app.call(contract.correctImport, { importId, currency: 'SEK' })
  const failed = await settledAtOnce(app, importId)
  expect(failed.state).toBe('failed')
  expect(failed.failure).toContain(full)
  expect(failed.failure).toContain('Make room')
  expect(failed.correction).toEqual({ currency: 'SEK' })
  expect(unfinished(app)).toEqual([])
  expect(await recordsOf(app)).toEqual(before)
  disk.free()
  await app.call(contract.correctImport, { importId, currency: 'SEK' })
  await settled(app, importId)
  await app.call(contract.runImport, { importId, withoutPreview: 'true' })
  expect((await settled(app, importId)).result?.kinds[0]).toMatchObject({ kind: 'deal', rows: 2_100, create: 1_980 })
})

interface Held extends Record<string, unknown> {
  readonly deals: number
  readonly leads: number
  readonly events: number
}

test('a disk that is full for the database stops an import whole, the server answers, and it works once there is room', {
  timeout: 300_000,
}, async ({ skip }) => {
  const disk = smallDisk(160) ?? skip(why)
  const dataDir = join(disk.path, 'data')
  const elsewhere = mkdtempSync(join(tmpdir(), 'interlock-elsewhere-'))
  onTestFinished(() => rmSync(elsewhere, { recursive: true, force: true }))
  // Only the database is on the small disk: otherwise what is read would be the first to find it full.
  mkdirSync(dataDir, { mode: 0o711 })
  for (const part of ['files', 'imports']) {
    mkdirSync(join(elsewhere, part))
    symlinkSync(join(elsewhere, part), join(dataDir, part))
  }
  const mortal = new Mortal(dataDir)
  await mortal.well()
  const post = async (path: string, body = '{}') => (await mortal.send('POST', `/api/v1/imports${path}`, body)).body as contract.Import
  const course = async (id: string, until: (now: contract.Import) => boolean) => {
    for (;;) {
      const { status, body } = await mortal.send('GET', `/api/v1/imports/${id}`)
      const now = body as contract.Import
      // A connection that broke gave no answer.
      if (status === 200 && until(now)) return now
      await mortal.hasten()
      await sleep(100)
    }
  }
  const idle = (now: contract.Import) => now.task === null
  const [workspace] = await ask<{ schema: string }>(mortal.dataDir, 'SELECT schema_name AS schema FROM workspace')
  const held = async () =>
    (
      await ask<Held>(
        mortal.dataDir,
        'SELECT (SELECT count(*)::int FROM deal) AS deals, (SELECT count(*)::int FROM lead) AS leads, (SELECT count(*)::int FROM event) AS events',
        workspace?.schema,
      )
    )[0]
  const { id } = await post('')
  for (const [name, text] of [
    ['deals.csv', dealFile('full')],
    ['leads.csv', leadFile('full')],
  ])
    await mortal.send('POST', `/api/v1/imports/${id}/files?name=${name}`, bytesOf(text ?? ''))
  expect((await course(id, idle)).guess?.files).toHaveLength(2)
  const before = await held()

  disk.fill()
  await post(`/${id}/run?withoutPreview=true`)
  // It cannot note its own failure either as long as there is no room; what it says is in the log.
  await eventually('the full disk is noticed', () => /no room left|is full|could not extend|No space left/i.test(mortal.said()))
  expect((await mortal.send('GET', '/healthz')).status).toBe(200)
  disk.free()
  await mortal.well()
  expect(await held()).toEqual(before)
  const settledNow = await course(id, idle)
  if (settledNow.state === 'failed') expect(settledNow.failure).toMatch(/no room left on its disk|is full/)
  if (settledNow.state !== 'done') await post(`/${id}/run?withoutPreview=true`)
  const done = await course(id, idle)
  expect(done).toMatchObject({ state: 'done', failure: null })
  for (const { kind, reject, duplicate, rows } of expectedTallies)
    expect(done.result?.kinds.find((one) => one.kind === kind)).toMatchObject({
      rows,
      reject,
      duplicate,
      create: rows - reject - duplicate,
    })
  expect(await held()).toEqual({ deals: 1_980, leads: 2_970, events: (before?.events ?? 0) + 1 })
  expect(mortal.internal).toEqual([])
  await mortal.end()
})

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}
