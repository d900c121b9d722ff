import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { Problem } from '#kernel/problem'
import { SignIn } from '../access/sign-in.ts'
import type { Clock } from '../clock.ts'
import { newSecret } from '../ids.ts'
import { Database, type Tx } from '../store/database.ts'
import { ident } from '../store/kept.ts'
import { type Migration, migrateWorkspaces, runMigrations, withMigrationLock } from '../store/migrate.ts'
import { createSchema, listWorkspaces, migrateDirectory } from '../store/workspaces.ts'
import { directoryNames } from './backup.ts'
import { countRows, hasTable, plainText, qualified, quoted, referencesOf, tablesOf } from './catalogue.ts'
import { clearUnfinished } from './clear.ts'
import { stepsOf } from './fitting.ts'
import { type FilePart, filePath, rowsIn, type SchemaPart, type TablePart, tablePath } from './manifest.ts'
import { markRestore, unfinishedRestore, unmarkRestore } from './marker.ts'
import { Measure } from './measure.ts'
import { type Archive, differs } from './read-archive.ts'

/** What a backup is restored into. */
export interface Target {
  readonly pool: pg.Pool
  /** Address of the application role, for the sign-in library's own connections. */
  readonly url: string
  readonly dataDir: string
  readonly clock: Clock
  /** All steps of a workspace that this program knows. */
  readonly migrations: readonly Migration[]
}

export interface Restored {
  readonly rows: number
  readonly files: number
  readonly workspaces: readonly string[]
  /** Steps that were run afterwards, because this program is newer than the backup. */
  readonly migrated: number
}

type Step = (part: number, of: number, what: string) => void

/** What a database holds: nothing of ours, the rest of a restore that stopped half way, or something to lose. */
export function stateOf(database: Database): Promise<'empty' | 'unfinished' | 'occupied'> {
  return database.inPublic(async (tx) => {
    if (await unfinishedRestore(tx)) return 'unfinished'
    const some = (await hasTable(tx, 'public', 'workspace')) || (await hasTable(tx, 'auth', 'user'))
    return some ? 'occupied' : 'empty'
  })
}

/** Leaves the mark of a restore in an empty database; what an unfinished one left is taken away. Throws Problem `conflict` when the database holds something. */
export async function beginRestore({ pool, clock }: Target, archive: Archive): Promise<void> {
  const database = new Database(pool)
  await withMigrationLock(pool, async () => {
    const state = await stateOf(database)
    if (state === 'occupied')
      throw new Problem('conflict', 'The database holds workspaces already. A backup is restored into an empty one.')
    if (state === 'unfinished') await clearUnfinished(database)
    else await database.inPublic((tx) => markRestore(tx, archive.path, clock.now()))
  })
}

/**
 * Restores an archive that fits (fitting.ts) into a database on which `beginRestore` left its mark. Each schema is made by the steps that it had
 * been through, filled and counted in one transaction; the mark says until the end that the whole is not there yet. Steps that the backup did not
 * have yet are run last.
 */
export async function restore(target: Target, archive: Archive, step: Step): Promise<Restored> {
  const { pool, clock, migrations, dataDir } = target
  const database = new Database(pool)
  const { manifest } = archive
  for (const [index, schema] of manifest.schemas.entries()) {
    step(index, manifest.schemas.length + 1, schema.kind)
    if (schema.kind === 'sign-in') await makeSignIn(database, target.url)
    await restoreSchema(database, schema, archive, target)
  }
  step(manifest.schemas.length, manifest.schemas.length + 1, 'files')
  for (const file of manifest.files) await restoreFile(dataDir, file, archive)
  // What was calculated from another history of the same workspaces must not be taken for theirs.
  for (const place of ['analytics', 'imports']) await rm(join(dataDir, place), { recursive: true, force: true })
  await database.inPublic(unmarkRestore)
  const workspaces = await database.inPublic(listWorkspaces)
  const migrated = await withMigrationLock(
    pool,
    async () => (await migrateDirectory(database, clock)) + (await migrateWorkspaces(database, workspaces, migrations, clock)),
  )
  return { rows: rowsIn(manifest), files: manifest.files.length, workspaces: workspaces.map(({ name }) => name), migrated }
}

/** The tables of the sign-in library, as it makes them itself. */
async function makeSignIn(database: Database, url: string): Promise<void> {
  await database.inPublic((tx) => tx.query('CREATE SCHEMA IF NOT EXISTS auth'))
  const pool = new pg.Pool({ connectionString: url, max: 2, options: '-c search_path=auth', application_name: 'interlock restore' })
  pool.on('error', () => undefined)
  try {
    await new SignIn({ pool, secret: newSecret(), baseUrl: 'http://localhost' }).migrate()
  } finally {
    await pool.end()
  }
}

async function restoreSchema(database: Database, schema: SchemaPart, archive: Archive, { clock, migrations }: Target): Promise<void> {
  await database.inPublic(
    async (tx) => {
      if (schema.kind === 'workspace') await makeWorkspaceSchema(tx, schema.name)
      const steps = stepsOf(schema, migrations)
      if (steps.length > 0) await runMigrations(tx, steps, clock)
      await fill(tx, schema, archive)
    },
    { statementMs: 0 },
  )
}

/** As createWorkspace makes it, and from then on in the name of the workspace's own role. */
async function makeWorkspaceSchema(tx: Tx, schema: string): Promise<void> {
  const role = ident(schema)
  const [there] = await tx.query<{ unfit: boolean }>(
    'SELECT rolcanlogin OR rolsuper OR rolcreaterole AS unfit FROM pg_roles WHERE rolname = $1',
    [schema],
  )
  if (there?.unfit) throw new Problem('conflict', `The server has a role ${schema} that is not the role of a workspace. Remove it first.`)
  // Another database of this server may hold the same workspace; roles belong to the server, and this one reaches its own schemas only.
  if (!there) await tx.query(`CREATE ROLE ${role} NOLOGIN NOINHERIT`)
  await createSchema(tx, schema).catch((cause: { code?: string }) => {
    if (cause.code !== '42501') throw cause
    throw new Problem(
      'conflict',
      `The role ${schema} of a workspace exists on this server and belongs to another role. Restore with the role that made it, or on another server.`,
      { cause },
    )
  })
  await tx.query(`SET LOCAL ROLE ${role}`)
  await tx.query(`SET LOCAL search_path = ${role}`)
}

async function fill(tx: Tx, schema: SchemaPart, archive: Archive): Promise<void> {
  await refuseOtherTables(tx, schema)
  await tx.client.query(plainText)
  const ours = new Set(schema.tables.map(({ name }) => name))
  const references = (await referencesOf(tx, schema.name)).filter(({ table }) => ours.has(table))
  // Made again after the rows: they may come in any order, and each reference is then checked once, for all rows together.
  for (const { name, table } of references) await tx.query(`ALTER TABLE ${qualified(schema.name, table)} DROP CONSTRAINT ${quoted(name)}`)
  for (const table of schema.tables) await fillTable(tx, schema, table, archive)
  for (const { name, table, definition } of references)
    await tx.query(`ALTER TABLE ${qualified(schema.name, table)} ADD CONSTRAINT ${quoted(name)} ${definition}`)
  for (const { name, last, called } of schema.sequences)
    await tx.query('SELECT setval($1::regclass, $2::bigint, $3)', [qualified(schema.name, name), last, called])
  for (const table of schema.tables) await ensureCounted(tx, schema, table)
  for (const table of schema.tables) await tx.query(`ANALYZE ${qualified(schema.name, table.name)}`)
}

/** The steps must have made just the tables that the backup has. */
async function refuseOtherTables(tx: Tx, schema: SchemaPart): Promise<void> {
  const there = await tablesOf(tx, schema.name)
  const made = there.filter(({ name }) => schema.kind !== 'directory' || directoryNames.has(name)).map(({ name }) => name)
  const missing = schema.tables.find(({ name }) => !made.includes(name))
  const extra = made.find((name) => !schema.tables.some((table) => table.name === name))
  const odd = missing?.name ?? (schema.kind === 'sign-in' ? undefined : extra)
  if (odd !== undefined) throw broken(`The backup and this program disagree about the table "${odd}" of ${schema.name}.`)
}

async function fillTable(tx: Tx, schema: SchemaPart, table: TablePart, archive: Archive): Promise<void> {
  const place = qualified(schema.name, table.name)
  // Steps put first rows into some tables; the backup has them as they became. Nobody may delete from the audit log, which no step fills.
  if ((await countRows(tx, schema.name, table.name)) > 0) await tx.query(`DELETE FROM ${place}`)
  const measure = new Measure()
  const columns = table.columns.map(quoted).join(', ')
  const content = await archive.read(tablePath(schema.name, table.name))
  await pipeline(content, measure, tx.client.query(copyFrom(`COPY ${place} (${columns}) FROM STDIN`)))
  const why = differs(measure.result(), table)
  if (why) throw broken(`${tablePath(schema.name, table.name)} ${why}: the file changed while it was read.`)
}

async function ensureCounted(tx: Tx, schema: SchemaPart, { name, rows }: TablePart): Promise<void> {
  const count = await countRows(tx, schema.name, name)
  if (count !== rows) throw broken(`${schema.name}.${name} has ${count} rows after the restore, and ${rows} in the backup.`)
}

async function restoreFile(dataDir: string, file: FilePart, archive: Archive): Promise<void> {
  const folder = join(dataDir, 'files', file.workspace, file.name.slice(0, 2))
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const measure = new Measure()
  const content = await archive.read(filePath(file))
  await pipeline(content, measure, createWriteStream(join(folder, file.name), { mode: 0o600, flush: true }))
  const why = differs(measure.result(), file)
  if (why) throw broken(`${filePath(file)} ${why}: the file changed while it was read.`)
}

const broken = (what: string) =>
  new Problem('internal', `${what} The restore was stopped and is not whole; run it again, or use the Interlock that wrote the backup.`)
