import { createReadStream, createWriteStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import type { Tx } from '#platform/store/database'
import { type ColumnInfo, ident, infoOf, type Kept } from '#platform/store/kept'
import { type Duck, quoteIdent, quoteText } from './duck.ts'
import { inTurn } from './pieces.ts'

/** The type in DuckDB of a column of a kept table. Instants are UTC without a zone, jsonb is text. */
export function duckType({ sqlType }: ColumnInfo): string {
  if (sqlType === 'uuid') return 'UUID'
  if (sqlType.startsWith('timestamp')) return 'TIMESTAMP'
  if (sqlType === 'text' || sqlType === 'jsonb') return 'VARCHAR'
  return sqlType.toUpperCase()
}

/** How PostgreSQL writes a column, and DuckDB reads it. */
const outwards = ({ name, sqlType }: ColumnInfo) =>
  sqlType.startsWith('timestamp') ? `(t.${ident(name)} AT TIME ZONE 'UTC')` : `t.${ident(name)}`

/** How DuckDB writes a column, so that PostgreSQL reads it whatever its own time zone is. */
export const inwards = ({ name, sqlType }: ColumnInfo) => {
  const quoted = quoteIdent(name)
  return sqlType.startsWith('timestamp') ? `(${quoted}::VARCHAR || '+00') AS ${quoted}` : quoted
}

let crossings = 0
function fileFor(duck: Duck): string {
  crossings += 1
  return join(duck.tempDir, `crossing-${process.pid}-${crossings}.csv`)
}

/**
 * Copies what queries of DuckDB answer, one after another, into a table of PostgreSQL, column by column in the given order. While PostgreSQL takes the
 * rows of one, the next is at work. Answers the number of rows.
 */
export async function copyIn(tx: Tx, duck: Duck, selects: readonly string[], table: string, columns: readonly string[]): Promise<number> {
  async function* rows() {
    for await (const path of filesOf(duck, selects, "FORMAT csv, HEADER false, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR ''"))
      yield* bytesOf(path)
  }
  return await copyFromBytes(tx, rows(), table, columns)
}

/** Copies lines that are made of texts that DuckDB answers, so many texts for each line; see copyIn. The texts are all of one length. */
export async function copyInLines(
  tx: Tx,
  duck: Duck,
  { selects, length, each, line }: { selects: readonly string[]; length: number; each: number; line: (texts: string[]) => string },
  table: string,
  columns: readonly string[],
): Promise<void> {
  async function* lines() {
    for await (const path of filesOf(duck, selects, 'FORMAT csv, HEADER false')) {
      for await (const bytes of createReadStream(path, { highWaterMark: (length + 1) * each, encoding: 'latin1' }))
        yield line(String(bytes).trimEnd().split('\n'))
    }
  }
  await copyFromBytes(tx, lines(), table, columns)
}

async function copyFromBytes(tx: Tx, parts: AsyncIterable<Buffer | string>, table: string, columns: readonly string[]): Promise<number> {
  const into = tx.client.query(copyFrom(`COPY ${ident(table)} (${columns.map(ident).join(', ')}) FROM STDIN (FORMAT csv)`))
  await pipeline(parts, into)
  return into.rowCount
}

/** Files with what queries of DuckDB answer, each made while the one before is used. */
async function* filesOf(duck: Duck, selects: readonly string[], format: string): AsyncGenerator<string> {
  const waiting = inTurn(duck, selects)
  const write = async () => {
    const { value: select, done } = await waiting.next()
    if (done) return undefined
    const path = fileFor(duck)
    await duck.run(`COPY (${select}) TO ${quoteText(path)} (${format})`)
    return path
  }
  let next = write()
  try {
    for (let path = await next; path !== undefined; path = await next) {
      next = write()
      next.catch(() => {})
      yield path
      await rm(path, { force: true })
    }
  } finally {
    const path = await next.catch(() => undefined)
    if (path) await rm(path, { force: true })
  }
}

const pieceBytes = 1 << 18

/**
 * The bytes of a file, always in the same buffer: a million rows in buffers of their own are garbage that nobody collects in time. Whoever
 * reads them has to be done with one piece before asking for the next, as `pipeline` is with a writable that takes less than a piece at once.
 */
async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  const file = await open(path)
  try {
    const buffer = Buffer.allocUnsafeSlow(pieceBytes)
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, pieceBytes, null)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

/** Bytes of the longest row, and of the buffer that is filled at once: it is there as a whole however few rows come. */
interface LineRoom {
  readonly line: number
  readonly buffer: number
}

const usualLine: LineRoom = { line: 1 << 20, buffer: 1 << 21 }
const longestLine: LineRoom = { line: 1 << 24, buffer: 1 << 25 }

/** Brings all columns of the rows that `where` finds (a condition on `t`) into a new table of DuckDB. */
async function bring(tx: Tx, duck: Duck, kept: Kept, where: string, into: string): Promise<void> {
  const { name, columns } = infoOf(kept)
  const path = fileFor(duck)
  const select = `SELECT ${columns.map(outwards).join(', ')} FROM ${ident(name)} t WHERE ${where}`
  try {
    await pipeline(tx.client.query(copyTo(`COPY (${select}) TO STDOUT (FORMAT csv, FORCE_QUOTE *, NULL '')`)), createWriteStream(path))
    const types = columns.map((column) => `${quoteText(column.name)}: ${quoteText(duckType(column))}`).join(', ')
    const read = ({ line, buffer }: LineRoom) =>
      duck.run(`CREATE OR REPLACE TABLE ${into} AS SELECT * FROM read_csv(${quoteText(path)}, header = false, delim = ',', quote = '"', escape = '"', nullstr = '',
      allow_quoted_nulls = false, auto_detect = false, max_line_size = ${line}, buffer_size = ${buffer}, columns = {${types}})`)
    await read(usualLine).catch((error: unknown) => {
      // A row that is longer than its room looks like one whose quotes never close.
      if (!/CSV Error/.test(String(error))) throw error
      return read(longestLine)
    })
  } finally {
    await rm(path, { force: true })
  }
}

/**
 * Brings the rows of a kept table that carry one of these keys into a new table of DuckDB with all their columns. `keys` names columns of
 * PostgreSQL, each with the query of DuckDB that answers its keys in one column.
 */
export async function bringKnown(tx: Tx, duck: Duck, kept: Kept, keys: Readonly<Record<string, string>>, into: string): Promise<void> {
  const { name, columns } = infoOf(kept)
  const some = await tx.query<{ n: number }>(`SELECT count(*) AS n FROM (SELECT 1 FROM ${ident(name)} LIMIT 1) t`)
  if (!some[0]?.n) return await bring(tx, duck, kept, 'false', into)
  const found: string[] = []
  for (const [column, select] of Object.entries(keys)) {
    const wanted = `wanted_${column}`
    await tx.query(`CREATE TEMP TABLE IF NOT EXISTS ${ident(wanted)} (v text) ON COMMIT DROP`)
    await tx.query(`DELETE FROM pg_temp.${ident(wanted)}`)
    await copyIn(tx, duck, [`SELECT DISTINCT v FROM (${select}) k(v) WHERE v IS NOT NULL`], wanted, ['v'])
    await tx.query(`ANALYZE pg_temp.${ident(wanted)}`)
    const type = columns.find((each) => each.name === column)?.sqlType ?? 'text'
    found.push(`SELECT o.id FROM ${ident(name)} o JOIN pg_temp.${ident(wanted)} k ON k.v::${type} = o.${ident(column)}`)
  }
  await bring(tx, duck, kept, `t.id IN (${found.join(' UNION ')})`, into)
}
