import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject, onTestFinished } from 'vitest'
import { openLog } from '#platform/log'
import { connected, createDatabase, dropDatabase, urlOf } from '#platform/postgres/databases'
import { openPool } from '#platform/postgres/open'

/** Brings an empty database to the state in which tests want it. Its name tells one template from another. */
export type Migrate = (pool: pg.Pool) => Promise<void>

/** A database of one test or one test file. */
export interface TestDatabase {
  readonly pool: pg.Pool
  /** Address of the application role. */
  readonly url: string
  readonly name: string
  /** Ends the pool and removes the database. */
  drop(): Promise<void>
}

/** An empty database: only for tests of the machinery below migrations. */
async function nothing(): Promise<void> {}

/**
 * A fresh database of the application role, copied from a template that `migrate` brought up once in this run.
 * Inside a test it is removed when the test ends; from a hook, call `drop`.
 */
export async function testDatabase(migrate: Migrate = nothing): Promise<TestDatabase> {
  const admin = inject('postgresAdminUrl')
  const owner = decodeURIComponent(new URL(inject('postgresUrl')).username)
  const template = await templateOf(migrate, owner)
  const name = `${inject('postgresRun')}_${randomBytes(5).toString('hex')}`
  await createDatabase(admin, name, { template, owner, byFiles: true })
  const url = urlOf(inject('postgresUrl'), name)
  const pool = openPool(url, 4, openLog({ log: 'error' }))
  const drop = async () => {
    if (!pool.ended) await pool.end()
    await dropDatabase(admin, name)
  }
  try {
    onTestFinished(drop)
  } catch {
    // Called from a hook: the caller drops it.
  }
  return { pool, url, name, drop }
}

const templates = new Map<string, Promise<string>>()

function templateOf(migrate: Migrate, owner: string): Promise<string> {
  const name = `${inject('postgresRun')}_template_${migrate.name.toLowerCase()}`.slice(0, 63)
  const known = templates.get(name) ?? makeTemplate(name, migrate, owner)
  templates.set(name, known)
  return known
}

/** The workers of a run agree by an advisory lock who makes the template; it gets its name when it is complete. */
async function makeTemplate(name: string, migrate: Migrate, owner: string): Promise<string> {
  const admin = inject('postgresAdminUrl')
  await connected(admin, async (client) => {
    await client.query('select pg_advisory_lock(hashtext($1))', [name])
    const { rows } = await client.query('select from pg_database where datname = $1', [name])
    if (rows.length > 0) return
    const unfinished = `${name.slice(0, 59)}_new`
    await dropDatabase(admin, unfinished)
    await createDatabase(admin, unfinished, { owner })
    const pool = new pg.Pool({ connectionString: urlOf(inject('postgresUrl'), unfinished), max: 2 })
    await migrate(pool).finally(() => pool.end())
    await client.query(`alter database ${pg.escapeIdentifier(unfinished)} rename to ${pg.escapeIdentifier(name)}`)
  })
  return name
}
