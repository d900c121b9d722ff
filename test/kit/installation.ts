import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { afterAll, expect } from 'vitest'
import { house, startServer } from '#main'
import { migrationsOf } from '#platform/app/open'
import { systemClock } from '#platform/clock'
import { type Config, readConfig } from '#platform/config'
import type { Machine } from '#platform/doctor/check'
import { openFiles } from '#platform/files'
import { openLog } from '#platform/log'
import { Database, type WorkspaceRef } from '#platform/store/database'
import { listWorkspaces } from '#platform/store/workspaces'
import { callersOf, type TestApp } from './app.ts'
import { imported } from './importing.ts'
import { testDatabase } from './postgres.ts'
import { scratchFolder } from './restoring.ts'

const kept = mkdtempSync(join(tmpdir(), 'interlock-doctor-'))
afterAll(() => rmSync(kept, { recursive: true, force: true }))
export const silent = openLog({ log: 'silent' })

/** A database with one import in it, as a server leaves it; its files are in `kept`. */
async function lived(pool: pg.Pool): Promise<void> {
  const url = pool.options.connectionString ?? ''
  const config = configOf({ INTERLOCK_DATA: kept, INTERLOCK_PORT: '0' })
  const never = () => Promise.reject(new Error('not in tests'))
  const postgres = { kind: 'outside' as const, pool, url, adminUrl: url, createDatabase: never, dropDatabase: never, stop: async () => {} }
  const files = openFiles(kept, config.fileLimitBytes)
  const secret = 'a secret of tests that is long enough'
  const served = await startServer({ config, clock: systemClock, log: silent, postgres, files, secret })
  try {
    const deals =
      'Deal ID,Deal Name,Account,Owner,Stage,Amount,Created,Closed\n1,One,Acme,Ann,Closed Won,10,2025-01-10,2025-02-10\n2,Two,Acme,Bob,Proposal,20,2025-01-11,\n'
    const app = callersOf(`http://127.0.0.1:${served.server.port}`) as TestApp
    expect((await imported(app, [{ name: 'deals.csv', text: deals }])).state).toBe('done')
  } finally {
    await served.close()
  }
}

export const configOf = (said: Record<string, string>): Config => readConfig({}, { INTERLOCK_PORT: '0', INTERLOCK_LOG: 'silent', ...said })

/** An installation that a test may break. */
export interface Installation {
  readonly machine: Machine
  readonly database: Database
  readonly pool: pg.Pool
  readonly dataDir: string
  readonly workspace: WorkspaceRef
  /** Runs SQL as the workspace. */
  sql(text: string): Promise<unknown>
}

/** What the doctor is told of the machine. */
export function machineOf(config: Config, change: Partial<Machine> = {}): Machine {
  const { tables, jobs, handlers } = house
  const node = process.versions.node
  const common = { config, clock: systemClock, node, migrations: migrationsOf(house), tables, jobs, dueKinds: new Set(handlers.keys()) }
  return { ...common, claimed: false, running: undefined, ...change }
}

/** A copy of it for one test. */
export async function installation(): Promise<Installation> {
  const { pool, url } = await testDatabase(lived)
  const dataDir = scratchFolder()
  cpSync(kept, dataDir, { recursive: true })
  const database = new Database(pool)
  const [workspace] = await database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('There is no workspace.')
  const config = configOf({ INTERLOCK_DATA: dataDir, DATABASE_URL: url, INTERLOCK_POOL_SIZE: '4' })
  const sql = (text: string) => database.inWorkspace(workspace, (tx) => tx.query(text))
  return { machine: machineOf(config), database, pool, dataDir, workspace, sql }
}
