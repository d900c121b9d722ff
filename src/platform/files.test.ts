import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'
import type { WorkspaceId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import { openFiles } from './files.ts'

const scratch = mkdtempSync(join(tmpdir(), 'interlock-files-'))
const one = '0190c2f0-0000-7000-8000-000000000001' as WorkspaceId
const two = '0190c2f0-0000-7000-8000-000000000002' as WorkspaceId
const megabyte = 1024 * 1024
afterAll(() => rmSync(scratch, { recursive: true }))

function store(name: string, limit = 8 * megabyte) {
  const dir = join(scratch, name)
  return {
    files: openFiles(dir, limit),
    dir,
    all: () => readdirSync(join(dir, 'files'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
  }
}

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof Problem) return error
  throw new Error(`expected a Problem, got ${String(error)}`)
}

test('a file is kept under the hash of its content and read back byte for byte', async () => {
  const { files } = store('kept')
  const content = randomBytes(300_000)
  const kept = await files.put(one, Readable.from([content.subarray(0, 1000), content.subarray(1000)]))
  expect(kept).toEqual({ sha256: createHash('sha256').update(content).digest('hex'), bytes: 300_000 })
  expect(await buffer(files.read(one, kept.sha256))).toEqual(content)
  expect(readFileSync(files.path(one, kept.sha256))).toEqual(content)
  expect(statSync(files.path(one, kept.sha256)).mode & 0o077).toBe(0)
})

test('the same content twice is one file, in another workspace it is another', async () => {
  const { files, all } = store('twice')
  const put = (workspace: WorkspaceId) => files.put(workspace, Readable.from([Buffer.from('same')]))
  const [first] = await Promise.all([put(one), put(one), put(two)])
  expect(all()).toHaveLength(2)
  await files.remove(one, first.sha256)
  expect(() => files.path(one, first.sha256)).toThrow(Problem)
  expect(() => files.path(two, first.sha256)).not.toThrow()
  await files.removeAll(two)
  expect(all()).toEqual([])
})

test('what nobody needs is removed, and nothing while it is not noted yet who needs what', async () => {
  const { files, all } = store('unneeded')
  const put = (text: string) => files.put(one, Readable.from([Buffer.from(text)]))
  const [a, b] = [(await put('a')).sha256, (await put('b')).sha256]
  const both = (needed: () => Promise<ReadonlySet<string>>) => files.removeUnneeded(one, [a, b], needed)
  const nothing = () => Promise.resolve(new Set<string>())
  await files.keeping(one, async () => {
    expect(await both(nothing)).toBe(false)
    expect(await files.removeUnneeded(two, [a], nothing)).toBe(true)
  })
  expect(
    await both(async () => {
      await files.keeping(one, () => put('a'))
      return new Set<string>()
    }),
  ).toBe(false)
  expect(all()).toHaveLength(2)
  expect(await both(() => Promise.resolve(new Set([a])))).toBe(true)
  expect(all().map((entry) => entry.name)).toEqual([a])
})

test('a stream that passes the limit is cut off there and leaves nothing', async () => {
  const { files, all } = store('limit', megabyte)
  let given = 0
  async function* endless() {
    for (;;) {
      given += 65_536
      yield Buffer.alloc(65_536)
    }
  }
  const problem = await problemOf(files.put(one, endless()))
  expect(problem.kind).toBe('too-large')
  expect(problem.message).toContain('1 MB')
  expect(given).toBe(megabyte + 65_536)
  expect(all()).toEqual([])
})

test('a stream that breaks off leaves nothing', async () => {
  const { files, all } = store('broken')
  async function* broken() {
    yield Buffer.from('half')
    throw new Error('connection lost')
  }
  await expect(files.put(one, broken())).rejects.toThrow('connection lost')
  expect(all()).toEqual([])
})

test('what an unclean end left half written is cleared when the store is opened', () => {
  const unfinished = join(scratch, 'crash/files/unfinished')
  mkdirSync(unfinished, { recursive: true })
  writeFileSync(join(unfinished, 'half'), 'half')
  expect(store('crash').all()).toEqual([])
})

test('a name that is no hash never becomes a path', () => {
  const { files } = store('names')
  for (const name of ['../../secret', '', 'A'.repeat(64), `${'a'.repeat(63)}/`]) expect(() => files.path(one, name)).toThrow(/SHA-256/)
  expect(() => files.path('../..' as WorkspaceId, 'a'.repeat(64))).toThrow(Problem)
})

test('a full disk gives a sentence and leaves nothing half done', async ({ skip }) => {
  const dir = join(scratch, 'full')
  mkdirSync(dir)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir]).status === 0
  skip(!mounted, 'a small disk can only be mounted by root')
  try {
    const files = openFiles(dir, 64 * megabyte)
    const small = await files.put(one, Readable.from([Buffer.from('fits')]))
    const problem = await problemOf(files.put(one, Readable.from([Buffer.alloc(megabyte), Buffer.alloc(megabyte)])))
    expect(problem.kind).toBe('unavailable')
    expect(problem.message).toMatch(/disk .* full/)
    expect(readdirSync(join(dir, 'files/unfinished'))).toEqual([])
    expect(readFileSync(files.path(one, small.sha256), 'utf8')).toBe('fits')
    expect((await files.put(one, Readable.from([Buffer.from('fits again')]))).bytes).toBe(10)
  } finally {
    spawnSync('umount', [dir])
  }
})

test('a disk that is full when the file is written out is an unavailable service, not a fault of ours', async () => {
  const { files } = store('code')
  async function* failing() {
    yield Buffer.from('x')
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  }
  const problem = await problemOf(files.put(one, failing()))
  expect(problem).toMatchObject({ kind: 'unavailable', retryAfter: 60 })
})

test('a held file is there while it is used and gone afterwards, also when its use fails or it is too large', async () => {
  const { files, all, dir } = store('held', megabyte)
  const content = () => Readable.from([Buffer.from('some '), Buffer.from('text')])
  const seen = await files.hold(content(), async ({ path, folder }) => {
    writeFileSync(join(folder, 'more'), 'x')
    return readFileSync(path, 'utf8')
  })
  expect(seen).toBe('some text')
  expect((await problemOf(files.hold(content(), () => Promise.reject(new Problem('conflict', 'no'))))).kind).toBe('conflict')
  expect((await problemOf(files.hold(Readable.from([Buffer.alloc(megabyte + 1)]), async () => {}))).kind).toBe('too-large')
  expect(all()).toEqual([])
  mkdirSync(join(dir, 'files', 'unfinished', 'left by a kill'))
  writeFileSync(join(dir, 'files', 'unfinished', 'left by a kill', 'given'), 'x')
  openFiles(dir, megabyte)
  expect(all()).toEqual([])
})
