import { sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import type { Group } from '#kernel/rule'
import type { Day } from '#kernel/time'
import type { Statement } from './compile.ts'
import { compileRule, type Needs } from './compile-rule.ts'
import type { ListSource } from './source.ts'

const dialect = new PgDialect()

/**
 * Which of several rules is the first to hold for each record: `id` and `first`, the value of that rule or NULL. `among` is a query of our own code for the
 * ids of the records that are meant; null for all.
 */
export function compileCases(
  source: ListSource,
  cases: readonly { readonly value: string; readonly rule: Group }[],
  { today, among }: { readonly today: Day; readonly among: string | null },
): Statement {
  const needs: Needs = new Set()
  const whens = cases.map(({ value, rule }) => sql`WHEN ${compileRule(source, rule, today, needs)} THEN ${value}::uuid`)
  const first = whens.length === 0 ? sql`NULL::uuid` : sql`CASE ${sql.join(whens, sql` `)} END`
  const joins = Object.entries(source.joins).filter(([name]) => needs.has(name))
  const from = sql.raw([source.from, ...joins.map(([, join]) => join)].join(' '))
  const where = among === null ? sql`` : sql` WHERE ${sql.raw(source.id)} IN (${sql.raw(among)})`
  const { sql: text, params } = dialect.sqlToQuery(sql`SELECT ${sql.raw(source.id)} AS id, ${first} AS first FROM ${from}${where}`)
  return { text, values: params }
}
