import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mergedOrder } from './rules.ts'

describe('the order of stages', () => {
  test('is that of the file where no other is known', () => {
    expect(mergedOrder([], ['Talk', 'Demo', 'Won'])).toEqual(['Talk', 'Demo', 'Won'])
  })

  test('keeps stages in which no deal is any more where they stood', () => {
    expect(mergedOrder(['Talk', 'Demo', 'Won'], ['Demo', 'Won'])).toEqual(['Talk', 'Demo', 'Won'])
    expect(mergedOrder(['Talk', 'Demo', 'Offer', 'Won'], ['Talk', 'Offer'])).toEqual(['Talk', 'Demo', 'Offer', 'Won'])
  })

  test('takes in new stages, and what the file says of those that it names', () => {
    expect(mergedOrder(['Talk', 'Demo', 'Won'], ['Talk', 'Demonstration', 'Won'])).toEqual(['Talk', 'Demo', 'Demonstration', 'Won'])
    expect(mergedOrder(['Demo', 'Talk', 'Won'], ['Talk', 'Demo', 'Won'])).toEqual(['Talk', 'Demo', 'Won'])
  })

  test('has every stage once, those of the file in its order, and does not change when the same file comes again', () => {
    const names = fc.uniqueArray(fc.constantFrom(...'abcdefg'))
    fc.assert(
      fc.property(names, names, (known, said) => {
        const merged = mergedOrder(known, said)
        expect(merged.toSorted()).toEqual([...new Set([...known, ...said])].toSorted())
        expect(merged.filter((name) => said.includes(name))).toEqual(said)
        expect(mergedOrder(merged, said)).toEqual(merged)
      }),
    )
  })
})
