import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '#kernel/problem'
import type { Log } from '../log.ts'
import { until } from '../wait.ts'

/** A lock file of PostgreSQL, which may remove it at any moment; undefined when it is not there. */
export function readLock(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** What PostgreSQL writes into `postmaster.pid`: its process, and whether it takes connections yet. */
export function postmasterFile(cluster: string): { pid: number; ready: boolean } | undefined {
  const lines = readLock(join(cluster, 'postmaster.pid'))?.split('\n') ?? []
  const pid = Number(lines[0])
  // The eighth line is the state; see src/include/utils/pidfile.h of PostgreSQL.
  return Number.isInteger(pid) && pid > 0 ? { pid, ready: lines[7]?.trim() === 'ready' } : undefined
}

/**
 * Ends a PostgreSQL that lives on after its Interlock was killed, and clears its lock files of a process that is another one by now, or was killed and
 * whose number is not free yet: the first process of a container may take its time, or never clear the dead away.
 * The data folder must be claimed: only then is a living PostgreSQL on it an orphan.
 */
export async function endOrphan(cluster: string, socketLock: string | undefined, log: Log): Promise<void> {
  const left = postmasterFile(cluster)
  if (left && isPostmasterOf(left.pid, cluster)) await end(left.pid, cluster, log)
  disown(join(cluster, 'postmaster.pid'))
  if (socketLock) disown(socketLock)
}

async function end(pid: number, cluster: string, log: Log): Promise<void> {
  log.warn({ process: pid }, 'a PostgreSQL was left over from an Interlock that was killed; ending it')
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    signalIfAlive(pid, signal)
    if (!(await until(() => (isPostmasterOf(pid, cluster) ? undefined : true), 20, 1000))) continue
    // Its number is free in a moment, or for long it is not: either way it runs no more.
    await until(() => (isAlive(pid) ? undefined : true), 20, 100)
    return
  }
  throw new Problem('unavailable', `A PostgreSQL of an earlier Interlock (process ${pid}) does not end. End it, then start again.`)
}

/** Whether a process of this number lives, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Whether a process is the PostgreSQL of a cluster, and not another one that got its number. */
export function isPostmasterOf(pid: number, cluster: string): boolean {
  const path = realpathSync(cluster)
  try {
    if (process.platform === 'linux')
      return readlinkSync(`/proc/${pid}/cwd`) === path && readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres'
    if (process.platform === 'win32') return isAlive(pid)
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
    return command.includes('postgres') && (command.includes(path) || command.includes(cluster))
  } catch {
    return false
  }
}

/**
 * PostgreSQL refuses to start while the process of a lock file lives, even if that is another program by now. It takes a file that names its own
 * parent for left over, so we put ourselves in. The rest of the file stays: with it PostgreSQL finds out whether old backends still hold its memory.
 */
function disown(lock: string): void {
  const said = readLock(lock)
  if (said !== undefined && isAlive(Number.parseInt(said, 10))) writeFileSync(lock, said.replace(/^\d+/, String(process.pid)))
}
