import { customField, type ListColumn, type ListDeclaration } from '#kernel/list'
import { quoteIdent, quoteText } from '#platform/analytics/duck'
import { DuckParams, ruleSql } from '#platform/analytics/rule-sql'
import { type ContractDocument, hundredths, pointsByAge } from '#rooms/agreement/contract'

/** A contract as SQL over `past`: one column of hundredths for each criterion, and what decides. Values are parameters. */
export interface ContractSql {
  readonly params: DuckParams
  /** Hundredths of points of each criterion, in the order of the document. */
  readonly points: readonly string[]
  readonly score: string
  /** Whether every required fact is known. */
  readonly complete: string
  /** Whether any exclusion holds. */
  readonly excluded: string
  /** Whether the person is a lead; never NULL. */
  readonly lead: string
}

/**
 * What `evaluate` of the room agreement says of one person, for all rows of `past`: each is seen from the moment of its own hand-over, column `judged_at`. Points
 * by age are looked up in the same lists. `params` may be shared by several contracts of one statement.
 */
export function contractSql(document: ContractDocument, list: ListDeclaration, params = new DuckParams()): ContractSql {
  const rows = { list, params, valueOf: factSql, today: 'judged_at::DATE' }
  const points = document.criteria.map(({ rule, points: full, fade }) => {
    const held = ruleSql(rows, rule)
    const byAge = pointsByAge(full, fade)
    if (fade === null) return `(CASE WHEN ${held} THEN ${byAge[0] ?? 0} ELSE 0 END)`
    const days = `greatest(0, epoch_ms(judged_at) - epoch_ms(${quoteIdent(fade.since)})) // 86400000`
    const list = `${params.add(byAge.map(String))}::BIGINT[]`
    return `(CASE WHEN ${held} AND ${quoteIdent(fade.since)} IS NOT NULL THEN coalesce(list_extract(${list}, (${days})::BIGINT + 1), 0) ELSE 0 END)`
  })
  const complete = all(document.required.map((key) => `${factSql(columnFor(list, key))} IS NOT NULL`))
  const excluded =
    document.exclusions.length === 0 ? 'false' : `(${document.exclusions.map(({ rule }) => ruleSql(rows, rule)).join(' OR ')})`
  const score = points.length === 0 ? '0' : `(${points.join(' + ')})`
  const lead = `(${complete} AND NOT ${excluded} AND ${score} >= ${hundredths(document.threshold)})`
  return { params, points, score, complete, excluded, lead }
}

const all = (conditions: readonly string[]) => (conditions.length === 0 ? 'true' : `(${conditions.join(' AND ')})`)

const columnFor = (list: ListDeclaration, key: string): ListColumn =>
  list.columns.find((column) => column.key === key) ??
  list.custom?.find((column) => column.key === key) ?? { key, label: key, type: 'text' }

/** A fact is a column of `past` with its key for a name; a custom field is looked up in the texts of the lead, the person and the account. */
export function factSql({ key, type }: ListColumn): string {
  const field = customField(key)
  if (field === null) return quoteIdent(key)
  const path = quoteText(`/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`)
  const text = `coalesce(${['lead_custom', 'person_custom', 'account_custom'].map((column) => `json_extract_string(${column}, ${path})`).join(', ')})`
  switch (type) {
    case 'number':
      return `(CASE WHEN regexp_full_match(${text}, '${numeric}') THEN (${text})::DOUBLE END)`
    case 'money':
      return `(CASE WHEN regexp_full_match(${text}, '${numeric}') THEN regexp_extract(${text}, '^-?[0-9]+([.][0-9]{1,4})?')::DECIMAL(18,4) END)`
    case 'day':
      return `(CASE WHEN regexp_full_match(${text}, '[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN TRY_CAST(${text} AS DATE) END)`
    case 'flag':
      return `(CASE ${text} WHEN 'true' THEN true WHEN 'false' THEN false END)`
    default:
      return text
  }
}

const numeric = '-?[0-9]{1,14}([.][0-9]{1,8})?'
