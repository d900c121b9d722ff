import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { unzipStream } from './unzip-stream.ts'
import { openZip } from './zip-file.ts'
import { zipOf } from './zip-writer.ts'

const at = new Date('2026-03-02T08:00:00Z')

function* inChunks(content: Buffer, size: number): Generator<Buffer> {
  for (let from = 0; from < content.length; from += size) yield content.subarray(from, from + size)
}

async function* soon<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items
}

const zipped = (files: ReadonlyMap<string, Buffer>, largeFrom?: number) =>
  buffer(zipOf(soon([...files].map(([name, content]) => ({ name, content: soon(inChunks(content, 1000)) }))), at, { largeFrom }))

async function unzipped(zip: Buffer, chunk: number, largeFrom?: number): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>()
  for await (const { name, content } of unzipStream(soon(inChunks(zip, chunk)), largeFrom)) files.set(name, await buffer(content))
  return files
}

function onDisk(bytes: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-zip-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'a.zip')
  writeFileSync(path, bytes)
  return path
}

function hasPython(): boolean {
  try {
    return execFileSync('python3', ['--version']).length > 0
  } catch {
    return false
  }
}

const some = new Map([
  ['a.txt', Buffer.from('hello')],
  ['empty', Buffer.alloc(0)],
  ['größe.bin', randomBytes(300_000)],
  ['long.txt', Buffer.alloc(2_000_000, 'the same again ')],
])

describe('a zip', () => {
  test.each([
    ['small', undefined],
    ['Zip64', 1],
  ])('gives back what went in, in the %s form', async (_form, largeFrom) => {
    const zip = await openZip(onDisk(await zipped(some, largeFrom)), 10)
    for (const [name, content] of some) expect((await buffer(zip.read(name))).equals(content), name).toBe(true)
    expect([...zip.files.values()].map((file) => file.bytes)).toEqual([...some.values()].map((content) => content.length))
    zip.close()
  })

  test.skipIf(!hasPython())('is read by Python too', async () => {
    const path = onDisk(await zipped(some))
    const script =
      'import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);print(z.testzip(),[(i.filename,i.file_size,i.date_time) for i in z.infolist()][2])'
    expect(execFileSync('python3', ['-c', script, path]).toString()).toBe("None ('größe.bin', 300000, (2026, 3, 2, 8, 0, 0))\n")
  })

  test('can be unpacked while it comes in, however it is cut', async () => {
    const files = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,5}$/), fc.uint8Array({ maxLength: 4000 })), {
      selector: ([name]) => name,
      maxLength: 4,
    })
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 1, max: 3000 }), fc.constantFrom(undefined, 100), async (list, chunk, largeFrom) => {
        const all = new Map(list.map(([name, content]) => [name, Buffer.from(content)]))
        expect(await unzipped(await zipped(all, largeFrom), chunk, largeFrom)).toEqual(all)
      }),
      { numRuns: 60 },
    )
  })

  test('that is cut off or changed while it comes in is refused', async () => {
    const whole = await zipped(some)
    for (const length of [0, 3, 20, 40, 200_000, 300_050])
      await expect(unzipped(whole.subarray(0, length), 5000)).rejects.toThrow('did not arrive whole')
    const other = Buffer.from(whole)
    other[36] = (other[36] ?? 0) ^ 1
    await expect(unzipped(other, 5000)).rejects.toThrow('did not arrive whole')
  })

  test('whose source fails ends with that error', async () => {
    const failing = async function* () {
      yield Buffer.from('half')
      throw new Error('the database went away')
    }
    await expect(buffer(zipOf([{ name: 'a', content: failing() }], at))).rejects.toThrow('the database went away')
  })

  test('that nobody reads any more ends its source', async () => {
    let ended = false
    const endless = async function* () {
      try {
        for (;;) yield randomBytes(65_536)
      } finally {
        ended = true
      }
    }
    for await (const chunk of zipOf([{ name: 'a', content: endless() }], at)) if (chunk.length > 1000) break
    expect(ended).toBe(true)
  })
})

describe('a zip on disk', () => {
  const refused = async (bytes: Buffer, name = 'a.txt', most = 10) => {
    const zip = await openZip(onDisk(bytes), most)
    try {
      await buffer(zip.read(name))
    } finally {
      zip.close()
    }
  }

  test('is refused when it is something else, cut off, or changed', async () => {
    const whole = await zipped(some)
    await expect(refused(Buffer.from('no zip at all'))).rejects.toThrow('This zip cannot be read: its list of files')
    await expect(refused(whole.subarray(0, whole.length - 30))).rejects.toThrow('cannot be read')
    const other = Buffer.from(whole)
    other[36] = (other[36] ?? 0) ^ 1
    await expect(refused(other)).rejects.toThrow(/a\.txt (cannot be unpacked|does not fit its checksum)/)
    await expect(refused(whole, 'b.txt')).rejects.toThrow('b.txt is missing')
  })

  test('is refused when it lists too much, a name twice, or the same bytes again and again', async () => {
    await expect(refused(await zipped(some), 'a.txt', 3)).rejects.toThrow('lists 4 files')
    const twice = [1, 2].map(() => ({ name: 'a.txt', content: soon([Buffer.from('x')]) }))
    await expect(refused(await buffer(zipOf(twice, at)))).rejects.toThrow('the same name twice')
    const bomb = await zipped(
      new Map([
        ['a.txt', Buffer.alloc(100)],
        ['b.txt', Buffer.alloc(100)],
      ]),
    )
    const list = bomb.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    bomb.writeUInt32LE(bomb.length, list + 20)
    await expect(refused(bomb)).rejects.toThrow('larger than itself')
  })

  test('that unpacks to more than it says is cut off there', async () => {
    const bomb = await zipped(new Map([['a.txt', Buffer.alloc(5_000_000)]]))
    const list = bomb.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    expect(deflateRawSync(Buffer.alloc(5_000_000)).length).toBeLessThan(10_000)
    bomb.writeUInt32LE(10, list + 24)
    await expect(refused(bomb)).rejects.toThrow('a.txt cannot be unpacked')
  })
})
