import pg from 'pg'
import { Problem } from '#kernel/problem'

const { Client, escapeIdentifier } = pg

/** The address of another database on the same server. */
export function urlOf(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}

/** Runs one piece of work on a connection of its own. */
export async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000, application_name: 'interlock' })
  // An error between two queries would end the process; the next query reports it as well.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

interface NewDatabase {
  readonly template?: string
  readonly owner?: string
  /** Copies the files and makes a checkpoint instead of writing all blocks to the log: for a server on which that disturbs nobody. */
  readonly byFiles?: boolean
}

/**
 * Makes a database, empty or as a copy of `template`, to which nobody may be connected. `url` must be of a role that may (superuser or CREATEDB).
 * Throws Problem `conflict` when it exists.
 */
export async function createDatabase(url: string, name: string, options: NewDatabase = {}): Promise<void> {
  // A cluster may have another encoding of its own; template0 fits any.
  const template = options.template ? ` TEMPLATE ${escapeIdentifier(options.template)}` : " TEMPLATE template0 ENCODING 'UTF8'"
  const owner = options.owner ? ` OWNER ${escapeIdentifier(options.owner)}` : ''
  const strategy = options.byFiles ? ' STRATEGY FILE_COPY' : ''
  try {
    await connected(url, (client) => client.query(`CREATE DATABASE ${escapeIdentifier(name)}${owner}${template}${strategy}`))
  } catch (error) {
    if ((error as pg.DatabaseError).code === '42P04')
      throw new Problem('conflict', `The database ${name} exists already.`, { cause: error })
    throw error
  }
}

/** Removes a database and cuts off who is connected to it. Nothing happens when there is none. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  await connected(url, (client) => client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`))
}
