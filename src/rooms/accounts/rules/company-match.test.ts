import fc from 'fast-check'
import { expect, test } from 'vitest'
import { comparedBy } from '../contract/likely.ts'
import { levelsOf, type Model } from '../contract/linkage.ts'
import { companyMatch, domainsAbove, labelOf, saidBy } from './company-match.ts'

const model: Model = {
  columns: comparedBy.account.map(({ name, kind }) => {
    const levels = levelsOf(kind).length
    const shares = (same: number) => Array.from({ length: levels }, (_, at) => (at === 0 ? same : (1 - same) / (levels - 1)))
    return { name, kind, m: shares(0.8), u: shares(0.01) }
  }),
  records: 9_000,
  matches: 100,
  prior: 0.00001,
}
const known = { placed: 0.9, inBlock: 0.5, companies: 1, often: () => 1 }
const there = { name: 'Acme Widgets GmbH', domain: 'acme.example', phone: '+49 30 123 456 00', city: 'Berlin', country: 'Germany' }
const nothing = { name: null, domain: null, phone: null, country: null }

test('what a person says of their company comes from their address and number, unless anybody can have such an address', () => {
  expect(saidBy({ email: 'ada@acme.example', phone: '030 1', phoneKey: '+493012345678' }, null)).toEqual({
    ...{ name: null, domain: 'acme.example', phone: '+493012345678', country: 'DE' },
  })
  expect(saidBy({ email: 'ada@gmail.com', phone: null, phoneKey: null }, 'Acme')).toEqual({ ...nothing, name: 'Acme' })
  expect(saidBy({ email: 'ada@acme.example', phone: null, phoneKey: null }, 'acme.example').name).toBeNull()
  expect(['acme.example', 'mail.acme.example', 'acme.co.uk', 'www.acme.com.br'].map(labelOf)).toEqual(['acme', 'acme', 'acme', 'acme'])
  expect(domainsAbove('eu.acme.example')).toEqual(['eu.acme.example', 'acme.example'])
})

test('a domain below that of a company, a number in its block and its country speak for it, another number says nothing', () => {
  const parts = (said: object) =>
    companyMatch(model, { ...nothing, ...said }, there, known).parts.map(({ column, level }) => `${column} ${level}`)
  expect(parts({ domain: 'eu.acme.example' })).toEqual(['domain same'])
  expect(parts({ phone: '+493012345677' })).toEqual(['phone same block'])
  expect(parts({ phone: '+499999999999' })).toEqual([])
  expect(parts({ country: 'DE' })).toEqual(['country same'])
  expect(companyMatch(model, { ...nothing, domain: 'acme-widgets.example' }, { ...there, domain: null }, known).parts).toMatchObject([
    { column: 'name', level: 'same' },
  ])
})

test('a weight is what was known before and the sum of its parts', () => {
  const text = fc.option(fc.constantFrom('acme.example', 'Acme', '+493012345699', 'DE', '+4930123'), { nil: null })
  fc.assert(
    fc.property(fc.record({ name: text, domain: text, phone: text, country: text }), (said) => {
      const { weight, parts } = companyMatch(model, said, there, known)
      const silent = companyMatch(model, nothing, there, known)
      expect(silent.parts).toEqual([])
      expect(weight).toBeCloseTo(silent.weight + parts.reduce((sum, part) => sum + part.weight, 0), 9)
    }),
  )
})
