import { constants, crc32, createDeflateRaw, type DeflateRaw } from 'node:zlib'

/**
 * Deflates chunk after chunk in another thread, where the next chunk can be made meanwhile, and counts what goes in. `write` comes back when the
 * chunk before is done with, so whoever makes chunks needs two buffers and no more.
 */
export class Deflater {
  readonly stream: DeflateRaw
  /** Of all that went in. */
  crc = 0
  bytes = 0
  #before: Promise<void> = Promise.resolve()

  /** `level` as zlib has it; the quickest without. */
  constructor(level: number = constants.Z_BEST_SPEED) {
    this.stream = createDeflateRaw({ level, chunkSize: 128 * 1024 })
  }

  async write(chunk: Uint8Array): Promise<void> {
    await this.#before
    if (this.stream.destroyed) return
    this.crc = crc32(chunk, this.crc)
    this.bytes += chunk.length
    this.#before = new Promise((resolve) => {
      // A stream that was destroyed calls nobody back.
      this.stream.once('close', resolve)
      this.stream.write(chunk, () => {
        this.stream.off('close', resolve)
        resolve()
      })
    })
  }

  /** After this the stream ends when all is read. */
  async end(): Promise<void> {
    await this.#before
    this.stream.end()
  }
}
