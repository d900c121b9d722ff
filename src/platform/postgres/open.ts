import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { createDatabase, dropDatabase, urlOf } from './databases.ts'
import { startEmbedded } from './embedded.ts'
import { checkOutside } from './outside.ts'

/** The book of record, ready for use. */
export interface Postgres {
  readonly kind: 'embedded' | 'outside'
  /** Connections of the application role: no superuser, may make roles and schemas, owns its database. */
  readonly pool: pg.Pool
  /** The application role's address, with its password: for processes that we start, never for people or logs. */
  readonly url: string
  /** Address of a role that may make databases; for an outside server the one that was given. */
  readonly adminUrl: string
  /** Makes a database that belongs to the application role, empty or as a copy of one to which nobody is connected. Gives its address. */
  createDatabase(name: string, template?: string): Promise<string>
  dropDatabase(name: string): Promise<void>
  /** Ends all connections, and the server if it is ours. */
  stop(): Promise<void>
}

type Needed = Pick<Config, 'dataDir' | 'databaseUrl' | 'poolSize'>

/**
 * Opens PostgreSQL: the one of DATABASE_URL after looking whether it will do, else one of our own in the data folder, which must be claimed (running.ts).
 * Throws Problem `unavailable` that says what to do.
 */
export async function openPostgres(config: Needed, clock: Clock, log: Log): Promise<Postgres> {
  if (config.databaseUrl === undefined) {
    const embedded = await startEmbedded(config.dataDir, clock, log)
    return opened('embedded', config, embedded.url, embedded.adminUrl, log, embedded.stop)
  }
  await checkOutside(config.databaseUrl, log)
  return opened('outside', config, config.databaseUrl, config.databaseUrl, log, async () => undefined)
}

function opened(
  kind: Postgres['kind'],
  config: Needed,
  url: string,
  adminUrl: string,
  log: Log,
  stopServer: () => Promise<void>,
): Postgres {
  const pool = openPool(url, config.poolSize, log)
  const owner = decodeURIComponent(new URL(url).username)
  return {
    kind,
    pool,
    url,
    adminUrl,
    createDatabase: async (name, template) => {
      await createDatabase(adminUrl, name, { template, owner: owner || undefined })
      return urlOf(url, name)
    },
    dropDatabase: (name) => dropDatabase(adminUrl, name),
    stop: async () => {
      // A connection that nobody gave back must not keep the server up.
      await Promise.race([pool.end(), sleep(5_000, undefined, { ref: false })])
      await stopServer()
    },
  }
}

/** A pool that survives the loss of its connections: the next query connects anew. */
export function openPool(url: string, size: number, log: Log): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    application_name: 'interlock',
    keepAlive: true,
    pipeline: true,
    // What no transaction says otherwise is about the tables of no workspace.
    options: '-c search_path=public',
  })
  // pool.end() does not wait for the server to have said goodbye, so its last word may come as an error.
  pool.on('error', (error) => pool.ending || log.warn({ error }, 'a resting connection to PostgreSQL was lost'))
  return pool
}
