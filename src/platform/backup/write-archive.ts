import { randomBytes } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { Problem } from '#kernel/problem'
import type { Instant } from '#kernel/time'
import { type FileToZip, zipOf } from '../archive/zip-writer.ts'
import { type Manifest, manifestName } from './manifest.ts'
import { Measure, type Measured, Seal, sealLength } from './measure.ts'

/** Adds one part and waits until it is in; parts go in one after the other. */
export type AddPart = (path: string, content: Readable) => Promise<Measured>

export interface Written {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

/** The rows of a database shrink well at once; higher levels cost more time than they save room. */
const level = 3

/**
 * Writes a zip file whose comment is the SHA-256 of all before it. It has another name until it is complete and on the disk, and only its owner may
 * read it. Throws Problem `conflict` when `path` is there, `unavailable` when it cannot be written; either way nothing half done is left.
 */
export async function writeArchive(path: string, at: Instant, fill: (add: AddPart) => Promise<Manifest>): Promise<Written> {
  const target = resolve(path)
  if (existsSync(target)) throw new Problem('conflict', `${target} is there already and was left as it is. Choose another name.`)
  const unfinished = `${target}.${randomBytes(4).toString('hex')}.unfinished`
  try {
    const sha256 = await writeTo(unfinished, at, fill)
    const { size } = await makeLasting(unfinished)
    await rename(unfinished, target)
    await makeLasting(dirname(target))
    return { path: target, bytes: size, sha256 }
  } catch (error) {
    throw asProblem(error, target)
  } finally {
    await rm(unfinished, { force: true })
  }
}

async function writeTo(path: string, at: Instant, fill: (add: AddPart) => Promise<Manifest>): Promise<string> {
  const parts = new PassThrough({ objectMode: true })
  const zip = zipOf(parts as AsyncIterable<FileToZip>, new Date(at), { level, mode: 0o600, comment: '0'.repeat(sealLength) })
  const seal = new Seal()
  const stop = new AbortController()
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 })
  const writing = pipeline(zip, seal, file, { signal: stop.signal })
  const broken = new Promise<never>((_, reject) => {
    writing.catch(reject)
  })
  broken.catch(() => undefined)
  const add: AddPart = async (name, content) => {
    const measure = new Measure()
    const passing = pipeline(content, measure)
    parts.write({ name, content: measure } satisfies FileToZip)
    try {
      await Promise.race([Promise.all([passing, finished(measure)]), broken])
    } catch (error) {
      content.destroy()
      measure.destroy()
      throw error
    }
    return measure.result()
  }
  const filling = fill(add)
  try {
    const manifest = await Promise.race([filling, broken])
    const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
    parts.end({ name: manifestName, content: Readable.from([text]) } satisfies FileToZip)
    await Promise.race([writing, broken])
    return seal.sha256
  } catch (error) {
    stop.abort()
    parts.destroy()
    // Whoever fills lets go of its connections and files before anybody hears of the failure.
    await Promise.allSettled([writing, filling])
    throw error
  }
}

/** Makes a file, or the names in a folder, outlast a power cut. */
async function makeLasting(path: string): Promise<{ size: number }> {
  const handle = await open(path, 'r')
  try {
    if (process.platform !== 'win32') await handle.sync()
    return await handle.stat()
  } finally {
    await handle.close()
  }
}

const causes: Record<string, string> = {
  ENOSPC: 'its disk is full. Make room, or choose a name on another disk',
  EDQUOT: 'the quota of its disk is used up. Make room, or choose a name on another disk',
  EFBIG: 'its file system takes no file of this size. Choose a name on another disk',
  EROFS: 'its disk is read-only. Choose a name on another disk',
  EIO: 'its disk reports errors. Choose a name on another disk, and have that one looked at',
  EACCES: 'this user may not write there. Choose another folder',
  EPERM: 'this user may not write there. Choose another folder',
  ENOENT: 'its folder does not exist. Make the folder first',
  ENOTDIR: 'its folder is not a folder. Choose another name',
  ENAMETOOLONG: 'the name is too long. Choose a shorter one',
}

function asProblem(error: unknown, target: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException
  const cause = syscall === undefined ? undefined : causes[code ?? '']
  return cause
    ? new Problem('unavailable', `The backup ${target} was not written: ${cause}. Nothing is left of it.`, { cause: error })
    : error
}
