import { createHash } from 'node:crypto'
import { Transform, type TransformCallback } from 'node:stream'

const newline = 0x0a

/** What went through. In the text format of COPY a line is a row: a line break inside a value is written as \n. */
export interface Measured {
  readonly bytes: number
  readonly lines: number
  readonly sha256: string
}

/** Passes bytes on and measures them. */
export class Measure extends Transform {
  readonly #hash = createHash('sha256')
  #bytes = 0
  #lines = 0

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#hash.update(chunk)
    this.#bytes += chunk.length
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) this.#lines += 1
    done(null, chunk)
  }

  /** Asked once, after the end. */
  result(): Measured {
    return { bytes: this.#bytes, lines: this.#lines, sha256: this.#hash.digest('hex') }
  }
}

/** Hex digits of a SHA-256. */
export const sealLength = 64

/** Replaces the last 64 bytes of what goes through by the SHA-256 of all before them. */
export class Seal extends Transform {
  readonly #hash = createHash('sha256')
  #held = Buffer.alloc(0)
  /** The hash, after the end. */
  sha256 = ''

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const all = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    const keep = Math.min(sealLength, all.length)
    const out = all.subarray(0, all.length - keep)
    this.#held = Buffer.from(all.subarray(all.length - keep))
    this.#hash.update(out)
    done(null, out)
  }

  override _flush(done: TransformCallback): void {
    this.sha256 = this.#hash.digest('hex')
    done(null, Buffer.from(this.sha256))
  }
}
