/** Where in the hash of a value the few bits stand that tell it from all other values of its dimension, and where they go: to which number, and how far up in it. */
export interface PackedBits {
  readonly shift: number
  readonly bits: number
  readonly word: number
  readonly up: number
}

/** Bits of a number that are used; DuckDB shifts no further without a sign. */
const wordBits = 63

/**
 * Packs the values of several dimensions into few numbers. `hashes` are those of 64 bits of all values of each dimension, each once. For each dimension the
 * fewest bits are found in which all of its values differ, so that nothing is lost.
 */
export function packValues(hashes: readonly (readonly bigint[])[]): PackedBits[] {
  let [word, up] = [0, 0]
  return hashes.map((own) => {
    const { shift, bits } = fewestBits(own)
    if (up + bits > wordBits) [word, up] = [word + 1, 0]
    const packed = { shift, bits, word, up }
    up += bits
    return packed
  })
}

function fewestBits(hashes: readonly bigint[]): { shift: number; bits: number } {
  for (let bits = Math.ceil(Math.log2(Math.max(1, hashes.length))); bits < wordBits; bits += 1) {
    const mask = (1n << BigInt(bits)) - 1n
    for (let shift = 0; shift + bits <= wordBits + 1; shift += 1) {
      if (new Set(hashes.map((hash) => (hash >> BigInt(shift)) & mask)).size === hashes.length) return { shift, bits }
    }
  }
  throw new RangeError('Two values of a dimension have the same hash.')
}
