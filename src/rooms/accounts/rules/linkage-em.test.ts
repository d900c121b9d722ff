import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type LinkageColumn, levelsOf } from '../contract/linkage.ts'
import { chanceOf, learn, logit } from './linkage-em.ts'
import { inWords, partsOf, weightOf } from './linkage-weights.ts'
import { nicknames } from './nicknames.ts'

const columns: LinkageColumn[] = ['region', 'id', 'number'].map((kind) => ({ name: kind, kind: kind as LinkageColumn['kind'] }))
const patterns = (rows: readonly (readonly [levels: number[], count: number])[]) => ({
  levels: Int8Array.from(rows.flatMap(([levels]) => levels)),
  counts: Float64Array.from(rows, ([, count]) => count),
})
/** 1,000 pairs of one that agree in nine of ten columns, among 99,000 of two that agree in one of a hundred. */
const rows = [0, 1].flatMap((a) =>
  [0, 3].flatMap((b) =>
    [0, 1].map((c) => {
      const n = (share: number) => (a ? 1 - share : share) * (b ? 1 - share : share) * (c ? 1 - share : share)
      return [[a, b, c], 1_000 * n(0.9) + 99_000 * n(0.01)] as const
    }),
  ),
)

test('how often two records of one agree is learned without being told which pairs are one', () => {
  const all = patterns(rows.map(([levels, count]) => [[...levels], count]))
  const model = learn({ columns, candidates: all, sample: all, records: 448, pairs: 100_000 })
  expect(model.matches).toBeGreaterThan(950)
  expect(model.matches).toBeLessThan(1_050)
  for (const { m, u } of model.columns) {
    expect(m[0]).toBeCloseTo(0.9, 1)
    expect(u[0]).toBeCloseTo(0.01, 2)
  }
})

test('shares of each column add up to one, whatever the pairs are', () => {
  const row = fc.tuple(
    fc.tuple(fc.integer({ min: -1, max: 1 }), fc.integer({ min: -1, max: 3 }), fc.integer({ min: -1, max: 1 })),
    fc.nat(1_000),
  )
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 20 }),
      fc.array(row, { maxLength: 20 }),
      fc.integer({ min: 2, max: 10_000 }),
      (some, others, records) => {
        const given = (list: typeof some) => patterns(list.map(([levels, count]) => [[...levels], count]))
        const model = learn({ columns, candidates: given(some), sample: given(others), records, pairs: (records * (records - 1)) / 2 })
        for (const { kind, m, u } of model.columns) {
          for (const share of [m, u]) {
            expect(share).toHaveLength(levelsOf(kind).length)
            expect(share.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9)
            expect(share.every((one) => one > 0)).toBe(true)
          }
        }
        expect(model.prior).toBeGreaterThan(0)
        expect(model.prior).toBeLessThanOrEqual(0.5)
      },
    ),
  )
})

test('a weight is the sum of what its columns say, a rare value says more than a common one, and silence says nothing', () => {
  const model = {
    columns: [
      { name: 'phone', kind: 'phone' as const, m: [0.8, 0.1, 0.05, 0.05], u: [0.001, 0.001, 0.01, 0.988] },
      { name: 'city', kind: 'town' as const, m: [0.7, 0.1, 0.1, 0.05, 0.05], u: [0.1, 0.01, 0.01, 0.01, 0.87] },
    ],
    records: 9_000,
    matches: 100,
    prior: 0.001,
  }
  const rare = partsOf(model, { levels: [0, 4], shared: [2, null] })
  expect(rare.map((part) => `${inWords(part)} ${part.weight.toFixed(1)}`)).toEqual(['same phone 12.0', 'other city -4.1'])
  const common = partsOf(model, { levels: [0, 4], shared: [500, null] })
  expect(weightOf(model, common)).toBeLessThan(weightOf(model, rare))
  expect(partsOf(model, { levels: [-1, -1], shared: [null, null] })).toEqual([])
  expect(chanceOf(logit(0.2))).toBeCloseTo(0.2)
})

test('short names stand for the names that they are short for, and no name stands for everybody', () => {
  expect(nicknames.get('bob')).toEqual(['robert'])
  expect(nicknames.get('alex')).toEqual(['alexander', 'alexandra'])
  for (const [name, roots] of nicknames) {
    expect(name).toMatch(/^[a-z]+$/)
    expect(roots.length).toBeLessThan(6)
  }
})
