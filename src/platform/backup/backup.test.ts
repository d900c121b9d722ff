import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { house } from '#main'
import { createAccount, createWorkspace, signIn } from '#platform/access/contract'
import { migrationsOf } from '#platform/app/open'
import { systemClock } from '#platform/clock'
import { Database } from '#platform/store/database'
import { listWorkspaces, createWorkspace as makeWorkspace, migrateDirectory } from '#platform/store/workspaces'
import { loadSample } from '#rooms/capture/contract'
import { readDiagnosis } from '#rooms/plan/contract'
import { setCompany } from '#rooms/workspace/contract'
import { type TestApp, testApp } from '#test/kit/app'
import { settled } from '#test/kit/importing'
import { type TestDatabase, testDatabase } from '#test/kit/postgres'
import { allRows, backedUp, emptyTarget, restored, scratchFolder, serverOn, targetOn } from '#test/kit/restoring'
import { unfinishedRestore } from './marker.ts'
import { openArchive } from './read-archive.ts'
import { beginRestore, restore } from './restore.ts'

let app: TestApp & { close(): Promise<void> }
let database: Database
let workspaceId = ''
let cookie = ''
/** A backup of it, which some tests share, and an empty database to restore it into. */
const folder = mkdtempSync(join(tmpdir(), 'interlock-backup-'))
const whole = join(folder, 'whole.zip')
let taken: Awaited<ReturnType<typeof backedUp>>
let spare: TestDatabase
let copy: ReturnType<typeof targetOn>
const person = { email: 'owner@example.com', password: 'four plain words here' }

beforeAll(async () => {
  app = await testApp()
  database = app.served.app.services.database
  const { id } = await app.call(loadSample, {})
  expect((await settled(app, id)).state).toBe('done')
  await app.call(createWorkspace, { name: 'Zweite Firma “½”' })
  await app.call(createAccount, { name: 'Owner', ...person })
  cookie = (await cookieOf(app.url)) ?? ''
  workspaceId = (await database.inPublic(listWorkspaces))[0]?.id ?? ''
  // Reactions move their marks behind the last commits, and would do so behind the backup.
  const marks = `SELECT count(*) FILTER (WHERE m.seq = h.seq)::int AS "upToDate" FROM reaction_mark m, ledger_head h`
  const upToDate = async () => {
    const all = await database.inPublic(listWorkspaces)
    const each = await Promise.all(all.map((one) => database.inWorkspace(one, (tx) => tx.query<{ upToDate: number }>(marks))))
    return Math.min(...each.map(([row]) => row?.upToDate ?? 0))
  }
  await vi.waitFor(async () => expect(await upToDate()).toBe(house.reactions.length), { timeout: 30_000, interval: 100 })
  taken = await backedUp(database, app.dataDir, whole)
  spare = await testDatabase()
  copy = targetOn(spare, join(folder, 'data'))
}, 120_000)
afterAll(async () => {
  await Promise.all([app.close(), spare.drop()])
  rmSync(folder, { recursive: true, force: true })
})

async function cookieOf(url: string): Promise<string | undefined> {
  const answer = await fetch(url + signIn.path, {
    method: signIn.method,
    body: JSON.stringify(person),
    headers: { 'content-type': 'application/json' },
  })
  return answer.headers.get('set-cookie')?.split(';')[0]
}

/** What the diagnosis says. Sums of fractions keep twelve digits: rows lie in another order after a restore. */
async function figures(url: string, as: string): Promise<unknown> {
  const answer = await fetch(url + readDiagnosis.path, { headers: { cookie: as, 'interlock-workspace': workspaceId } })
  expect(answer.status).toBe(200)
  return JSON.parse(await answer.text(), (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(12)) : value))
}

/** Tables that are there after a restore, without their rows. */
const leftBehind = { 'auth.session': [], 'auth.verification': [], 'public.invitation': [], 'public.sign_in_attempt': [] }

test('what is restored has every row of every table, the kept files, the passwords and the same diagnosis', {
  timeout: 120_000,
}, async () => {
  expect(taken.manifest.files.length).toBeGreaterThan(3)
  expect(taken.manifest.remarks).toEqual([])
  expect(statSync(whole).mode & 0o777).toBe(0o600)
  const before = await allRows(database)
  expect(before['auth.session']?.length).toBeGreaterThan(0)

  const { rows, files, workspaces, migrated } = await restored(copy, whole)
  expect({ rows, files, migrated }).toEqual({ rows: taken.rows, files: taken.manifest.files.length, migrated: 0 })
  expect(workspaces).toEqual(['My company', 'Zweite Firma “½”'])
  // Sessions and one-time codes stay behind on purpose.
  expect(await allRows(copy.database)).toEqual({ ...before, ...leftBehind })
  for (const { workspace, name } of taken.manifest.files) {
    const place = join('files', workspace, name.slice(0, 2), name)
    expect(readFileSync(join(copy.dataDir, place)).equals(readFileSync(join(app.dataDir, place)))).toBe(true)
  }

  const served = await serverOn(copy, copy.dataDir)
  const url = `http://127.0.0.1:${served.server.port}`
  expect((await fetch(url + readDiagnosis.path, { headers: { cookie, 'interlock-workspace': workspaceId } })).status).toBe(401)
  const again = await cookieOf(url)
  expect(again).toBeDefined()
  expect(await figures(url, again ?? '')).toEqual(await figures(app.url, cookie))
})

test('numbering, references and rights go on where they were', { timeout: 60_000 }, async () => {
  const [workspace] = await copy.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('There is no workspace.')
  const structure = (of: Database) =>
    of.inWorkspace(workspace, (tx) =>
      tx.query(
        `SELECT c.relname::text AS table, k.conname::text AS name, pg_get_constraintdef(k.oid) AS is, k.convalidated AS checked, pg_get_userbyid(c.relowner)::text AS owner
         FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE k.connamespace = current_schema()::regnamespace ORDER BY 1, 2`,
      ),
    )
  expect(await structure(copy.database)).toEqual(await structure(database))
  const numbers = await copy.database.inWorkspace(workspace, (tx) =>
    tx.query<{ next: number; last: number }>(
      `SELECT nextval(pg_get_serial_sequence('change', 'no')) AS next, (SELECT max(no) FROM change) AS last`,
    ),
  )
  expect(numbers[0]?.next).toBeGreaterThan(numbers[0]?.last ?? 0)
  await expect(copy.pool.query(`SELECT * FROM ${workspace.schema}.deal`)).rejects.toThrow('permission denied')
})

test('a backup that is taken while others write is of one moment', { timeout: 120_000 }, async () => {
  let writing = true
  let writes = 0
  const writer = (async () => {
    while (writing) await app.call(setCompany, { companyName: `Company ${writes++}` }, { cookie, workspace: workspaceId })
  })()
  const path = join(scratchFolder(), 'busy.zip')
  const at = writes
  await backedUp(database, app.dataDir, path)
  writing = false
  await writer
  expect(writes - at).toBeGreaterThan(1)

  const target = await emptyTarget()
  await restored(target, path)
  const [workspace] = await target.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('There is no workspace.')
  const rows = await target.database.inWorkspace(workspace, (tx) =>
    tx.query(
      `SELECT (SELECT count(*) FROM event) = (SELECT max(seq) FROM event) AS gapless, (SELECT seq FROM ledger_head) = (SELECT max(seq) FROM event) AS head,
              (SELECT count(*) FROM change c LEFT JOIN event e ON e.id = c.event_id WHERE e.id IS NULL) AS loose,
              (SELECT count(*) FROM setting s LEFT JOIN event e ON e.id = s.touched_by WHERE e.id IS NULL) AS orphans`,
    ),
  )
  expect(rows).toEqual([{ gapless: true, head: true, loose: 0, orphans: 0 }])
})

test('a restore that stops half way is refused by start and backup, and is finished by running it again', {
  timeout: 120_000,
}, async () => {
  const folder = scratchFolder()
  const path = join(folder, 'all.zip')
  await backedUp(database, app.dataDir, path)
  const target = await emptyTarget()
  const cut = restored(target, path, (part) => {
    if (part === 3) throw new Error('the process ended here')
  })
  await expect(cut).rejects.toThrow('the process ended here')
  expect(await target.database.inPublic(unfinishedRestore)).toMatchObject({ file: path })
  expect((await target.database.inPublic(listWorkspaces)).length).toBe(2)
  await expect(serverOn(target, target.dataDir)).rejects.toThrow(
    /restore of .*all\.zip into this database was begun .* not finished.*Run it again/,
  )
  await expect(backedUp(target.database, target.dataDir, join(folder, 'half.zip'))).rejects.toThrow('nothing whole here')
  expect(existsSync(join(folder, 'half.zip'))).toBe(false)

  const before = await allRows(database)
  await restored(target, path)
  expect(await target.database.inPublic(unfinishedRestore)).toBeNull()
  expect(await allRows(target.database)).toEqual({ ...before, ...leftBehind })
})

test('a file that breaks while it is restored does not look like a restored one', { timeout: 60_000 }, async () => {
  const target = await emptyTarget()
  const archive = await openArchive(whole)
  async function* breaking(part: string) {
    let rest = 20_000
    for await (const chunk of (await archive.read(part)) as AsyncIterable<Buffer>) {
      yield chunk.subarray(0, rest)
      rest -= chunk.length
      if (rest < 0) throw new Error('the disk could not be read')
    }
  }
  const fragile = { ...archive, read: async (part: string) => Readable.from(breaking(part)) }
  await beginRestore(target, fragile)
  await expect(restore(target, fragile, () => undefined)).rejects.toThrow('the disk could not be read')
  archive.close()
  expect(await target.database.inPublic(unfinishedRestore)).not.toBeNull()
  await restored(target, whole)
  expect((await allRows(target.database))['public.workspace']).toHaveLength(2)
})

test('a database that holds something is not touched', { timeout: 60_000 }, async () => {
  const before = await allRows(copy.database)
  expect(before['public.workspace']).toHaveLength(2)
  await expect(restored(copy, whole)).rejects.toThrow('holds workspaces already')
  expect(await allRows(copy.database)).toEqual(before)
})

test('a backup of an older Interlock is restored as it was and then brought up to date', { timeout: 60_000 }, async () => {
  const all = migrationsOf(house)
  const { pool } = await testDatabase()
  const old = new Database(pool)
  await migrateDirectory(old, systemClock)
  await makeWorkspace(old, 'Old company', all.slice(0, -2), systemClock)
  const folder = scratchFolder()
  const path = join(folder, 'old.zip')
  await backedUp(old, folder, path, '0.0.9')
  const target = await emptyTarget()
  expect(await restored(target, path)).toMatchObject({ workspaces: ['Old company'], migrated: 2 })
  const [workspace] = await target.database.inPublic(listWorkspaces)
  const steps = await target.database.inWorkspace({ schema: workspace?.schema ?? '' }, (tx) => tx.query('SELECT id FROM migration'))
  expect(steps).toHaveLength(all.length)
})

test('a file that is there is left as it is, and a folder that is not there is named', async () => {
  const path = join(scratchFolder(), 'mine.zip')
  writeFileSync(path, 'mine')
  await expect(backedUp(database, app.dataDir, path)).rejects.toThrow('is there already')
  expect(readFileSync(path, 'utf8')).toBe('mine')
  await expect(backedUp(database, app.dataDir, join(path, '../nowhere/b.zip'))).rejects.toThrow('Make the folder first')
})

test('a full disk leaves nothing and says so', async ({ skip }) => {
  const dir = join(scratchFolder(), 'full')
  mkdirSync(dir)
  skip(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', dir]).status !== 0, 'a small disk can only be mounted by root')
  try {
    await expect(backedUp(database, app.dataDir, join(dir, 'b.zip'))).rejects.toThrow(/disk is full/)
    expect(readdirSync(dir)).toEqual([])
  } finally {
    spawnSync('umount', [dir])
  }
})

test('a kept file that was damaged before is in the backup, and the backup says so', { timeout: 60_000 }, async () => {
  const folder = scratchFolder()
  const name = 'ab'.repeat(32)
  mkdirSync(join(folder, 'files', workspaceId, 'ab'), { recursive: true })
  writeFileSync(join(folder, 'files', workspaceId, 'ab', name), 'other bytes')
  const { manifest, path } = await backedUp(database, folder, join(folder, 'b.zip'))
  expect(manifest.remarks).toEqual([expect.stringContaining(name)])
  const archive = await openArchive(path)
  archive.close()
  expect(archive.manifest.files).toMatchObject([{ workspace: workspaceId, name, bytes: 11 }])
})
