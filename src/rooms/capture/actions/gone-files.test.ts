import { appendFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { schedule } from '#platform/due/due'
import { listWorkspaces } from '#platform/store/workspaces'
import { type TestApp, testApp } from '#test/kit/app'
import { lines, recordsOf } from '#test/kit/import-files'
import { drafted, settled } from '#test/kit/importing'
import * as contract from '../contract.ts'

const deals = {
  name: 'deals.csv',
  text: lines('Deal ID,Deal Name,Account Name,Deal Stage,Amount,Create Date,Close Date', 'D1,One,Acme,Proposal,10,2025-01-10,2025-02-10'),
}

/** Where the one kept file of an app lies. */
function keptFile(app: TestApp): string {
  const folder = join(app.dataDir, 'files')
  const name = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((one) => /[0-9a-f]{64}$/.test(one))
  return join(folder, name ?? '')
}

/** What was read lies in a scratch file, which may be lost. */
const forget = (app: TestApp) => rmSync(join(app.dataDir, 'imports'), { recursive: true, force: true })

describe.each([
  ['removed', (path: string) => rmSync(path), '"deals.csv" is no longer in the data folder'],
  [
    'changed',
    (path: string) => appendFileSync(path, 'D2,Two,Acme,Proposal,10,2025-01-10,2025-02-10\n'),
    '"deals.csv" was changed in the data folder',
  ],
])('a kept file that somebody %s after it was read', (_, spoil, sentence) => {
  test('fails the import with its name and what to do, writes nothing, and can be added again', async () => {
    const app = await testApp()
    const before = await recordsOf(app)
    const { id: importId } = await drafted(app, [deals])
    spoil(keptFile(app))
    forget(app)
    await app.call(contract.runImport, { importId, withoutPreview: 'true' })
    const failed = await settled(app, importId)
    expect(failed.state).toBe('failed')
    expect(failed.failure).toContain(sentence)
    expect(failed.failure).toContain('Add the file to this import again.')
    expect(await recordsOf(app)).toEqual(before)

    await app.upload(contract.addFile, { importId, name: deals.name }, deals.text)
    expect((await settled(app, importId)).files).toHaveLength(1)
    await app.call(contract.runImport, { importId, withoutPreview: 'true' })
    expect((await settled(app, importId)).result?.kinds).toMatchObject([{ kind: 'deal', rows: 1, create: 1 }])
  })
})

test('a scratch file that cannot be opened is made anew', async () => {
  const app = await testApp()
  const { id: importId } = await drafted(app, [deals])
  const [scratch = ''] = readdirSync(join(app.dataDir, 'imports'), { recursive: true, encoding: 'utf8' }).filter((one) =>
    one.endsWith('.duckdb'),
  )
  rmSync(join(app.dataDir, 'imports', scratch))
  appendFileSync(join(app.dataDir, 'imports', scratch), 'this is no database')
  await app.call(contract.runImport, { importId, withoutPreview: 'true' })
  expect((await settled(app, importId)).result?.kinds).toMatchObject([{ kind: 'deal', rows: 1, create: 1 }])
})

test('the files of a discarded import go with what was read of them, unless another import has them or files are just coming in', async () => {
  const app = await testApp()
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  const lying = () =>
    ['files', 'imports']
      .flatMap((folder) => readdirSync(join(app.dataDir, folder), { recursive: true, encoding: 'utf8' }))
      .filter((one) => /[0-9a-f]{64}$|duckdb$/.test(one)).length
  const due = () =>
    services.database.inWorkspace(workspace, (tx) => tx.query<{ later: boolean }>('SELECT due_at > now() AS later FROM due_item'))
  const discard = async ({ id: importId }: contract.Import) => void (await app.call(contract.discardImport, { importId }))
  const [one, two] = [await drafted(app, [deals]), await drafted(app, [deals])]
  expect(lying()).toBe(3)

  await discard(one)
  await expect.poll(lying).toBe(2)
  await expect.poll(due).toEqual([])
  await services.files.keeping(workspace.id, async () => {
    await discard(two)
    await expect.poll(due).toEqual([{ later: true }])
    expect(lying()).toBe(1)
  })
  await services.database.inWorkspace(workspace, (tx) => tx.query('UPDATE due_item SET due_at = now()'))
  services.nudge()
  await expect.poll(lying).toBe(0)
})

test('what an upload leaves whose import is gone meanwhile, or that is cut off, is removed, and so is what a kill left; what an import needs stays', async () => {
  const app = await testApp()
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  await drafted(app, [deals])
  const due = () =>
    services.database.inWorkspace(workspace, (tx) => tx.query<{ later: boolean }>('SELECT due_at > now() AS later FROM due_item'))
  const kept = () => services.files.kept(workspace.id).length
  await expect.poll(due).toEqual([])
  // As a kill between the file and its import leaves it.
  await services.files.put(workspace.id, Readable.from([Buffer.from('Deal ID\nD9\n')]))
  expect(kept()).toBe(2)

  const { id: importId } = await app.call(contract.createImport, {})
  const sent = new PassThrough()
  sent.write('Deal ID,Deal Name,Stage\n')
  const answer = app.raw(`/api/v1/imports/${importId}/files?name=late.csv`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: Readable.toWeb(sent) as unknown as BodyInit,
    ...{ duplex: 'half' },
  })
  await expect.poll(due).toEqual([{ later: true }])
  await app.call(contract.discardImport, { importId })
  sent.end('D8,Late,Won\n')
  expect((await answer).status).toBe(404)
  await expect.poll(kept).toBe(1)
  await services.database.inWorkspace(workspace, (tx) => tx.query('UPDATE due_item SET due_at = now()'))
  services.nudge()
  await expect.poll(due).toEqual([])
  expect(kept()).toBe(1)
})

test('an undo whose orders cannot be read says so and takes nothing back; asked for again it works', async () => {
  const app = await testApp()
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  const { id: importId } = await drafted(app, [deals])
  await app.call(contract.runImport, { importId, withoutPreview: 'true' })
  await settled(app, importId)
  const before = await recordsOf(app)
  await services.database.inWorkspace(workspace, async (tx) => {
    await tx.query("UPDATE import SET task = 'undo' WHERE id = $1", [importId])
    const payload = { task: 'undo', keepChanged: 'perhaps', by: { kind: 'user' } }
    await schedule(tx, services.clock.now(), { kind: 'capture.import', subjectId: importId, payload })
  })
  services.nudge()
  const refused = await settled(app, importId)
  expect(refused).toMatchObject({ state: 'done', undo: null })
  expect(refused.failure).toBe('What this undo was asked to do cannot be read. Nothing was taken back; ask for the undo again.')
  expect(await recordsOf(app)).toEqual(before)
  await app.call(contract.undoImport, { importId })
  expect(await settled(app, importId)).toMatchObject({ state: 'undone', failure: null, undo: { undone: true } })
})
