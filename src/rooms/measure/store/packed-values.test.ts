import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packValues } from './packed-values.ts'

const hashes = fc.uniqueArray(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), { minLength: 1, maxLength: 61 })

test('packed values of a dimension stay different, and no two dimensions use the same bits', () => {
  fc.assert(
    fc.property(fc.array(hashes, { maxLength: 12 }), (dimensions) => {
      const packed = packValues(dimensions)
      dimensions.forEach((own, index) => {
        const { shift, bits } = packed[index] ?? { shift: 0, bits: 0 }
        expect(new Set(own.map((hash) => (hash >> BigInt(shift)) & ((1n << BigInt(bits)) - 1n))).size).toBe(own.length)
      })
      packed.forEach(({ word, up, bits }, index) => {
        expect(up + bits).toBeLessThanOrEqual(63)
        const next = packed[index + 1]
        if (next) expect(next.word > word ? next.up === 0 : next.up === up + bits).toBe(true)
      })
    }),
  )
})

test('a dimension of one value takes no bit', () => {
  expect(packValues([[7n], [7n, 8n]])).toEqual([
    { shift: 0, bits: 0, word: 0, up: 0 },
    { shift: 0, bits: 1, word: 0, up: 0 },
  ])
})
