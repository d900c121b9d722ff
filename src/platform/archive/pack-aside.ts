import { constants, crc32, createDeflateRaw } from 'node:zlib'

/** A file that is deflated already, ready to be put into a zip. */
export interface Packed {
  readonly crc: number
  /** Before deflating. */
  readonly bytes: number
  readonly chunks: readonly Buffer[]
}

/** Deflates a second file into memory while a first one is being sent. Gives up when it would keep more than `mostBytes`. */
export class PackAside {
  readonly #deflate = createDeflateRaw({ level: constants.Z_BEST_SPEED, chunkSize: 128 * 1024 })
  readonly #mostBytes: number
  readonly #ended: Promise<void>
  #chunks: Buffer[] = []
  #packed = 0
  #crc = 0
  #bytes = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
    this.#deflate.on('data', (chunk: Buffer) => this.#keep(chunk))
    this.#ended = new Promise((resolve) => {
      for (const event of ['end', 'close']) this.#deflate.once(event, () => resolve())
    })
  }

  /** Whether it gave up; what is written then is dropped. */
  get gaveUp(): boolean {
    return this.#packed > this.#mostBytes
  }

  async write(chunk: Buffer): Promise<void> {
    if (this.gaveUp) return
    this.#crc = crc32(chunk, this.#crc)
    this.#bytes += chunk.length
    await Promise.race([new Promise<void>((resolve) => this.#deflate.write(chunk, () => resolve())), this.#ended])
  }

  /** The file, or null when it gave up. */
  async end(): Promise<Packed | null> {
    this.#deflate.end()
    await this.#ended
    return this.gaveUp ? null : { crc: this.#crc, bytes: this.#bytes, chunks: this.#chunks }
  }

  /** For a file that is not wanted after all; safe to call at any time. */
  drop(): void {
    this.#deflate.destroy()
  }

  #keep(chunk: Buffer): void {
    this.#packed += chunk.length
    if (!this.gaveUp) {
      this.#chunks.push(chunk)
      return
    }
    this.#chunks = []
    this.drop()
  }
}
