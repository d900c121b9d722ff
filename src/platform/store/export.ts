import { createHash } from 'node:crypto'
import { to as copyTo } from 'pg-copy-streams'
import { byteOrderMark, csvLine } from '#kernel/csv'
import type { Instant } from '#kernel/time'
import { PackAside, type Packed } from '../archive/pack-aside.ts'
import type { FileToZip } from '../archive/zip-writer.ts'
import type { Tx } from './database.ts'
import {
  aboutExport,
  type ExportedFile,
  type ExportedTable,
  exportedColumns,
  exportFormat,
  exportVersion,
  type Manifest,
  manifestName,
} from './export-manifest.ts'
import { type Beside, styleOf, writeRows } from './export-rows.ts'
import { ident, infoOf, type Kept } from './kept.ts'

/** A file of an export; read one after the other, each to its end. */
export type ExportPart = FileToZip

/** A table's CSV is made while its JSON lines are sent, and kept packed up to this size; the rows of larger tables are read twice. */
const packedAside = 24 * 1024 ** 2

/**
 * All record tables as files, each as JSON lines and as CSV, rows by id; last the manifest. Reads what the caller's transaction sees,
 * which should be a snapshot. Nothing is kept in memory but the manifest.
 */
export async function* exportParts(
  tx: Tx,
  kept: Iterable<Kept>,
  about: { workspace: string; at: Instant },
  mostPacked = packedAside,
): AsyncGenerator<ExportPart> {
  await tx.query(
    "SELECT set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, YMD', true), set_config('extra_float_digits', '1', true)",
  )
  const tables: ExportedTable[] = []
  for (const table of recordTables(kept)) {
    const { name } = infoOf(table)
    const columns = exportedColumns(table)
    const aside = new CsvAside(
      columns.map((column) => column.name),
      mostPacked,
    )
    try {
      const jsonl = new Measured(`${name}.jsonl`, rowsOf(tx, table, 'jsonl', aside))
      yield jsonl
      const packed = await aside.end()
      const csv = packed ? new ReadyCsv(`${name}.csv`, packed) : new Measured(`${name}.csv`, rowsOf(tx, table, 'csv'))
      yield csv
      tables.push({ table: name, rows: jsonl.rows, columns, jsonl: jsonl.file(), csv: csv.file() })
    } finally {
      aside.drop()
    }
  }
  const manifest: Manifest = {
    format: exportFormat,
    version: exportVersion,
    about: aboutExport,
    ...about,
    ledgerPosition: await ledgerPosition(tx),
    tables,
  }
  yield { name: manifestName, content: one(`${JSON.stringify(manifest, null, 2)}\n`) }
}

/** The record tables in an order in which each comes after those that it refers to. Throws when references form a circle. */
export function recordTables(kept: Iterable<Kept>): Kept[] {
  const records = new Map([...kept].filter((one) => one.nature === 'record').map((one) => [infoOf(one).name, one]))
  const ordered = new Set<Kept>()
  const place = (table: Kept, above: readonly string[]) => {
    const { name, references } = infoOf(table)
    if (above.includes(name))
      throw new Error(`The references between ${[...above, name].join(', ')} form a circle, so their rows cannot be restored in any order.`)
    for (const { to } of references) {
      const before = records.get(to)
      if (before && !ordered.has(before)) place(before, [...above, name])
    }
    ordered.add(table)
  }
  for (const table of records.values()) place(table, [])
  return [...ordered]
}

/** The first record table that has a row, and how many it has; null in a workspace without records. */
export async function firstFilled(tx: Tx, kept: Iterable<Kept>): Promise<{ table: string; rows: number } | null> {
  for (const table of recordTables(kept)) {
    const { name } = infoOf(table)
    const [counted] = await tx.query<{ n: number }>(`SELECT count(*) AS n FROM (SELECT 1 FROM ${ident(name)} LIMIT 1000) t`)
    if (counted && counted.n > 0) return { table: name, rows: counted.n }
  }
  return null
}

/** Held to the end of the transaction: one restore at a time. Answers whether it was free. */
export async function lockForRestore(tx: Tx): Promise<boolean> {
  const [row] = await tx.query<{ free: boolean }>('SELECT pg_try_advisory_xact_lock(740132, hashtext(current_schema()::text)) AS free')
  return row?.free ?? false
}

async function ledgerPosition(tx: Tx): Promise<number> {
  return (await tx.query<{ seq: number }>('SELECT seq FROM ledger_head WHERE id = 1'))[0]?.seq ?? 0
}

async function* rowsOf(tx: Tx, kept: Kept, format: 'jsonl' | 'csv', beside?: Beside): AsyncGenerator<Buffer, number> {
  const columns = exportedColumns(kept).map(({ name, type }) => ({ name, style: styleOf(type) }))
  if (format === 'csv') yield csvHead(columns.map(({ name }) => name))
  const picks = columns.map(({ name }) => `${ident(name)}::text`).join(', ')
  const table = ident(infoOf(kept).name)
  // A bare "id" would be the text that is picked: all rows sorted on disk before the first goes out, instead of read along the key.
  return yield* writeRows(copied(tx, `SELECT ${picks} FROM ${table} ORDER BY ${table}.id`), columns, format, beside)
}

const csvHead = (names: readonly string[]) => Buffer.from(byteOrderMark + csvLine(names))

/** Rows in PostgreSQL's binary form of COPY. */
async function* copied(tx: Tx, select: string): AsyncGenerator<Buffer> {
  let whole = false
  try {
    for await (const chunk of tx.client.query(copyTo(`COPY (${select}) TO STDOUT (FORMAT binary)`, { highWaterMark: 512 * 1024 })))
      yield chunk
    whole = true
  } finally {
    // A COPY that nobody reads to its end keeps its connection busy for ever, so that goes with it.
    if (!whole) await tx.client.end().catch(() => undefined)
  }
}

/** The CSV of a table on the way of its JSON lines. */
class CsvAside implements Beside {
  readonly format = 'csv'
  readonly #pack: PackAside
  readonly #hash = createHash('sha256')
  readonly #begun: Promise<void>

  constructor(names: readonly string[], mostPacked: number) {
    this.#pack = new PackAside(mostPacked)
    this.#begun = this.#add(csvHead(names))
  }

  get gaveUp(): boolean {
    return this.#pack.gaveUp
  }

  async write(chunk: Buffer): Promise<void> {
    await this.#begun
    await this.#add(chunk)
  }

  async end(): Promise<{ packed: Packed; sha256: string } | null> {
    await this.#begun
    const packed = await this.#pack.end()
    return packed && { packed, sha256: this.#hash.digest('hex') }
  }

  drop(): void {
    this.#pack.drop()
  }

  #add(chunk: Buffer): Promise<void> {
    this.#hash.update(chunk)
    return this.#pack.write(chunk)
  }
}

/** A part that is packed and measured already. */
class ReadyCsv implements ExportPart {
  readonly name: string
  readonly content: Packed
  readonly #sha256: string

  constructor(name: string, { packed, sha256 }: { packed: Packed; sha256: string }) {
    this.name = name
    this.content = packed
    this.#sha256 = sha256
  }

  file(): ExportedFile {
    return { name: this.name, bytes: this.content.bytes, sha256: this.#sha256 }
  }
}

/** A part whose rows, bytes and hash are known once it was read. */
class Measured implements ExportPart {
  readonly name: string
  readonly content: AsyncIterable<Buffer>
  rows = 0
  #bytes = 0
  #sha256: string | undefined

  constructor(name: string, content: AsyncGenerator<Buffer, number>) {
    this.name = name
    this.content = this.#measured(content)
  }

  file(): ExportedFile {
    if (this.#sha256 === undefined) throw new Error(`${this.name} was not read to its end.`)
    return { name: this.name, bytes: this.#bytes, sha256: this.#sha256 }
  }

  async *#measured(content: AsyncGenerator<Buffer, number>): AsyncGenerator<Buffer> {
    const hash = createHash('sha256')
    try {
      for (;;) {
        const { done, value } = await content.next()
        if (done) {
          this.rows = value
          break
        }
        hash.update(value)
        this.#bytes += value.length
        yield value
      }
    } finally {
      await content.return(0)
    }
    this.#sha256 = hash.digest('hex')
  }
}

async function* one(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text)
}
