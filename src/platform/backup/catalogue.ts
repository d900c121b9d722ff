import pg from 'pg'
import type { Tx } from '../store/database.ts'

/** A name as SQL wants it; those of the sign-in library have capital letters. */
export const quoted = (name: string): string => pg.escapeIdentifier(name)

/** A table of a schema, as SQL wants it. */
export const qualified = (schema: string, table: string): string => `${quoted(schema)}.${quoted(table)}`

/** A table with the columns that hold data of their own: generated ones are made again. */
interface FoundTable {
  readonly name: string
  readonly columns: readonly string[]
}

/** The tables of a schema, as the database knows them, by name. */
export function tablesOf(tx: Tx, schema: string): Promise<FoundTable[]> {
  return tx.query<{ name: string; columns: string[] }>(
    `SELECT c.relname::text AS name, array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attgenerated = '') AS columns
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition GROUP BY c.relname ORDER BY c.relname`,
    [schema],
  )
}

/** Where the numbering of each identity column of a schema has got to. Numbers are given outside of transactions, so these are of now. */
export async function sequencesOf(tx: Tx, schema: string): Promise<{ name: string; last: string; called: boolean }[]> {
  const names = await tx.query<{ name: string }>(
    `SELECT c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relkind = 'S' ORDER BY c.relname`,
    [schema],
  )
  const found = []
  for (const { name } of names) {
    const rows = await tx.query<{ last: string; called: boolean }>(
      `SELECT last_value::text AS last, is_called AS called FROM ${qualified(schema, name)}`,
    )
    found.push(...rows.map((row) => ({ name, ...row })))
  }
  return found
}

/** A foreign key, with the statement part that makes it. */
interface FoundReference {
  readonly name: string
  readonly table: string
  readonly definition: string
}

/** The foreign keys between tables of a schema. */
export function referencesOf(tx: Tx, schema: string): Promise<FoundReference[]> {
  return tx.query<{ name: string; table: string; definition: string }>(
    `SELECT k.conname::text AS name, c.relname::text AS table, pg_get_constraintdef(k.oid) AS definition
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = k.connamespace
     WHERE n.nspname = $1 AND k.contype = 'f' AND k.conparentid = 0 ORDER BY c.relname, k.conname`,
    [schema],
  )
}

export async function countRows(tx: Tx, schema: string, table: string): Promise<number> {
  return (await tx.query<{ n: number }>(`SELECT count(*) AS n FROM ${qualified(schema, table)}`))[0]?.n ?? 0
}

/** Whether the database has a table, whoever may read it. */
export async function hasTable(tx: Tx, schema: string, table: string): Promise<boolean> {
  const rows = await tx.query(
    'SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2',
    [schema, table],
  )
  return rows.length > 0
}

/** How values are written in the text format of COPY, whatever the server prefers. */
export const plainText = `SET LOCAL client_encoding = 'UTF8'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres';
  SET LOCAL timezone = 'UTC'; SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 3; SET LOCAL lc_monetary = 'C'`
