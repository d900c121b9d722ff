import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { projectDir } from '#platform/config'
import { connected } from '#platform/postgres/databases'

/** How an Interlock of a test is started. */
export interface Start {
  readonly dataDir: string
  /** Run as this user; only root may. */
  readonly uid?: number
  readonly environment?: Record<string, string>
  /** The program and its first words instead of this Node and bin/interlock.mjs. */
  readonly by?: readonly string[]
}

/** An Interlock in a process of its own. */
export interface Running {
  readonly child: ChildProcess
  readonly url: string
  /** Process of the Node that serves, which is not always `child`. */
  readonly pid: number
  readonly database: 'embedded' | 'outside'
  /** All that it wrote to standard error so far. */
  said(): string
  /** Settles with the exit code of `child`, or its signal. */
  readonly ended: Promise<number | NodeJS.Signals>
}

/** A start that came to nothing. */
export interface Failed {
  readonly code: number | NodeJS.Signals
  readonly said: string
}

export const bin = join(projectDir, 'bin/interlock.mjs')
export const bare = join(projectDir, 'test/kit/bare-start.ts')
const children = new Set<ChildProcess>()

/** Starts Interlock on a free port and waits for its one line; gives what it said instead when it ended without. */
export async function tryInterlock({ dataDir, uid, environment, by = [process.execPath, bin] }: Start): Promise<Running | Failed> {
  const [program = process.execPath, ...words] = by
  const child = spawn(program, [...words, 'start', '--json'], {
    ...(uid === undefined ? {} : { uid, gid: uid }),
    cwd: projectDir,
    env: { PATH: process.env.PATH, INTERLOCK_DATA: dataDir, INTERLOCK_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  let out = ''
  let said = ''
  child.stdout.on('data', (part: Buffer) => {
    out += part.toString()
  })
  child.stderr.on('data', (part: Buffer) => {
    said += part.toString()
  })
  const ended = new Promise<number | NodeJS.Signals>((resolve) => child.on('close', (code, signal) => resolve(signal ?? code ?? 0)))
  void ended.then(() => children.delete(child))
  const line = new Promise<string>((resolve) => child.stdout.on('data', () => (out.includes('\n') ? resolve(out) : undefined)))
  const first = await Promise.race([line, ended])
  if (typeof first === 'number' || !first.startsWith('{')) return { code: await ended, said }
  const { url, pid, database } = JSON.parse(first) as { url: string; pid: number; database: Running['database'] }
  return { child, url, pid, database, said: () => said, ended }
}

/** Starts Interlock; a start that fails is an error. */
export async function interlock(start: Start): Promise<Running> {
  const started = await tryInterlock(start)
  if ('url' in started) return started
  throw new Error(`Interlock did not start (${started.code}): ${started.said}`)
}

/** Starts Interlock where it must not; a start that works is an error. */
export async function refusedInterlock(start: Start): Promise<Failed> {
  const started = await tryInterlock(start)
  if (!('url' in started)) return started
  throw new Error(`Interlock started at ${started.url}, though it should not`)
}

/** Kills what is still running; for afterAll. */
export function killAll(): void {
  for (const child of children) child.kill('SIGKILL')
}

interface Kept {
  home: string
  adminPassword: string
}

/** Where the embedded database of a data folder lives. */
export function homeOf(dataDir: string): string {
  return kept(dataDir).home
}

function kept(dataDir: string): Kept {
  return JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as Kept
}

/** Asks the embedded database of a data folder, past Interlock; in the schema of a workspace, if one is named. */
export function ask<R extends pg.QueryResultRow>(dataDir: string, sql: string, schema = 'public'): Promise<R[]> {
  const { home, adminPassword } = kept(dataDir)
  const note = join(home, 'socket-is-in')
  const socket = existsSync(note) ? readFileSync(note, 'utf8').trim() : join(home, 'socket')
  const url = `postgres://interlock_admin:${adminPassword}@localhost/interlock?host=${encodeURIComponent(socket)}`
  return connected(url, async (client) => {
    await client.query(`SET search_path = "${schema}"`)
    return (await client.query<R>(sql)).rows
  })
}

/** The server process of the embedded database of a data folder. */
export function postmasterOf(dataDir: string): number {
  return Number(readFileSync(join(homeOf(dataDir), 'cluster/postmaster.pid'), 'utf8').split('\n')[0])
}

/** Processes whose command line holds this text. Linux only. */
export function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(text)
      } catch {
        return false
      }
    })
    .map(Number)
}

/** Waits until something holds, at most ten seconds. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 500; turn++) {
    if (await holds()) return
    await sleep(20)
  }
  throw new Error(`ten seconds passed, and still not: ${what}`)
}
