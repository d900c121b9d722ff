/** Signature, flags and length of the extension, which is empty. */
const headBytes = 19

/**
 * Finds begin and end of each field of the row at `at`; -1 for NULL. Answers where the row ends, or, as a negative number,
 * how many bytes from `at` on are needed to know more. The last two bytes of all are no row and always ask for more.
 */
function fieldsOf(all: Buffer, at: number, have: number, fields: Int32Array): number {
  let place = at + 2
  if (place > have) return at - place
  if (all.readInt16BE(at) < 0) return at - have - 1
  for (let field = 0; field < fields.length; field += 2) {
    if (place + 4 > have) return at - place - 4
    const length = all.readInt32BE(place)
    place += 4
    fields[field] = length < 0 ? -1 : place
    if (length > 0) place += length
    fields[field + 1] = place
  }
  return place > have ? at - place : place
}

/** What `COPY … TO STDOUT (FORMAT binary)` sent and is not read yet, in one piece that is used again and again. */
export class CopiedRows {
  bytes = Buffer.allocUnsafe(256 * 1024)
  begin = 0
  #end = 0
  #need = headBytes
  #begun = false

  add(chunk: Buffer): void {
    const have = this.#end - this.begin
    if (this.#end + chunk.length > this.bytes.length) {
      const target = have + chunk.length > this.bytes.length ? Buffer.allocUnsafe((have + chunk.length) * 2) : this.bytes
      this.bytes.copy(target, 0, this.begin, this.#end)
      this.bytes = target
      this.begin = 0
      this.#end = have
    }
    chunk.copy(this.bytes, this.#end)
    this.#end += chunk.length
  }

  /** Finds the fields of the next row and answers where it ends; 0 when more has to come first. */
  rowEnd(fields: Int32Array): number {
    if (this.#end - this.begin < this.#need) return 0
    if (!this.#begun) {
      this.#begun = true
      this.begin += headBytes
    }
    const end = fieldsOf(this.bytes, this.begin, this.#end, fields)
    this.#need = end > 0 ? 0 : -end
    return Math.max(0, end)
  }
}
