import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recordsHref, whereOf, withWhere } from './slice.ts'

test('any filter survives its way through an address', () => {
  const key = fc.stringMatching(/^[a-z_]{1,12}$/)
  const where = fc.dictionary(key, fc.option(fc.string({ minLength: 1 })), { noNullPrototype: true })
  fc.assert(
    fc.property(where, (filter) => {
      const address = new URL(withWhere('/diagnosis', filter, { by: 'owner' }), 'http://here')
      expect(whereOf(Object.fromEntries(address.searchParams))).toEqual(filter)
    }),
  )
})

test('other parameters are no filter', () => {
  expect(whereOf({ by: 'owner', 'is.product': 'GTX Pro', 'is.': 'x' })).toEqual({ product: 'GTX Pro' })
})

test('the records of a metric have an address of their own', () => {
  expect(recordsHref('won_count', { owner: null })).toBe('/records/won_count?is.owner=')
})
