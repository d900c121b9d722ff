import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { Problem } from '#kernel/problem'
import { openLog } from '#platform/log'
import { connected, createDatabase, dropDatabase, urlOf } from './databases.ts'
import { ensureDurable } from './durability.ts'
import { checkOutside, ensureUsable } from './outside.ts'

const admin = inject('postgresAdminUrl')
const suffix = randomBytes(4).toString('hex')
const database = `${inject('postgresRun')}_outside_${suffix}`
const made = { able: `able_${suffix}`, noRoles: `noroles_${suffix}`, noSchemas: `noschemas_${suffix}`, hasty: `hasty_${suffix}` }
const lines: string[] = []
const log = openLog({ log: 'warn' }, undefined, { write: (line) => lines.push(line) })

function urlFor(role: string, name = database, password = 'pass'): string {
  const url = new URL(urlOf(admin, name))
  url.username = role
  url.password = password
  return url.href
}

beforeAll(async () => {
  await connected(admin, async (client) => {
    for (const role of [made.able, made.noSchemas, made.hasty]) await client.query(`create role ${role} login createrole password 'pass'`)
    await client.query(`create role ${made.noRoles} login password 'pass'`)
    await client.query(`alter role ${made.hasty} set synchronous_commit = off`)
    await client.query(`grant ${made.able} to current_user`)
  })
  await createDatabase(admin, database, { owner: made.able })
})

afterAll(async () => {
  await dropDatabase(admin, database)
  await connected(admin, async (client) => {
    for (const role of Object.values(made)) await client.query(`drop role ${role}`)
  })
})

async function refusal(url: string): Promise<string> {
  const error = await checkOutside(url, log).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Problem)) throw new Error(`expected a Problem, got ${String(error)}`)
  expect(error.kind).toBe('unavailable')
  expect(error.message).not.toContain(new URL(url).password)
  return error.message
}

test('an ordinary role that may make roles and owns its database is enough, and the look leaves nothing behind', async () => {
  lines.length = 0
  await expect(checkOutside(urlFor(made.able), log)).resolves.toBeUndefined()
  expect(lines).toEqual([])
  const { rows } = await connected(admin, (client) => client.query(`select from pg_roles where rolname like 'interlock_trial%'`))
  expect(rows).toEqual([])
})

test('a superuser is taken, with a word of warning', async ({ skip }) => {
  const { rows } = await connected(admin, (client) => client.query('select from pg_roles where rolname = current_user and rolsuper'))
  skip(rows.length === 0, 'DATABASE_URL is not of a superuser')
  lines.length = 0
  await checkOutside(urlOf(admin, database), log)
  expect(lines.join('')).toContain('superuser')
})

test('a role that may not make roles is told the statement that lets it', async () => {
  expect(await refusal(urlFor(made.noRoles))).toContain(`ALTER ROLE ${made.noRoles} CREATEROLE`)
})

test('a role that may not make schemas is told who must own the database', async () => {
  expect(await refusal(urlFor(made.noSchemas))).toContain(`ALTER DATABASE ${database} OWNER TO ${made.noSchemas}`)
})

test('a role whose commits may be lost in a power cut is refused', async () => {
  await connected(admin, (client) => client.query(`grant ${made.able} to ${made.hasty}`))
  expect(await refusal(urlFor(made.hasty))).toMatch(/synchronous_commit = off.*ALTER ROLE .* RESET synchronous_commit/)
  await connected(admin, (client) => client.query(`revoke ${made.able} from ${made.hasty}`))
})

test('settings of a database are seen as well', async () => {
  await connected(urlFor(made.able), async (client) => {
    await client.query('set synchronous_commit = off')
    await expect(ensureDurable(client)).rejects.toThrow(/synchronous_commit = off/)
    await client.query('set synchronous_commit = on')
    await expect(ensureDurable(client)).resolves.toBeUndefined()
  })
})

test('a missing database and a wrong password are told apart', async () => {
  expect(await refusal(urlFor(made.able, 'nowhere'))).toMatch(/nowhere cannot be used: there is no such database/)
  expect(await refusal(urlFor(made.able, database, 'swordfish'))).toMatch(/the password was refused/)
})

test('a server below the SQL floor and one that is not UTF-8 are refused', () => {
  const fine = { version: 16, encoding: 'UTF8', role: 'r', database: 'd', superuser: false, create_role: true, create_schema: true }
  expect(() => ensureUsable(fine)).not.toThrow()
  expect(() => ensureUsable({ ...fine, version: 15 })).toThrow('PostgreSQL 15; Interlock needs 16 or later')
  expect(() => ensureUsable({ ...fine, encoding: 'LATIN1' })).toThrow(`ENCODING 'UTF8' TEMPLATE template0`)
})
