import fc from 'fast-check'
import type { ListColumn, ListDeclaration } from '#kernel/list'
import { type Group, type Operator, operators, type Test, units } from '#kernel/rule'

/** What a test of some column may be compared with: values near those that records hold, so that rules neither find all nor nothing. */
export type Near = (column: ListColumn) => readonly string[]

const span = fc.record({ count: fc.integer({ min: 1, max: 40 }), unit: fc.constantFrom(...units) })

function operandFor(column: ListColumn, operator: Operator, near: Near): fc.Arbitrary<Test['value']> {
  const one = fc.constantFrom(...near(column))
  switch (operator) {
    case 'null':
    case 'notNull':
      return fc.constant(undefined)
    case 'in':
    case 'notIn':
      return fc.uniqueArray(one, { minLength: 1, maxLength: 3 })
    case 'between':
    case 'notBetween':
      return fc.tuple(one, one)
    case 'inLast':
    case 'inNext':
      return span
    case 'inThis':
    case 'inPrevious':
      return fc.constantFrom(...units)
    default:
      return column.type === 'flag' ? fc.boolean() : one
  }
}

/** Rules that a list accepts, up to three groups deep. */
export function rulesFor(list: ListDeclaration, near: Near): fc.Arbitrary<Group> {
  const test = fc.constantFrom(...list.columns.filter((column) => !column.fixed)).chain((column) =>
    fc.constantFrom(...operators[column.type]).chain((operator) =>
      // The name of a reference is compared as text; only what is listed is an id.
      operandFor(column, operator, near).map((value): Test => ({ field: column.key, operator, ...(value === undefined ? {} : { value }) })),
    ),
  )
  const { group } = fc.letrec<{ group: Group; rule: Test | Group }>((tie) => ({
    rule: fc.oneof({ maxDepth: 2, withCrossShrink: true }, test, tie('group')),
    group: fc.record({
      combinator: fc.constantFrom('and' as const, 'or' as const),
      not: fc.boolean(),
      rules: fc.array(tie('rule'), { maxLength: 3 }),
    }),
  }))
  return group
}
