import { appendFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
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
