import { crc32 } from 'node:zlib'
import type { Entry, ZipFile } from 'yauzl'
import { Problem } from '#kernel/problem'

/** How much of an archive is unpacked before it counts as an attack. */
export interface ArchiveLimits {
  readonly entries: number
  /** All entries together. */
  readonly unpackedBytes: number
  /** Bytes that may come out of one packed byte; a workbook has 5 to 40, deflate can reach 1,032. Looked at from `ratioFrom` bytes on. */
  readonly ratio: number
  readonly ratioFrom: number
}

export const unlimited: ArchiveLimits = { entries: Infinity, unpackedBytes: Infinity, ratio: Infinity, ratioFrom: Infinity }

/** What is wrong with an archive. `name` is that of a file in it. */
export type Flaw =
  | { readonly what: 'unreadable'; readonly cause: unknown }
  | { readonly what: 'too many files'; readonly files: number; readonly most: number }
  | { readonly what: 'too large'; readonly mostBytes: number }
  | { readonly what: 'a bomb'; readonly ratio: number }
  | { readonly what: 'overlapping' }
  | { readonly what: 'twice' | 'leads away' | 'encrypted' | 'wrong checksum' | 'missing'; readonly name: string }
  | { readonly what: 'broken file'; readonly name: string; readonly cause: unknown }

/** What a reader of zips allows, and in which words it refuses. */
export interface ZipRules {
  readonly limits: ArchiveLimits
  readonly refuse: (flaw: Flaw) => Problem
  /** Whether names that would lead out of a folder, or are absolute, are a flaw; they are never used as paths, refused or not. */
  readonly plainNames: boolean
}

/** A file in a zip as its list of files describes it. */
export interface ZippedFile {
  /** As the zip says, with slashes; never used as a path. */
  readonly name: string
  readonly bytes: number
  readonly packedBytes: number
}

/** A zip on disk whose list of files was read. */
export interface OpenZip {
  readonly files: ReadonlyMap<string, ZippedFile>
  /** A file by its name; case does not matter. */
  find(name: string): ZippedFile | undefined
  /** Unpacks one file, checked against its size, its sum and the limits as it comes. Ends with the Problem of the rules when they do not hold. */
  read(name: string): AsyncGenerator<Buffer>
  close(): void
}

/** Opens a zip for reading in any order, and checks its list before anything is unpacked. Throws the Problem of the rules. Folders are passed over. */
export async function readZip(path: string, rules: ZipRules): Promise<OpenZip> {
  const { openPromise } = await import('yauzl')
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false, decodeStrings: false }).catch((cause: unknown) => {
    throw rules.refuse({ what: 'unreadable', cause })
  })
  try {
    const entries = await listed(zip, rules)
    const files = new Map([...entries].map(([name, entry]) => [name, asFile(name, entry)]))
    const byLowerCase = new Map([...files.values()].map((file) => [file.name.toLowerCase(), file]))
    const meter = new Meter(rules)
    return {
      files,
      find: (name) => byLowerCase.get(name.toLowerCase()),
      read: (name) => unpacked(zip, name, entries.get(name), meter, rules),
      close: () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw error instanceof Problem ? error : rules.refuse({ what: 'unreadable', cause: error })
  }
}

async function listed(zip: ZipFile, { limits, refuse, plainNames }: ZipRules): Promise<Map<string, Entry>> {
  const { getFileNameLowLevel, validateFileName } = await import('yauzl')
  const tooMany = (files: number) => refuse({ what: 'too many files', files, most: limits.entries })
  if (zip.entryCount > limits.entries) throw tooMany(zip.entryCount)
  const found = new Map<string, Entry>()
  const names = new Set<string>()
  let packed = 0
  let bytes = 0
  for await (const entry of zip.eachEntry()) {
    const said = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, plainNames)
    if (plainNames && validateFileName(said) !== null) throw refuse({ what: 'leads away', name: said })
    const name = said.replaceAll('\\', '/')
    // Two files of one name would let two programs read two different files.
    if (names.has(name.toLowerCase())) throw refuse({ what: 'twice', name })
    names.add(name.toLowerCase())
    packed += entry.compressedSize
    bytes += entry.uncompressedSize
    if (names.size > limits.entries) throw tooMany(names.size)
    if (!name.endsWith('/')) found.set(name, entry)
  }
  // Files that share their packed bytes are how a small zip becomes petabytes.
  if (packed > zip.fileSize) throw refuse({ what: 'overlapping' })
  if (bytes > limits.unpackedBytes) throw refuse({ what: 'too large', mostBytes: limits.unpackedBytes })
  return found
}

const asFile = (name: string, entry: Entry): ZippedFile => ({ name, bytes: entry.uncompressedSize, packedBytes: entry.compressedSize })

/** Counts what comes out of one archive, over all its files. */
export class Meter {
  readonly #rules: Pick<ZipRules, 'limits' | 'refuse'>
  #total = 0

  constructor(rules: Pick<ZipRules, 'limits' | 'refuse'>) {
    this.#rules = rules
  }

  /** Throws when there is more than the limits allow. `packed` and `unpacked` are those of the file so far, `more` what came now. */
  check(packed: number, unpackedBytes: number, more: number): void {
    const { limits, refuse } = this.#rules
    this.#total += more
    if (this.#total > limits.unpackedBytes) throw refuse({ what: 'too large', mostBytes: limits.unpackedBytes })
    if (unpackedBytes > limits.ratioFrom && unpackedBytes > packed * limits.ratio) throw refuse({ what: 'a bomb', ratio: limits.ratio })
  }
}

async function* unpacked(zip: ZipFile, name: string, entry: Entry | undefined, meter: Meter, { refuse }: ZipRules): AsyncGenerator<Buffer> {
  if (!entry) throw refuse({ what: 'missing', name })
  if (entry.isEncrypted()) throw refuse({ what: 'encrypted', name })
  let bytes = 0
  let sum = 0
  try {
    // Sizes are compared while reading (yauzl: validateEntrySizes), so no more is unpacked than the list says.
    for await (const piece of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
      bytes += piece.length
      meter.check(entry.compressedSize, bytes, piece.length)
      sum = crc32(piece, sum)
      yield piece
    }
  } catch (error) {
    throw error instanceof Problem ? error : refuse({ what: 'broken file', name, cause: error })
  }
  if (sum !== entry.crc32) throw refuse({ what: 'wrong checksum', name })
}
