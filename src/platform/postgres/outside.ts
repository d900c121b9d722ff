import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { Problem } from '#kernel/problem'
import type { Log } from '../log.ts'
import { connected } from './databases.ts'
import { ensureDurable } from './durability.ts'

/** The oldest PostgreSQL whose SQL we speak. */
export const sqlFloor = 16

interface Known {
  version: number
  encoding: string
  role: string
  database: string
  superuser: boolean
  create_role: boolean
  create_schema: boolean
}

/**
 * Looks at a PostgreSQL that the operator brought, and says in one sentence what is missing, with the statement that grants it.
 * Throws Problem `unavailable`; the password of the address is never in it.
 */
export async function checkOutside(url: string, log: Log): Promise<void> {
  try {
    await connected(url, async (client) => {
      const known = await look(client)
      ensureUsable(known)
      await tryWorkspace(client, known)
      await ensureDurable(client)
      if (known.superuser)
        log.warn(
          'DATABASE_URL signs in as a superuser, which may do anything on that server; a role with LOGIN and CREATEROLE that owns the database is enough',
        )
    })
  } catch (error) {
    if (error instanceof Problem) throw error
    throw noAnswer(url, error as pg.DatabaseError)
  }
}

async function look(client: pg.ClientBase): Promise<Known> {
  const { rows } = await client.query<Known>(
    `select current_setting('server_version_num')::int / 10000 as version, current_setting('server_encoding') as encoding, current_user as role,
            current_database() as database, rolsuper as superuser, rolcreaterole or rolsuper as create_role,
            has_database_privilege(current_database(), 'CREATE') and has_schema_privilege('public', 'CREATE') as create_schema
     from pg_roles where rolname = current_user`,
  )
  if (!rows[0])
    throw new Problem(
      'unavailable',
      'The database of DATABASE_URL does not list its own role. Interlock needs a PostgreSQL, not something that speaks like one.',
    )
  return rows[0]
}

/** Whether a server and role will do, as far as they can be asked. Throws Problem `unavailable`. */
export function ensureUsable(known: Known): void {
  if (known.version < sqlFloor) {
    throw new Problem(
      'unavailable',
      `The database of DATABASE_URL is PostgreSQL ${known.version}; Interlock needs ${sqlFloor} or later. Upgrade it, or leave DATABASE_URL out: Interlock brings its own.`,
    )
  }
  if (known.encoding !== 'UTF8') {
    throw new Problem(
      'unavailable',
      `The database ${known.database} is encoded as ${known.encoding}. Make it anew with: CREATE DATABASE ${known.database} ENCODING 'UTF8' TEMPLATE template0.`,
    )
  }
  if (!known.create_role) {
    throw new Problem(
      'unavailable',
      `The role ${known.role} of DATABASE_URL may not make roles, and each workspace gets one of its own. As a superuser: ALTER ROLE ${known.role} CREATEROLE.`,
    )
  }
  if (!known.create_schema) {
    throw new Problem(
      'unavailable',
      `The role ${known.role} of DATABASE_URL may not make schemas in the database ${known.database}. As its owner: ALTER DATABASE ${known.database} OWNER TO ${known.role}.`,
    )
  }
}

/** Does once, and takes back, what making a workspace does: a role, a schema of it, and work in its name. */
async function tryWorkspace(client: pg.ClientBase, { role }: Known): Promise<void> {
  const trial = `interlock_trial_${randomBytes(6).toString('hex')}`
  await client.query('begin')
  try {
    await client.query(`create role ${trial} nologin`)
    await client.query(`grant ${trial} to current_user with inherit false, set true`)
    await client.query(`create schema ${trial} authorization ${trial}`)
    await client.query(`set local role ${trial}`)
    await client.query(`create table ${trial}.trial (id uuid primary key)`)
  } catch (error) {
    throw new Problem(
      'unavailable',
      `The role ${role} of DATABASE_URL cannot make a workspace: ${(error as Error).message}. It needs CREATEROLE and CREATE on the database, without more restrictions.`,
      { cause: error },
    )
  } finally {
    await client.query('rollback')
  }
}

function noAnswer(url: string, error: pg.DatabaseError): Problem {
  const { host, pathname } = new URL(url)
  const at = `${host || 'the local socket'}${pathname}`
  const reasons: Record<string, string> = {
    '28P01': 'the password was refused. Check user and password in DATABASE_URL',
    '28000': 'this role may not sign in from here. Check pg_hba.conf there, and the role in DATABASE_URL',
    '3D000': 'there is no such database. Make it (createdb), or correct the name in DATABASE_URL',
    ENOTFOUND: 'there is no such host. Check the name in DATABASE_URL',
    ECONNREFUSED: 'nothing listens there. Is PostgreSQL running, and are host and port in DATABASE_URL right',
  }
  const why = reasons[error.code ?? ''] ?? `${error.message}. Check DATABASE_URL`
  return new Problem('unavailable', `The database at ${at} cannot be used: ${why}.`, { cause: error })
}
