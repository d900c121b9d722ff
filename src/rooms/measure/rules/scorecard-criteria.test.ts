import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ListDeclaration } from '#kernel/list'
import { plusDays } from '#kernel/rule-days'
import { holds } from '#kernel/rule-holds'
import type { Day } from '#kernel/time'
import { levelName, levelRule } from './scorecard-criteria.ts'
import { levelled, type PastFact } from './scorecard-levels.ts'

const list: ListDeclaration = {
  kind: 'lead',
  one: 'person',
  many: 'people',
  name: 'company',
  sort: [],
  columns: [
    { key: 'industry', label: 'Industry', type: 'text' },
    { key: 'employees', label: 'Employees', type: 'number' },
    { key: 'lastTouch', label: 'Last touch', type: 'instant' },
    { key: 'phone', label: 'Phone', type: 'flag' },
  ],
}
const today = '2026-03-02' as Day
const keys = { text: 'industry', number: 'employees', moment: 'lastTouch', flag: 'phone' } as const

const facts: fc.Arbitrary<PastFact> = fc.oneof(
  ...(
    [
      ['text', fc.constantFrom('Energy', 'Retail', 'Health', 'Rare one')],
      ['number', fc.integer({ min: 0, max: 400 })],
      ['moment', fc.integer({ min: 0, max: 300 })],
      ['flag', fc.constantFrom('true', 'false')],
    ] as const
  ).map(([kind, value]) =>
    fc
      .array(fc.option(value as fc.Arbitrary<string | number>), { minLength: 30, maxLength: 300 })
      .map((values): PastFact => ({ key: keys[kind], label: kind, kind, values })),
  ),
)

/** The value as a record holds it. */
function heldAs(kind: PastFact['kind'], value: string | number | null) {
  if (value === null) return null
  if (kind === 'flag') return value === 'true'
  return kind === 'moment' ? `${plusDays(today, -Number(value))}T00:00:00.000Z` : value
}

test('the rule of a level holds for those who were counted in it, and for nobody else', () => {
  fc.assert(
    fc.property(facts, (fact) => {
      const { levels, codes } = levelled(fact)
      const rules = levels.map((takes) => levelRule(fact, takes))
      fact.values.forEach((value, person) => {
        const held = rules.flatMap((rule, level) => (holds(list, rule, () => heldAs(fact.kind, value), today) ? [level] : []))
        expect(held).toEqual([codes[person]])
      })
    }),
    { numRuns: 60 },
  )
})

test('levels are named as people speak of them', () => {
  const of = (kind: PastFact['kind']) => ({ key: 'k', label: 'k', kind, values: [] })
  expect(levelName(of('number'), { is: 'range', from: 50, to: 1200 })).toBe('from 50 to under 1,200')
  expect(levelName(of('moment'), { is: 'range', from: null, to: 7 })).toBe('in the last 7 days')
  expect(levelName(of('flag'), { is: 'values', values: ['true'] })).toBe('yes')
  expect(levelName(of('text'), { is: 'rest', but: ['a'] })).toBe('any other')
})
