import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lookOf, recordsHref, scopeParamsOf, whereOf, withDimension, withScope, withWhere } from './slice.ts'

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

test('a scope with several filters, periods and a day survives its way through an address, beside the filter of a number', () => {
  const scope = { ...withDimension(withDimension({}, 'owner', 'Ann Ash'), 'source', null), 'closed.from': '2025-01-01', asof: '2025-06-30' }
  const search = Object.fromEntries(new URL(withScope('/records/won_count', scope, { owner: 'Bo' }), 'http://here').searchParams)
  expect(scopeParamsOf(search)).toEqual(scope)
  expect(whereOf(search)).toEqual({ owner: 'Bo' })
  expect(lookOf(scope)).toEqual({ scope: '{"where":{"owner":"Ann Ash","source":null},"closed":{"from":"2025-01-01"}}', asOf: '2025-06-30' })
  expect(lookOf({})).toEqual({ scope: undefined, asOf: undefined })
})
