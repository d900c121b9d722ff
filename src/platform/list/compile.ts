import { type SQL, sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import { columnOf, type ListColumn, type SortKey } from '#kernel/list'
import type { Group } from '#kernel/rule'
import type { Day } from '#kernel/time'
import { compileRule, compileSearch, type Needs } from './compile-rule.ts'
import { behind, type Order, orderOf, type Place, type Stretch } from './place.ts'
import { expressionsOf, type ListSource } from './source.ts'

/** What is asked of a list, checked: see readRule, readSort and readColumns. */
export interface Asked {
  readonly rule: Group
  readonly search: string
  readonly sort: readonly SortKey[]
  readonly columns: readonly ListColumn[]
  /** The day from which relative dates are seen. */
  readonly today: Day
  /** All that the search can find are among these; without, all records may be. */
  readonly among?: readonly string[] | undefined
}

/** Which records are wanted. */
type Wanted = Pick<Asked, 'rule' | 'search' | 'today' | 'among'>

/** A statement with its parameters. */
export interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
}

const dialect = new PgDialect()

function statement(query: SQL): Statement {
  const { sql: text, params } = dialect.sqlToQuery(query)
  return { text, values: params }
}

export function ordersOf(source: ListSource, sort: readonly SortKey[]): Order[] {
  return sort.map(({ key, descending }) => ({ by: expressionsOf(source, columnOf(source.list, key)), descending }))
}

/** Conditions of the filter and the search. */
function wanted(source: ListSource, { rule, search, today, among }: Wanted, needs: Needs): SQL[] {
  const found = compileSearch(source, search, needs)
  return [
    ...(among === undefined ? [] : [isAmong(source, among)]),
    ...(rule.rules.length === 0 && !rule.not ? [] : [compileRule(source, rule, today, needs)]),
    ...(found === null ? [] : [found]),
  ]
}

const isAmong = (source: ListSource, ids: readonly string[]) => sql`${sql.raw(source.id)} = ANY(${sql.param([...ids])}::uuid[])`

function fromWhere(source: ListSource, conditions: readonly SQL[], needs: Needs): SQL {
  const joins = Object.entries(source.joins).filter(([name]) => needs.has(name))
  const from = sql.raw([source.from, ...joins.map(([, join]) => join)].join(' '))
  return conditions.length === 0 ? sql`FROM ${from}` : sql`FROM ${from} WHERE ${sql.join([...conditions], sql` AND `)}`
}

/**
 * One stretch of a page. Answers `id`, `version`, for each column its value as `c<n>`, with its id as `i<n>` and its currency as `m<n>` where it has one, and
 * for each sort key what the row is sorted by as `k<n>`.
 */
export function compilePage(source: ListSource, asked: Asked, at: { stretch: Stretch; place: Place | null; limit: number }): Statement {
  const orders = ordersOf(source, asked.sort)
  const id = sql.raw(source.id)
  // First which records and in which order, from as few tables as that takes; what is shown is looked up for those of the page alone.
  const first: Needs = new Set()
  for (const { by } of orders) for (const name of by.needs) first.add(name)
  const conditions = [...wanted(source, asked, first), ...behind(orders, at.stretch, at.place, id)]
  const order = orderOf(orders, at.stretch, id)
  const page = sql`SELECT ${id} AS id ${fromWhere(source, conditions, first)} ORDER BY ${order} LIMIT ${at.limit}::integer`
  const then: Needs = new Set()
  const picked = picks(source, asked.columns, then)
  for (const { by } of orders) for (const name of by.needs) then.add(name)
  const keys = orders.map(({ by }, index) => sql`${by.order}::text AS ${sql.raw(`k${index}`)}`)
  return statement(
    sql`SELECT ${sql.join([...picked, ...keys], sql`, `)} ${fromWhere(source, [sql`${id} IN (${page})`], then)} ORDER BY ${order}`,
  )
}

function picks(source: ListSource, columns: readonly ListColumn[], needs: Needs): SQL[] {
  return [
    sql`${sql.raw(source.id)} AS id`,
    sql`${sql.raw(source.version)} AS version`,
    ...columns.flatMap((column, index) => {
      const { shown, id, currency, needs: joins } = expressionsOf(source, column)
      for (const name of joins) needs.add(name)
      return [
        sql`${shown} AS ${sql.raw(`c${index}`)}`,
        ...(id === null ? [] : [sql`${id} AS ${sql.raw(`i${index}`)}`]),
        ...(currency === null ? [] : [sql`${currency} AS ${sql.raw(`m${index}`)}`]),
      ]
    }),
  ]
}

/** How many records a filter and a search find, as `n`. */
export function compileCount(source: ListSource, asked: Wanted): Statement {
  const needs: Needs = new Set()
  const conditions = wanted(source, asked, needs)
  return statement(sql`SELECT count(*) AS n ${fromWhere(source, conditions, needs)}`)
}

/** One record with these columns, as compilePage answers it. */
export function compileRecord(source: ListSource, columns: readonly ListColumn[], id: string): Statement {
  const needs: Needs = new Set()
  const picked = picks(source, columns, needs)
  return statement(
    sql`SELECT ${sql.join(picked, sql`, `)}, ${sql.raw(source.custom)} AS custom ${fromWhere(source, [sql`${sql.raw(source.id)} = ${id}::uuid`], needs)}`,
  )
}

/** The records of a set, which is some ids or what a filter and a search find. */
export type SetOf = { readonly ids: readonly string[] } | Wanted

function inSet(source: ListSource, set: SetOf, needs: Needs): SQL[] {
  return 'ids' in set ? [isAmong(source, set.ids)] : wanted(source, set, needs)
}

/** All records of a set with these columns, as compilePage answers them, and their custom fields where asked for; in the order of their ids. */
export function compileSet(source: ListSource, set: SetOf, columns: readonly ListColumn[], withCustom: boolean): Statement {
  const needs: Needs = new Set()
  const picked = [...picks(source, columns, needs), ...(withCustom ? [sql`${sql.raw(source.custom)} AS custom`] : [])]
  const conditions = inSet(source, set, needs)
  return statement(sql`SELECT ${sql.join(picked, sql`, `)} ${fromWhere(source, conditions, needs)} ORDER BY ${sql.raw(source.id)}`)
}

/** The values that a column holds, the most frequent first, as `value` (the id of a reference), `label` and `n`. */
export function compileValues(source: ListSource, column: ListColumn, search: string, limit: number): Statement {
  const { shown, id, needs: joins } = expressionsOf(source, column)
  const needs: Needs = new Set(joins)
  const like =
    search === '' ? [] : [sql`lower(${shown}::text) LIKE lower(${`%${search.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`}::text)`]
  const conditions = [sql`${id ?? shown} IS NOT NULL`, ...like]
  return statement(
    sql`SELECT ${id ?? shown}::text AS value, min(${shown}::text) AS label, count(*) AS n ${fromWhere(source, conditions, needs)} GROUP BY 1 ORDER BY n DESC, label LIMIT ${limit}::integer`,
  )
}

/** One custom field that is not among those known, as `field`; nothing when all are known. */
export function compileCustomField(source: ListSource, known: readonly string[]): Statement {
  const custom = sql.raw(source.custom)
  const names = sql.param([...known])
  return statement(
    sql`SELECT jsonb_object_keys(${custom} - ${names}::text[]) AS field FROM ${sql.raw(source.from)} WHERE ${custom} - ${names}::text[] <> '{}'::jsonb LIMIT 1`,
  )
}
