import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { workbookOf } from '#test/kit/workbooks'
import { ensureUnchanged, unpackAll } from './given-files.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'given-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function given(name: string, content: Buffer | string) {
  const path = join(folder, name)
  writeFileSync(path, content)
  const { size: bytes, mtimeMs: changedMs } = statSync(path)
  return { name, path, bytes, changedMs }
}

test('workbooks become their sheets, other files stay, and one that cannot be unpacked keeps its problem', async () => {
  const book = await workbookOf([
    { name: 'A', rows: [['x']] },
    { name: 'B', rows: [['y']] },
    { name: 'C', rows: [['z']], state: 'hidden' },
  ])
  const plain = given('plain.csv', 'a,b\n')
  const broken = given('broken.zip', book.subarray(0, 100))
  const ready = await unpackAll([plain, given('book.xlsx', book), broken])
  expect(ready.files).toMatchObject([
    { name: 'plain.csv', path: plain.path },
    { name: 'book.xlsx · A' },
    { name: 'book.xlsx · B' },
    { name: 'broken.zip', path: broken.path, problem: expect.stringContaining('cut off or damaged') },
  ])
  expect(ready.files.flatMap((file) => file.remarks ?? [])).toEqual(['The sheet "C" of book.xlsx is hidden and was left out.'])
  const unpacked = ready.files[1]?.path ?? ''
  expect(existsSync(unpacked)).toBe(true)
  await ready.close()
  expect(existsSync(unpacked)).toBe(false)
})

test('a file that changes, shrinks or goes while it is read is noticed', async () => {
  const file = given('deals.csv', 'a,b\n1,2\n')
  await expect(ensureUnchanged([file])).resolves.toBeUndefined()
  writeFileSync(file.path, 'a,b\n1,2\n3,4\n')
  await expect(ensureUnchanged([file])).rejects.toThrow('changed while it was read')
  rmSync(file.path)
  await expect(ensureUnchanged([file])).rejects.toThrow('changed while it was read')
})
