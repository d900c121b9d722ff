import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '#kernel/problem'
import type { Log } from '../log.ts'
import { until } from '../wait.ts'

/** What PostgreSQL writes into `postmaster.pid`: its process, and whether it takes connections yet. */
export function postmasterFile(cluster: string): { pid: number; ready: boolean } | undefined {
  const path = join(cluster, 'postmaster.pid')
  if (!existsSync(path)) return undefined
  const lines = readFileSync(path, 'utf8').split('\n')
  const pid = Number(lines[0])
  // The eighth line is the state; see src/include/utils/pidfile.h of PostgreSQL.
  return Number.isInteger(pid) && pid > 0 ? { pid, ready: lines[7]?.trim() === 'ready' } : undefined
}

/**
 * Ends a PostgreSQL that lives on after its Interlock was killed, and clears a postmaster.pid whose process is another one by now.
 * The data folder must be claimed: only then is a living PostgreSQL on it an orphan.
 */
export async function endOrphan(cluster: string, log: Log): Promise<void> {
  const left = postmasterFile(cluster)
  if (!left || !isAlive(left.pid)) return
  if (!isPostmasterOf(left.pid, cluster)) {
    disown(cluster)
    return
  }
  log.warn({ process: left.pid }, 'a PostgreSQL was left over from an Interlock that was killed; ending it')
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    signalIfAlive(left.pid, signal)
    if (await until(() => (isAlive(left.pid) ? undefined : true), 20, 1000)) return
  }
  throw new Problem('unavailable', `A PostgreSQL of an earlier Interlock (process ${left.pid}) does not end. End it, then start again.`)
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
    if (process.platform === 'win32') return true
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
    return command.includes('postgres') && (command.includes(path) || command.includes(cluster))
  } catch {
    return false
  }
}

/**
 * PostgreSQL refuses to start while the process of postmaster.pid lives, even if that is another program by now. It takes a file that names its own
 * parent for left over, so we put ourselves in. The rest of the file stays: with it PostgreSQL finds out whether old backends still hold its memory.
 */
function disown(cluster: string): void {
  const path = join(cluster, 'postmaster.pid')
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^\d+/, String(process.pid)))
}
