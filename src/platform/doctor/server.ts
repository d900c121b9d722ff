import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '#kernel/problem'
import { later } from '#kernel/time'
import { openDuck } from '../analytics/duck.ts'
import { hasTable } from '../backup/catalogue.ts'
import { unfinishedRestore } from '../backup/marker.ts'
import { ensureDurable } from '../postgres/durability.ts'
import { ensureUsable } from '../postgres/outside.ts'
import type { Tx } from '../store/database.ts'
import { directoryMigrations } from '../store/directory.ts'
import { ident } from '../store/kept.ts'
import { type Check, error, type Found, type Server, warning } from './check.ts'
import { stepFindings, stepsIn } from './steps.ts'

/** Connections that a server keeps for itself and its superuser, on top of ours for sign-in. */
const besides = 10

/** Minutes by which the clocks of two machines may differ before it matters. */
const tolerance = 5

const setting: Check<Server> = {
  name: 'database-server',
  look: async (server) => {
    const where = server.kind === 'embedded' ? 'the embedded PostgreSQL' : 'the database of DATABASE_URL'
    return await server.database.inPublic(async (tx) => {
      const known = await look(tx)
      const found: Found[] = []
      for (const ensured of [() => ensureUsable(known), () => ensureDurable(tx.client)]) {
        const problem = await problemOf(async () => ensured())
        if (problem)
          found.push(error('The database server is not fit', where, problem.message, 'Do what it says, then ask the doctor again.'))
      }
      const wanted = server.config.poolSize + besides
      if (known.max_connections < wanted) {
        const why = `Interlock opens up to ${server.config.poolSize} at once (INTERLOCK_POOL_SIZE) and needs a few more for sign-in; requests beyond that wait or fail.`
        found.push(
          warning(
            `The database takes ${known.max_connections} connections`,
            where,
            why,
            `Set max_connections to at least ${wanted}, or INTERLOCK_POOL_SIZE lower.`,
          ),
        )
      }
      return found
    })
  },
}

async function look(tx: Tx) {
  const rows = await tx.query<Parameters<typeof ensureUsable>[0] & { max_connections: number }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version, current_setting('server_encoding') AS encoding, current_user::text AS role,
            current_database()::text AS database, rolsuper AS superuser, rolcreaterole OR rolsuper AS create_role,
            has_database_privilege(current_database(), 'CREATE') AND has_schema_privilege('public', 'CREATE') AS create_schema,
            current_setting('max_connections')::int AS max_connections
     FROM pg_roles WHERE rolname = current_user`,
  )
  if (!rows[0]) throw new Error('The database does not list its own role.')
  return rows[0]
}

async function problemOf(work: () => Promise<unknown>): Promise<Problem | undefined> {
  try {
    await work()
    return undefined
  } catch (problem) {
    if (problem instanceof Problem) return problem
    throw problem
  }
}

const restoreMark: Check<Server> = {
  name: 'restore-in-database',
  stops: true,
  look: async ({ database }) => {
    const unfinished = await database.inPublic(unfinishedRestore)
    return unfinished ? [error('A restore was not finished', 'database', unfinished.sentence, 'Run the restore again, as it says.')] : []
  },
}

const directory: Check<Server> = {
  name: 'directory',
  stops: true,
  look: ({ database }) =>
    database.inPublic(async (tx) => {
      for (const [schema, table] of [
        ['public', 'workspace'],
        ['public', 'membership'],
        ['public', 'migration'],
        ['auth', 'user'],
      ] as const) {
        if (await hasTable(tx, schema, table)) continue
        const why =
          'The list of workspaces and the accounts lie in such tables; the first start, which makes them, was cut off, or this is the database of something else.'
        return [
          error(
            `The table ${schema}.${table} is missing`,
            'database',
            why,
            'Start Interlock, which makes what is missing; if it had data in it, restore a backup.',
          ),
        ]
      }
      return stepFindings('directory', await stepsIn(tx, 'public'), directoryMigrations)
    }),
}

const strays: Check<Server> = {
  name: 'stray-schemas',
  look: ({ database, workspaces }) =>
    database.inPublic(async (tx) => {
      const known = new Set(workspaces.map(({ schema }) => schema))
      const rows = await tx.query<{ name: string }>(
        "SELECT nspname::text AS name FROM pg_namespace WHERE nspname ~ '^w_[0-9a-f]{32}$' ORDER BY nspname",
      )
      const why = 'It may be a workspace whose entry in the directory was lost: nobody can open it, and backups leave it out.'
      return rows
        .filter(({ name }) => !known.has(name))
        .map(({ name }) =>
          warning(
            'A schema of a workspace is not in the directory',
            name,
            why,
            `Look what is in it; if nobody needs it: DROP SCHEMA ${ident(name)} CASCADE.`,
          ),
        )
    }),
}

const members: Check<Server> = {
  name: 'memberships',
  look: ({ database }) =>
    database.inPublic(async (tx) => {
      const rows = await tx.query<{ name: string; n: number }>(
        `SELECT w.name, count(*) AS n FROM membership m JOIN workspace w ON w.id = m.workspace_id
         LEFT JOIN auth."user" u ON u.id::text = m.user_id WHERE u.id IS NULL GROUP BY w.name ORDER BY w.name`,
      )
      const why = 'Their accounts were removed; nobody can use such an entry, but it should not be there.'
      return rows.map(({ name, n }) =>
        warning(
          `${n} entries of members have no account`,
          `workspace "${name}"`,
          why,
          'Take their access away, or make the accounts anew.',
        ),
      )
    }),
}

/** DuckDB files of facts: each can be deleted and makes itself again. With a server running they are its own. */
const analytics: Check<Server> = {
  name: 'calculation-files',
  look: async ({ config, claimed, workspaces }) => {
    const folder = join(config.dataDir, 'analytics')
    if (claimed || !existsSync(folder)) return []
    const known = new Set(workspaces.map(({ id }) => `${id}.duckdb`))
    const found: Found[] = []
    for (const name of readdirSync(folder).filter((one) => one.endsWith('.duckdb'))) {
      const path = join(folder, name)
      if (!known.has(name)) found.push(warning('A calculation file belongs to no workspace', path, 'It only takes room.', 'Delete it.'))
      else if (!(await opens(path)))
        found.push(
          warning(
            'A calculation file cannot be read',
            path,
            'It was torn, or made by another version. Nothing is lost: it is made again from the database, which takes a moment.',
            'Nothing, or delete it.',
          ),
        )
    }
    return found
  },
}

async function opens(path: string): Promise<boolean> {
  try {
    const duck = await openDuck({ path, memoryMb: 256 })
    try {
      await duck.all('SELECT count(*) AS n FROM duckdb_tables()')
      return true
    } finally {
      duck.close()
    }
  } catch {
    return false
  }
}

const future: Check<Server> = {
  name: 'events-in-the-future',
  look: async ({ database, workspaces, clock }) => {
    const now = clock.now()
    const found: Found[] = []
    for (const workspace of workspaces) {
      const newest = await database.inWorkspace(workspace, async (tx) =>
        (await hasTable(tx, workspace.schema, 'event'))
          ? (await tx.query<{ at: string | null }>('SELECT max(recorded_at) AS at FROM event'))[0]?.at
          : null,
      )
      if (!newest || newest <= later(now, tolerance * 60_000)) continue
      const why = `It is ${now} on this machine. The clock was wrong then or is wrong now; sessions, timers and the order of things go by it.`
      found.push(
        warning(
          `An event was recorded at ${newest}`,
          `workspace "${workspace.name}"`,
          why,
          'Set the clock right (an NTP service does it for good).',
        ),
      )
    }
    return found
  },
}

/** All checks of the database as a whole, in this order. */
export const serverChecks: readonly Check<Server>[] = [setting, restoreMark, directory, strays, members, analytics, future]
