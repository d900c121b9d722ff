import type { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl'
import { Problem } from '#kernel/problem'
import { damaged, refusal } from './refusal.ts'

/** How much of an archive is unpacked before it counts as an attack. */
export interface ArchiveLimits {
  readonly entries: number
  /** All entries together. */
  readonly unpackedBytes: number
  /** Bytes that may come out of one packed byte; a workbook has 5 to 40, deflate can reach 1,032. Looked at from `ratioFrom` bytes on. */
  readonly ratio: number
  readonly ratioFrom: number
}

export const archiveLimits: ArchiveLimits = { entries: 10_000, unpackedBytes: 4 * 1024 ** 3, ratio: 250, ratioFrom: 16 * 1024 ** 2 }

/** One file inside an archive. Its name is only a name: nothing is ever written to a path that an archive says. */
export interface Part {
  readonly name: string
  readonly bytes: number
}

export interface Archive {
  readonly name: string
  readonly parts: readonly Part[]
  /** A part by its name; case does not matter. */
  find(name: string): Part | undefined
  /** The bytes of a part, checked against sizes, sum and limits as they come. Throws Problem when they do not hold. */
  read(part: Part): AsyncGenerator<Buffer>
  close(): void
}

/** Opens a zip file and checks its list before anything is unpacked. Throws Problem `invalid-input` for one that is damaged, encrypted or hostile. */
export async function openArchive(path: string, name: string, limits: ArchiveLimits = archiveLimits): Promise<Archive> {
  const zip = await openPromise(path, { autoClose: false, decodeStrings: false }).catch((cause) => {
    throw damaged(name, cause)
  })
  try {
    const entries = await listed(zip, name, limits)
    const byName = new Map([...entries.keys()].map((part) => [part.name.toLowerCase(), part]))
    const meter = meterOf(name, limits)
    return {
      name,
      parts: [...entries.keys()],
      find: (wanted) => byName.get(wanted.toLowerCase()),
      read: (part) => unpacked(zip, name, entries.get(part), meter),
      close: () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

async function listed(zip: ZipFile, name: string, limits: ArchiveLimits): Promise<Map<Part, Entry>> {
  if (zip.entryCount > limits.entries) throw tooMany(name, limits)
  const found = new Map<Part, Entry>()
  const names = new Set<string>()
  let packed = 0
  let unpackedBytes = 0
  try {
    for await (const entry of zip.eachEntry()) {
      const called = nameOf(entry)
      // Two parts of one name would let two programs read two different files.
      if (names.has(called.toLowerCase())) throw refusal(name, `holds two files named "${shown(called)}".`)
      names.add(called.toLowerCase())
      packed += entry.compressedSize
      unpackedBytes += entry.uncompressedSize
      if (names.size > limits.entries) throw tooMany(name, limits)
      if (!called.endsWith('/')) found.set({ name: called, bytes: entry.uncompressedSize }, entry)
    }
  } catch (error) {
    throw error instanceof Problem ? error : damaged(name, error)
  }
  // Entries that share their packed bytes are how a small file becomes petabytes.
  if (packed > zip.fileSize) throw refusal(name, 'says that it holds more than its own size: its parts overlap.')
  if (unpackedBytes > limits.unpackedBytes) throw tooLarge(name, limits)
  return found
}

function nameOf(entry: Entry): string {
  return getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false).replaceAll('\\', '/')
}

/** A name from a file inside a sentence: short, on one line. */
export function shown(name: string): string {
  const plain = name.replace(/\p{C}/gu, ' ')
  return plain.length > 80 ? `${plain.slice(0, 79)}…` : plain
}

const tooMany = (name: string, limits: ArchiveLimits) => refusal(name, `holds more than ${limits.entries} files.`)
const tooLarge = (name: string, limits: ArchiveLimits) =>
  refusal(name, `unpacks to more than ${Math.round(limits.unpackedBytes / 1024 ** 2)} MB, the most that is taken here.`)

/** Counts what comes out of one file, over all its parts. */
export interface Meter {
  /** Throws Problem when there is more than the limits allow. `packed` and `unpacked` are those of the part so far. */
  check(packed: number, unpacked: number, more: number): void
}

export function meterOf(name: string, limits: ArchiveLimits): Meter {
  let total = 0
  return {
    check(packed, unpackedBytes, more) {
      total += more
      if (total > limits.unpackedBytes) throw tooLarge(name, limits)
      if (unpackedBytes > limits.ratioFrom && unpackedBytes > packed * limits.ratio)
        throw refusal(name, `unpacks to more than ${limits.ratio} times its size, as files do that are made to fill a disk.`)
    },
  }
}

async function* unpacked(zip: ZipFile, name: string, entry: Entry | undefined, meter: Meter): AsyncGenerator<Buffer> {
  if (!entry) throw new TypeError('This part belongs to another archive.')
  if (entry.isEncrypted())
    throw refusal(name, 'is protected by a password.', 'Save it without a password, or save the sheet as CSV (UTF-8).')
  let bytes = 0
  let sum = 0
  try {
    const stream: Readable = await zip.openReadStreamPromise(entry)
    for await (const piece of stream as AsyncIterable<Buffer>) {
      bytes += piece.length
      meter.check(entry.compressedSize, bytes, piece.length)
      sum = crc32(piece, sum)
      yield piece
    }
  } catch (error) {
    throw error instanceof Problem ? error : damaged(name, error)
  }
  if (sum !== entry.crc32) throw damaged(name, new Error(`the checksum of "${shown(nameOf(entry))}" is wrong`))
}
