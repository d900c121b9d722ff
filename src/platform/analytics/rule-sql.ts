import { columnOf, type ListColumn, type ListDeclaration } from '#kernel/list'
import { type Group, isGroup, type Span, type Test, type Unit } from '#kernel/rule'
import { daysMeant } from '#kernel/rule-days'
import { oppositeOf } from '#kernel/rule-holds'
import type { Day } from '#kernel/time'
import type { DuckParam } from './values.ts'

/** Parameters of one statement, numbered as they come: `$1`, `$2`. */
export class DuckParams {
  readonly values: DuckParam[] = []
  add(value: DuckParam): string {
    this.values.push(value)
    return `$${this.values.length}`
  }
}

/** The rows that a rule is asked of: SQL of our own for the value of a column, and for the day as seen from a row. */
export interface RuleRows {
  readonly list: ListDeclaration
  readonly params: DuckParams
  /** Text, DOUBLE, DECIMAL, DATE, TIMESTAMP in UTC or BOOLEAN, as the type of the column says. */
  valueOf(column: ListColumn): string
  /** A DATE. */
  readonly today: string
}

/**
 * A checked rule as a condition of DuckDB, never NULL. Says of each row what `holds` of the kernel says of one record, and `compileRule` of the platform's lists in
 * PostgreSQL; here each row may be seen from a day of its own. References are compared as text, which has no ids here.
 */
export function ruleSql(rows: RuleRows, rule: Group): string {
  const parts = rule.rules.map((one) => (isGroup(one) ? ruleSql(rows, one) : `coalesce(${testSql(rows, one)}, false)`))
  const together = parts.length === 0 ? 'true' : `(${parts.join(rule.combinator === 'and' ? ' AND ' : ' OR ')})`
  return rule.not ? `(NOT ${together})` : together
}

function testSql(rows: RuleRows, test: Test): string {
  const opposite = oppositeOf(test.operator)
  if (opposite !== null) return `(NOT coalesce(${testSql(rows, { ...test, operator: opposite })}, false))`
  const column = columnOf(rows.list, test.field)
  const value = rows.valueOf(column)
  if (test.operator === 'null') return `(${value} IS NULL)`
  switch (column.type) {
    case 'number':
      return comparedSql(rows, value, test, 'DOUBLE')
    case 'money':
      return comparedSql(rows, value, test, 'DECIMAL(18,4)')
    case 'day':
    case 'instant':
      return daysSql(rows, `${value}::DATE`, test)
    case 'flag':
      return `(${value} = ${rows.params.add(test.value === true)}::BOOLEAN)`
    default:
      return textSql(rows, value, test)
  }
}

const signs = { '=': '=', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const

function comparedSql({ params }: RuleRows, value: string, { operator, value: operand }: Test, type: string): string {
  const bound = (text: string) => `${params.add(text)}::${type}`
  if (operator === 'between') {
    const [low = '', high = ''] = operand as readonly string[]
    return `(${value} BETWEEN ${bound(low)} AND ${bound(high)})`
  }
  const sign = signs[operator as keyof typeof signs]
  if (sign === undefined) throw new TypeError(`No SQL for ${operator}.`)
  return `(${value} ${sign} ${bound(String(operand))})`
}

function textSql({ params }: RuleRows, value: string, { operator, value: operand }: Test): string {
  if (operator === 'in') return `list_contains(${params.add(operand as readonly string[])}::VARCHAR[], ${value})`
  const sought = params.add(String(operand).toLowerCase())
  switch (operator) {
    case 'contains':
      return `contains(lower(${value}), ${sought})`
    case 'beginsWith':
      return `starts_with(lower(${value}), ${sought})`
    case 'endsWith':
      return `ends_with(lower(${value}), ${sought})`
    default:
      return `(lower(${value}) = ${sought})`
  }
}

/** As `daysMeant` of the kernel; spans back from today and on from it count from the day of each row. */
function daysSql(rows: RuleRows, day: string, test: Test): string {
  const { operator, value } = test
  const { today } = rows
  const within = (from: string, to: string) => `(${day} >= ${from} AND ${day} < ${to})`
  switch (operator) {
    case 'inLast':
      return within(`((${today} - ${intervalOf(value as Span)})::DATE + 1)`, `(${today} + 1)`)
    case 'inNext':
      return within(today, `(${today} + ${intervalOf(value as Span)})::DATE`)
    case 'inThis':
    case 'inPrevious': {
      const begin = `date_trunc('${value as Unit}', ${today})::DATE`
      const long = intervalOf({ count: 1, unit: value as Unit })
      return operator === 'inThis' ? within(begin, `(${begin} + ${long})::DATE`) : within(`(${begin} - ${long})::DATE`, begin)
    }
    default: {
      const { from, to } = daysMeant(test, '2000-01-01' as Day)
      const ends = [
        ...(from === null ? [] : [`${day} >= ${rows.params.add(from)}::DATE`]),
        ...(to === null ? [] : [`${day} < ${rows.params.add(to)}::DATE`]),
      ]
      return `(${ends.join(' AND ')})`
    }
  }
}

/** Counts and units were checked with the rule; what is written here is a whole number and one of five words. */
function intervalOf({ count, unit }: Span): string {
  const [times, word] = { day: [1, 'DAY'], week: [7, 'DAY'], month: [1, 'MONTH'], quarter: [3, 'MONTH'], year: [12, 'MONTH'] }[unit] as [
    number,
    string,
  ]
  return `INTERVAL (${Math.trunc(count) * times}) ${word}`
}
