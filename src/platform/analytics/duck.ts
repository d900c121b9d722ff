import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance, type DuckDBResult } from '@duckdb/node-api'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { explainDiskError } from '../disk.ts'
import { bound, type DuckParam, type DuckRow, plain } from './values.ts'

export type { DuckParam, DuckRow, DuckValue } from './values.ts'

export interface DuckOptions {
  /** The database file, made when it is not there; without it the database lives in memory. */
  readonly path?: string
  /** Most memory that DuckDB may use before it spills to `tempDir`. Default 256 MB; the process itself needs about 250 MB more. */
  readonly memoryMb?: number
  /** How many rows a step over a large set takes at once; see pieces.ts. Default: as many as fit into `memoryMb`. */
  readonly pieceRows?: number
  /** Threads for one query. Default 2. */
  readonly threads?: number
  /** Where it may spill, and where callers may put files for it to read. Default: a new folder that goes when the last connection closes. */
  readonly tempDir?: string
  /** In which folder that new folder is made. Default: that of the system. */
  readonly tempIn?: string
  /** Files and folders that queries may read besides `tempDir`. Nothing else on the machine can be opened. */
  readonly readable?: readonly string[]
  readonly readOnly?: boolean
  /**
   * For a database that is written once and read a few times: its rows lie in small groups and blocks, so that a write of many columns holds a fraction of
   * what it usually does. Needs `path`.
   */
  readonly smallGroups?: boolean
  /**
   * Closing leaves what was written in the log beside the file, instead of writing blocks for every table on the main thread. For small files, and for
   * those whose user says CHECKPOINT before.
   */
  readonly lazyClose?: boolean
}

/** One connection to a DuckDB database. Rows come as plain values: see `plain` in values.ts. */
export interface Duck {
  /** A folder for files that DuckDB may read; what is in it may be removed on close. */
  readonly tempDir: string
  /** Rows that a step over a large set takes at once. */
  readonly pieceRows: number
  /** Runs one or several statements (parameters go to the last); answers how many rows were changed. */
  run(sql: string, params?: readonly DuckParam[]): Promise<number>
  /** All rows. The caller says what a row looks like; the query has to keep that promise. */
  all<Row extends DuckRow>(sql: string, params?: readonly DuckParam[]): Promise<Row[]>
  /** The first row, or undefined. */
  one<Row extends DuckRow>(sql: string, params?: readonly DuckParam[]): Promise<Row | undefined>
  /** Rows in pieces of about two thousand, never all in memory. Runs on a connection of its own: temporary tables are not seen. */
  stream<Row extends DuckRow>(sql: string, params?: readonly DuckParam[]): AsyncGenerator<Row[]>
  /** A second connection to the same database, with transactions and temporary tables of its own. */
  connect(): Promise<Duck>
  /**
   * Lets go of what DuckDB holds of every group of rows that was written or read, some kilobytes for each column, which it otherwise keeps until the file is
   * closed: 20 MB for an import of a million rows. Writes down first what is not. Only files with `smallGroups` can; others, and a file that a stream still
   * reads, stay as they are.
   */
  letGo(): Promise<void>
  /** Ends what is running here, streams too; its promise is rejected. */
  interrupt(): void
  /** Closes this connection; the one from `openDuck` also closes the database. */
  close(): void
}

const usualMb = 256
/** A row of a set takes about a hundred bytes in a table of keys, and several of these are needed at once. */
const rowsForEachMb = 1_000

/** Opens a database that can reach no file outside `path`, `tempDir` and `readable`, loads nothing from the network, and keeps these settings. */
export async function openDuck(options: DuckOptions = {}): Promise<Duck> {
  const ownTemp = options.tempDir === undefined
  const tempDir = options.tempDir ?? mkdtempSync(join(options.tempIn ?? tmpdir(), 'interlock-duck-'))
  mkdirSync(tempDir, { recursive: true })
  const instance = await create(options, tempDir).catch((error: unknown) => {
    if (ownTemp) rmSync(tempDir, { recursive: true, force: true })
    throw error
  })
  const first = await connect(instance, options)
  const own = options.smallGroups && options.path !== undefined ? [options.path, `${options.path}.wal`] : []
  const allowed = [tempDir, ...own, ...(options.readable ?? [])].map(quoteText)
  await first.run(`SET allowed_directories = [${allowed.map(asFolder).join(', ')}]; SET allowed_paths = [${allowed.join(', ')}]`)
  if (options.lazyClose) await first.run('PRAGMA disable_checkpoint_on_shutdown')
  await first.run("LOAD icu; SET GLOBAL TimeZone = 'UTC'; SET enable_external_access = false; SET lock_configuration = true")
  const pieceRows = options.pieceRows ?? (options.memoryMb ?? usualMb) * rowsForEachMb
  const closed = () => {
    instance.closeSync()
    if (ownTemp) rmSync(tempDir, { recursive: true, force: true })
  }
  const given = { tempDir, pieceRows, ...(own[0] === undefined ? {} : { attached: own[0] }) }
  return connected(() => connect(instance, options), first, given, closed)
}

/**
 * Rows of a group and bytes of a block instead of 122,880 and 262,144. A write holds a group of every column before it goes to the disk; smaller ones are so
 * many that what is held of each grows large, see `letGo`.
 */
const smallGroups = 'ROW_GROUP_SIZE 40960, BLOCK_SIZE 131072'
const attaching = (path: string) => `ATTACH ${quoteText(path)} AS store (${smallGroups})`

async function connect(instance: DuckDBInstance, { smallGroups: small }: DuckOptions): Promise<DuckDBConnection> {
  const connection = await instance.connect()
  if (small) await connection.run('USE store')
  return connection
}

async function create(options: DuckOptions, tempDir: string): Promise<DuckDBInstance> {
  try {
    const instance = await DuckDBInstance.create((options.smallGroups ? undefined : options.path) ?? ':memory:', {
      memory_limit: `${options.memoryMb ?? usualMb}MB`,
      threads: String(options.threads ?? 2),
      temp_directory: tempDir,
      // Memory that is free again goes back to the system; by default 128 MB and more wait for their next use.
      allocator_background_threads: 'true',
      allocator_flush_threshold: '8MB',
      allocator_bulk_deallocation_flush_threshold: '16MB',
      // A group goes to the disk as soon as it is full; by default up to five wait for each other.
      ...(options.smallGroups ? { write_buffer_row_group_count: '1' } : {}),
      // Files are read once, from front to back.
      enable_external_file_cache: 'false',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      ...(options.readOnly ? { access_mode: 'READ_ONLY' } : {}),
    })
    if (options.smallGroups && options.path !== undefined) await attach(instance, options.path)
    return instance
  } catch (cause) {
    const trouble = explainDiskError(cause, 'nothing could be calculated')
    if (trouble instanceof Problem) throw trouble
    const where = options.path ?? 'in memory'
    throw new Problem('unavailable', t('The calculation file {{where}} cannot be opened: {{cause}}', { where, cause: firstLine(cause) }), {
      cause,
    })
  }
}

/** Only a file that is attached can be told how its rows lie. */
async function attach(instance: DuckDBInstance, path: string): Promise<void> {
  const connection = await instance.connect()
  try {
    await connection.run(attaching(path))
  } catch (error) {
    instance.closeSync()
    throw error
  } finally {
    connection.closeSync()
  }
}

function connected(
  another: () => Promise<DuckDBConnection>,
  connection: DuckDBConnection,
  { attached, ...given }: Pick<Duck, 'tempDir' | 'pieceRows'> & { readonly attached?: string },
  closed: () => void,
): Duck {
  const ask = async (on: DuckDBConnection, sql: string, params: readonly DuckParam[] = []): Promise<DuckDBResult> => {
    const given = params.map(bound)
    return params.length === 0
      ? on.run(sql)
      : on.run(
          sql,
          given.map((each) => each.value),
          given.map((each) => each.type),
        )
  }
  const streaming = new Set<DuckDBConnection>()
  return {
    ...given,
    async run(sql, params) {
      return (await ask(connection, sql, params)).rowsChanged
    },
    async all<Row extends DuckRow>(sql: string, params?: readonly DuckParam[]) {
      return (await plainRows(await ask(connection, sql, params))) as Row[]
    },
    async one<Row extends DuckRow>(sql: string, params?: readonly DuckParam[]) {
      return (await plainRows(await ask(connection, sql, params)))[0] as Row | undefined
    },
    async *stream<Row extends DuckRow>(sql: string, params: readonly DuckParam[] = []) {
      const own = await another()
      streaming.add(own)
      try {
        const given = params.map(bound)
        const values = given.map((each) => each.value)
        const types = given.map((each) => each.type)
        const result = await (params.length === 0 ? own.stream(sql) : own.stream(sql, values, types))
        for await (const rows of result.yieldRowObjects()) yield rows.map(plainRow) as Row[]
      } finally {
        streaming.delete(own)
        own.closeSync()
      }
    },
    async connect() {
      return connected(another, await another(), given, () => {})
    },
    async letGo() {
      if (attached === undefined || streaming.size > 0) return
      await connection.run(`CHECKPOINT; USE memory; DETACH store; ${attaching(attached)}; USE store`)
    },
    interrupt() {
      for (const each of [connection, ...streaming]) each.interrupt()
    },
    close() {
      connection.closeSync()
      closed()
    },
  }
}

/** Column by column: a hundred thousand rows take half of what they take row by row. */
async function plainRows(result: DuckDBResult): Promise<DuckRow[]> {
  const names = result.deduplicatedColumnNames()
  const columns = (await result.getColumns()).map((column) => column.map(plain))
  return Array.from({ length: columns[0]?.length ?? 0 }, (_, at) => {
    const made: DuckRow = {}
    names.forEach((name, index) => {
      made[name] = columns[index]?.[at] ?? null
    })
    return made
  })
}

function plainRow(row: Record<string, Parameters<typeof plain>[0]>): DuckRow {
  const made: DuckRow = {}
  for (const [key, value] of Object.entries(row)) made[key] = plain(value)
  return made
}

/** A name as SQL wants it: "a ""quoted"" name". Use it for every name that is not written in the source. */
export function quoteIdent(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text as SQL wants it: 'it''s'. For places where no parameter can stand; otherwise use parameters. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A problem of DuckDB in one line, without the query it shows below. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
}

function asFolder(quoted: string): string {
  return quoted.endsWith("/'") ? quoted : `${quoted.slice(0, -1)}/'`
}
