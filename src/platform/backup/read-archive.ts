import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open as openFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { Problem } from '#kernel/problem'
import { why } from '../archive/zip-file.ts'
import { type OpenZip, readZip, unlimited } from '../archive/zip-reader.ts'
import { filePath, format, headShape, type Manifest, manifestName, manifestShape, tablePath } from './manifest.ts'
import { Measure, type Measured, sealLength } from './measure.ts'

/** A backup whose every byte was compared with its hashes. */
export interface Archive {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  readonly manifest: Manifest
  /** The content of a part, by the path that the manifest gives it. */
  read(path: string): Promise<Readable>
  close(): void
}

/** A part as the manifest describes it. */
interface Expected {
  readonly bytes: number
  readonly sha256: string
  readonly rows?: number
}

/** The manifest is read into memory; it has a line for each kept file. */
const mostManifestBytes = 256 * 1024 ** 2

/**
 * Opens a backup and checks it whole: the seal over the file, the manifest, and size, rows and hash of each part. Writes nothing.
 * Throws Problem `not-found` or `invalid-input` that says what is wrong with the file.
 */
export async function openArchive(path: string, step: (part: number, of: number) => void = () => undefined): Promise<Archive> {
  const target = resolve(path)
  const { bytes, sha256 } = await checkSeal(target)
  const zip = await readZip(target, {
    limits: unlimited,
    refuse: (flaw) => damaged(target, why(flaw), 'cause' in flaw ? flaw.cause : undefined),
    plainNames: true,
  })
  try {
    const read = async (name: string) => Readable.from(zip.read(name))
    const manifest = await readManifest(target, zip)
    await checkParts(target, manifest, zip, step)
    return { path: target, bytes, sha256, manifest, read, close: () => zip.close() }
  } catch (error) {
    zip.close()
    throw error
  }
}

/** The end of the file is the SHA-256 of all before it: one flipped or missing byte anywhere shows. */
async function checkSeal(path: string): Promise<{ bytes: number; sha256: string }> {
  const file = await openFile(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') throw new Problem('not-found', `There is no file ${path}.`, { cause })
    throw new Problem('invalid-input', `${path} cannot be read (${cause.message}).`, { cause })
  })
  try {
    const stat = await file.stat()
    if (!stat.isFile()) throw new Problem('invalid-input', `${path} is not a file.`)
    if (stat.size <= sealLength) throw damaged(path, 'it is too short')
    const seal = Buffer.alloc(sealLength)
    await file.read(seal, 0, sealLength, stat.size - sealLength)
    const hash = createHash('sha256')
    await pipeline(createReadStream(path, { end: stat.size - sealLength - 1, highWaterMark: 256 * 1024 }), hash)
    const sha256 = hash.digest('hex')
    if (seal.toString('latin1') !== sha256) throw damaged(path, 'its content does not fit the hash at its end')
    return { bytes: stat.size, sha256 }
  } finally {
    await file.close()
  }
}

async function readManifest(path: string, zip: OpenZip): Promise<Manifest> {
  if ((zip.files.get(manifestName)?.bytes ?? 0) > mostManifestBytes) throw damaged(path, 'its manifest is too large')
  const said = parsedJson((await buffer(zip.read(manifestName))).toString('utf8'))
  const head = headShape.safeParse(said)
  if (!head.success) throw damaged(path, 'its manifest cannot be understood')
  if (head.data.format > format) {
    throw new Problem(
      'invalid-input',
      `${path} was written by Interlock ${head.data.version}, in a layout (${head.data.format}) that is newer than this program knows (${format}). Use that version or a later one; nothing was changed.`,
    )
  }
  const manifest = manifestShape.safeParse(said)
  if (!manifest.success) throw damaged(path, 'its manifest cannot be understood', manifest.error)
  return manifest.data
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function checkParts(path: string, manifest: Manifest, zip: OpenZip, step: (part: number, of: number) => void): Promise<void> {
  const parts = partsOf(manifest)
  const unknown = [...zip.files.keys()].find((name) => name !== manifestName && !parts.has(name))
  if (unknown !== undefined) throw damaged(path, `the part ${unknown} is not in its manifest`)
  let done = 0
  for (const [name, expected] of parts) {
    const measured = await measure(zip.read(name)).catch((cause: unknown) => {
      throw damaged(path, `the part ${name} cannot be read`, cause)
    })
    const why = differs(measured, expected)
    if (why) throw damaged(path, `the part ${name} ${why}`)
    done += 1
    step(done, parts.size)
  }
}

function partsOf({ schemas, files }: Manifest): Map<string, Expected> {
  return new Map<string, Expected>([
    ...schemas.flatMap(({ name, tables }) => tables.map((table) => [tablePath(name, table.name), table] as const)),
    ...files.map((file) => [filePath(file), file] as const),
  ])
}

/** What is wrong with a part, or undefined. */
export function differs(measured: Measured, expected: Expected): string | undefined {
  if (measured.bytes !== expected.bytes) return `has ${measured.bytes} bytes where the manifest says ${expected.bytes}`
  if (expected.rows !== undefined && measured.lines !== expected.rows)
    return `has ${measured.lines} rows where the manifest says ${expected.rows}`
  return measured.sha256 === expected.sha256 ? undefined : 'has another hash than the manifest says'
}

async function measure(content: AsyncIterable<Buffer>): Promise<Measured> {
  const measuring = new Measure()
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  await pipeline(content, measuring, nowhere)
  return measuring.result()
}

function damaged(path: string, why: string, cause?: unknown): Problem {
  return new Problem(
    'invalid-input',
    `${path} is not a whole backup of Interlock: ${why}. It was cut off or damaged, or is something else. Nothing was changed; take another backup.`,
    { cause },
  )
}
