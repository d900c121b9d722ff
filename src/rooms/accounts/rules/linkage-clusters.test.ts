import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clustersOf, componentsOf } from './linkage-clusters.ts'

const pair = (a: number, b: number, weight: number) => ({ a, b, weight })
const sorted = (groups: number[][]) => groups.map((one) => one.toSorted((x, y) => x - y)).sort((x, y) => (x[0] ?? 0) - (y[0] ?? 0))

test('records that hang together in pairs become one group, also where one of the pairs speaks a little against it', () => {
  expect(clustersOf([pair(1, 2, 9), pair(2, 3, 8), pair(1, 3, -2)], 0).map((one) => one.toSorted())).toEqual([[1, 2, 3]])
  expect(clustersOf([pair(1, 2, -1)], 0)).toEqual([])
})

test('a weak bridge joins no two groups, whether the other pairs between them speak against it or were never compared', () => {
  const groups = [pair(1, 2, 10), pair(2, 3, 10), pair(1, 3, 10), pair(4, 5, 10), pair(5, 6, 10), pair(4, 6, 10)]
  const against = [1, 2, 3].flatMap((a) => [4, 5, 6].map((b) => pair(a, b, a === 3 && b === 4 ? 1 : -6)))
  for (const all of [
    [...groups, ...against],
    [...groups, pair(3, 4, 1)],
  ])
    expect(sorted(clustersOf(all, 0))).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ])
})

test('a chain of neighbours does not swallow the set', () => {
  const chain = Array.from({ length: 200 }, (_, n) => pair(n, n + 1, 3))
  expect(Math.max(...clustersOf(chain, 0).map(({ length }) => length))).toBeLessThan(5)
  expect(componentsOf(chain, 0)).toHaveLength(1)
})

test('where two sets are linked a group has one of each, and the stronger tie has it', () => {
  const of = (record: number) => record % 2
  expect(
    clustersOf([pair(0, 1, 5), pair(0, 3, 9), pair(2, 1, 4)], 0, of)
      .map((one) => one.toSorted())
      .sort(),
  ).toEqual([
    [0, 3],
    [1, 2],
  ])
})

test('nobody is in two groups, each group is held by a pair above the bar, and the order of the pairs says nothing', () => {
  const pairs = fc.uniqueArray(
    fc.record({ a: fc.nat(12), b: fc.integer({ min: 13, max: 25 }), weight: fc.double({ min: -15, max: 15, noNaN: true }) }),
    { selector: ({ a, b }) => `${a} ${b}`, maxLength: 40 },
  )
  fc.assert(
    fc.property(pairs, (all) => {
      const groups = clustersOf(all, 0)
      const members = groups.flat()
      expect(new Set(members).size).toBe(members.length)
      for (const group of groups) expect(all.some(({ a, b, weight }) => weight > 0 && group.includes(a) && group.includes(b))).toBe(true)
      expect(
        sorted(
          clustersOf(
            all.toSorted((x, y) => x.weight - y.weight),
            0,
          ),
        ),
      ).toEqual(
        sorted(
          clustersOf(
            all.toSorted((x, y) => x.a - y.a || x.b - y.b),
            0,
          ),
        ),
      )
    }),
  )
})
