import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Instant } from '#kernel/time'
import { scratchFolder } from '#test/kit/restoring'
import { moveAside, refuseUnfinishedFolder, unmarkFolder } from './aside.ts'

const at = '2026-03-02T08:00:00.000Z' as Instant

function dataFolder(home?: string): string {
  const dir = scratchFolder()
  mkdirSync(join(dir, 'postgres/cluster'), { recursive: true })
  writeFileSync(join(dir, 'postgres.json'), JSON.stringify({ home: home ?? join(dir, 'postgres'), password: 'p' }))
  for (const name of ['secret', 'lock', 'running.json']) writeFileSync(join(dir, name), name)
  return dir
}

test('everything but the claim is moved, and its postgres.json points to where the database is now', () => {
  const dir = dataFolder()
  const aside = moveAside(dir, 'b.zip', at) ?? ''
  expect(existsSync(join(aside, 'postgres/cluster'))).toBe(true)
  expect(JSON.parse(readFileSync(join(aside, 'postgres.json'), 'utf8'))).toEqual({ home: join(aside, 'postgres'), password: 'p' })
  expect(['secret', 'postgres', 'postgres.json'].filter((name) => existsSync(join(dir, name)))).toEqual([])
  expect(['lock', 'running.json'].every((name) => existsSync(join(dir, name)))).toBe(true)
})

test('a database outside of the data folder stays where it is', () => {
  const aside = moveAside(dataFolder('/elsewhere/postgres'), 'b.zip', at) ?? ''
  expect(JSON.parse(readFileSync(join(aside, 'postgres.json'), 'utf8'))).toMatchObject({ home: '/elsewhere/postgres' })
})

test('until the restore has begun the folder is refused, with where the data of before lies', () => {
  const dir = dataFolder()
  expect(() => refuseUnfinishedFolder(dir)).not.toThrow()
  const aside = moveAside(dir, '/backups/b.zip', at)
  expect(() => refuseUnfinishedFolder(dir)).toThrow(
    `interlock restore /backups/b.zip --replace. The data of before is not lost: it lies in ${aside}`,
  )
  unmarkFolder(dir)
  expect(() => refuseUnfinishedFolder(dir)).not.toThrow()
})

test('a move that was cut off is finished by the next one, into the same folder', () => {
  const dir = dataFolder()
  const aside = moveAside(dir, 'b.zip', at) ?? ''
  const mark = join(dir, 'unfinished-restore.json')
  writeFileSync(mark, JSON.stringify({ ...JSON.parse(readFileSync(mark, 'utf8')), moved: false }))
  writeFileSync(join(dir, 'cli.json'), 'left')
  const later = '2026-03-03T08:00:00.000Z' as Instant
  expect(moveAside(dir, 'b.zip', later)).toBe(aside)
  expect(readFileSync(join(aside, 'cli.json'), 'utf8')).toBe('left')
  writeFileSync(join(dir, 'postgres.json'), '{}')
  expect(moveAside(dir, 'b.zip', later)).toBe(aside)
  expect(existsSync(join(dir, 'postgres.json'))).toBe(true)
})

test('an empty folder has nothing to be moved, and is not marked', () => {
  const dir = scratchFolder()
  expect(moveAside(dir, 'b.zip', at)).toBeUndefined()
  expect(() => refuseUnfinishedFolder(dir)).not.toThrow()
})
