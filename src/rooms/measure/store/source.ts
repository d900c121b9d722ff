import type { Duck } from '#platform/analytics/duck'
import { quoteIdent } from '#platform/analytics/duck'
import type { Lent } from '#platform/analytics/lent'

/**
 * Where rows in the shape of staged files lie. The facts of all rows and those of a part are derived by the same SQL; a part is a source that holds
 * only the rows that are concerned.
 */
export interface Source {
  /** The table of a kind. */
  table(kind: string): string
  /** The columns of a kind; empty when there is no table of it. */
  columns(kind: string): ReadonlySet<string>
  /** Rows that are neither rejected nor deleted, with their `place` in the table, from 0. */
  live(kind: string): string
  /** Whether a record is there once at most, and records are referred to by ids that are there. */
  readonly distinct: boolean
  /** Waits for parts of records that are still on their way, such as the moves of deals. What is no part is there from the beginning. */
  whole(): Promise<void>
}

const rejectable = ['reject', 'deleted'] as const

function sourceOf(tables: ReadonlyMap<string, ReadonlySet<string>>, tableOf: (kind: string) => string, distinct: boolean): Source {
  const none: ReadonlySet<string> = new Set()
  const columns = (kind: string) => tables.get(kind) ?? none
  return {
    table: tableOf,
    columns,
    distinct,
    whole: async () => {},
    live: (kind) => {
      const [reject, deleted] = rejectable.map((name) => columns(kind).has(name))
      const kept = [...(reject ? ['reject IS NULL'] : []), ...(deleted ? ['NOT coalesce(deleted, false)'] : [])]
      return `(SELECT rowid AS place, * FROM ${tableOf(kind)}${kept.length > 0 ? ` WHERE ${kept.join(' AND ')}` : ''})`
    },
  }
}

/** What `capture` staged from files. */
export async function stagedSource(duck: Duck): Promise<Source> {
  const rows = await duck.all<{ kind: string; name: string }>(
    "SELECT table_name AS kind, column_name AS name FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = 'staged'",
  )
  const tables = new Map([...Map.groupBy(rows, (row) => row.kind)].map(([kind, each]) => [kind, new Set(each.map((row) => row.name))]))
  return sourceOf(tables, (kind) => `staged.${quoteIdent(kind)}`, false)
}

/** The name of the temporary table that holds lent rows of a kind. */
export const lentTable = (kind: string) => quoteIdent(`lent_${kind}`)

/** The id of a part is not taken over: it is known by its whole. */
export const lentColumnsOf = (lent: Lent) =>
  lent.partOf ? lent.columns : [{ name: 'record_id', type: 'UUID', sql: lent.id }, ...lent.columns]

/** What the rooms lend, taken over into temporary tables. */
export function lentSource(all: readonly Lent[]): Source {
  const tables = new Map(all.map((lent) => [lent.kind, new Set(lentColumnsOf(lent).map((column) => column.name))]))
  return sourceOf(tables, lentTable, true)
}
