import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instant } from '#kernel/time'
import { scratchFolder } from '#test/kit/restoring'
import type { Migration } from '../store/migrate.ts'
import { checksum } from '../store/migrate.ts'
import { ensureFitting } from './fitting.ts'
import { type Manifest, tablePath } from './manifest.ts'
import { openArchive } from './read-archive.ts'
import { writeArchive } from './write-archive.ts'

const at = '2026-03-02T08:00:00.000Z' as Instant
const schema = `w_${'0a'.repeat(16)}`
const steps: Migration[] = [{ id: 'deals/001', statements: ['CREATE TABLE deal (id uuid)'] }]
const content = `${'a row\tof a table\n'.repeat(5_000)}`

/** A small backup of one table; `change` makes it another one. */
async function written(path: string, change: (manifest: Manifest) => object = (manifest) => manifest): Promise<string> {
  await writeArchive(path, at, async (add) => {
    const { bytes, lines, sha256 } = await add(tablePath(schema, 'deal'), Readable.from([Buffer.from(content)]))
    const table = { name: 'deal', columns: ['id', 'name'], rows: lines, bytes, sha256 }
    const migrations = steps.map((step) => ({ id: step.id, checksum: checksum(step) }))
    const whole: Manifest = {
      format: 1,
      version: '0.1.0',
      at,
      postgres: 18,
      schemas: [{ kind: 'workspace', name: schema, migrations, tables: [table], sequences: [] }],
      files: [],
      withoutRows: [],
      remarks: [],
    }
    return change(whole) as Manifest
  })
  return path
}

test('what was written is read back, and the file tells its own hash', async () => {
  const path = await written(join(scratchFolder(), 'b.zip'))
  const archive = await openArchive(path)
  expect(await text(await archive.read(tablePath(schema, 'deal')))).toBe(content)
  archive.close()
  const bytes = readFileSync(path)
  const before = bytes.subarray(0, -64)
  expect(bytes.subarray(-64).toString()).toBe(createHash('sha256').update(before).digest('hex'))
  expect(archive.sha256).toBe(bytes.subarray(-64).toString())
  expect(archive.manifest.schemas[0]?.tables[0]).toMatchObject({ rows: 5_000, bytes: content.length })
})

test('one flipped bit anywhere is found', async () => {
  const folder = scratchFolder()
  const whole = readFileSync(await written(join(folder, 'b.zip')))
  const path = join(folder, 'flipped.zip')
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(7), async (place, bit) => {
      const flipped = Buffer.from(whole)
      flipped[place] = (flipped[place] ?? 0) ^ (1 << bit)
      writeFileSync(path, flipped)
      await expect(openArchive(path)).rejects.toThrow('is not a whole backup')
    }),
    {
      numRuns: 60,
      examples: [
        [0, 0],
        [whole.length - 1, 0],
        [whole.length - 70, 3],
      ],
    },
  )
})

test('a file that was cut off anywhere is found, and one with something behind it', async () => {
  const folder = scratchFolder()
  const whole = readFileSync(await written(join(folder, 'b.zip')))
  const path = join(folder, 'cut.zip')
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
      writeFileSync(path, whole.subarray(0, length))
      await expect(openArchive(path)).rejects.toThrow('is not a whole backup')
    }),
    { numRuns: 40, examples: [[0], [64], [whole.length - 1]] },
  )
  writeFileSync(path, Buffer.concat([whole, Buffer.from('more')]))
  await expect(openArchive(path)).rejects.toThrow('is not a whole backup')
})

test.each<[string, (manifest: Manifest) => object]>([
  ['other bytes', (manifest) => withTable(manifest, { bytes: 1 })],
  ['other rows', (manifest) => withTable(manifest, { rows: 4_999 })],
  ['another hash', (manifest) => withTable(manifest, { sha256: '0'.repeat(64) })],
  ['a table that is not there', (manifest) => withTable(manifest, { name: 'lead' })],
  ['a table less than there is', (manifest) => ({ ...manifest, schemas: [] })],
  [
    'a name that leads out of its folder',
    (manifest) => ({ ...manifest, files: [{ workspace: '../../etc', name: 'a'.repeat(64), bytes: 1, sha256: 'a'.repeat(64) }] }),
  ],
  ['a column that is SQL', (manifest) => withTable(manifest, { columns: ['id) FROM PROGRAM'] })],
  ['no format', ({ format: _, ...rest }) => rest],
])('a sealed file whose manifest says %s is refused', async (_, change) => {
  const path = await written(join(scratchFolder(), 'b.zip'), change)
  await expect(openArchive(path)).rejects.toThrow('is not a whole backup')
})

const withTable = (manifest: Manifest, change: object) => ({
  ...manifest,
  schemas: manifest.schemas.map((one) => ({ ...one, tables: one.tables.map((table) => ({ ...table, ...change })) })),
})

test('a layout of a later version is refused by name, and so are a newer version and steps that are unknown or others', async () => {
  const folder = scratchFolder()
  const later = await written(join(folder, 'later.zip'), (manifest) => ({ ...manifest, format: 2, version: '3.0.0', surprise: true }))
  await expect(openArchive(later)).rejects.toThrow('written by Interlock 3.0.0, in a layout (2) that is newer')
  const archive = await openArchive(await written(join(folder, 'b.zip')))
  archive.close()
  const fits = (version: string, known: readonly Migration[]) => () => ensureFitting('b.zip', archive.manifest, version, known)
  expect(fits('0.1.0', steps)).not.toThrow()
  expect(fits('1.0.0', [...steps, { id: 'deals/002', statements: [] }])).not.toThrow()
  expect(fits('0.0.9', steps)).toThrow('b.zip was written by Interlock 0.1.0, and this is 0.0.9: it is newer')
  expect(fits('0.1.0', [])).toThrow('the step "deals/001", which this version does not know')
  expect(fits('0.1.0', [{ id: 'deals/001', statements: ['CREATE TABLE deal (id text)'] }])).toThrow('is not the one of this version')
})

test('a part that breaks leaves no file', async () => {
  const folder = scratchFolder()
  async function* breaking() {
    yield Buffer.from('half')
    throw new Error('connection lost')
  }
  const broken = writeArchive(join(folder, 'b.zip'), at, async (add) => {
    await add('database/x.copy', Readable.from(breaking()))
    throw new Error('not reached')
  })
  await expect(broken).rejects.toThrow('connection lost')
  expect(readdirSync(folder)).toEqual([])
})

test('a file that is not there and one that is something else are told apart', async () => {
  const folder = scratchFolder()
  await expect(openArchive(join(folder, 'none.zip'))).rejects.toMatchObject({ kind: 'not-found' })
  await expect(openArchive(folder)).rejects.toThrow('is not a file')
  writeFileSync(join(folder, 'deals.csv'), 'Id,Name\n'.repeat(100))
  await expect(openArchive(join(folder, 'deals.csv'))).rejects.toThrow('is not a whole backup of Interlock')
})
