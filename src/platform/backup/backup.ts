import { createReadStream } from 'node:fs'
import { type FileHandle, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import { to as copyTo } from 'pg-copy-streams'
import { Problem } from '#kernel/problem'
import type { Clock } from '../clock.ts'
import type { Database, Tx, WorkspaceRef } from '../store/database.ts'
import { directoryTables } from '../store/directory.ts'
import { infoOf } from '../store/kept.ts'
import { listWorkspaces } from '../store/workspaces.ts'
import { hasTable, plainText, qualified, quoted, sequencesOf, tablesOf } from './catalogue.ts'
import { type FilePart, filePath, format, type Manifest, rowsIn, type SchemaPart, type TablePart, tablePath } from './manifest.ts'
import { type UnfinishedRestore, unfinishedRestore } from './marker.ts'
import { type AddPart, type Written, writeArchive } from './write-archive.ts'

/** What a backup is taken of. */
export interface Source {
  readonly database: Database
  readonly dataDir: string
  readonly clock: Clock
  /** Of this program. */
  readonly version: string
}

export interface BackedUp extends Written {
  readonly manifest: Manifest
  readonly rows: number
}

/** A schema that goes in. */
type Wanted = Pick<SchemaPart, 'kind' | 'name'>

/**
 * Tables whose rows stay behind: sessions, one-time codes, invitations, counted tries and mails. They would be of use only to somebody who stole the
 * backup, would bring back a session that was ended since, or would be sent again.
 */
const withoutRows: ReadonlySet<string> = new Set([
  'auth.session',
  'auth.verification',
  'public.invitation',
  'public.sign_in_attempt',
  'public.sign_in_ticket',
  'public.mail',
])

/** Tables of the directory; the schema public may hold others that are not ours. */
export const directoryNames: ReadonlySet<string> = new Set([...directoryTables.map((kept) => infoOf(kept).name), 'migration'])

/**
 * Writes everything into one file: directory, sign-in, each workspace with its ledger, and the kept files. All tables are as of one moment, which other
 * connections share by an exported snapshot, while others go on writing; rows and files stream through.
 * Throws Problem `not-found` when there is nothing yet, `conflict` when the file is there or the structure changed meanwhile, `unavailable` when it cannot be written.
 */
export async function backUp(source: Source, path: string, step: (part: number, of: number, what: string) => void): Promise<BackedUp> {
  const { database, clock } = source
  const at = clock.now()
  let manifest: Manifest | undefined
  const written = await writeArchive(path, at, (add) =>
    // This transaction only keeps the snapshot alive: the tables of a workspace are locked no longer than they are read.
    database.inPublic(
      async (keeper) => {
        await refuseUnfit(keeper)
        const snapshot = await exportSnapshot(keeper)
        const workspaces = await listWorkspaces(keeper)
        const wanted = wantedOf(workspaces)
        const schemas: SchemaPart[] = []
        for (const [index, one] of wanted.entries()) {
          step(index, wanted.length + 1, nameOf(one, workspaces))
          schemas.push(await inSnapshot(database, one, snapshot, (tx) => readSchema(tx, one, add)))
        }
        step(wanted.length, wanted.length + 1, 'files')
        const files = await readFiles(source.dataDir, workspaces, add)
        await refuseChanged(database, schemas)
        manifest = {
          format,
          version: source.version,
          at,
          postgres: await serverVersion(keeper),
          schemas,
          files,
          withoutRows: [...withoutRows],
          remarks: files.filter(isDamaged).map((file) => `The kept file ${filePath(file)} does not have the content that its name says.`),
        }
        return manifest
      },
      { readOnly: true, snapshot: true, statementMs: 0 },
    ),
  )
  if (!manifest) throw new Error('A backup was written without its manifest.')
  return { ...written, manifest, rows: rowsIn(manifest) }
}

async function refuseUnfit(tx: Tx): Promise<void> {
  const unfinished: UnfinishedRestore | null = await unfinishedRestore(tx)
  if (unfinished) throw new Problem('conflict', `${unfinished.sentence} There is nothing whole here to back up.`)
  if (!(await hasTable(tx, 'public', 'workspace')))
    throw new Problem('not-found', 'The database holds no workspaces yet, so there is nothing to back up. Start Interlock on it first.')
}

async function exportSnapshot(tx: Tx): Promise<string> {
  await tx.query('SET LOCAL idle_in_transaction_session_timeout = 0')
  const id = (await tx.query<{ id: string }>('SELECT pg_export_snapshot() AS id'))[0]?.id ?? ''
  if (!/^[0-9A-F-]+$/i.test(id)) throw new Error(`The database named its snapshot "${id}".`)
  return id
}

async function serverVersion(tx: Tx): Promise<number> {
  const rows = await tx.query<{ major: number }>("SELECT current_setting('server_version_num')::int / 10000 AS major")
  return rows[0]?.major ?? 0
}

const wantedOf = (workspaces: readonly WorkspaceRef[]): Wanted[] => [
  { kind: 'directory', name: 'public' },
  { kind: 'sign-in', name: 'auth' },
  ...workspaces.map(({ schema }) => ({ kind: 'workspace' as const, name: schema })),
]

const nameOf = (one: Wanted, workspaces: readonly WorkspaceRef[]): string =>
  workspaces.find(({ schema }) => schema === one.name)?.name ?? one.kind

/** A transaction on a schema; those of workspaces have the role of theirs. */
function inSchema<T>(database: Database, { kind, name }: Wanted, work: (tx: Tx) => Promise<T>): Promise<T> {
  const options = { readOnly: true, snapshot: true, statementMs: 0 }
  return kind === 'workspace' ? database.inWorkspace({ schema: name }, work, options) : database.inPublic(work, options)
}

function inSnapshot<T>(database: Database, one: Wanted, snapshot: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return inSchema(database, one, async (tx) => {
    await tx.client.query(`SET TRANSACTION SNAPSHOT '${snapshot}'; ${plainText}`)
    return await work(tx)
  })
}

async function readSchema(tx: Tx, { kind, name }: Wanted, add: AddPart): Promise<SchemaPart> {
  const found = (await tablesOf(tx, name)).filter((table) => kind !== 'directory' || directoryNames.has(table.name))
  const tables: TablePart[] = []
  for (const table of found) {
    const only = withoutRows.has(`${name}.${table.name}`) ? ' WHERE false' : ''
    const copy = `COPY (SELECT ${table.columns.map(quoted).join(', ')} FROM ${qualified(name, table.name)}${only}) TO STDOUT`
    const { lines, bytes, sha256 } = await copyOut(tx, copy, (rows) => add(tablePath(name, table.name), rows))
    tables.push({ name: table.name, columns: [...table.columns], rows: lines, bytes, sha256 })
  }
  return { kind, name, migrations: await migrationsOf(tx, { kind, name }), tables, sequences: await sequencesIn(tx, { kind, name }) }
}

/** A COPY that nobody reads to its end holds its connection for ever, so after a failure the rest is read and thrown away. */
async function copyOut<T>(tx: Tx, sql: string, work: (rows: Readable) => Promise<T>): Promise<T> {
  const copy = tx.client.query(copyTo(sql))
  const ended = new Promise((resolve) => copy.once('end', resolve).once('error', resolve))
  const rows = new PassThrough()
  copy.on('error', (error) => rows.destroy(error))
  copy.pipe(rows)
  try {
    return await work(rows)
  } catch (error) {
    copy.unpipe(rows)
    copy.resume()
    await ended
    throw error
  }
}

const sequencesIn = async (tx: Tx, { kind, name }: Wanted) => (kind === 'directory' ? [] : await sequencesOf(tx, name))

async function migrationsOf(tx: Tx, { kind, name }: Wanted): Promise<SchemaPart['migrations']> {
  if (kind === 'sign-in') return []
  return await tx.query<{ id: string; checksum: string }>(`SELECT id, checksum FROM ${qualified(name, 'migration')} ORDER BY id`)
}

/** A step that ran meanwhile changed tables under the snapshot: rows of the old shape would stand beside steps of the new one. */
async function refuseChanged(database: Database, schemas: readonly SchemaPart[]): Promise<void> {
  for (const schema of schemas) {
    const now = await inSchema(database, schema, (tx) => migrationsOf(tx, schema))
    if (JSON.stringify(now) === JSON.stringify(schema.migrations)) continue
    throw new Problem('conflict', 'An Interlock of another version migrated the database while the backup was written. Take it again.')
  }
}

const isDamaged = (file: FilePart) => file.name !== file.sha256

/** The kept files of the workspaces. They are listed after the snapshot was taken, so whatever a row in it names is there. */
async function readFiles(dataDir: string, workspaces: readonly WorkspaceRef[], add: AddPart): Promise<FilePart[]> {
  const files: FilePart[] = []
  for (const { id: workspace } of workspaces) {
    const folder = join(dataDir, 'files', workspace)
    for (const name of await keptNames(folder)) {
      const handle = await openUnlessGone(join(folder, name.slice(0, 2), name))
      if (!handle) continue
      const { bytes, sha256 } = await add(filePath({ workspace, name }), createReadStream('', { fd: handle }))
      files.push({ workspace, name, bytes, sha256 })
    }
  }
  return files
}

async function keptNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return entries
    .filter((entry) => entry.isFile() && /^[0-9a-f]{64}$/.test(entry.name))
    .map((entry) => entry.name)
    .sort()
}

async function openUnlessGone(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
