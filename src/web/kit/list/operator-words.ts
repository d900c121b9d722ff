import { type ColumnType, columnOf, type ListColumn, type ListDeclaration } from '#kernel/list'
import { type Group, isGroup, type Operator, type Test, type Unit } from '#kernel/rule'
import { isDay } from '#kernel/time'
import { counted, day, exact, tn } from '../format.ts'
import { said, t } from '../text.ts'
import { labelOf } from './cell.tsx'

const inText: Partial<Record<Operator, string>> = {
  '=': t('is'),
  '!=': t('is not'),
  contains: t('contains'),
  doesNotContain: t('does not contain'),
  beginsWith: t('begins with'),
  endsWith: t('ends with'),
}
const inNumbers: Partial<Record<Operator, string>> = {
  '=': t('is'),
  '!=': t('is not'),
  '<': t('is less than'),
  '<=': t('is at most'),
  '>': t('is more than'),
  '>=': t('is at least'),
  between: t('is between'),
  notBetween: t('is not between'),
}
const inDays: Partial<Record<Operator, string>> = {
  '=': t('is on'),
  '<': t('is before'),
  '<=': t('is on or before'),
  '>': t('is after'),
  '>=': t('is on or after'),
  between: t('is between'),
  notBetween: t('is not between'),
  inLast: t('is in the last'),
  inNext: t('is in the next'),
  inThis: t('is in this'),
  inPrevious: t('is in the whole last'),
}
const everywhere: Partial<Record<Operator, string>> = {
  in: t('is one of'),
  notIn: t('is none of'),
  null: t('is empty'),
  notNull: t('is not empty'),
}

const byType: Record<ColumnType, Partial<Record<Operator, string>>> = {
  text: inText,
  choice: {},
  reference: inText,
  number: inNumbers,
  money: inNumbers,
  day: inDays,
  instant: inDays,
  flag: { '=': t('is') },
}

const spanWords: Record<Unit, (n: number) => string> = {
  day: (n) => counted(n, 'day'),
  week: (n) => counted(n, 'week'),
  month: (n) => counted(n, 'month'),
  quarter: (n) => counted(n, 'quarter'),
  year: (n) => counted(n, 'year'),
}
const unitWords: Record<Unit, { one: string; many: string }> = {
  day: { one: t('day'), many: t('days') },
  week: { one: t('week'), many: t('weeks') },
  month: { one: t('month'), many: t('months') },
  quarter: { one: t('quarter'), many: t('quarters') },
  year: { one: t('year'), many: t('years') },
}

/** The name of a unit of time, for one or many of it. */
export function unitWord(unit: Unit, many: boolean): string {
  return many ? unitWords[unit].many : unitWords[unit].one
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
  const joined =
    parts.length === 0
      ? ''
      : parts.reduce((before, after) =>
          rule.combinator === 'and' ? t('{{before}}, and {{after}}', { before, after }) : t('{{before}}, or {{after}}', { before, after }),
        )
  return rule.not ? t('none of: {{rule}}', { rule: joined }) : joined
}

function testWords(list: ListDeclaration, { field, operator, value }: Test): string {
  const column = columnOf(list, field)
  return [labelOf(column), operatorWords(column.type, operator), valueWords(column, operator, value)].filter(Boolean).join(' ')
}

function valueWords(column: ListColumn, operator: Operator, value: Test['value']): string {
  if (value === undefined) return ''
  if (typeof value === 'boolean') return value ? t('yes') : t('no')
  const shown = (one: string) => {
    const option = column.options?.find(({ value: held }) => held === one)
    if (option) return said(option.label)
    if (column.type === 'money' || column.type === 'number') return Number.isFinite(Number(one)) ? exact(Number(one)) : one
    return column.type === 'day' && isDay(one) ? day(one) : one
  }
  if (typeof value === 'string') return shown(value)
  if ('unit' in value) return spanWords[value.unit](value.count)
  if (operator === 'between' || operator === 'notBetween')
    return value.map(shown).reduce((from, to) => t('{{from}} and {{to}}', { from, to }))
  return column.type === 'reference' ? tn(value.length, '{{n}} chosen', '{{n}} chosen') : value.map(shown).join(', ')
}
