import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '#kernel/problem'
import type { Log } from '../log.ts'
import { until } from '../wait.ts'
import type { Binaries } from './binaries.ts'
import { lastLines } from './cluster.ts'
import type { Home } from './home.ts'
import { endOrphan, postmasterFile } from './orphan.ts'
import { as } from './service-user.ts'

/** A running PostgreSQL server. */
export interface Postmaster {
  readonly pid: number
  /** Settles when it has ended, for whatever reason. */
  readonly ended: Promise<void>
  /** Ends it: connections are cut, what was committed is on disk. */
  stop(): Promise<void>
}

/** Where the server listens: a folder for its socket, or on Windows a loopback port. */
export interface Listening {
  readonly socketDir: string | undefined
  readonly port: number
}

/** Settings that are ours to decide; on the command line, where no file can quietly change them. */
function settings({ socketDir, port }: Listening): string[] {
  const all: Record<string, string> = {
    listen_addresses: socketDir ? '' : '127.0.0.1',
    port: String(port),
    ...(socketDir ? { unix_socket_directories: socketDir, unix_socket_permissions: '0700' } : {}),
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    password_encryption: 'scram-sha-256',
    max_connections: '100',
    // A workspace is a schema: one transaction that drops or dumps one locks each of its tables.
    max_locks_per_transaction: '256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    // Statements and the DETAIL of errors quote rows: the log of the database stays free of personal data.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
  }
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/**
 * Starts PostgreSQL on a cluster and waits until it takes connections, however long recovery after a crash takes.
 * A server that was left over is ended first. Throws Problem `unavailable` with the server's own last words.
 */
export async function startPostmaster(home: Home, { postgres, pgCtl }: Binaries, listening: Listening, log: Log): Promise<Postmaster> {
  await endOrphan(home.cluster, listening.socketDir && join(listening.socketDir, `.s.PGSQL.${listening.port}.lock`), log)
  // Backends of a server that was killed hold its memory for a moment; PostgreSQL refuses to start beside them.
  for (let turn = 1; ; turn++) {
    try {
      return await start(home, postgres, pgCtl, listening, log)
    } catch (error) {
      const held = error instanceof Problem && error.message.includes('pre-existing shared memory block')
      if (!held || turn === 100) throw error
      await sleep(100)
    }
  }
}

async function start(home: Home, postgres: string, pgCtl: string, listening: Listening, log: Log): Promise<Postmaster> {
  const said = openLogFile(home.logFile)
  const before = statSync(home.logFile).size
  // A session of its own, so that Ctrl-C in the terminal reaches Interlock alone, which then ends the database after its last answer.
  const child = spawn(postgres, ['-D', home.cluster, ...settings(listening)], {
    ...as(home.user),
    cwd: home.user ? '/' : home.dir,
    detached: process.platform !== 'win32',
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
    stdio: ['ignore', said, said],
    windowsHide: true,
  })
  closeSync(said)
  const ended = once(child, 'exit').then(
    () => undefined,
    () => undefined,
  )
  const hasEnded = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null
  const watchdog = child.pid === undefined ? undefined : watch(child.pid, home)
  void ended.then(() => watchdog?.kill('SIGKILL'))
  const ready = await untilReady(home, child, hasEnded, log)
  if (!ready || child.pid === undefined) {
    throw new Problem(
      'unavailable',
      `PostgreSQL did not start: ${lastLines(readFileSync(home.logFile, 'utf8').slice(before)) || 'it gave no reason.'} Its log is ${home.logFile}.`,
    )
  }
  return { pid: child.pid, ended, stop: () => stop(child, ended, hasEnded, home, pgCtl) }
}

async function untilReady(home: Home, child: ChildProcess, hasEnded: () => boolean, log: Log): Promise<boolean> {
  const ask = () => {
    const file = postmasterFile(home.cluster)
    if (file?.ready && file.pid === child.pid) return true
    return hasEnded() ? false : undefined
  }
  const soon = await until(ask, 10, 500)
  if (soon !== undefined) return soon
  log.warn('PostgreSQL is still going over its log after an unclean end; waiting for it')
  return (await until(ask, 100, 36_000)) ?? false
}

/**
 * A shell that reads from a pipe whose other end only we hold. When we end without having stopped the server, by `kill -9` or a crash, the pipe closes and
 * the shell ends the server in an orderly way. Should the shell be killed as well, the next start ends the server (orphan.ts).
 */
function watch(pid: number, home: Home): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined
  const script = 'cat >/dev/null 2>&1; kill -INT "$1" 2>/dev/null'
  const watchdog = spawn('/bin/sh', ['-c', script, 'interlock-watchdog', String(pid)], {
    ...as(home.user),
    cwd: '/',
    detached: true,
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watchdog.on('error', () => undefined)
  watchdog.stdin?.on('error', () => undefined)
  return watchdog
}

async function stop(child: ChildProcess, ended: Promise<void>, hasEnded: () => boolean, home: Home, pgCtl: string): Promise<void> {
  if (hasEnded()) return
  if (process.platform === 'win32') spawnSync(pgCtl, ['stop', '-m', 'fast', '-D', home.cluster], { stdio: 'ignore' })
  // Fast shutdown: clients are cut off, a checkpoint is written. Immediate shutdown only when that hangs; recovery follows at the next start.
  else child.kill('SIGINT')
  if (!(await until(() => hasEnded() || undefined, 10, 3000))) child.kill('SIGQUIT')
  await ended
}

const logFileLimit = 8 * 1024 * 1024

function openLogFile(path: string): number {
  if (existsSync(path) && statSync(path).size > logFileLimit) renameSync(path, `${path}.1`)
  return openSync(path, 'a', 0o600)
}
