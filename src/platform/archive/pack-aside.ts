import { Deflater } from './deflater.ts'

/** A file that is deflated already, ready to be put into a zip. */
export interface Packed {
  readonly crc: number
  /** Before deflating. */
  readonly bytes: number
  readonly chunks: readonly Buffer[]
}

/** Deflates a second file into memory while a first one is being sent. Gives up when it would keep more than `mostBytes`. */
export class PackAside {
  readonly #deflater = new Deflater()
  readonly #mostBytes: number
  readonly #ended: Promise<void>
  #chunks: Buffer[] = []
  #packed = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
    this.#deflater.stream.on('data', (chunk: Buffer) => this.#keep(chunk))
    this.#ended = new Promise((resolve) => {
      for (const event of ['end', 'close']) this.#deflater.stream.once(event, () => resolve())
    })
  }

  /** Whether it gave up; what is written then is dropped. */
  get gaveUp(): boolean {
    return this.#packed > this.#mostBytes
  }

  /** Comes back when the chunk before is done with. */
  async write(chunk: Buffer): Promise<void> {
    if (!this.gaveUp) await this.#deflater.write(chunk)
  }

  /** The file, or null when it gave up. */
  async end(): Promise<Packed | null> {
    await this.#deflater.end()
    await this.#ended
    return this.gaveUp ? null : { crc: this.#deflater.crc, bytes: this.#deflater.bytes, chunks: this.#chunks }
  }

  /** For a file that is not wanted after all; safe to call at any time. */
  drop(): void {
    this.#deflater.stream.destroy()
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
