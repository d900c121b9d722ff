import { overrun, viewOf } from './written-bytes.ts'

/** Signature, flags and length of the extension, which is empty. */
const headBytes = 19

const bufferBytes = 256 * 1024

/** What `COPY … TO STDOUT (FORMAT binary)` sent, row by row, in one buffer that is used again and again. */
export class CopiedRows {
  bytes = Buffer.allocUnsafe(bufferBytes)
  view = viewOf(this.bytes)
  /** Where the row lies that `next` found. */
  begin = 0
  end = 0
  #have = 0
  #need = headBytes
  #begun = false

  add(chunk: Buffer): void {
    const left = this.#have - this.end
    if (this.#have + chunk.length + overrun > this.bytes.length) {
      const target = left + chunk.length + overrun > this.bytes.length ? Buffer.allocUnsafe((left + chunk.length) * 2) : this.bytes
      this.bytes.copy(target, 0, this.end, this.#have)
      if (target !== this.bytes) {
        this.bytes = target
        this.view = viewOf(target)
      }
      this.end = 0
      this.#have = left
    }
    chunk.copy(this.bytes, this.#have)
    this.#have += chunk.length
  }

  /** Goes to the next row and finds begin and end of each of its fields, -1 for NULL; false when more has to come first. */
  next(places: Int32Array): boolean {
    if (this.#have - this.end < this.#need) return false
    if (!this.#begun) {
      this.#begun = true
      this.end += headBytes
    }
    this.begin = this.end
    const end = this.#fieldsAt(this.begin, places)
    this.#need = end > 0 ? 0 : -end
    if (end <= 0) return false
    this.end = end
    return true
  }

  /**
   * Answers where the row at `at` ends, or, as a negative number, how many bytes from there on are needed to know more. The last two bytes of all are no
   * row and always ask for more.
   */
  #fieldsAt(at: number, places: Int32Array): number {
    const [view, have] = [this.view, this.#have]
    let place = at + 2
    if (place > have) return at - place
    if (view.getInt16(at) < 0) return at - have - 1
    for (let field = 0; field < places.length; field += 2) {
      if (place + 4 > have) return at - place - 4
      const length = view.getInt32(place)
      place += 4
      places[field] = length < 0 ? -1 : place
      if (length > 0) place += length
      places[field + 1] = place
    }
    return place > have ? at - place : place
  }
}
