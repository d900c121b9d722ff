import { type SQL, sql } from 'drizzle-orm'
import { columnOf } from '#kernel/list'
import { type Group, isGroup, type Test } from '#kernel/rule'
import { daysMeant } from '#kernel/rule-days'
import { oppositeOf } from '#kernel/rule-holds'
import type { Day } from '#kernel/time'
import { type Expressions, expressionsOf, type ListSource } from './source.ts'

/** Notes which joins a statement needs while its parts are put together. */
export type Needs = Set<string>

/**
 * A checked rule as a condition. Values are parameters. A test of something empty is NULL, which counts as false; under a `not` and for negative
 * operators that is made plain by IS NOT TRUE, so that the answer is that of `holds` in the kernel.
 */
export function compileRule(source: ListSource, rule: Group, today: Day, needs: Needs): SQL {
  const parts = rule.rules.map((one) => (isGroup(one) ? compileRule(source, one, today, needs) : compileTest(source, one, today, needs)))
  const together = parts.length === 0 ? sql`TRUE` : sql`(${sql.join(parts, rule.combinator === 'and' ? sql` AND ` : sql` OR `)})`
  return rule.not ? sql`(${together} IS NOT TRUE)` : together
}

function compileTest(source: ListSource, test: Test, today: Day, needs: Needs): SQL {
  const opposite = oppositeOf(test.operator)
  if (opposite !== null) {
    const positive = compileTest(source, { ...test, operator: opposite }, today, needs)
    return opposite === 'null' ? sql`(NOT ${positive})` : sql`(${positive} IS NOT TRUE)`
  }
  const expressions = expressionsOf(source, columnOf(source.list, test.field))
  const { column, shown, compared: value, id } = expressions
  // What is known by its id alone needs no look at its name, and a name is looked for where it stands once, not at each record that refers to it.
  const byId = id !== null && (test.operator === 'null' || test.operator === 'in' || expressions.named !== null)
  for (const name of byId ? expressions.idNeeds : expressions.needs) needs.add(name)
  if (test.operator === 'null') return sql`(${id ?? shown} IS NULL)`
  if (test.operator === 'in') return inList(expressions, test.value as readonly string[])
  switch (column.type) {
    case 'number':
      return compared(value, test, (bound) => sql`${bound}::double precision`)
    case 'money':
      return compared(value, test, (bound) => sql`${bound}::numeric`)
    case 'day':
      return inDays(value, test, today, (day) => sql`${day}::date`)
    case 'instant':
      return inDays(value, test, today, (day) => sql`${`${day}T00:00:00Z`}::timestamptz`)
    case 'flag':
      return sql`(${value} = ${test.value}::boolean)`
    default:
      return id !== null && expressions.named !== null
        ? sql`(${id} IN (SELECT named.id FROM ${expressions.named.table} AS named WHERE ${reading(expressions.named.name, test)}))`
        : reading(shown, test)
  }
}

function inList({ shown, id }: Expressions, values: readonly string[]): SQL {
  const list = sql.param([...values])
  return id === null ? sql`(${shown} = ANY(${list}::text[]))` : sql`(${id} = ANY(${list}::uuid[]))`
}

const signs = { '=': '=', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const

function compared(shown: SQL, { operator, value }: Test, bound: (value: string) => SQL): SQL {
  if (operator === 'between') {
    const [low = '', high = ''] = value as readonly string[]
    return sql`(${shown} BETWEEN ${bound(low)} AND ${bound(high)})`
  }
  const sign = signs[operator as keyof typeof signs]
  if (sign === undefined) throw new TypeError(`No SQL for ${operator}.`)
  return sql`(${shown} ${sql.raw(sign)} ${bound(String(value))})`
}

function inDays(shown: SQL, test: Test, today: Day, bound: (day: Day) => SQL): SQL {
  const { from, to } = daysMeant(test, today)
  const ends = [...(from === null ? [] : [sql`${shown} >= ${bound(from)}`]), ...(to === null ? [] : [sql`${shown} < ${bound(to)}`])]
  return sql`(${sql.join(ends, sql` AND `)})`
}

function reading(shown: SQL, { operator, value }: Test): SQL {
  const text = String(value)
  if (operator === '=') return sql`(lower(${shown}) = lower(${text}::text))`
  const pattern = escapedLike(text)
  const wanted = operator === 'contains' ? `%${pattern}%` : operator === 'beginsWith' ? `${pattern}%` : `%${pattern}`
  return sql`(lower(${shown}) LIKE lower(${wanted}::text))`
}

/** Text in which the signs of LIKE stand for themselves. */
export const escapedLike = (text: string) => text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)

const mostWords = 6

/** Every word of a search is found in one of the searched columns; null for a search that says nothing. */
export function compileSearch(source: ListSource, search: string, needs: Needs): SQL | null {
  const words = search
    .split(/\s+/u)
    .filter((word) => word !== '')
    .slice(0, mostWords)
  const searched = source.list.columns.filter((column) => column.searched).map((column) => expressionsOf(source, column))
  if (words.length === 0 || searched.length === 0) return null
  for (const { needs: joins } of searched) for (const name of joins) needs.add(name)
  const found = words.map((word) => {
    const pattern = `%${escapedLike(word)}%`
    return sql`(${sql.join(
      searched.map(({ shown }) => sql`lower(${shown}) LIKE lower(${pattern}::text)`),
      sql` OR `,
    )})`
  })
  return sql`(${sql.join(found, sql` AND `)})`
}
