import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { Clock } from '#platform/clock'
import type { Database, Tx, WorkspaceRef } from './database.ts'

/** One step of how what is kept came to be. Statements run one by one; a step is never edited after a release. */
export interface Migration {
  /** `<room>/<number>-<what>`; the order of the list is the order of running. */
  readonly id: string
  readonly statements: readonly string[]
}

const versionTable = `CREATE TABLE IF NOT EXISTS migration (
  id text CONSTRAINT migration_pkey PRIMARY KEY,
  checksum text NOT NULL,
  applied_at timestamptz NOT NULL
)`

/** Tells a step that was edited from the one that ran. */
export const checksum = (migration: Migration) => createHash('sha256').update(migration.statements.join(';\n')).digest('hex').slice(0, 16)

/** Runs what is missing inside an open transaction. Refuses a database that is newer than this code, or a step that was edited. */
export async function runMigrations(tx: Tx, migrations: readonly Migration[], clock: Clock): Promise<number> {
  await tx.query(versionTable)
  const done = new Map(
    (await tx.query<{ id: string; checksum: string }>('SELECT id, checksum FROM migration')).map((row) => [row.id, row.checksum]),
  )
  const known = new Set(migrations.map((migration) => migration.id))
  const foreign = [...done.keys()].filter((id) => !known.has(id))
  if (foreign.length > 0) {
    throw new Error(
      `The database was migrated by a newer Interlock (it has "${foreign[0]}", which this version does not know). Start that version again, or restore a backup.`,
    )
  }
  let count = 0
  for (const migration of migrations) {
    const seen = done.get(migration.id)
    if (seen === checksum(migration)) continue
    if (seen !== undefined) throw new Error(`Migration "${migration.id}" was edited after it ran. Add a new step instead.`)
    for (const statement of migration.statements) await tx.query(statement)
    await tx.query('INSERT INTO migration (id, checksum, applied_at) VALUES ($1, $2, $3)', [migration.id, checksum(migration), clock.now()])
    count += 1
  }
  return count
}

/** One migrator at a time on this database; others wait for it. */
export async function withMigrationLock<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query("SET lock_timeout = '60s'")
    await client.query('SELECT pg_advisory_lock(740131)')
    try {
      return await work()
    } finally {
      await client.query('SELECT pg_advisory_unlock(740131)')
    }
  } finally {
    client.release(true)
  }
}

/**
 * Brings each workspace up to date, one transaction each. Stops at the first that fails and says which;
 * those before it stay migrated, so the next start goes on from there.
 */
export async function migrateWorkspaces(
  database: Database,
  workspaces: readonly WorkspaceRef[],
  migrations: readonly Migration[],
  clock: Clock,
): Promise<number> {
  let count = 0
  for (const workspace of workspaces) {
    try {
      count += await database.inWorkspace(
        workspace,
        async (tx) => {
          await tx.query("SET LOCAL lock_timeout = '10s'")
          return await runMigrations(tx, migrations, clock)
        },
        { statementMs: 0 },
      )
    } catch (error) {
      throw new Error(
        `Workspace "${workspace.name}" could not be migrated; nothing in it was changed. Fix the cause and start again: the others go on from where they are.`,
        { cause: error },
      )
    }
  }
  return count
}
