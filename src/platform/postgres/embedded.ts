import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { type Binaries, binaries } from './binaries.ts'
import { adminRole, ensureCluster } from './cluster.ts'
import { connected, urlOf } from './databases.ts'
import { ensureDurable } from './durability.ts'
import { type Home, home as homeOf, socketDir, systemDir } from './home.ts'
import { type Listening, type Postmaster, startPostmaster } from './postmaster.ts'
import { isRoot, serviceUser } from './service-user.ts'

/** The role that the application signs in with: no superuser, may make the roles of workspaces, owns its database. */
export const applicationRole = 'interlock'
const applicationDatabase = 'interlock'

/** A PostgreSQL of our own, running. */
export interface Embedded {
  /** As the application role. */
  readonly url: string
  /** As the superuser, for tests and repairs. */
  readonly adminUrl: string
  stop(): Promise<void>
}

/**
 * Starts the PostgreSQL of a claimed data folder, making it on the first start, and keeps it running: if it dies it is started again, for as long as it
 * takes. Throws Problem `unavailable` when it cannot be made or started.
 */
export async function startEmbedded(dataDir: string, clock: Clock, log: Log): Promise<Embedded> {
  const home = homeOf(dataDir, serviceUser(), clock)
  const programs = binaries(home.user, isRoot() ? systemDir : dataDir)
  const made = await ensureCluster(home, programs)
  if (made && home.elsewhere) {
    log.warn(
      { database: home.dir },
      `${dataDir} lies in a private folder, where PostgreSQL, which does not run as root, cannot go; the database is in ${home.dir} instead`,
    )
  }
  const listening = await whereToListen(home)
  const keeper = await keep(home, programs, listening, log)
  const urls = addresses(home, listening)
  try {
    await ensureApplication(urls.adminUrl, home)
    await connected(urls.url, ensureDurable)
  } catch (error) {
    await keeper.stop()
    throw error
  }
  return { ...urls, stop: keeper.stop }
}

/** Under which addresses its two roles find it. */
export function addresses(
  home: Pick<Home, 'password' | 'adminPassword'>,
  { socketDir, port }: Listening,
): { url: string; adminUrl: string } {
  const at = (role: string, password: string, database: string) =>
    `postgres://${role}:${password}@localhost:${port}/${database}${socketDir ? `?host=${encodeURIComponent(socketDir)}` : ''}`
  return { url: at(applicationRole, home.password, applicationDatabase), adminUrl: at(adminRole, home.adminPassword, 'postgres') }
}

async function whereToListen(home: Home): Promise<Listening> {
  if (process.platform !== 'win32') return { socketDir: socketDir(home), port: 5432 }
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return { socketDir: undefined, port: typeof address === 'object' && address ? address.port : 5432 }
}

/** Makes the application's role and database unless they are there; each step stands alone, so that a start that was cut off is finished by the next. */
async function ensureApplication(adminUrl: string, home: Home): Promise<void> {
  await connected(adminUrl, async (client) => {
    const { rows } = await client.query<{ role: boolean; database: boolean }>(
      'select exists (select from pg_roles where rolname = $1) as role, exists (select from pg_database where datname = $2) as database',
      [applicationRole, applicationDatabase],
    )
    if (!rows[0]?.role)
      await client.query(
        `create role ${applicationRole} login nosuperuser createrole nocreatedb password ${pg.escapeLiteral(home.password)}`,
      )
    if (!rows[0]?.database) await client.query(`create database ${applicationDatabase} owner ${applicationRole}`)
  })
  await connected(urlOf(adminUrl, applicationDatabase), (client) =>
    // Imports compare by temporary tables, as the role of a workspace; whoever may not connect cannot make any.
    client.query(
      `revoke connect on database ${applicationDatabase} from public; grant temporary on database ${applicationDatabase} to public`,
    ),
  )
}

/** Starts the server and starts it again whenever it ends on its own. */
async function keep(home: Home, programs: Binaries, listening: Listening, log: Log): Promise<{ stop(): Promise<void> }> {
  let wanted = true
  let current: Postmaster = await startPostmaster(home, programs, listening, log)
  const startAgain = async () => {
    for (let turn = 0; wanted; turn++) {
      await sleep(Math.min(50 * 2 ** turn, 10_000))
      if (!wanted) return
      try {
        current = await startPostmaster(home, programs, listening, log)
        log.warn({ process: current.pid }, 'PostgreSQL runs again')
        return
      } catch (error) {
        log.error({ error }, 'PostgreSQL does not come back yet; trying again')
      }
    }
  }
  const minding = (async () => {
    while (wanted) {
      await current.ended
      if (!wanted) return
      log.error({ process: current.pid }, 'PostgreSQL ended on its own; starting it again')
      await startAgain()
    }
  })()
  return {
    stop: async () => {
      wanted = false
      await current.stop()
      await minding
      await current.stop()
    },
  }
}
