import { Deflater } from './deflater.ts'
import { deflated, descriptorBytes, from64, localHeaderBytes, signature, streamedUtf8 } from './format.ts'
import type { Packed } from './pack-aside.ts'

/** A file on its way into a zip. Its content is read when its turn comes; a chunk may be written over when the next but one is asked for. */
export interface FileToZip {
  readonly name: string
  readonly content: AsyncIterable<Uint8Array> | Packed
}

interface Written {
  readonly name: Buffer
  readonly offset: number
  readonly crc: number
  readonly bytes: number
  readonly packed: number
}

export interface ZipOptions {
  readonly largeFrom?: number | undefined
  /** As zlib has it; the quickest without. */
  readonly level?: number
  /** Who may read the files where they are unpacked, as Unix says it. */
  readonly mode?: number
  /** Stands at the very end. */
  readonly comment?: string
}

/**
 * A zip as a stream: nothing is kept but one line for each file. Files larger than 4 GiB and zips larger than that are written as Zip64.
 * Written here and not by yazl, whose checksum in JavaScript and whose chain of pipes take as long as PostgreSQL needs for the rows, and
 * which does not pass on the error of a source. `at` is the time that all files get; `largeFrom` is lower in tests only.
 */
export async function* zipOf(
  files: AsyncIterable<FileToZip> | Iterable<FileToZip>,
  at: Date,
  { largeFrom = from64, level, mode = 0o644, comment = '' }: ZipOptions = {},
): AsyncGenerator<Buffer> {
  const written: Written[] = []
  let offset = 0
  for await (const { name, content } of files) {
    const local = localHeader(Buffer.from(name), at)
    yield local
    const ready = 'chunks' in content
    const sum = { crc: ready ? content.crc : 0, bytes: ready ? content.bytes : 0, packed: 0 }
    for await (const chunk of ready ? content.chunks : pack(content, sum, level)) {
      sum.packed += chunk.length
      yield chunk
    }
    const tail = descriptor(sum, largeFrom)
    yield tail
    written.push({ name: Buffer.from(name), offset, ...sum })
    offset += local.length + sum.packed + tail.length
  }
  const directory = Buffer.concat(written.map((file) => centralHeader(file, at, largeFrom, mode)))
  yield directory
  yield endOf(written.length, offset, directory.length, largeFrom, Buffer.from(comment))
}

/** Deflates and counts what goes in. Leaving early ends the source too. */
async function* pack(content: AsyncIterable<Uint8Array>, sum: { crc: number; bytes: number }, level?: number): AsyncGenerator<Buffer> {
  const deflater = new Deflater(level)
  const feeding = feed(content, deflater)
  try {
    yield* deflater.stream as AsyncIterable<Buffer>
  } finally {
    deflater.stream.destroy()
    await feeding
    sum.crc = deflater.crc
    sum.bytes = deflater.bytes
  }
}

/** The error of a source comes out where the deflater is read. */
async function feed(content: AsyncIterable<Uint8Array>, deflater: Deflater): Promise<void> {
  try {
    for await (const chunk of content) {
      if (deflater.stream.destroyed) return
      await deflater.write(chunk)
    }
    await deflater.end()
  } catch (error) {
    deflater.stream.destroy(error instanceof Error ? error : new Error(String(error)))
  }
}

function localHeader(name: Buffer, at: Date): Buffer {
  const head = Buffer.alloc(localHeaderBytes + name.length)
  head.writeUInt32LE(signature.local, 0)
  common(head, 4, name, at)
  name.copy(head, localHeaderBytes)
  return head
}

/** Version, flags, method, time and length of the name, as local and central headers have them. */
function common(head: Buffer, from: number, name: Buffer, at: Date): void {
  head.writeUInt16LE(45, from)
  head.writeUInt16LE(streamedUtf8, from + 2)
  head.writeUInt16LE(deflated, from + 4)
  head.writeUInt16LE((at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1), from + 6)
  head.writeUInt16LE(((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(), from + 8)
  head.writeUInt16LE(name.length, from + 22)
}

function descriptor({ crc, bytes, packed }: Omit<Written, 'name' | 'offset'>, largeFrom: number): Buffer {
  const large = bytes >= largeFrom || packed >= largeFrom
  const tail = Buffer.alloc(descriptorBytes(large))
  tail.writeUInt32LE(signature.descriptor, 0)
  tail.writeUInt32LE(crc, 4)
  if (large) {
    tail.writeBigUInt64LE(BigInt(packed), 8)
    tail.writeBigUInt64LE(BigInt(bytes), 16)
  } else {
    tail.writeUInt32LE(packed, 8)
    tail.writeUInt32LE(bytes, 12)
  }
  return tail
}

function centralHeader({ name, offset, crc, bytes, packed }: Written, at: Date, largeFrom: number, mode: number): Buffer {
  const large = bytes >= largeFrom || packed >= largeFrom || offset >= largeFrom
  const head = Buffer.alloc(46 + name.length + (large ? 28 : 0))
  head.writeUInt32LE(signature.central, 0)
  head.writeUInt16LE((3 << 8) | 45, 4)
  common(head, 6, name, at)
  head.writeUInt32LE(crc, 16)
  head.writeUInt32LE(large ? from64 : packed, 20)
  head.writeUInt32LE(large ? from64 : bytes, 24)
  head.writeUInt16LE(large ? 28 : 0, 30)
  head.writeUInt32LE(((0o100000 | mode) << 16) >>> 0, 38)
  head.writeUInt32LE(large ? from64 : offset, 42)
  name.copy(head, 46)
  if (large) {
    const extra = 46 + name.length
    head.writeUInt16LE(1, extra)
    head.writeUInt16LE(24, extra + 2)
    head.writeBigUInt64LE(BigInt(bytes), extra + 4)
    head.writeBigUInt64LE(BigInt(packed), extra + 12)
    head.writeBigUInt64LE(BigInt(offset), extra + 20)
  }
  return head
}

function endOf(count: number, offset: number, directoryBytes: number, largeFrom: number, comment: Buffer): Buffer {
  const large = offset >= largeFrom || offset + directoryBytes >= largeFrom || count >= 0xffff
  const end = Buffer.alloc(22)
  end.writeUInt32LE(signature.end, 0)
  end.writeUInt16LE(large ? 0xffff : count, 8)
  end.writeUInt16LE(large ? 0xffff : count, 10)
  end.writeUInt32LE(large ? from64 : directoryBytes, 12)
  end.writeUInt32LE(large ? from64 : offset, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...(large ? [end64(count, offset, directoryBytes)] : []), end, comment])
}

function end64(count: number, offset: number, directoryBytes: number): Buffer {
  const end = Buffer.alloc(56 + 20)
  end.writeUInt32LE(signature.end64, 0)
  end.writeBigUInt64LE(44n, 4)
  end.writeUInt16LE((3 << 8) | 45, 12)
  end.writeUInt16LE(45, 14)
  end.writeBigUInt64LE(BigInt(count), 24)
  end.writeBigUInt64LE(BigInt(count), 32)
  end.writeBigUInt64LE(BigInt(directoryBytes), 40)
  end.writeBigUInt64LE(BigInt(offset), 48)
  end.writeUInt32LE(signature.locator64, 56)
  end.writeBigUInt64LE(BigInt(offset + directoryBytes), 64)
  end.writeUInt32LE(1, 72)
  return end
}
