import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { to as copyTo } from 'pg-copy-streams'
import type { Tx } from '#platform/store/database'
import { type Duck, quoteIdent, quoteText } from './duck.ts'

/** Rows of PostgreSQL on their way into a table of DuckDB. */
export interface Crossing {
  /** A SELECT without parameters (COPY takes none), with one expression for each column. */
  readonly select: string
  /** The table in DuckDB that they are added to, quoted. */
  readonly table: string
  /** Names and DuckDB types, in the order of the SELECT. */
  readonly columns: readonly { readonly name: string; readonly type: string }[]
}

const longestLine = 16_777_216

/** Rows of PostgreSQL that wait in a file to be read into a table of DuckDB. */
export interface Carried {
  /** Reads them; answers how many rows there are. Comes once. */
  load(): Promise<number>
}

/** PostgreSQL writes CSV, DuckDB reads it: the fastest way between the two without an extension. Answers how many rows came over. */
export async function carry(tx: Tx, duck: Duck, crossing: Crossing): Promise<number> {
  return await (await fetchRows(tx, duck, crossing)).load()
}

/** The first half of `carry`, so that PostgreSQL can write rows of one table while DuckDB reads those of another. */
export async function fetchRows(tx: Tx, duck: Duck, { select, table, columns }: Crossing): Promise<Carried> {
  const path = join(duck.tempDir, `crossing-${table.replace(/\W/g, '_')}.csv`)
  const file = createWriteStream(path, { highWaterMark: 1 << 20 })
  try {
    // A text that is empty comes as "", nothing at all as nothing: only such texts need quotes.
    await pipeline(tx.client.query(copyTo(`COPY (${select}) TO STDOUT (FORMAT csv, NULL '')`)), file)
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
  const types = columns.map((column) => `${quoteText(column.name)}: ${quoteText(column.type)}`).join(', ')
  const names = columns.map((column) => quoteIdent(column.name)).join(', ')
  const shape = `header = false, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, auto_detect = false`
  // A small file needs no large buffer, whose making would take longer than the reading.
  const longest = Math.min(longestLine, file.bytesWritten + 1)
  const read = `INSERT INTO ${table} (${names}) SELECT ${names} FROM read_csv(${quoteText(path)}, ${shape}, max_line_size = ${longest}, buffer_size = ${2 * longest}, columns = {${types}})`
  return {
    load: async () => {
      try {
        return file.bytesWritten === 0 ? 0 : await duck.run(read)
      } finally {
        await rm(path, { force: true })
      }
    },
  }
}
