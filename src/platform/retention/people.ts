import { noRule, readRule } from '#kernel/rule'
import { dayOf, type Instant } from '#kernel/time'
import { compileSet } from '../list/compile.ts'
import type { Holding } from '../privacy/holdings.ts'
import { ident } from '../store/kept.ts'
import type { RetentionRules } from './contract.ts'
import { cameAt, holdsPersonal, latestOf, leadsTo } from './dated.ts'
import type { Lent, Query } from './lent.ts'

interface Asked {
  readonly lent: Lent
  readonly holdings: readonly Holding[]
  readonly rules: NonNullable<RetentionRules['people']>
  /** From when on something keeps a person. */
  readonly before: Instant
  readonly asOf: Instant
}

/**
 * Whom the rule for people goes for: nothing dated at or after `before`, in any row that leads to them by the tags and references of the tables; nobody who
 * is held, has an open deal, is a customer, or is outside of the filter. Whoever came without a date counts from when they came.
 */
export function peopleDue({ lent, holdings, rules, before, asOf }: Asked): Query {
  const { source, stays, customers } = lent.people
  const [alias = ''] = source.id.split('.')
  const subject = source.list.kind
  const rule = readRule(source.list, rules.filter)
  const filter = rule === noRule ? null : compileSet(source, { rule, search: '', today: dayOf(asOf) }, [], false)
  const values = [...(filter?.values ?? []), before]
  const from = `$${values.length}::timestamptz`
  const own = holdings.find(({ table }) => table === subject)
  const others = holdings.filter((one) => one !== own && one.bond !== 'apart')
  const rows = others.flatMap((holding, index) => {
    const row = `r${index}`
    const at = latestOf(holding, row)
    if (at === null) return []
    return leadsTo(holdings, holding, subject, row, source.id).map((leads) => ({ table: ident(holding.table), row, at, leads }))
  })
  const came = `coalesce(${own ? (latestOf(own, alias) ?? 'NULL') : 'NULL'}, ${cameAt(source.id)})`
  const conditions = [
    ...(filter === null ? [] : [`${source.id} IN (SELECT chosen.id FROM (${filter.text}) AS chosen)`]),
    ...(own ? [holdsPersonal(own, alias)] : []),
    `${came} < ${from}`,
    ...rows.map(({ table, row, at, leads }) => `NOT EXISTS (SELECT 1 FROM ${table} ${row} WHERE ${leads} AND ${at} >= ${from})`),
    // What somebody changed here counts; an import that brings old news does not.
    `NOT EXISTS (SELECT 1 FROM event e WHERE e.id = ${source.version} AND e.kind NOT LIKE 'import.%' AND e.recorded_at >= ${from})`,
    ...[...stays, ...(rules.customers ? [] : customers)].map((condition) => `NOT ${condition}`),
    `NOT ${heldPerson(source.id)}`,
  ]
  const last = rows.map(({ table, row, at, leads }) => `(SELECT max(${at}) FROM ${table} ${row} WHERE ${leads})`)
  const name = source.columns[source.list.name]?.sql ?? source.id
  return {
    text: `SELECT ${source.id} AS id, ${name} AS what, greatest(${[came, ...last].join(', ')}) AS at FROM ${source.from} WHERE ${conditions.join(' AND ')}`,
    values,
  }
}

/** Whether a person, an expression, is held. */
export const heldPerson = (person: string) => `EXISTS (SELECT 1 FROM retention_hold h WHERE h.record_id = ${person})`
