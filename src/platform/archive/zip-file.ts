import { crc32 } from 'node:zlib'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { Problem } from '#kernel/problem'

/** A file in a zip as its list of files describes it. */
export interface ZippedFile {
  /** As the zip says; never used as a path. */
  readonly name: string
  readonly bytes: number
  readonly packedBytes: number
}

/** A zip on disk whose list of files was read. */
export interface OpenZip {
  readonly files: ReadonlyMap<string, ZippedFile>
  /** Unpacks one file. Ends with Problem `invalid-input` when it is damaged or has more bytes than the list says. */
  read(name: string): AsyncGenerator<Buffer>
  close(): void
}

/**
 * Opens a zip for reading in any order. Throws Problem `invalid-input` when it is damaged, lists a name twice, more than `mostFiles` files,
 * or more packed bytes than it has: the same bytes can then not be unpacked again and again.
 */
export async function openZip(path: string, mostFiles: number): Promise<OpenZip> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false }).catch((cause: unknown) => {
    throw damaged('its list of files cannot be read', cause)
  })
  try {
    const entries = await listed(zip, mostFiles)
    return {
      files: new Map([...entries].map(([name, entry]) => [name, asFile(entry)])),
      read: (name) => unpacked(zip, entries, name),
      close: () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw error instanceof Problem ? error : damaged('its list of files cannot be read', error)
  }
}

async function listed(zip: ZipFile, mostFiles: number): Promise<Map<string, Entry>> {
  if (zip.entryCount > mostFiles) throw damaged(`it lists ${zip.entryCount} files where ${mostFiles} would be many`)
  const entries = new Map<string, Entry>()
  let packed = 0
  for await (const entry of zip.eachEntry()) {
    if (entries.has(entry.fileName)) throw damaged('it lists the same name twice')
    entries.set(entry.fileName, entry)
    packed += entry.compressedSize
    if (packed > zip.fileSize) throw damaged('its files would be larger than itself')
  }
  return entries
}

async function* unpacked(zip: ZipFile, entries: ReadonlyMap<string, Entry>, name: string): AsyncGenerator<Buffer> {
  const entry = entries.get(name)
  if (!entry) throw damaged(`${name} is missing`)
  try {
    let sum = 0
    // Sizes are compared while reading (yauzl: validateEntrySizes), so no more is unpacked than the list says.
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
      sum = crc32(chunk, sum)
      yield chunk
    }
    if (sum !== entry.crc32) throw damaged(`${name} does not fit its checksum`)
  } catch (error) {
    throw error instanceof Problem ? error : damaged(`${name} cannot be unpacked`, error)
  }
}

const asFile = (entry: Entry): ZippedFile => ({ name: entry.fileName, bytes: entry.uncompressedSize, packedBytes: entry.compressedSize })

function damaged(why: string, cause?: unknown): Problem {
  return new Problem(
    'invalid-input',
    `This zip cannot be read: ${why}. It was damaged on its way, or is something else. Take it from its source again.`,
    {
      cause,
    },
  )
}
