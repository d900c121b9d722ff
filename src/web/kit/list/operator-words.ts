import { type ColumnType, columnOf, type ListColumn, type ListDeclaration } from '#kernel/list'
import { type Group, isGroup, type Operator, type Test } from '#kernel/rule'

const inText: Partial<Record<Operator, string>> = {
  '=': 'is',
  '!=': 'is not',
  contains: 'contains',
  doesNotContain: 'does not contain',
  beginsWith: 'begins with',
  endsWith: 'ends with',
}
const inNumbers: Partial<Record<Operator, string>> = {
  '=': 'is',
  '!=': 'is not',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is more than',
  '>=': 'is at least',
  between: 'is between',
  notBetween: 'is not between',
}
const inDays: Partial<Record<Operator, string>> = {
  '=': 'is on',
  '<': 'is before',
  '<=': 'is on or before',
  '>': 'is after',
  '>=': 'is on or after',
  between: 'is between',
  notBetween: 'is not between',
  inLast: 'is in the last',
  inNext: 'is in the next',
  inThis: 'is in this',
  inPrevious: 'is in the whole last',
}
const everywhere: Partial<Record<Operator, string>> = { in: 'is one of', notIn: 'is none of', null: 'is empty', notNull: 'is not empty' }

const byType: Record<ColumnType, Partial<Record<Operator, string>>> = {
  text: inText,
  choice: {},
  reference: inText,
  number: inNumbers,
  money: inNumbers,
  day: inDays,
  instant: inDays,
  flag: { '=': 'is' },
}

/** An operator as it is read in a sentence. */
export function operatorWords(type: ColumnType, operator: Operator): string {
  return byType[type][operator] ?? everywhere[operator] ?? operator
}

/** A rule as a sentence: "Amount is at least 1000, and State is one of Open, Won". */
export function ruleWords(list: ListDeclaration, rule: Group): string {
  const parts = rule.rules.map((one) => {
    if (!isGroup(one)) return testWords(list, one)
    return one.rules.length > 1 || one.not ? `(${ruleWords(list, one)})` : ruleWords(list, one)
  })
  const joined = parts.join(rule.combinator === 'and' ? ', and ' : ', or ')
  return rule.not ? `none of: ${joined}` : joined
}

function testWords(list: ListDeclaration, { field, operator, value }: Test): string {
  const column = columnOf(list, field)
  return [column.label, operatorWords(column.type, operator), valueWords(column, operator, value)].filter(Boolean).join(' ')
}

function valueWords(column: ListColumn, operator: Operator, value: Test['value']): string {
  if (value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const shown = (one: string) => column.options?.find((option) => option.value === one)?.label ?? one
  if (typeof value === 'string') return shown(value)
  if ('unit' in value) return `${value.count} ${value.unit}${value.count === 1 ? '' : 's'}`
  if (operator === 'between' || operator === 'notBetween') return value.map(shown).join(' and ')
  return column.type === 'reference' ? `${value.length} chosen` : value.map(shown).join(', ')
}
