import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { projectDir } from '#platform/config'
import { canEnter, lookUpUser } from '#platform/postgres/service-user'
import { ask, bare, bin, eventually, homeOf, interlock, killAll, postmasterOf, processesWith, refusedInterlock } from '#test/kit/interlock'

const root = process.getuid?.() === 0
const linux = process.platform === 'linux'
const scratch = mkdtempSync(join(process.env.TMPDIR ?? '/tmp', 'interlock-start-'))
chmodSync(scratch, 0o711)

// Processes that start and end take seconds each; on a machine that is busy otherwise, several times as long.
vi.setConfig({ testTimeout: 60_000 })
afterAll(() => {
  killAll()
  rmSync(scratch, { recursive: true, force: true })
})

/** Where it is about starting and ending only, a server without rooms, which starts four times as fast. */
const small = [process.execPath, bare]

const isAlive = (pid: number) => existsSync(`/proc/${pid}`)
const isWell = async (url: string) => {
  const answer = await fetch(`${url}/readyz`).catch(() => undefined)
  return answer?.status === 200
}

describe.runIf(linux)('one data folder through good and bad days', () => {
  const dataDir = join(scratch, 'days')
  const nothingRuns = () => processesWith(dataDir).length === 0

  test('the first start makes everything, and SIGTERM ends everything', async () => {
    const running = await interlock({ dataDir })
    expect(running.database).toBe('embedded')
    expect(await isWell(running.url)).toBe(true)
    await ask(dataDir, 'create table kept (day text)')
    const postmaster = postmasterOf(dataDir)
    expect(isAlive(postmaster)).toBe(true)
    if (root) expect(statSync(`/proc/${postmaster}`).uid).not.toBe(0)
    running.child.kill('SIGTERM')
    expect(await running.ended).toBe(0)
    expect(isAlive(postmaster)).toBe(false)
    expect(nothingRuns()).toBe(true)
    expect(existsSync(join(dataDir, 'running.json'))).toBe(false)
    expect(running.said()).toBe('')
    // On a fresh checkout this builds the web part.
  }, 120_000)

  test('nobody else can read the passwords, the secret and the database', () => {
    for (const path of [join(dataDir, 'postgres.json'), join(dataDir, 'secret'), homeOf(dataDir), join(homeOf(dataDir), 'postgres.log')]) {
      expect(statSync(path).mode & 0o077, path).toBe(0)
    }
  })

  test('a second start on the same folder is refused with the address of the first', async () => {
    const first = await interlock({ dataDir, by: small })
    const { code, said } = await refusedInterlock({ dataDir })
    expect(code).toBe(5)
    expect(said).toContain(first.url)
    expect(said).toContain(dataDir)
    expect(await isWell(first.url)).toBe(true)
    first.child.kill('SIGINT')
    expect(await first.ended).toBe(0)
  })

  test('after kill -9 PostgreSQL ends by itself, and the next start has what was committed', async () => {
    const running = await interlock({ dataDir, by: small })
    await ask(dataDir, `insert into kept values ('killed')`)
    running.child.kill('SIGKILL')
    await running.ended
    await eventually('PostgreSQL has ended', nothingRuns)
    const next = await interlock({ dataDir, by: small })
    expect(await ask(dataDir, 'select day from kept')).toEqual([{ day: 'killed' }])
    next.child.kill('SIGTERM')
    await next.ended
  })

  test('after kill -9 of Interlock and its watchdog the next start ends the PostgreSQL that was left', async () => {
    const running = await interlock({ dataDir, by: small })
    const left = postmasterOf(dataDir)
    await ask(dataDir, `insert into kept values ('orphaned')`)
    for (const watchdog of processesWith(`interlock-watchdog ${left}`)) process.kill(watchdog, 'SIGKILL')
    running.child.kill('SIGKILL')
    await running.ended
    expect(isAlive(left)).toBe(true)
    const next = await interlock({ dataDir, by: small })
    expect(isAlive(left)).toBe(false)
    expect(next.said()).toContain('left over')
    expect(await ask(dataDir, 'select day from kept order by day')).toEqual([{ day: 'killed' }, { day: 'orphaned' }])
    next.child.kill('SIGTERM')
    await next.ended
  })

  test('after kill -9 of PostgreSQL it comes back under the running Interlock', async () => {
    const running = await interlock({ dataDir, by: small })
    const killed = postmasterOf(dataDir)
    await ask(dataDir, `insert into kept values ('restarted')`)
    process.kill(killed, 'SIGKILL')
    await eventually(
      'another PostgreSQL runs',
      () => existsSync(join(homeOf(dataDir), 'cluster/postmaster.pid')) && postmasterOf(dataDir) !== killed,
    )
    await eventually('Interlock answers again', () => isWell(running.url))
    expect(await ask(dataDir, 'select count(*)::int as days from kept')).toEqual([{ days: 3 }])
    running.child.kill('SIGTERM')
    expect(await running.ended).toBe(0)
    expect(nothingRuns()).toBe(true)
  })

  test('a postmaster.pid whose process is another program by now does not stop the start', async () => {
    const other = spawn('sleep', ['60'], root ? { uid: statSync(join(homeOf(dataDir), 'cluster')).uid } : {})
    writeFileSync(
      join(homeOf(dataDir), 'cluster/postmaster.pid'),
      `${other.pid}\n${homeOf(dataDir)}/cluster\n1700000000\n5432\n\n\n  1234567  1\nready   \n`,
    )
    const running = await interlock({ dataDir, by: small })
    expect(other.exitCode).toBeNull()
    other.kill()
    running.child.kill('SIGTERM')
    expect(await running.ended).toBe(0)
  })

  test('when nobody reads what it says any more, it goes on and ends as asked', async () => {
    const running = await interlock({ dataDir, by: small, environment: { INTERLOCK_LOG: 'info' } })
    running.child.stdout?.destroy()
    running.child.stderr?.destroy()
    // The database that comes back and the end are both told to a reader that has gone.
    process.kill(postmasterOf(dataDir), 'SIGKILL')
    await eventually('the database is back', () => isWell(running.url))
    expect(isAlive(running.pid)).toBe(true)
    running.child.kill('SIGTERM')
    expect(await running.ended).toBe(0)
    expect(nothingRuns()).toBe(true)
  })

  test('asked to end while it is still starting, it ends without a complaint', async () => {
    const starting = spawn(process.execPath, [bare], {
      env: { PATH: process.env.PATH, INTERLOCK_DATA: join(scratch, 'asked'), INTERLOCK_PORT: '0' },
    })
    const unfinished = join(scratch, 'asked/postgres/cluster.unfinished')
    let said = ''
    starting.stderr.on('data', (part: Buffer) => {
      said += part.toString()
    })
    const ended = new Promise((resolve) => starting.on('close', resolve))
    await eventually('initdb runs', () => processesWith(unfinished).length > 0)
    for (const initdb of processesWith(unfinished)) process.kill(initdb, 'SIGTERM')
    starting.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(said).toBe('')
    expect(processesWith(join(scratch, 'asked'))).toEqual([])
  })

  test('when npm or its shell is killed, Interlock and PostgreSQL end', async () => {
    const shell = ['/bin/sh', '-c', '"$@"; true', 'sh', process.execPath, bare]
    const running = await interlock({ dataDir, by: shell, environment: { npm_lifecycle_event: 'start' } })
    expect(running.pid).not.toBe(running.child.pid)
    running.child.kill('SIGKILL')
    await eventually('all have ended', () => !isAlive(running.pid) && nothingRuns())
    expect(existsSync(join(dataDir, 'running.json'))).toBe(false)
  })

  test('an older Node hands over to that of the project and passes signals on', async ({ skip }) => {
    const older = olderNode()
    skip(!older, 'no Node 20 to 23 on the PATH')
    const running = await interlock({ dataDir, by: [older ?? '', bin] })
    expect(running.pid).not.toBe(running.child.pid)
    running.child.kill('SIGTERM')
    expect(await running.ended).toBe(0)
    expect(isAlive(running.pid)).toBe(false)
  })
})

function olderNode(): string | undefined {
  const places = (process.env.PATH ?? '').split(':').map((dir) => join(dir, 'node'))
  return places.find((place) => {
    const { stdout } = spawnSync(place, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' })
    return stdout && Number(stdout) >= 20 && Number(stdout) < 24
  })
}

describe.runIf(linux && root)('who runs it, and where', () => {
  test('an ordinary user runs it with a database of the same user', async ({ skip }) => {
    const nobody = lookUpUser('nobody')
    skip(!nobody || !canEnter(nobody, projectDir), 'the checkout lies where an ordinary user cannot go')
    const dataDir = join(scratch, 'ordinary')
    mkdirSync(dataDir, { mode: 0o700 })
    chownSync(dataDir, nobody?.uid ?? 0, nobody?.uid ?? 0)
    const running = await interlock({ dataDir, uid: nobody?.uid, by: small })
    expect(statSync(`/proc/${postmasterOf(dataDir)}`).uid).toBe(nobody?.uid)
    expect(await isWell(running.url)).toBe(true)
    running.child.kill('SIGTERM')
    expect(await running.ended).toBe(0)
  })

  test('root with a data folder in a private place keeps the database where its user can go, and says so', async () => {
    const dataDir = join(scratch, 'private/checkout/data')
    mkdirSync(join(scratch, 'private'), { mode: 0o700 })
    const running = await interlock({ dataDir, by: small })
    const home = homeOf(dataDir)
    try {
      expect(home).not.toContain(scratch)
      expect(running.said()).toContain(home)
      expect(readFileSync(join(home, 'belongs-to'), 'utf8').trim()).toBe(dataDir)
      expect(await isWell(running.url)).toBe(true)
      running.child.kill('SIGTERM')
      expect(await running.ended).toBe(0)
      await expectCopyRefused(dataDir)
    } finally {
      running.child.kill('SIGKILL')
      rmSync(home, { recursive: true, force: true })
    }
  })

  async function expectCopyRefused(dataDir: string): Promise<void> {
    const copy = join(scratch, 'private/copy')
    mkdirSync(copy)
    writeFileSync(join(copy, 'postgres.json'), readFileSync(join(dataDir, 'postgres.json')))
    const { code, said } = await refusedInterlock({ dataDir: copy, by: small })
    expect(code).toBe(5)
    expect(said).toContain(`points to the database of ${dataDir}`)
  }
})

test('a variable that cannot be used ends the start with its name, an example and code 2', async () => {
  const { code, said } = await refusedInterlock({ dataDir: join(scratch, 'never'), environment: { INTERLOCK_PORT: 'http' } })
  expect(code).toBe(2)
  expect(JSON.parse(said)).toMatchObject({ status: 400, detail: expect.stringContaining('Example: INTERLOCK_PORT=8080') })
  expect(existsSync(join(scratch, 'never'))).toBe(false)
})

test('an outside database that does not answer is named without its password', async () => {
  const environment = { DATABASE_URL: 'postgres://interlock:swordfish@127.0.0.1:9/interlock' }
  const { code, said } = await refusedInterlock({ dataDir: join(scratch, 'outside'), environment, by: small })
  expect(code).toBe(6)
  expect(said).toContain('127.0.0.1:9/interlock')
  expect(said).not.toContain('swordfish')
})
