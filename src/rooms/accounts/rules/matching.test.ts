import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from '#test/kit/runs'
import { aimAtPeople } from '../rules.ts'
import { type AccountKeys, matchAccounts, matchPeople, type PersonKeys } from './matching.ts'

const company = (over: Partial<AccountKeys> & { id?: string } = {}) => ({
  id: 'a',
  externalIds: [],
  nameKey: 'acme',
  domain: null,
  cityKey: '',
  ...over,
})
const person = (over: Partial<PersonKeys> & { id?: string } = {}) => ({
  id: 'p',
  externalIds: [],
  mail: '',
  phoneKey: null,
  nameKey: 'adalind',
  accountId: null,
  ...over,
})

describe('a company that somebody types in', () => {
  test('is surely the one of the same name, unless another domain, city or id in the same system tells them apart', () => {
    const sure = (said: Partial<AccountKeys>, there: Partial<AccountKeys>) => matchAccounts(company(said), [company(there)])[0]?.sure
    expect(sure({}, { externalIds: ['17'], domain: 'acme.example' })).toBe(true)
    expect(sure({ domain: 'acme.example' }, { domain: 'acme.test' })).toBe(false)
    expect(sure({ cityKey: 'oslo' }, { cityKey: 'bergen' })).toBe(false)
    expect(sure({ externalIds: ['18'] }, { externalIds: ['17'] })).toBe(false)
    expect(sure({ externalIds: ['pipedrive::18'] }, { externalIds: ['17'] })).toBe(true)
    expect(sure({ externalIds: ['17'], nameKey: 'other', domain: 'x.example' }, { externalIds: ['17'] })).toBe(true)
  })

  test('is likely one that shares its domain, but not where many do: that is a provider', () => {
    const sharing = (n: number) =>
      Array.from({ length: n }, (_, at) => company({ id: `a${at}`, nameKey: `n${at}`, domain: 'mail.example' }))
    expect(matchAccounts(company({ nameKey: 'new', domain: 'mail.example' }), sharing(2)).map(({ why }) => why)).toEqual([
      'domain',
      'domain',
    ])
    expect(matchAccounts(company({ nameKey: 'new', domain: 'mail.example' }), sharing(6))).toEqual([])
  })

  test('meets each one that is there once, the sure ones first', () => {
    const keys = fc.record({
      externalIds: fc.subarray(['1', '2', 'hub::1']),
      nameKey: fc.constantFrom('', 'acme', 'beta'),
      domain: fc.constantFrom(null, 'acme.example', 'beta.example'),
      cityKey: fc.constantFrom('', 'oslo', 'bergen'),
    })
    fc.assert(
      fc.property(keys, fc.array(keys, { maxLength: 6 }), (said, there) => {
        const found = matchAccounts(
          said,
          there.map((one, at) => ({ ...one, id: `a${at}` })),
        )
        expect(new Set(found.map(({ id }) => id)).size).toBe(found.length)
        expect(found.map(({ sure }) => sure)).toEqual(found.map(({ sure }) => sure).toSorted((a, b) => Number(b) - Number(a)))
      }),
      { numRuns: runs(100, 5_000) },
    )
  })
})

describe('a person who is typed in', () => {
  test('is likely somebody with the same name who shares the telephone number or the company', () => {
    const there = [
      person({ id: 'a', phoneKey: '+4712345678' }),
      person({ id: 'b', accountId: 'x' }),
      person({ id: 'c', nameKey: 'other', accountId: 'x' }),
    ]
    expect(matchPeople(person({ phoneKey: '+4712345678', accountId: 'x' }), there)).toEqual([
      { id: 'a', why: 'phone and name', sure: false },
      { id: 'b', why: 'name and company', sure: false },
    ])
  })

  test('without id and address is surely the one who was made of the same name and company', () => {
    const there = [person({ externalIds: ['name:adalind@acme'] })]
    expect(matchPeople(person({ externalIds: ['name:adalind@acme'] }), there)).toEqual([{ id: 'p', why: 'name and company', sure: true }])
  })

  test('is surely somebody exactly where an import would take the row for them', () => {
    const id = fc.constantFrom(null, '1', '2', '3')
    const mail = fc.constantFrom(null, 'a@x.example', 'b@x.example', 'c@x.example')
    const known = fc
      .array(fc.record({ externalId: id, mail }), { maxLength: 4 })
      .map((all) =>
        all.filter((one, at) => all.findIndex((other) => other.externalId === one.externalId || other.mail === one.mail) === at),
      )
    fc.assert(
      fc.property(fc.record({ externalId: id, mail }), known, (said, all) => {
        const there = all.map((one, at) => ({ ...one, id: `p${at}` }))
        const keys = (one: { externalId: string | null; mail: string | null }) =>
          person({ externalIds: one.externalId === null ? [] : [one.externalId], mail: one.mail ?? '', nameKey: '' })
        const sure = matchPeople(
          keys(said),
          there.map((one) => ({ ...keys(one), id: one.id })),
        ).filter((one) => one.sure)
        expect(sure[0]?.id ?? null).toBe(aimAtPeople([said], there)[0]?.known ?? null)
      }),
      { numRuns: runs(300, 20_000) },
    )
  })
})
