import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { Problem } from '#kernel/problem'
import { unzipStream } from '#platform/archive/unzip-stream'
import { openZip } from '#platform/archive/zip-file'
import { readConfig } from '#platform/config'
import { type ExportedFile, type Manifest, manifestName, parseManifest } from '#platform/store/export-manifest'
import { exportAll } from '#rooms/capture/contract'
import { command } from './command.ts'
import { openFront } from './front.ts'

/** `interlock export`: everything as plain files. */
export const exportFiles = command({
  name: 'export',
  description:
    'Write all records of a workspace as plain files: JSON lines and CSV for each kind, and a manifest. Take them back with: interlock import',
  args: {
    out: {
      type: 'string',
      description: 'Folder to write to, made when it is not there; or a file that ends with .zip',
      valueHint: 'folder or file.zip',
      default: 'interlock-export',
    },
    workspace: { type: 'string', description: 'Id or name of the workspace; may be left out when there is one', valueHint: 'workspace' },
    data: { type: 'string', description: 'Folder for everything that is kept (INTERLOCK_DATA)', valueHint: 'folder' },
  },
  run: async ({ out: said, workspace, data }, out) => {
    const front = await openFront(readConfig({ INTERLOCK_DATA: data }), workspace)
    try {
      const target = resolve(said)
      const zipped = target.toLowerCase().endsWith('.zip')
      const content = await front.download(exportAll, {})
      const { tables } = zipped ? await asFile(content, target) : await asFolder(content, target)
      const rows = Object.fromEntries(tables.map((one) => [one.table, one.rows]))
      const sum = tables.reduce((total, one) => total + one.rows, 0)
      out.result([`Wrote ${sum} rows to ${target}:`, ...tables.map((one) => `  ${one.table.padEnd(16)} ${one.rows}`)].join('\n'), {
        [zipped ? 'file' : 'folder']: target,
        rows,
      })
    } finally {
      await front.close()
    }
  },
})

/** Under its name only when it is whole. */
async function asFile(content: Readable, target: string): Promise<Manifest> {
  const unfinished = `${target}.unfinished`
  try {
    await pipeline(content, createWriteStream(unfinished)).catch(cutOff)
    const zip = await openZip(unfinished, 10_000)
    const manifest = manifestFrom(await text(zip.read(manifestName)))
    zip.close()
    await rename(unfinished, target)
    return manifest
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

/** Unpacks while it comes in. The manifest comes last, so a folder with one is whole. */
async function asFolder(content: Readable, target: string): Promise<Manifest> {
  await mkdir(target, { recursive: true })
  await rm(join(target, manifestName), { force: true })
  const written = new Map<string, Pick<ExportedFile, 'bytes' | 'sha256'>>()
  let manifest: Manifest | undefined
  try {
    for await (const file of unzipStream(content)) {
      if (file.name === manifestName) {
        const said = await text(file.content)
        manifest = manifestFrom(said)
        ensureWhole(manifest, written)
        await pipeline([said], createWriteStream(join(target, manifestName)))
      } else {
        const measured = new Measuring(file.content)
        await pipeline(measured, createWriteStream(join(target, plainName(file.name))))
        written.set(file.name, measured.result())
      }
    }
  } catch (error) {
    cutOff(error)
  }
  if (!manifest)
    throw new Problem('unavailable', `The export ended before its manifest. What is in ${target} is not whole; run the command again.`)
  return manifest
}

function manifestFrom(said: string): Manifest {
  const read = parseManifest(said)
  if ('why' in read) throw new Problem('internal', read.why)
  return read.manifest
}

function ensureWhole(manifest: Manifest, written: ReadonlyMap<string, Pick<ExportedFile, 'bytes' | 'sha256'>>): void {
  for (const file of manifest.tables.flatMap((one) => [one.jsonl, one.csv]))
    if (written.get(file.name)?.sha256 !== file.sha256)
      throw new Problem('unavailable', `${file.name} did not arrive as it was sent. Run the command again.`)
}

/** Only names of the form that exports have become files here, whatever the other side says. */
function plainName(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,62}\.(jsonl|csv)$/.test(name)) throw new Problem('internal', `"${name}" is not a file of an export.`)
  return name
}

function cutOff(error: unknown): never {
  if (error instanceof Problem) throw error
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC')
    throw new Problem('unavailable', 'The disk to write to is full. Make room, or name another place with --out.', { cause: error })
  if (code === 'EACCES' || code === 'EISDIR' || code === 'ENOENT' || code === 'EROFS')
    throw new Problem('invalid-input', `The export cannot be written there (${(error as Error).message}). Name another place with --out.`, {
      cause: error,
    })
  throw new Problem(
    'unavailable',
    'The export was cut off before its end. Run the command again; the log of the server says why it stopped.',
    { cause: error },
  )
}

/** Content whose size and hash are known at its end. */
class Measuring implements AsyncIterable<Buffer> {
  readonly #content: AsyncIterable<Buffer>
  readonly #hash = createHash('sha256')
  #bytes = 0

  constructor(content: AsyncIterable<Buffer>) {
    this.#content = content
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for await (const chunk of this.#content) {
      this.#hash.update(chunk)
      this.#bytes += chunk.length
      yield chunk
    }
  }

  result(): Pick<ExportedFile, 'bytes' | 'sha256'> {
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') }
  }
}
