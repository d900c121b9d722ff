import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { Problem } from '#kernel/problem'
import type { Clock } from './clock.ts'
import { until } from './wait.ts'

const runningShape = z.object({
  pid: z.int(),
  state: z.enum(['starting', 'running', 'stopping']),
  since: z.string(),
  address: z.string().optional(),
})

/** What a data folder says of the Interlock that runs on it. */
export type Running = z.infer<typeof runningShape>

/** The right to be the only Interlock on a data folder. */
export interface Claim {
  /** Says where this Interlock is to be found, for the one that is started second. */
  announce(address: string): void
  /** Says that this Interlock is ending, so that the next one waits a moment instead of refusing. */
  stopping(): void
  /** Gives the folder back. */
  release(): void
}

/**
 * Claims a data folder, and makes it if need be. The claim is a lock of the operating system on `<dataDir>/lock` (held through SQLite, since Node
 * itself has none): it ends with the process however that ends, and holds between containers, which do not see each other's processes.
 * `running.json` beside it is only for reading. Throws Problem `conflict` with the running address when somebody else holds it.
 */
export async function claim(dataDir: string, clock: Clock): Promise<Claim> {
  makeDataDir(dataDir)
  const lock = await until(() => tryLock(dataDir) ?? refusedUnlessStopping(dataDir), 100, 150)
  if (!lock) throw refusal(dataDir)
  const path = join(dataDir, 'running.json')
  let state: Running = { pid: process.pid, state: 'starting', since: clock.now() }
  const write = (change: Partial<Running>) => {
    state = { ...state, ...change }
    writeFileSync(`${path}.new`, `${JSON.stringify(state)}\n`)
    renameSync(`${path}.new`, path)
  }
  write({})
  return {
    announce: (address) => write({ state: 'running', address }),
    stopping: () => write({ state: 'stopping' }),
    release: () => {
      rmSync(path, { force: true })
      lock.close()
    },
  }
}

/** What runs on a data folder, as far as it says; undefined when nothing was announced. A killed process leaves its last word behind. */
export function whoRuns(dataDir: string): Running | undefined {
  try {
    return runningShape.parse(JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8')))
  } catch {
    return undefined
  }
}

/** Whether some process holds the claim on a data folder right now. */
export function isClaimed(dataDir: string): boolean {
  try {
    const lock = tryLock(dataDir)
    lock?.close()
    return lock === undefined
  } catch {
    return false
  }
}

function makeDataDir(dataDir: string): void {
  try {
    const made = mkdirSync(dataDir, { recursive: true, mode: 0o711 })
    // As root, the database of another user lies inside: that user may pass through, not look around.
    if (made) chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700)
  } catch (error) {
    throw notOurs(dataDir, error)
  }
}

function tryLock(dataDir: string): DatabaseSync | undefined {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(join(dataDir, 'lock'), { timeout: 0 })
    database.exec('PRAGMA journal_mode = MEMORY')
    database.exec('BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database?.close()
    const busy = 5
    if ((error as { errcode?: number }).errcode === busy) return undefined
    throw notOurs(dataDir, error)
  }
}

function refusedUnlessStopping(dataDir: string): undefined {
  const state = whoRuns(dataDir)?.state
  if (state !== 'stopping') throw refusal(dataDir)
}

function refusal(dataDir: string): Problem {
  const running = whoRuns(dataDir)
  const what = running?.address
    ? `at ${running.address} (process ${running.pid}, since ${running.since}). Open that address, or end that process first`
    : `and is ${running?.state ?? 'starting'}${running ? ` (process ${running.pid})` : ''}. Wait for it, or end it first`
  return new Problem(
    'conflict',
    `Interlock already runs on the data in ${dataDir}, ${what}. For a second one, give it another folder: INTERLOCK_DATA=/another/folder.`,
  )
}

function notOurs(dataDir: string, error: unknown): Problem {
  const why = error instanceof Error ? error.message : String(error)
  return new Problem(
    'unavailable',
    `The data folder ${dataDir} cannot be written (${why}). Start Interlock as the user that owns it, or choose another: INTERLOCK_DATA=/another/folder.`,
    { cause: error },
  )
}
