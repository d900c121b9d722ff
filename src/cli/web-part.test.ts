import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { ensureWebPart } from './web-part.ts'

const project = mkdtempSync(join(tmpdir(), 'interlock-web-part-'))
let built = 0
let announced = 0
afterAll(() => rmSync(project, { recursive: true }))

function put(path: string, content: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true })
  writeFileSync(join(project, path), content)
}

async function build(into: string): Promise<void> {
  built++
  mkdirSync(into)
  writeFileSync(join(into, 'index.html'), `build ${built}`)
}

const ensureBuilt = (by = build) => ensureWebPart(() => announced++, project, by)
const page = () => readFileSync(join(project, 'dist/web/index.html'), 'utf8')

beforeEach(async () => {
  rmSync(project, { recursive: true, force: true })
  put('src/web/shell/app.tsx', 'app')
  put('src/rooms/deals/contract.ts', 'contract')
  put('src/rooms/deals/store/deals.ts', 'store')
  built = 0
  announced = 0
  await ensureBuilt()
})

test('it is built once, and not again while its sources stay', async () => {
  await ensureBuilt()
  expect({ built, announced, page: page() }).toEqual({ built: 1, announced: 1, page: 'build 1' })
})

test.each([
  ['a changed screen', 'src/web/shell/app.tsx'],
  ['a changed contract', 'src/rooms/deals/contract.ts'],
  ['a new screen', 'src/rooms/deals/web/deals-page.tsx'],
  ['a text in another language', 'src/languages/de/shell.json'],
  ['a contract of the platform', 'src/platform/fields/contract.ts'],
  ['a part of a large contract', 'src/platform/access/contract/roles.ts'],
])('%s makes it stale', async (_, path) => {
  put(path, 'changed')
  await ensureBuilt()
  expect(page()).toBe('build 2')
  expect(readdirSync(join(project, 'dist')).sort()).toEqual(['web', 'web-built-from'])
})

test.each([
  ['the server', 'src/rooms/deals/store/deals.ts'],
  ['the platform', 'src/platform/fields/rules.ts'],
  ['a test', 'src/web/shell/app.test.ts'],
])('a change of %s does not', async (_, path) => {
  put(path, 'changed')
  await ensureBuilt()
  expect(built).toBe(1)
})

test('a build that fails leaves the old one in place and is tried again', async () => {
  put('src/web/shell/app.tsx', 'broken')
  const failing = async (into: string) => {
    await build(into)
    throw new Error('syntax')
  }
  await expect(ensureBuilt(failing)).rejects.toThrow('syntax')
  expect(page()).toBe('build 1')
  expect(existsSync(join(project, 'dist/web-built-from'))).toBe(true)
  await ensureBuilt()
  expect(page()).toBe('build 3')
})
