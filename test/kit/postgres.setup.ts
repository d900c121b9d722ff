import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { systemClock } from '#platform/clock'
import { readConfig } from '#platform/config'
import { openLog } from '#platform/log'
import { openPostgres } from '#platform/postgres/open'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of a role that may make databases. */
    postgresAdminUrl: string
    /** Address of the application role. */
    postgresUrl: string
    /** Different in each run, so that runs on one outside server do not meet. */
    postgresRun: string
  }
}

/** One PostgreSQL for the whole run: an embedded one on a scratch folder, or that of DATABASE_URL. Its databases are removed at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Not in the checkout: as root the server is another user, who must get there.
  const dataDir = mkdtempSync(join(process.env.TMPDIR ?? '/tmp', 'interlock-test-'))
  chmodSync(dataDir, 0o711)
  const config = readConfig({ INTERLOCK_DATA: dataDir, INTERLOCK_LOG: 'error', INTERLOCK_POOL_SIZE: '2' })
  const postgres = await openPostgres(config, systemClock, openLog(config))
  const run = `interlock_test_${process.pid.toString(36)}`
  project.provide('postgresAdminUrl', postgres.adminUrl)
  project.provide('postgresUrl', postgres.url)
  project.provide('postgresRun', run)
  return async () => {
    if (postgres.kind === 'outside') {
      const { rows } = await postgres.pool.query<{ datname: string }>('select datname from pg_database where starts_with(datname, $1)', [
        run,
      ])
      for (const { datname } of rows) await postgres.dropDatabase(datname)
    }
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
