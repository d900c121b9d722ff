import { isAscii, isUtf8 } from 'node:buffer'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, writeFile } from 'node:fs/promises'
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
  /** Bytes of the longest cell in quotation marks. */
  readonly longestQuoted: number
}

const headBytes = 512 * 1024
const pieceBytes = 1024 * 1024
/** A line that is longer is judged in parts; a letter cut in two then counts as one broken line at most. */
const longestJudged = 4 * pieceBytes

/** Reads a file once, in pieces, and counts what tells its encoding. */
export async function byteFacts(path: string): Promise<ByteFacts> {
  let bytes = 0
  let nulls = 0
  let quotes = 0
  let brokenLines = 0
  let goodLines = 0
  let longestQuoted = 0
  let opened = 0
  let closed = -2
  const head: Buffer[] = []
  // Always the same room, with the line that is not yet whole at its beginning: a buffer for each piece is garbage that grows with the file.
  const room = Buffer.allocUnsafeSlow(longestJudged + pieceBytes)
  let held = 0
  const file = await open(path)
  try {
    for (;;) {
      const { bytesRead } = await file.read(room, held, pieceBytes, null)
      if (bytesRead === 0) break
      const piece = room.subarray(held, held + bytesRead)
      if (bytes < headBytes) head.push(Buffer.from(piece.subarray(0, headBytes - bytes)))
      for (let at = piece.indexOf(0x22); at >= 0; at = piece.indexOf(0x22, at + 1)) {
        quotes += 1
        // Two marks in a row stand for one inside the cell, so the cell goes on.
        if (quotes % 2 === 1) opened = bytes + at === closed + 1 ? opened : bytes + at
        else closed = bytes + at
        if (quotes % 2 === 0) longestQuoted = Math.max(longestQuoted, bytes + at - opened)
      }
      bytes += bytesRead
      for (let at = piece.indexOf(0); at >= 0; at = piece.indexOf(0, at + 1)) nulls += 1
      const end = piece.lastIndexOf(0x0a) + 1
      const tooLong = end === 0 && held + bytesRead >= longestJudged
      const upTo = tooLong ? held + bytesRead : end > 0 ? held + end : 0
      const judged = judge(room.subarray(0, upTo))
      brokenLines += judged.broken
      goodLines += judged.good
      room.copyWithin(0, upTo, held + bytesRead)
      held += bytesRead - upTo
    }
  } finally {
    await file.close()
  }
  const last = judge(room.subarray(0, held))
  return {
    bytes,
    head: Buffer.concat(head),
    brokenLines: brokenLines + last.broken,
    goodLines: goodLines + last.good,
    nulls,
    quotes,
    longestQuoted,
  }
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

/** Writes a copy in UTF-8 and without NUL, in pieces, whatever the size. `encoding` is a name that iconv knows. Answers how many NUL were left out. */
export async function copyAsUtf8(path: string, encoding: string, target: string): Promise<number> {
  const nuls = new Dropped()
  const decode = iconv.decodeStream(encoding)
  await pipeline(createReadStream(path), decode, iconv.encodeStream('utf8'), (each) => nuls.without(each), createWriteStream(target))
  return nuls.count
}

/** Writes a copy without NUL, a letter that PostgreSQL cannot keep and nobody sees. Answers how many there were. */
export async function copyWithoutNul(path: string, target: string): Promise<number> {
  const nuls = new Dropped()
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), (each) => nuls.without(each), createWriteStream(target))
  return nuls.count
}

class Dropped {
  count = 0

  async *without(pieces: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      const bytes = Buffer.from(piece)
      const kept = bytes.includes(0) ? Buffer.from(bytes.filter((byte) => byte !== 0)) : bytes
      this.count += bytes.length - kept.length
      yield kept
    }
  }
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

const quote = 0x22
const lineFeed = 0x0a

/**
 * Copies the beginning of a file of delimited text, or of bytes that are the first of one, at most `most` bytes, up to the end of a record. Answers whether
 * that is all of it; nothing is copied of a file whose first record is longer.
 */
export async function copyHead(from: string | Uint8Array, target: string, most: number): Promise<{ whole: boolean; bytes: number }> {
  const first = typeof from === 'string' ? await firstBytes(from, most + 1) : Buffer.from(from.buffer, from.byteOffset, from.byteLength)
  const whole = first.length <= most
  const head = whole ? first : first.subarray(0, endOfLastRecord(first.subarray(0, most)))
  await writeFile(target, head)
  return { whole, bytes: head.length }
}

async function firstBytes(path: string, most: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(most), 0, most, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** Where the last whole record of a piece from the beginning of a file ends; line ends in quotation marks end no record. */
function endOfLastRecord(piece: Buffer): number {
  const wide = piece[0] === 0xff && piece[1] === 0xfe ? 'le' : piece[0] === 0xfe && piece[1] === 0xff ? 'be' : null
  const carriageReturn = 0x0d
  const ends = piece.includes(lineFeed) ? lineFeed : carriageReturn
  let end = 0
  let quoted = false
  for (let at = 0; at < piece.length; at += 1) {
    const byte = piece[at]
    if (byte !== quote && byte !== ends) continue
    // In UTF-16 a byte is a letter of ASCII only beside a zero, at its place in the pair.
    if (wide === 'le' && (at % 2 === 1 || piece[at + 1] !== 0)) continue
    if (wide === 'be' && (at % 2 === 0 || piece[at - 1] !== 0)) continue
    if (byte === quote) quoted = !quoted
    else if (!quoted) end = at + (wide === 'le' ? 2 : 1)
  }
  return end
}

/**
 * Copies delimited text, each record of more than `most` bytes in one line of a little more than that, without what it holds. A reader of lines
 * would otherwise take the lines inside a huge quoted cell for records. Bounded memory: a record is held up to `most` bytes.
 */
export async function copyWithLongRecordsCut(path: string, most: number, target: string): Promise<void> {
  await pipeline(
    createReadStream(path, { highWaterMark: 1024 * 1024 }),
    (pieces: AsyncIterable<Buffer>) => cutRecords(pieces, most),
    createWriteStream(target),
  )
}

async function* cutRecords(pieces: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer> {
  let quoted = false
  let held: Buffer[] = []
  let bytes = 0
  for await (const piece of pieces) {
    let from = 0
    const next = nextOf(piece, lineFeed)
    const mark = nextOf(piece, quote)
    for (let at = 0; at < piece.length; at += 1) {
      at = quoted ? mark(at) : Math.min(mark(at), next(at))
      if (at >= piece.length) break
      if (piece[at] === quote) quoted = !quoted
      else {
        const rest = piece.subarray(from, at + 1)
        yield bytes + rest.length > most ? cutLine(most) : Buffer.concat([...held, rest])
        from = at + 1
        held = []
        bytes = 0
      }
    }
    bytes += piece.length - from
    if (bytes <= most) held.push(piece.subarray(from))
    else held = []
  }
  if (bytes > 0) yield bytes > most ? cutLine(most) : Buffer.concat(held)
}

/** Where a byte comes next, or the end of the piece; each place is looked for once. */
function nextOf(piece: Buffer, byte: number): (from: number) => number {
  let known = -1
  return (from) => {
    if (known < from) {
      const found = piece.indexOf(byte, from)
      known = found < 0 ? piece.length : found
    }
    return known
  }
}

function cutLine(most: number): Buffer {
  return Buffer.concat([Buffer.alloc(most + 1000, 0x2e), Buffer.from('\n')])
}
