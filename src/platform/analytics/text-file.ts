import { isAscii, isUtf8 } from 'node:buffer'
import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import iconv from 'iconv-lite'

/** What one pass over the bytes of a file says. */
export interface ByteFacts {
  readonly bytes: number
  /** The first bytes, at most 512 KiB. */
  readonly head: Buffer
  /** Lines that are no UTF-8. */
  readonly brokenLines: number
  /** Lines with letters beyond ASCII that are good UTF-8. */
  readonly goodLines: number
  readonly nulls: number
  readonly quotes: number
}

const headBytes = 512 * 1024

/** Reads a file once, in pieces, and counts what tells its encoding. */
export async function byteFacts(path: string): Promise<ByteFacts> {
  let bytes = 0
  let nulls = 0
  let quotes = 0
  let brokenLines = 0
  let goodLines = 0
  let carry: Buffer = Buffer.alloc(0)
  const head: Buffer[] = []
  for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    if (bytes < headBytes) head.push(piece.subarray(0, headBytes - bytes))
    bytes += piece.length
    for (let at = piece.indexOf(0x22); at >= 0; at = piece.indexOf(0x22, at + 1)) quotes += 1
    for (let at = piece.indexOf(0); at >= 0; at = piece.indexOf(0, at + 1)) nulls += 1
    const end = piece.lastIndexOf(0x0a) + 1
    const whole = carry.length === 0 ? piece.subarray(0, end) : Buffer.concat([carry, piece.subarray(0, end)])
    // A line that is longer than four pieces is judged in parts; a letter cut in two then counts as one broken line at most.
    carry = end === 0 && carry.length < 4 * 1024 * 1024 ? Buffer.concat([carry, piece]) : Buffer.from(piece.subarray(end))
    const judged = judge(whole)
    brokenLines += judged.broken
    goodLines += judged.good
  }
  const last = judge(carry)
  return { bytes, head: Buffer.concat(head), brokenLines: brokenLines + last.broken, goodLines: goodLines + last.good, nulls, quotes }
}

function judge(piece: Buffer): { broken: number; good: number } {
  if (isUtf8(piece)) return { broken: 0, good: isAscii(piece) ? 0 : 1 }
  let broken = 0
  let good = 0
  for (let from = 0; from < piece.length; ) {
    const found = piece.indexOf(0x0a, from)
    const to = found < 0 ? piece.length : found + 1
    const line = piece.subarray(from, to)
    if (!isUtf8(line)) broken += 1
    else if (!isAscii(line)) good += 1
    from = to
  }
  return { broken, good }
}

/** Writes a copy in UTF-8, in pieces, whatever the size. `encoding` is a name that iconv knows. */
export async function copyAsUtf8(path: string, encoding: string, target: string): Promise<void> {
  await pipeline(createReadStream(path), iconv.decodeStream(encoding), iconv.encodeStream('utf8'), createWriteStream(target))
}

/** The beginning of a file as text; `cutOff` when there is more. */
export async function headText(path: string, encoding: string, most = headBytes): Promise<{ text: string; cutOff: boolean }> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(most), 0, most, 0)
    return { text: iconv.decode(buffer.subarray(0, bytesRead), encoding), cutOff: bytesRead === most }
  } finally {
    await file.close()
  }
}
