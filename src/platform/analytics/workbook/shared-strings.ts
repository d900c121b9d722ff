import { t } from '#kernel/text'
import { refusal } from './refusal.ts'
import { TextCollector } from './text-collector.ts'
import { readXml } from './xml.ts'

const megabyte = 1024 * 1024
const most = 256 * megabyte
const blockBytes = 4 * megabyte

/**
 * The texts that cells name by number, as UTF-8 in blocks of 4 MB with their places: 8 bytes for each text beyond its letters, where
 * strings of JavaScript would take 24 and more. Holds at most 256 MB.
 */
export class SharedStrings {
  #blocks: Buffer[] = []
  #used = blockBytes
  #starts = new Uint32Array(1024)
  #lengths = new Uint32Array(1024)
  #bytes = 0
  length = 0

  /** Throws Problem when there is no room. */
  add(text: string, name: string): void {
    const bytes = Buffer.byteLength(text)
    this.#bytes += bytes
    if (this.#bytes > most || bytes > blockBytes)
      throw refusal(
        name,
        t('has more than {{most}} MB of different texts, the most that is taken from a workbook.', { most: most / megabyte }),
      )
    if (this.#used + bytes > blockBytes) {
      this.#blocks.push(Buffer.allocUnsafe(blockBytes))
      this.#used = 0
    }
    if (this.length === this.#starts.length) {
      this.#starts = grown(this.#starts)
      this.#lengths = grown(this.#lengths)
    }
    this.#blocks.at(-1)?.write(text, this.#used)
    this.#starts[this.length] = (this.#blocks.length - 1) * blockBytes + this.#used
    this.#lengths[this.length] = bytes
    this.#used += bytes
    this.length += 1
  }

  /** The text of this number, or undefined when there is none. */
  at(index: number): string | undefined {
    const start = this.#starts[index]
    const length = this.#lengths[index]
    if (start === undefined || length === undefined || index >= this.length) return undefined
    const from = start % blockBytes
    return this.#blocks[Math.floor(start / blockBytes)]?.toString('utf8', from, from + length)
  }
}

function grown(list: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(list.length * 2)
  longer.set(list)
  return longer
}

/** Reads the part of a workbook that holds its texts. */
export async function readSharedStrings(pieces: AsyncIterable<Buffer>, name: string): Promise<SharedStrings> {
  const found = new SharedStrings()
  const collector = new TextCollector(name)
  const reading = readXml(pieces, name, {
    open: (tag) => (tag === 'si' ? collector.begin() : collector.open(tag)),
    text: (text) => collector.text(text),
    close: (tag) => (tag === 'si' ? found.add(collector.end(), name) : collector.close(tag)),
  })
  for await (const _ of reading);
  return found
}
