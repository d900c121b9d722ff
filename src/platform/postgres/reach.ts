import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '#kernel/problem'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { type Claim, claim, isClaimed } from '../running.ts'
import { addresses } from './embedded.ts'
import { readKept } from './home.ts'
import type { Postgres } from './open.ts'
import { openPool, openPostgres } from './open.ts'
import { readLock } from './orphan.ts'

/** The database of a data folder, for a command that works beside a running Interlock or alone. */
export interface Reached extends Pick<Postgres, 'kind' | 'pool' | 'url'> {
  /** Whether another process keeps it up. */
  readonly beside: boolean
  close(): Promise<void>
}

/** Whether a data folder has an embedded database. */
export const hasEmbedded = (dataDir: string): boolean => existsSync(join(dataDir, 'postgres.json'))

/**
 * Reaches the database: that of DATABASE_URL; the embedded one that a running Interlock keeps up, with the address and the password that lie in the data
 * folder; or the embedded one started for this command, with the data folder claimed meanwhile. It is never made here, and nothing is migrated.
 * Throws Problem `not-found` when there is none, `unavailable` when it is just starting or ending.
 */
export async function reachPostgres(config: Config, clock: Clock, log: Log): Promise<Reached> {
  if (config.databaseUrl === undefined && isClaimed(config.dataDir)) return beside(config, log)
  if (config.databaseUrl === undefined && !hasEmbedded(config.dataDir)) {
    throw new Problem(
      'not-found',
      `There is no database in ${config.dataDir}. Name the data folder with --data, or set DATABASE_URL to the database that Interlock uses.`,
    )
  }
  let mine: Claim | undefined
  try {
    if (config.databaseUrl === undefined) mine = await claim(config.dataDir, clock)
    const postgres = await openPostgres(config, clock, log)
    const close = async () => {
      mine?.stopping()
      await postgres.stop()
      mine?.release()
    }
    return { kind: postgres.kind, pool: postgres.pool, url: postgres.url, beside: false, close }
  } catch (error) {
    mine?.release()
    throw error
  }
}

function beside(config: Config, log: Log): Reached {
  const url = runningUrl(config.dataDir)
  if (url === undefined)
    throw new Problem('unavailable', `Interlock is just starting or ending on ${config.dataDir}. Try again in a few seconds.`)
  const pool = openPool(url, Math.min(config.poolSize, 4), log)
  return { kind: 'embedded', pool, url, beside: true, close: () => pool.end() }
}

/** Address of the embedded PostgreSQL that runs on a data folder, as its `postmaster.pid` tells it; undefined when none takes connections. */
export function runningUrl(dataDir: string): string | undefined {
  const kept = readKept(join(dataDir, 'postgres.json'))
  const lock = kept && readLock(join(kept.home, 'cluster/postmaster.pid'))
  if (!kept || lock === undefined) return undefined
  // Port and folder of the socket are the fourth and fifth line, the state is the eighth; see src/include/utils/pidfile.h of PostgreSQL.
  const lines = lock.split('\n')
  const port = Number(lines[3])
  if (!Number.isInteger(port) || lines[7]?.trim() !== 'ready') return undefined
  return addresses(kept, { socketDir: lines[4]?.trim() || undefined, port }).url
}
