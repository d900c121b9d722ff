import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { house, type Served, startServer } from '#main'
import { migrationsOf } from '#platform/app/open'
import { type BackedUp, backUp } from '#platform/backup/backup'
import { type Archive, openArchive } from '#platform/backup/read-archive'
import { beginRestore, type Restored, restore, type Target } from '#platform/backup/restore'
import { systemClock } from '#platform/clock'
import { readConfig } from '#platform/config'
import { openFiles } from '#platform/files'
import { openLog } from '#platform/log'
import type { Postgres } from '#platform/postgres/open'
import { Database, type Tx } from '#platform/store/database'
import { type TestDatabase, testDatabase } from './postgres.ts'

/** A folder that goes when the test ends. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-backup-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Backs up what lies in a database and a data folder. */
export function backedUp(database: Database, dataDir: string, path: string, version = house.version): Promise<BackedUp> {
  return backUp({ database, dataDir, clock: systemClock, version }, path, () => undefined)
}

type EmptyTarget = Target & { database: Database; name: string }

/** An empty database and an empty data folder, which go when the test ends. */
export async function emptyTarget(): Promise<EmptyTarget> {
  return targetOn(await testDatabase(), scratchFolder())
}

/** The same on a database and a folder that the caller removes. */
export function targetOn({ pool, url, name }: TestDatabase, dataDir: string): EmptyTarget {
  return { pool, url, name, database: new Database(pool), dataDir, clock: systemClock, migrations: migrationsOf(house) }
}

/** Restores as the command does, with the archive open for no longer. `step` may throw, as if the process ended there. */
export async function restored(target: Target, path: string, step: (part: number) => void = () => undefined): Promise<Restored> {
  const archive: Archive = await openArchive(path)
  try {
    await beginRestore(target, archive)
    return await restore(target, archive, step)
  } finally {
    archive.close()
  }
}

/** A server on a database that is there; it ends with the test. */
export async function serverOn({ pool, url }: Pick<TestDatabase, 'pool' | 'url'>, dataDir: string): Promise<Served> {
  const config = readConfig({ INTERLOCK_DATA: dataDir, INTERLOCK_PORT: '0', INTERLOCK_LOG: 'error' }, {})
  const never = () => Promise.reject(new Error('not in tests'))
  const postgres: Postgres = { kind: 'outside', pool, url, adminUrl: url, createDatabase: never, dropDatabase: never, stop: async () => {} }
  const files = openFiles(dataDir, config.fileLimitBytes)
  const secret = 'another secret of tests that is long enough'
  const served = await startServer({ config, clock: systemClock, log: openLog(config), postgres, files, secret })
  onTestFinished(() => served.close())
  return served
}

/** Every row of every table that is ours, as text in an order of its own; asked of the database without any code of backups. */
export async function allRows(database: Database): Promise<Record<string, string[]>> {
  const tables = await database.inPublic((tx) =>
    tx.query<{ schema: string; name: string }>(
      `SELECT n.nspname::text AS schema, c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND (n.nspname IN ('public', 'auth') OR n.nspname LIKE 'w\\_%') ORDER BY 1, 2`,
    ),
  )
  const rows: Record<string, string[]> = {}
  for (const { schema, name } of tables) {
    const ask = async (tx: Tx) =>
      (await tx.query<{ row: string }>(`SELECT t::text AS row FROM "${schema}"."${name}" t ORDER BY 1`)).map(({ row }) => row)
    rows[`${schema}.${name}`] = schema.startsWith('w_') ? await database.inWorkspace({ schema }, ask) : await database.inPublic(ask)
  }
  return rows
}
