import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recogniser } from './rules.ts'

describe('a row is recognised', () => {
  test('by its id, whatever its group', () => {
    const recognise = recogniser([{ id: 'a', externalId: '7', group: 'spring' }])
    expect(recognise({ externalId: '7', group: 'autumn' })).toBe('a')
  })

  test('by its group when it has no id, as the oldest record there', () => {
    const recognise = recogniser([
      { id: 'a', externalId: '7', group: 'spring' },
      { id: 'b', externalId: null, group: 'spring' },
    ])
    expect(recognise({ externalId: null, group: 'spring' })).toBe('a')
  })

  test('by its group when it brings the first id of a record that had none; another id is another record', () => {
    const recognise = recogniser([{ id: 'a', externalId: null, group: 'spring' }])
    expect(recognise({ externalId: '7', group: 'spring' })).toBe('a')
    expect(recognise({ externalId: '7', group: 'renamed' })).toBe('a')
    expect(recognise({ externalId: '8', group: 'spring' })).not.toBe('a')
  })

  test('never by its group when the reader said that it is another one', () => {
    const recognise = recogniser([{ id: 'a', externalId: null, group: 'spring' }])
    const second = recognise({ externalId: 'ref:x-2', group: 'spring' })
    expect(second).not.toBe('a')
    expect(recognise({ externalId: null, group: 'spring' })).toBe('a')
    expect(recognise({ externalId: 'ref:x-2', group: 'spring' })).toBe(second)
  })

  test('as the same record each time it comes, and two ids are never one record unless one was without', () => {
    const row = fc.record({ externalId: fc.option(fc.constantFrom('1', '2', '3'), { nil: null }), group: fc.constantFrom('a', 'b') })
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const recognise = recogniser([])
        const first = rows.map(recognise)
        expect(rows.map(recognise)).toEqual(first)
        const ids = new Map<string, Set<string>>()
        rows.forEach(({ externalId }, index) => {
          if (externalId !== null) ids.set(first[index] ?? '', (ids.get(first[index] ?? '') ?? new Set()).add(externalId))
        })
        for (const each of ids.values()) expect(each.size).toBe(1)
      }),
    )
  })
})
