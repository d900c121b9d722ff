import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openDuck } from './duck.ts'
import { IdleDucks } from './idle-ducks.ts'

const folder = mkdtempSync(join(tmpdir(), 'interlock-idle-'))
const idle = new IdleDucks()
afterAll(() => {
  idle.close()
  rmSync(folder, { recursive: true, force: true })
})

const opened = (name: string) => openDuck({ path: join(folder, name), lazyClose: true })

test('what was written is there for the next step, and after the file was closed', async () => {
  const path = join(folder, 'steps.duckdb')
  const duck = await opened('steps.duckdb')
  await duck.run('CREATE TABLE seen AS SELECT 42 AS n')
  idle.keep(path, duck)
  const again = idle.take(path)
  expect(await again?.one('SELECT n FROM seen')).toEqual({ n: 42 })
  expect(idle.take(path)).toBeUndefined()
  again?.close()
  const later = await opened('steps.duckdb')
  expect(await later.one('SELECT n FROM seen')).toEqual({ n: 42 })
  later.close()
})

test('a file that was put in the place of the open one is not mistaken for it', async () => {
  const path = join(folder, 'replaced.duckdb')
  idle.keep(path, await opened('replaced.duckdb'))
  rmSync(path)
  writeFileSync(path, 'this is no database')
  expect(idle.take(path)).toBeUndefined()
})

test('more than a few do not stay open, and the oldest goes first', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}.duckdb`)
  for (const name of names) idle.keep(join(folder, name), await opened(name))
  const there = names.filter((name) => {
    const duck = idle.take(join(folder, name))
    duck?.close()
    return duck !== undefined
  })
  expect(there).toEqual(names.slice(1))
})
