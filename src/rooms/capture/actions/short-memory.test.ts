import { beforeEach, expect, test, vi } from 'vitest'
import { listWorkspaces } from '#platform/store/workspaces'
import { type TestApp, testApp } from '#test/kit/app'
import { lines } from '#test/kit/import-files'
import { drafted, settled } from '#test/kit/importing'
import * as contract from '../contract.ts'
import type { SetGuess } from '../shapes.ts'

const tooLittleMb = 6
const asked = vi.hoisted(() => ({ tries: [] as number[], enoughFrom: 1 }))

vi.mock('./reader-memory.ts', async (original) => {
  const real: typeof import('./reader-memory.ts') = await original()
  const readerMemoryMb: typeof real.readerMemoryMb = async (paths, tries = 1, leastMb) => {
    asked.tries.push(tries)
    return tries < asked.enoughFrom ? tooLittleMb : await real.readerMemoryMb(paths, tries, leastMb)
  }
  return { ...real, readerMemoryMb }
})

const file = { name: 'deals.csv', text: lines('Deal ID,Deal Name,Deal Stage,Amount,Create Date', 'D1,One,Proposal,10,2025-01-10') }

beforeEach(() => {
  asked.tries = []
})

/** Adds the file and has what failed tried again at once instead of after seconds. */
async function read(app: TestApp): Promise<contract.Import> {
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  const hurry = setInterval(() => {
    const work = services.database.inWorkspace(workspace, (tx) => tx.query('UPDATE due_item SET due_at = now() WHERE lease_until IS NULL'))
    void work.then(() => services.nudge()).catch(() => {})
  }, 50)
  try {
    return await drafted(app, [file])
  } finally {
    clearInterval(hurry)
  }
}

test('a file for which the memory is short is read again with more, and in the end it is said what to do', async () => {
  const app = await testApp()
  asked.enoughFrom = 2
  const second = await read(app)
  expect(asked.tries).toEqual([1, 2])
  expect(second.guess?.files).toMatchObject([{ problem: null, counts: { rows: 1, staged: 1 } }])

  asked.enoughFrom = 4
  asked.tries = []
  const never = await read(app)
  expect(asked.tries).toEqual([1, 2, 3])
  expect(never.failure ?? never.guess?.files[0]?.problem).toBe(
    'The files need more memory than the reader has, also when it is given more; nothing was written. Export fewer columns, or the rows in several files, and import one after the other.',
  )
  await expect(app.call(contract.runImport, { importId: never.id, withoutPreview: 'true' })).rejects.toThrow()
  expect((await settled(app, never.id)).result).toBeNull()
})

test('the first try has 48 MB, the second 128 and the last 512; people and leads that were read are taken with 32', async () => {
  const { mostTries, readerMemoryMb, takingMemoryMb } = await vi.importActual<typeof import('./reader-memory.ts')>('./reader-memory.ts')
  expect(mostTries).toBe(3)
  expect(await Promise.all([1, 2, 3].map((tries) => readerMemoryMb([], tries)))).toEqual([48, 128, 512])
  const of = (...kinds: string[]) => takingMemoryMb({ files: kinds.map((kind) => ({ kind, problem: null })) } as unknown as SetGuess)
  expect([of('lead', 'person'), of('lead', 'deal')]).toEqual([32, 64])
  expect(await readerMemoryMb([], 1, of('lead'))).toBe(32)
})
