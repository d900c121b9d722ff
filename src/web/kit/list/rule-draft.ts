import type { ListColumn, ListDeclaration } from '#kernel/list'
import { checkedRule, type Group, isGroup, noRule, operators, readRule, type Test } from '#kernel/rule'

/** A rule while somebody makes it: lines may still lack their value. */
export type Draft = Group

/** The rule of an address, or none where the list does not know it any more. */
export function draftOf(list: ListDeclaration, text: string): Draft {
  try {
    return readRule(list, text)
  } catch {
    return noRule
  }
}

/** The rule without lines that say nothing yet, as text for an address; empty when nothing is left. */
export function ruleText(list: ListDeclaration, draft: Draft): string {
  const rule = finished(list, draft)
  return rule.rules.length === 0 ? '' : JSON.stringify(rule)
}

function finished(list: ListDeclaration, draft: Group): Group {
  const rules = draft.rules.flatMap((rule): (Test | Group)[] => {
    if (!isGroup(rule)) return isFinished(list, rule) ? [rule] : []
    const inner = finished(list, rule)
    return inner.rules.length === 0 ? [] : [inner]
  })
  return { ...draft, rules }
}

/** Whether a line is one that the list accepts. */
export function isFinished(list: ListDeclaration, line: Test): boolean {
  if (line.value === '') return false
  try {
    checkedRule(list, { combinator: 'and', rules: [line] })
    return true
  } catch {
    return false
  }
}

/** A line for a column, with the operator that people mean most often and no value yet. */
export function lineFor(column: ListColumn): Test {
  const first = {
    reference: 'in',
    choice: 'in',
    number: '>=',
    money: '>=',
    day: 'inLast',
    instant: 'inLast',
    flag: '=',
  } as const
  const operator = column.type === 'text' ? 'contains' : first[column.type]
  return withOperator(column, { field: column.key, operator }, operator)
}

/** The same line with another operator; the value stays where both take the same. */
export function withOperator(column: ListColumn, line: Test, operator: Test['operator']): Test {
  const shape = (one: Test['operator']) =>
    one === 'in' || one === 'notIn'
      ? 'several'
      : /etween$/.test(one)
        ? 'two'
        : /^in(Last|Next)$/.test(one)
          ? 'span'
          : /^in/.test(one)
            ? 'unit'
            : 'one'
  if (line.value !== undefined && shape(operator) === shape(line.operator)) return { ...line, operator }
  const fresh = {
    several: [] as string[],
    two: ['', ''],
    span: { count: 30, unit: 'day' as const },
    unit: 'month',
    one: column.type === 'flag' ? true : '',
  }
  const empty = operator === 'null' || operator === 'notNull'
  return { field: line.field, operator, ...(empty ? {} : { value: fresh[shape(operator)] }) }
}

/** The operators of a column. Names of other records are chosen or read; both are offered. */
export const operatorsOf = (column: ListColumn): readonly Test['operator'][] =>
  column.required ? operators[column.type].filter((one) => one !== 'null' && one !== 'notNull') : operators[column.type]

/** How many lines a rule has. */
export function linesIn(rule: Group): number {
  return rule.rules.reduce((sum, one) => sum + (isGroup(one) ? linesIn(one) : 1), 0)
}
