import { crc32, createInflateRaw, type InflateRaw } from 'node:zlib'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { deflated, descriptorBytes, from64, localHeaderBytes, signature, streamedUtf8 } from './format.ts'

/** A file of a zip that is on its way. Its content must be read to its end before the next file is asked for. */
export interface FileOfStream {
  readonly name: string
  readonly content: AsyncIterable<Buffer>
}

/**
 * The files of a zip of ours while it still comes in, so that it can be unpacked without being kept whole. Reads what `zipOf` writes,
 * and nothing else. Checks each file's checksum and sizes. Throws Problem `invalid-input` when the stream is cut off or damaged.
 */
export async function* unzipStream(source: AsyncIterable<Uint8Array>, largeFrom = from64): AsyncGenerator<FileOfStream> {
  const bytes = new Incoming(source)
  try {
    for (;;) {
      const head = await bytes.take(4)
      const kind = head.readUInt32LE(0)
      if (kind === signature.central || kind === signature.end || kind === signature.end64) break
      if (kind !== signature.local) throw damaged(t('a file begins with something else than its header'))
      const rest = await bytes.take(localHeaderBytes - 4)
      if (rest.readUInt16LE(2) !== streamedUtf8 || rest.readUInt16LE(4) !== deflated) throw damaged(t('it was not written by this program'))
      const name = (await bytes.take(rest.readUInt16LE(22))).toString('utf8')
      yield { name, content: contentOf(bytes, name, largeFrom) }
    }
    // The list at the end says nothing new, but the sender must be heard to its end, or it takes us for gone.
    while (await bytes.next());
  } finally {
    await bytes.end()
  }
}

async function* contentOf(bytes: Incoming, name: string, largeFrom: number): AsyncGenerator<Buffer> {
  const sum = { crc: 0, bytes: 0 }
  const inflate = createInflateRaw({ chunkSize: 128 * 1024 })
  const feeding = feed(bytes, inflate).catch((error: unknown) => {
    inflate.destroy(error instanceof Error ? error : new Error(String(error)))
    return 0
  })
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) {
      sum.crc = crc32(chunk, sum.crc)
      sum.bytes += chunk.length
      yield chunk
    }
  } catch (error) {
    throw error instanceof Problem ? error : damaged(t('{{name}} cannot be unpacked', { name }), error)
  } finally {
    inflate.destroy()
  }
  await checkTail(bytes, name, { ...sum, packed: await feeding }, largeFrom)
}

/** Gives the inflater chunk after chunk until it has found the end of the content; what lies behind that goes back. Answers the bytes it took. */
async function feed(bytes: Incoming, inflate: InflateRaw): Promise<number> {
  let fed = 0
  while (!inflate.destroyed) {
    const chunk = await bytes.next()
    if (!chunk) throw damaged(t('it ends in the middle of a file'))
    fed += chunk.length
    await new Promise<void>((resolve) => {
      inflate.once('close', resolve)
      inflate.write(chunk, () => {
        inflate.off('close', resolve)
        resolve()
      })
    })
    const over = fed - inflate.bytesWritten
    if (over > 0) {
      bytes.giveBack(chunk.subarray(chunk.length - over))
      return inflate.bytesWritten
    }
  }
  return fed
}

async function checkTail(bytes: Incoming, name: string, sum: { crc: number; bytes: number; packed: number }, largeFrom: number) {
  const large = sum.bytes >= largeFrom || sum.packed >= largeFrom
  const tail = await bytes.take(descriptorBytes(large))
  const size = large ? Number(tail.readBigUInt64LE(16)) : tail.readUInt32LE(12)
  if (tail.readUInt32LE(0) !== signature.descriptor || tail.readUInt32LE(4) !== sum.crc || size !== sum.bytes)
    throw damaged(t('the content of {{name}} does not fit its checksum', { name }))
}

/** Chunks that come in, with a way to take exactly some bytes and to give some back. */
class Incoming {
  readonly #source: AsyncIterator<Uint8Array>
  #back: Buffer | null = null

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  async next(): Promise<Buffer | null> {
    const back = this.#back
    this.#back = null
    if (back) return back
    const { done, value } = await this.#source.next()
    if (done) return null
    const chunk = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    return chunk.length === 0 ? await this.next() : chunk
  }

  giveBack(chunk: Buffer): void {
    if (chunk.length > 0) this.#back = chunk
  }

  async take(count: number): Promise<Buffer> {
    const parts: Buffer[] = []
    let have = 0
    while (have < count) {
      const chunk = await this.next()
      if (!chunk) throw damaged(t('it ends before its list of files'))
      parts.push(chunk)
      have += chunk.length
    }
    const all = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
    this.giveBack(all.subarray(count))
    return all.subarray(0, count)
  }

  async end(): Promise<void> {
    await this.#source.return?.()
  }
}

function damaged(why: string, cause?: unknown): Problem {
  return new Problem(
    'invalid-input',
    t('The zip did not arrive whole: {{why}}. Try again; the log of the server says why it stopped.', { why }),
    {
      cause,
    },
  )
}
