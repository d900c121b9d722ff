import { spawn } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { moveAside } from '#platform/backup/aside'
import { markRestore } from '#platform/backup/marker'
import { fixedClock, systemClock } from '#platform/clock'
import { configOf, type Installation, installation, machineOf, silent } from '#test/kit/installation'
import { scratchFolder } from '#test/kit/restoring'
import type { Machine } from './check.ts'
import { examine } from './examine.ts'
import { roomLeft } from './machine.ts'

const unknown = '0190c2f0-0000-7000-8000-00000000dead'

async function findingsOf(machine: Machine): Promise<string[]> {
  const { findings } = await examine(machine, silent)
  for (const finding of findings) for (const part of Object.values(finding)) expect(part).not.toBe('')
  return findings.map(({ level, check }) => `${level} ${check}`)
}

test('a healthy installation has no finding', async () => {
  const { machine } = await installation()
  const { findings, checks, workspaces, database } = await examine(machine, silent)
  expect(findings).toEqual([])
  expect({ workspaces, database }).toEqual({ workspaces: 1, database: true })
  expect(checks.length).toBeGreaterThan(25)
})

describe('in a workspace', () => {
  const faults: [finding: string, what: string, plant: (one: Installation) => Promise<unknown>][] = [
    ['error roles-and-rights', 'a role that may sign in', ({ pool, workspace }) => strengthened(pool, workspace.schema)],
    [
      'error roles-and-rights',
      'a schema that everybody may enter',
      ({ sql, workspace }) => sql(`GRANT USAGE ON SCHEMA ${workspace.schema} TO PUBLIC`),
    ],
    ['error roles-and-rights', 'a table of somebody else', givenAway],
    ['error roles-and-rights', 'a schema that is gone', ({ sql, workspace }) => sql(`DROP SCHEMA ${workspace.schema} CASCADE`)],
    ['error migrations', 'a step of a newer version', ({ sql }) => sql(`INSERT INTO migration VALUES ('later/009', 'x', '2026-01-01')`)],
    ['error migrations', 'a step that was another', ({ sql }) => sql(`UPDATE migration SET checksum = 'x' WHERE id LIKE 'deals/001%'`)],
    ['error migrations', 'no list of steps', ({ sql }) => sql('DROP TABLE migration')],
    ['warning migrations', 'a step that did not run', ({ sql }) => sql(`DELETE FROM migration WHERE id LIKE 'capture/001%'`)],
    [
      'error event-numbers',
      'a gap in the numbers',
      ({ sql }) => sql('UPDATE event SET seq = seq + 1 WHERE seq = (SELECT max(seq) FROM event)'),
    ],
    ['error ledger-head', 'a head that is behind', ({ sql }) => sql('UPDATE ledger_head SET seq = 0')],
    ['error ledger-head', 'no head', ({ sql }) => sql('DELETE FROM ledger_head')],
    [
      'error changes-have-events',
      'a write of no event',
      ({ sql }) => sql(`UPDATE change SET event_id = '${unknown}' WHERE no = (SELECT min(no) FROM change)`),
    ],
    [
      'error rows-know-their-event',
      'a row that was written past the ledger',
      ({ sql }) => sql(`UPDATE deal SET touched_by = '${unknown}' WHERE external_id = '1'`),
    ],
    ['error references', 'a reference to nothing', ({ sql }) => dangling(sql)],
    ['error stuck-work', 'an import that nobody runs', ({ sql }) => sql(`UPDATE import SET task = 'run'`)],
    ['warning failed-work', 'work that was laid aside', ({ sql }) => sql(dueItem('capture.import', true))],
    ['warning work-that-nobody-does', 'work of another version', ({ sql }) => sql(dueItem('reviews.remind', false))],
    ['error kept-files', 'a kept file that is gone', async (one) => rmSync(keptFile(one))],
    ['error kept-files', 'a kept file with another content', async (one) => writeFileSync(keptFile(one), 'other')],
    [
      'warning scratch-files',
      'a scratch file of no import',
      async (one) => put(one.dataDir, `imports/${one.workspace.id}/${unknown}.duckdb`),
    ],
  ]

  test.each(faults)('%s: %s', async (finding, _, plant) => {
    const one = await installation()
    await plant(one)
    expect(await findingsOf(one.machine)).toContain(finding)
  })
})

describe('in the database', () => {
  const faults: [finding: string, what: string, plant: (one: Installation) => Promise<unknown>][] = [
    [
      'error restore-in-database',
      'a restore that stopped',
      ({ database }) => database.inPublic((tx) => markRestore(tx, 'b.zip', systemClock.now())),
    ],
    ['error directory', 'no memberships', ({ pool }) => pool.query('DROP TABLE public.membership')],
    [
      'error directory',
      'a step of a newer version',
      ({ pool }) => pool.query(`INSERT INTO public.migration VALUES ('later/009', 'x', '2026-01-01')`),
    ],
    ['warning stray-schemas', 'a workspace that is not in the directory', ({ pool }) => pool.query(`CREATE SCHEMA w_${'0d'.repeat(16)}`)],
    [
      'warning memberships',
      'a member without an account',
      ({ pool, workspace }) => pool.query(`INSERT INTO membership VALUES ($1, 'nobody', 'owner', '2026-01-01')`, [workspace.id]),
    ],
    ['warning calculation-files', 'a torn calculation file', async (one) => put(one.dataDir, `analytics/${one.workspace.id}.duckdb`)],
    ['warning calculation-files', 'a calculation file of no workspace', async (one) => put(one.dataDir, `analytics/${unknown}.duckdb`)],
    ['warning events-in-the-future', 'an event of next century', ({ sql }) => sql(`UPDATE event SET recorded_at = '2099-01-01'`)],
  ]

  test.each(faults)('%s: %s', async (finding, _, plant) => {
    const one = await installation()
    await plant(one)
    expect(await findingsOf(one.machine)).toContain(finding)
  })

  test('too few connections for the pool', async () => {
    const { machine } = await installation()
    const config = { ...machine.config, poolSize: 200 }
    expect(await findingsOf({ ...machine, config })).toEqual(['warning database-server'])
  })

  test('settings that lose what was saved, and no database at all', async () => {
    const { machine, pool } = await installation()
    await pool.query(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$`)
    expect(await findingsOf(machine)).toEqual(['error database'])
    const config = { ...machine.config, databaseUrl: 'postgres://interlock:swordfish@127.0.0.1:9/interlock' }
    const { findings } = await examine({ ...machine, config }, silent)
    expect(findings).toMatchObject([{ check: 'database', why: expect.stringContaining('nothing listens there') }])
    expect(JSON.stringify(findings)).not.toContain('swordfish')
  })
})

describe('on the machine', () => {
  const pointer = (home: string) =>
    JSON.stringify({ home, adminPassword: 'p'.repeat(32), password: 'p'.repeat(32), since: '2026-01-01T00:00:00.000Z' })
  const withCluster = (dir: string, version: string) => {
    put(dir, 'postgres.json', pointer(join(dir, 'postgres')))
    put(dir, 'postgres/cluster/PG_VERSION', `${version}\n`)
  }
  const waitingForRestore = (dir: string) => {
    withCluster(dir, '18')
    moveAside(dir, 'b.zip', systemClock.now())
  }
  const cutOff = (dir: string) => {
    put(dir, 'postgres.json', pointer(join(dir, 'postgres')), 0o600)
    put(dir, 'postgres/cluster.unfinished/PG_VERSION')
  }
  const faults: [finding: string, what: string, plant: (dir: string) => unknown][] = [
    ['error node-version', 'an old Node', () => ({ node: '22.1.0' })],
    ['error clock', 'a clock that was never set', () => ({ clock: fixedClock('1970-01-01T00:00:00Z') })],
    ['warning data-folder', 'no data folder', (dir) => rmSync(dir, { recursive: true })],
    ['warning secrets-are-private', 'a secret that others can read', (dir) => put(dir, 'secret')],
    ['warning claim', 'an Interlock that was killed', () => ({ running: { pid: 1, state: 'running', since: '2026-01-01' } })],
    [
      'error claim',
      'an Interlock that does not answer',
      () => ({ claimed: true, running: { pid: 1, state: 'running', since: '2026-01-01', address: 'http://127.0.0.1:9' } }),
    ],
    ['error restore-in-folder', 'a restore that stopped before it began', waitingForRestore],
    ['error database-files', 'a database without its pointer', (dir) => put(dir, 'postgres/cluster/PG_VERSION', '18\n')],
    ['error database-files', 'a pointer that is torn', (dir) => put(dir, 'postgres.json', '{"home":', 0o600)],
    ['error database-files', 'a pointer to nothing', (dir) => put(dir, 'postgres.json', pointer(join(dir, 'postgres')), 0o600)],
    ['error database-files', 'a database of another PostgreSQL', (dir) => withCluster(dir, '16')],
    ['error database-files', 'a database whose making was cut off', cutOff],
  ]

  test.each(faults)('%s: %s', async (finding, _, plant) => {
    const dir = scratchFolder()
    const change = (plant(dir) ?? {}) as Partial<Machine>
    expect(await findingsOf(machineOf(configOf({ INTERLOCK_DATA: dir }), change))).toContain(finding)
  })

  test('a data folder that is a file, and an empty one, which is well', async () => {
    const dir = scratchFolder()
    expect(await findingsOf(machineOf(configOf({ INTERLOCK_DATA: dir })))).toEqual([])
    put(dir, 'file')
    expect(await findingsOf(machineOf(configOf({ INTERLOCK_DATA: join(dir, 'file') })))).toContain('error data-folder')
  })

  test('a data folder that cannot be written', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'root may write everywhere')
    const dir = scratchFolder()
    chmodSync(dir, 0o500)
    onTestFinished(() => chmodSync(dir, 0o700))
    expect(await findingsOf(machineOf(configOf({ INTERLOCK_DATA: dir })))).toContain('error data-folder')
  })

  test('a port that another program has', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void other.close())
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const machine = machineOf(configOf({ INTERLOCK_DATA: scratchFolder(), INTERLOCK_PORT: `${port}` }))
    expect(await findingsOf(machine)).toEqual(['error port'])
    expect(await findingsOf({ ...machine, claimed: true })).toEqual([])
  })

  test('little room on the disk is a warning, no room an error', () => {
    expect(roomLeft('/data', 5 * 1024 ** 3)).toBeUndefined()
    expect(roomLeft('/data', 600 * 1024 ** 2)).toMatchObject({ level: 'warning', what: '600 MB are free on the disk' })
    expect(roomLeft('/data', 10 * 1024 ** 2)).toMatchObject({ level: 'error' })
  })

  test.runIf(process.platform === 'linux')('a PostgreSQL that lives on without its Interlock', async () => {
    const dir = scratchFolder()
    withCluster(dir, '18')
    const cluster = join(dir, 'postgres/cluster')
    const program = join(dir, 'postgres/postgres')
    copyFileSync('/bin/sleep', program)
    chmodSync(program, 0o755)
    const left = spawn(program, ['60'], { cwd: cluster, stdio: 'ignore' })
    onTestFinished(() => void left.kill('SIGKILL'))
    await new Promise((resolve) => left.once('spawn', resolve))
    writeFileSync(join(cluster, 'postmaster.pid'), `${left.pid}\n${cluster}\n1700000000\n5432\n\n\n  1234567  1\nready   \n`)
    expect(await findingsOf(machineOf(configOf({ INTERLOCK_DATA: dir })))).toContain('warning database-files')
  })
})

test('a check that breaks is a finding, and the others go on', async () => {
  const machine = machineOf(configOf({ INTERLOCK_DATA: scratchFolder() }))
  const breaking = { name: 'breaking', look: () => Promise.reject(new Error('out of order')) }
  const { findings, checks } = await examine(machine, silent, [breaking])
  expect(findings).toMatchObject([{ level: 'error', check: 'breaking', why: 'out of order' }])
  expect(checks.length).toBeGreaterThan(5)
})

function put(dir: string, path: string, content = 'not what it should be', mode = 0o644): void {
  mkdirSync(join(dir, path, '..'), { recursive: true })
  writeFileSync(join(dir, path), content, { mode })
}

function keptFile({ dataDir, workspace }: Installation): string {
  const folder = join(dataDir, 'files', workspace.id)
  const [entry] = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  if (!entry) throw new Error('No file was kept.')
  return join(entry.parentPath, entry.name)
}

const dueItem = (kind: string, dead: boolean) =>
  `INSERT INTO due_item (id, kind, subject_id, payload, due_at, fence, tries, dead, last_error) VALUES ('${unknown}', '${kind}', '${unknown}', '{}', '2026-01-01', 1, 8, ${dead}, 'no room')`

/** Roles belong to the server, which outlives the test. */
async function strengthened(pool: pg.Pool, role: string): Promise<void> {
  await pool.query(`ALTER ROLE ${role} CREATEDB LOGIN`).catch(() => pool.query(`ALTER ROLE ${role} LOGIN`))
  onTestFinished(
    async () => void (await pool.query(`ALTER ROLE ${role} NOLOGIN NOCREATEDB`).catch(() => pool.query(`ALTER ROLE ${role} NOLOGIN`))),
  )
}

async function givenAway({ sql, pool, workspace: { schema } }: Installation): Promise<void> {
  const { rows } = await pool.query<{ me: string }>('SELECT quote_ident(current_user) AS me')
  await sql(`GRANT USAGE, CREATE ON SCHEMA ${schema} TO ${rows[0]?.me}`)
  await pool.query(`CREATE TABLE ${schema}.stray (id uuid)`)
  await sql(`REVOKE ALL ON SCHEMA ${schema} FROM ${rows[0]?.me}`)
}

async function dangling(sql: Installation['sql']): Promise<void> {
  await sql('ALTER TABLE deal DROP CONSTRAINT deal_account_fkey')
  await sql(`UPDATE deal SET account_id = '${unknown}' WHERE external_id = '1'`)
}
