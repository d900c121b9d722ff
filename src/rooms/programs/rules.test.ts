import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recogniser } from './rules.ts'

const row = (externalId: string | null, group: string, ref = 'x1') => ({ externalId, group, ref })

describe('a row is recognised', () => {
  test('by its id, whatever its group', () => {
    const recognise = recogniser([{ id: 'a', externalId: '7', group: 'spring' }])
    expect(recognise(row('7', 'autumn'))).toEqual({ key: 'a', externalId: '7' })
  })

  test('by its group when it has no id, as the oldest record there', () => {
    const recognise = recogniser([
      { id: 'a', externalId: '7', group: 'spring' },
      { id: 'b', externalId: null, group: 'spring' },
    ])
    expect(recognise(row(null, 'spring'))).toEqual({ key: 'a', externalId: null })
  })

  test('by its group when it brings the first id of a record that had none; another id is another record', () => {
    const recognise = recogniser([{ id: 'a', externalId: null, group: 'spring' }])
    expect(recognise(row('7', 'spring')).key).toBe('a')
    expect(recognise(row('7', 'renamed')).key).toBe('a')
    expect(recognise(row('8', 'spring')).key).not.toBe('a')
  })

  test('as another record than a row of its group that reads differently, under its reference, now and the next time', () => {
    const first = recogniser([])
    expect(first(row(null, 'spring', 'x1'))).toMatchObject({ externalId: null })
    expect(first(row(null, 'spring', 'x2'))).toEqual({ key: 'id ref:x2', externalId: 'ref:x2' })
    const next = recogniser([
      { id: 'a', externalId: null, group: 'spring' },
      { id: 'b', externalId: 'ref:x2', group: 'spring' },
    ])
    expect([next(row(null, 'spring', 'x1')).key, next(row(null, 'spring', 'x2')).key]).toEqual(['a', 'b'])
  })

  test('never by its group when the reader said that it is another one', () => {
    const recognise = recogniser([{ id: 'a', externalId: null, group: 'spring' }])
    const second = recognise(row('ref:x-2', 'spring')).key
    expect(second).not.toBe('a')
    expect(recognise(row(null, 'spring')).key).toBe('a')
    expect(recognise(row('ref:x-2', 'spring')).key).toBe(second)
  })

  test('as the same record each time it comes; neither two ids nor two rows without id that read differently are ever one record', () => {
    const some = fc.record({
      externalId: fc.option(fc.constantFrom('1', '2', '3'), { nil: null }),
      group: fc.constantFrom('a', 'b'),
      ref: fc.constantFrom('x1', 'x2', 'x3'),
    })
    fc.assert(
      fc.property(fc.array(some, { minLength: 1 }), (rows) => {
        const recognise = recogniser([])
        const keys = rows.map((each) => recognise(each).key)
        expect(rows.map((each) => recognise(each).key)).toEqual(keys)
        const said = (what: (each: (typeof rows)[number]) => string | null) =>
          Map.groupBy(
            rows.map((each, index) => ({ key: keys[index], says: what(each) })),
            ({ key }) => key,
          )
        for (const what of [
          (each: (typeof rows)[number]) => each.externalId,
          (each: (typeof rows)[number]) => (each.externalId === null ? each.ref : null),
        ]) {
          for (const same of said(what).values())
            expect(new Set(same.map(({ says }) => says).filter((says) => says !== null)).size).toBeLessThanOrEqual(1)
        }
      }),
    )
  })
})
