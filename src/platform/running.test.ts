import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Problem } from '#kernel/problem'
import { fixedClock } from './clock.ts'
import { claim, isClaimed, whoRuns } from './running.ts'

const scratch = mkdtempSync(join(tmpdir(), 'interlock-running-'))
const clock = fixedClock('2026-01-31T09:30:00Z')
afterAll(() => rmSync(scratch, { recursive: true }))

/** Another process that claims a folder, announces an address and stays. */
async function other(dataDir: string) {
  const program = `
    import { claim } from ${JSON.stringify(new URL('./running.ts', import.meta.url).href)}
    import { systemClock } from ${JSON.stringify(new URL('./clock.ts', import.meta.url).href)}
    try { const mine = await claim(${JSON.stringify(dataDir)}, systemClock); mine.announce('http://127.0.0.1:4999'); console.log('claimed'); setInterval(() => {}, 1e6) }
    catch (error) { console.log(error.kind) }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, said: said.toString().trim() }
}

async function refusal(dataDir: string): Promise<Problem> {
  const problem = await claim(dataDir, clock).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (problem instanceof Problem) return problem
  throw new Error('the claim was not refused')
}

test('a second claim on the same folder is refused with the address of the first', async () => {
  const dir = join(scratch, 'refused')
  const first = await claim(dir, clock)
  first.announce('http://127.0.0.1:4310')
  const problem = await refusal(dir)
  expect(problem.kind).toBe('conflict')
  expect(problem.message).toContain('http://127.0.0.1:4310')
  expect(problem.message).toContain(dir)
  first.release()
  expect(existsSync(join(dir, 'running.json'))).toBe(false)
  ;(await claim(dir, clock)).release()
})

test('a claim of a process that was killed is free at once', async () => {
  const dir = join(scratch, 'killed')
  const { child, said } = await other(dir)
  expect(said).toBe('claimed')
  expect(isClaimed(dir)).toBe(true)
  expect((await refusal(dir)).message).toContain('http://127.0.0.1:4999')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(whoRuns(dir)?.state).toBe('running')
  expect(isClaimed(dir)).toBe(false)
  ;(await claim(dir, clock)).release()
})

test('of eight processes that claim at once exactly one wins', async () => {
  const dir = join(scratch, 'race')
  const all = await Promise.all(Array.from({ length: 8 }, () => other(dir)))
  expect(all.map((one) => one.said).sort()).toEqual(['claimed', ...Array(7).fill('conflict')])
  for (const { child } of all) child.kill('SIGKILL')
})

test('a claim waits for one that is stopping', async () => {
  const dir = join(scratch, 'stopping')
  const first = await claim(dir, clock)
  first.stopping()
  setTimeout(() => first.release(), 250)
  ;(await claim(dir, clock)).release()
})

test('a new data folder is not for others to look into', async () => {
  const dir = join(scratch, 'deep/new')
  ;(await claim(dir, clock)).release()
  expect(statSync(dir).mode & 0o077).toBe(process.getuid?.() === 0 ? 0o011 : 0)
})

test('a folder that cannot be written is named, with what to do', async () => {
  writeFileSync(join(scratch, 'a-file'), '')
  const problem = await refusal(join(scratch, 'a-file/data'))
  expect(problem.kind).toBe('unavailable')
  expect(problem.message).toMatch(/a-file\/data cannot be written .* INTERLOCK_DATA=/)
})
