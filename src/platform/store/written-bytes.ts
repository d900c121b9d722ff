const bufferBytes = 256 * 1024

/** How far `copy` reads and writes behind the end. */
export const overrun = 3

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** A text that is written again and again, with the room behind it that `copy` needs. */
export function stampOf(text: string): { readonly view: DataView; readonly length: number } {
  const length = Buffer.byteLength(text)
  return { view: viewOf(Buffer.from(text + ' '.repeat(overrun))), length }
}

export const code = {
  tab: 9,
  lineFeed: 10,
  return: 13,
  space: 32,
  quote: 34,
  comma: 44,
  zero: 48,
  semicolon: 59,
  backslash: 92,
  T: 84,
  Z: 90,
}

/** Bytes on their way out, in two buffers that are used in turn. */
export class Out {
  bytes = Buffer.allocUnsafe(bufferBytes)
  view = viewOf(this.bytes)
  at = 0
  #other = Buffer.allocUnsafe(bufferBytes)

  /** Makes room for so many more bytes, and what `copy` writes behind them. */
  room(more: number): void {
    const needed = this.at + more + overrun
    if (needed <= this.bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, needed))
    this.bytes.copy(larger, 0, 0, this.at)
    this.#use(larger)
  }

  taken(): Buffer {
    const taken = this.bytes.subarray(0, this.at)
    const next = this.#other
    // One that grew for a huge cell is let go.
    this.#other = this.bytes.length > bufferBytes ? Buffer.allocUnsafe(bufferBytes) : this.bytes
    this.#use(next)
    this.at = 0
    return taken
  }

  /** Bytes as they are, four at a time: twice as fast for short cells as any way to copy that Node has. Writes a little behind the end. */
  copy(from: DataView, start: number, end: number): void {
    const to = this.view
    let at = this.at
    for (let place = start; place < end; place += 4, at += 4) to.setInt32(at, from.getInt32(place, true), true)
    this.at += end - start
  }

  #use(bytes: Buffer<ArrayBuffer>): void {
    this.bytes = bytes
    this.view = viewOf(bytes)
  }
}

/** What a text has in it that makes it more than a copy, as bits. */
export const has = { escapes: 1, separators: 2 }

const kinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte < code.space || byte === code.quote) return has.escapes | has.separators
  if (byte === code.backslash) return has.escapes
  return byte === code.comma || byte === code.semicolon ? has.separators : 0
})

/** Which of these the bytes have: what JSON escapes, and what CSV puts in quotes (a few more control characters than it needs to). */
export function kindOf(from: Uint8Array, start: number, end: number): number {
  let kind = 0
  for (let place = start; place < end; place += 1) kind |= kinds[from[place] as number] as number
  return kind
}
