import { execFile, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, bin, eventually, homeOf, interlock, killAll, refusedInterlock } from '#test/kit/interlock'

// As root PostgreSQL is another user, who must get there.
const scratch = mkdtempSync(join(process.env.TMPDIR ?? '/tmp', 'interlock-cli-backup-'))
const data = join(scratch, 'data')
const file = join(scratch, 'all.zip')
let taken: { rows: number; files: number; workspaces: number; sha256: string }

interface Answer {
  readonly code: number
  readonly out: string
  readonly said: string
}

function run(...words: string[]): Promise<Answer> {
  const env = { PATH: process.env.PATH, INTERLOCK_PORT: '0' }
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [bin, ...words], { cwd: scratch, env }, (_, out, said) =>
      resolve({ code: child.exitCode ?? -1, out, said }),
    )
  })
}

async function answered<T>(...words: string[]): Promise<T> {
  const { code, out, said } = await run(...words, '--json')
  if (code !== 0) throw new Error(`interlock ${words.join(' ')} ended with ${code}: ${out} ${said}`)
  return JSON.parse(out) as T
}

const countDeals = async (dataDir: string) => {
  const [workspace] = await ask<{ schema_name: string }>(dataDir, 'SELECT schema_name FROM public.workspace')
  return (await ask<{ n: string }>(dataDir, `SELECT count(*) AS n FROM ${workspace?.schema_name}.deal`))[0]?.n
}

beforeAll(async () => {
  chmodSync(scratch, 0o711)
  const running = await interlock({ dataDir: data })
  const sent = await fetch(`${running.url}/api/v1/sample`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
  const { id } = (await sent.json()) as { id: string }
  await eventually('the sample is in', async () => {
    const now = (await (await fetch(`${running.url}/api/v1/imports/${id}`)).json()) as { state: string }
    return now.state === 'done'
  })
  taken = await answered('backup', file, '--data', data)
  process.kill(running.pid, 'SIGTERM')
  await running.ended
}, 120_000)

afterAll(() => {
  killAll()
  rmSync(scratch, { recursive: true, force: true })
})

test('a backup beside a running Interlock is the same as one without, and both are whole', { timeout: 60_000 }, async () => {
  expect(taken).toMatchObject({ workspaces: 1 })
  expect(taken.rows).toBeGreaterThan(500)
  const second = await answered<typeof taken>('backup', join(scratch, 'second.zip'), '--data', data)
  expect({ rows: second.rows, files: second.files }).toEqual({ rows: taken.rows, files: taken.files })
  expect(await answered('backup', '--check', file)).toMatchObject({ rows: taken.rows, files: taken.files, sha256: taken.sha256 })
})

test('restored into a new folder, it starts, the doctor finds nothing, and a second restore is refused', { timeout: 120_000 }, async () => {
  const fresh = join(scratch, 'fresh')
  expect(await answered('restore', file, '--data', fresh)).toMatchObject({ rows: taken.rows, files: taken.files, migrated: 0, aside: null })
  const running = await interlock({ dataDir: fresh })
  expect(Number(await countDeals(fresh))).toBeGreaterThan(100)
  const healthy = await run('doctor', '--data', fresh, '--json')
  expect(JSON.parse(healthy.out).findings.filter(({ check }: { check: string }) => check !== 'web-part')).toEqual([])
  const busy = await run('restore', file, '--data', fresh, '--replace')
  expect(busy).toMatchObject({ code: 5, said: expect.stringContaining('already runs') })
  process.kill(running.pid, 'SIGTERM')
  await running.ended
  const again = await run('restore', file, '--data', fresh)
  expect(again).toMatchObject({ code: 5, said: expect.stringContaining('holds data already') })
})

test('--replace moves the data of before aside, and Interlock starts on both', { timeout: 120_000 }, async () => {
  const dir = join(scratch, 'fresh')
  const secret = join(dir, 'secret')
  writeFileSync(secret, 'the secret of before, which is long enough\n', { mode: 0o600 })
  const { aside } = await answered<{ aside: string }>('restore', file, '--data', dir, '--replace')
  expect(existsSync(secret)).toBe(false)
  expect(readFileSync(join(aside, 'secret'), 'utf8')).toContain('of before')
  expect(homeOf(aside)).not.toBe(homeOf(dir))
  const [before, now] = [await interlock({ dataDir: aside }), await interlock({ dataDir: dir })]
  expect(await countDeals(aside)).toBe(await countDeals(dir))
  for (const { pid, ended } of [before, now]) {
    process.kill(pid, 'SIGTERM')
    await ended
  }
})

test('a restore that is killed half way is refused by the next start, and run again it is whole', { timeout: 120_000 }, async () => {
  const dir = join(scratch, 'killed')
  const child = spawn(process.execPath, [bin, 'restore', file, '--data', dir], { env: { PATH: process.env.PATH }, stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  await eventually('the restore has begun', async () => {
    if (!existsSync(join(dir, 'postgres.json'))) return false
    return ask(dir, "SELECT 1 FROM pg_namespace WHERE nspname = 'interlock_restore'").then(
      (rows) => rows.length > 0,
      () => false,
    )
  })
  child.kill('SIGKILL')
  await ended
  const { code, said } = await refusedInterlock({ dataDir: dir })
  expect({ code, said }).toMatchObject({ code: 5, said: expect.stringContaining('was begun') })
  const found = await run('doctor', '--data', dir, '--json')
  expect(found.code).toBe(2)
  expect(JSON.parse(found.out).findings).toContainEqual(expect.objectContaining({ check: 'restore-in-database', level: 'error' }))
  expect(await answered('restore', file, '--data', dir)).toMatchObject({ rows: taken.rows, files: taken.files })
})

test('a damaged file, one of a newer version and no data at all are refused with nothing written', { timeout: 60_000 }, async () => {
  const cut = join(scratch, 'cut.zip')
  writeFileSync(cut, readFileSync(file).subarray(0, -1000))
  const never = join(scratch, 'never')
  expect(await run('restore', cut, '--data', never)).toMatchObject({ code: 2, said: expect.stringContaining('is not a whole backup') })
  expect(await run('backup', '--check', cut)).toMatchObject({ code: 2, out: '' })
  expect(await run('backup', join(scratch, 'none.zip'), '--data', never)).toMatchObject({
    code: 3,
    said: expect.stringContaining('no database in'),
  })
  expect(readdirSync(scratch)).not.toContain('never')
  expect(readdirSync(scratch)).not.toContain('none.zip')
})
