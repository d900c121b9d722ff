import type { InferInsertModel, InferSelectModel } from 'drizzle-orm'
import { getTableConfig, type PgColumn, type PgTable } from 'drizzle-orm/pg-core'

/** What a column holds, as far as privacy goes. Export, erasure and the log read it; an untagged column does not compile. */
export type ColumnTag = 'plain' | 'personal' | 'secret'

/** A table that a room keeps, with its tags and its nature. */
export interface Kept<T extends PgTable = PgTable> {
  readonly table: T
  /**
   * `record`: business data, written only through the ledger, exported, undoable.
   * `machine`: what the product needs to run (jobs, keys, drafts), written by its owner's store.
   */
  readonly nature: 'record' | 'machine'
  readonly tags: Readonly<Record<string, ColumnTag>>
}

type ColumnNames<T extends PgTable> = Extract<keyof T['_']['columns'], string>

/** Declares a table as kept. Every column gets a tag. */
export function kept<T extends PgTable>(table: T, nature: Kept['nature'], tags: Record<ColumnNames<T>, ColumnTag>): Kept<T> {
  return { table, nature, tags }
}

export type RowOf<K> = K extends Kept<infer T> ? InferSelectModel<T> : never
export type NewRowOf<K> = K extends Kept<infer T> ? Omit<InferInsertModel<T>, 'touchedBy'> : never
/** Changed columns of one row. */
export type PatchOf<K> = { readonly id: string } & Partial<Omit<NewRowOf<K>, 'id'>>

export interface ColumnInfo {
  /** Name in TypeScript. */
  readonly key: string
  /** Name in SQL. */
  readonly name: string
  readonly sqlType: string
  readonly notNull: boolean
}

export interface TableInfo {
  readonly name: string
  readonly columns: readonly ColumnInfo[]
  /** Columns of this table that point to other tables' ids. */
  readonly references: readonly { readonly column: string; readonly to: string }[]
}

const known = new WeakMap<PgTable, TableInfo>()

/** Names, types and references of a kept table, read once from its Drizzle definition. */
export function infoOf(keptTable: Kept): TableInfo {
  const cached = known.get(keptTable.table)
  if (cached) return cached
  const config = getTableConfig(keptTable.table)
  const keys = new Map<PgColumn, string>(
    Object.entries(keptTable.table).flatMap(([key, value]) =>
      config.columns.includes(value as PgColumn) ? [[value as PgColumn, key]] : [],
    ),
  )
  const info: TableInfo = {
    name: config.name,
    columns: config.columns.map((column) => ({
      key: keys.get(column) ?? column.name,
      name: column.name,
      sqlType: column.getSQLType(),
      notNull: column.notNull,
    })),
    references: config.foreignKeys.map((key) => {
      const reference = key.reference()
      return { column: reference.columns[0]?.name ?? '', to: getTableConfig(reference.foreignTable).name }
    }),
  }
  known.set(keptTable.table, info)
  return info
}

/** A name from our own code, quoted for SQL. Refuses anything that is not a plain lower-case word. */
export function ident(name: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new TypeError(`"${name}" is not a name that our code uses in SQL.`)
  return `"${name}"`
}
