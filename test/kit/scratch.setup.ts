import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { availableMemory } from 'node:process'

const memory = '/dev/shm'
const prefix = 'interlock-tests-'
const enough = 8 * 1024 ** 3

/**
 * Everything that tests write for themselves lies in one folder that goes at the end, in memory where there is plenty: nobody there needs a write
 * to survive the machine. Tests that kill processes mean the processes, whose writes both keep. Long tests write gigabytes and stay on disk.
 */
export default function setup(): () => void {
  const before = process.env.TMPDIR
  if (!inMemory()) return () => {}
  removeLeft()
  const folder = mkdtempSync(join(memory, `${prefix}${process.pid}-`))
  // As /tmp is: as root the database server is another user, who must get there.
  chmodSync(folder, 0o1777)
  process.env.TMPDIR = folder
  return () => {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
    remove(folder)
  }
}

/** Memory that a run held which was killed. */
function removeLeft(): void {
  for (const name of readdirSync(memory)) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length).split('-')[0]) : Number.NaN
    if (Number.isInteger(pid) && !existsSync(`/proc/${pid}`)) remove(join(memory, name))
  }
}

/** Removes a folder with the small disks that tests had put into it. What does not go stays: it is nobody's but that run's. */
function remove(folder: string): void {
  const disks = mounts().filter((place) => place.startsWith(`${folder}/`))
  for (const disk of disks) spawnSync('umount', ['-l', disk])
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch (error) {
    process.stderr.write(`${folder} of an earlier run could not be removed: ${error}\n`)
  }
}

function mounts(): string[] {
  return readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .flatMap((line) => line.split(' ')[1] ?? [])
}

function inMemory(): boolean {
  if (process.platform !== 'linux' || process.env.TMPDIR || process.env.INTERLOCK_LONG) return false
  try {
    const mounted = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .findLast((line) => line.split(' ')[1] === memory)
    // A test runs a PostgreSQL from a copy of its own.
    if (!mounted || mounted.includes('noexec')) return false
    const { bavail, bsize } = statfsSync(memory)
    return bavail * bsize >= enough && availableMemory() >= enough
  } catch {
    return false
  }
}
