import { type ColumnType, columnOf, type ListColumn, type ListDeclaration } from './list.ts'
import { Problem } from './problem.ts'
import { said, t } from './text.ts'
import { isDay } from './time.ts'

/** Units of days that people speak of. Weeks begin on Monday. */
export const units = ['day', 'week', 'month', 'quarter', 'year'] as const
export type Unit = (typeof units)[number]

const textual = ['=', '!=', 'contains', 'doesNotContain', 'beginsWith', 'endsWith'] as const
const listed = ['in', 'notIn'] as const
const compared = ['=', '!=', '<', '<=', '>', '>=', 'between', 'notBetween'] as const
const dated = ['=', '<', '<=', '>', '>=', 'between', 'notBetween', 'inLast', 'inNext', 'inThis', 'inPrevious'] as const
const emptiness = ['null', 'notNull'] as const

/** The operators of each type of column, named as `react-querybuilder` names them, with four of ours for relative dates. */
export const operators = {
  text: [...textual, ...listed, ...emptiness],
  choice: [...listed, ...emptiness],
  number: [...compared, ...emptiness],
  money: [...compared, ...emptiness],
  day: [...dated, ...emptiness],
  instant: [...dated, ...emptiness],
  flag: ['=', ...emptiness],
  reference: [...listed, ...textual, ...emptiness],
} as const satisfies Record<ColumnType, readonly string[]>

export type Operator = (typeof operators)[ColumnType][number]

/** So many units back from today, or on from it, today included. */
export interface Span {
  readonly count: number
  readonly unit: Unit
}

/** What a test compares with: one value, several, two ends, a span, or a unit; undefined for being empty. */
export type Operand = string | boolean | readonly string[] | Span | undefined

/** One line of a rule: a column, an operator, a value. */
export interface Test {
  readonly field: string
  readonly operator: Operator
  readonly value?: Operand
}

/** All of its rules, any of them, or, with `not`, the opposite. A group without rules holds for everything. */
export interface Group {
  readonly combinator: 'and' | 'or'
  readonly not?: boolean
  readonly rules: readonly (Test | Group)[]
}

export const noRule: Group = { combinator: 'and', rules: [] }

export const isGroup = (rule: Test | Group): rule is Group => 'rules' in rule

const deepest = 6
const mostTests = 100
const longestText = 400
const mostValues = 200

/** A rule from JSON text. Throws a Problem that says what is wrong and what is right. */
export function readRule(list: ListDeclaration, text: string | undefined): Group {
  if (text === undefined || text === '') return noRule
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    throw new Problem(
      'invalid-input',
      t('The filter is not JSON. It looks like {"combinator":"and","rules":[{"field":…,"operator":…,"value":…}]}.'),
    )
  }
  return checkedRule(list, raw)
}

/** A rule as somebody sent it, checked against the list: only its columns, their operators, and values of their type. */
export function checkedRule(list: ListDeclaration, raw: unknown): Group {
  const count = { tests: 0 }
  return checkedGroup(list, raw, count, 1)
}

function checkedGroup(list: ListDeclaration, raw: unknown, count: { tests: number }, depth: number): Group {
  if (depth > deepest) refuse(t('A filter nests at most {{deepest}} groups deep.', { deepest }))
  const { combinator, not = false, rules } = asObject(raw)
  if (combinator !== 'and' && combinator !== 'or') refuse(t('A group of a filter has the combinator "and" or "or".'))
  if (typeof not !== 'boolean') refuse(t('"not" of a group is true or false.'))
  if (!Array.isArray(rules)) refuse(t('A group of a filter has its rules as a list.'))
  const checked = rules.map((rule: unknown) => {
    if (typeof rule === 'object' && rule !== null && Object.hasOwn(rule, 'rules')) return checkedGroup(list, rule, count, depth + 1)
    count.tests += 1
    if (count.tests > mostTests) refuse(t('A filter has at most {{mostTests}} lines.', { mostTests }))
    return checkedTest(list, rule)
  })
  return { combinator, ...(not ? { not } : {}), rules: checked }
}

function checkedTest(list: ListDeclaration, raw: unknown): Test {
  const { field, operator, value } = asObject(raw)
  if (typeof field !== 'string') refuse(t('A line of a filter names its column as "field".'))
  const column = columnOf(list, field)
  if (column.fixed) refuse(t('{{many}} cannot be filtered by {{label}}.', { many: said(list.many), label: said(column.label) }))
  const known: readonly string[] = operators[column.type]
  if (typeof operator !== 'string' || !known.includes(operator))
    refuse(t('{{label}} can be compared by {{known}}.', { label: said(column.label), known: known.join(', ') }))
  const operand = checkedValue(column, operator as Operator, value)
  return { field: column.key, operator: operator as Operator, ...(operand === undefined ? {} : { value: operand }) }
}

function checkedValue(column: ListColumn, operator: Operator, value: unknown): Operand {
  switch (operator) {
    case 'null':
    case 'notNull':
      return undefined
    case 'in':
    case 'notIn':
      if (!Array.isArray(value) || value.length === 0 || value.length > mostValues)
        refuse(t('Choose 1 to {{mostValues}} values for {{label}}, as a list.', { mostValues, label: said(column.label) }))
      return value.map((one: unknown) => checkedOne(column, one, true))
    case 'between':
    case 'notBetween':
      if (!Array.isArray(value) || value.length !== 2)
        refuse(t('{{label}} is between two values: [from, to].', { label: said(column.label) }))
      return value.map((one: unknown) => checkedOne(column, one, false))
    case 'inLast':
    case 'inNext': {
      const { count, unit } = asObject(value)
      if (!Number.isInteger(count) || Number(count) < 1 || Number(count) > 3650)
        refuse(t('Say how many for {{label}}: {"count": 1 to 3650, "unit": "day"}.', { label: said(column.label) }))
      return { count: Number(count), unit: checkedUnit(unit) }
    }
    case 'inThis':
    case 'inPrevious':
      return checkedUnit(value)
    default:
      return column.type === 'flag' ? checkedFlag(column, value) : checkedOne(column, value, false)
  }
}

const checkedUnit = (unit: unknown): Unit =>
  units.find((one) => one === unit) ?? refuse(t('A unit is one of {{known}}.', { known: units.join(', ') }))

const checkedFlag = (column: ListColumn, value: unknown): boolean =>
  typeof value === 'boolean' ? value : refuse(t('{{label}} is true or false.', { label: said(column.label) }))

const decimal = /^-?\d{1,14}(\.\d{1,4})?$/
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

function checkedOne(column: ListColumn, value: unknown, listedValue: boolean): string {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string') refuse(t('The value for {{label}} is text.', { label: said(column.label) }))
  if (text.length > longestText || text.includes('\u0000'))
    refuse(
      t('The value for {{label}} has at most {{longestText}} characters, none of them NUL.', { label: said(column.label), longestText }),
    )
  switch (column.type) {
    case 'number':
    case 'money':
      return decimal.test(text)
        ? text
        : refuse(t('{{label}} is compared with a number such as 1500 or 12.5, with up to four decimals.', { label: said(column.label) }))
    case 'day':
    case 'instant':
      return isDay(text) ? text : refuse(t('{{label}} is compared with a day such as 2026-01-31.', { label: said(column.label) }))
    case 'choice':
      return column.options === undefined || column.options.some((option) => option.value === text)
        ? text
        : refuse(
            t('{{label}} is one of {{known}}.', {
              label: said(column.label),
              known: column.options.map((option) => option.value).join(', '),
            }),
          )
    case 'reference':
      return !listedValue || uuid.test(text)
        ? text.toString()
        : refuse(t('{{label}} is chosen by the ids of records.', { label: said(column.label) }))
    default:
      return text
  }
}

function asObject(raw: unknown): Record<string, unknown> {
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return raw as Record<string, unknown>
  return refuse(t('A filter is made of groups {combinator, rules} and lines {field, operator, value}.'))
}

function refuse(why: string): never {
  throw new Problem('invalid-input', why)
}
