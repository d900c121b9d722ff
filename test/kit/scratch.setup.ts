import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { availableMemory } from 'node:process'

const memory = '/dev/shm'
const enough = 8 * 1024 ** 3

/**
 * Everything that tests write for themselves lies in one folder that goes at the end, in memory where there is plenty: nobody there needs a write
 * to survive the machine. Tests that kill processes mean the processes, whose writes both keep. Long tests write gigabytes and stay on disk.
 */
export default function setup(): () => void {
  const before = process.env.TMPDIR
  if (!inMemory()) return () => {}
  const folder = mkdtempSync(join(memory, 'interlock-tests-'))
  // As /tmp is: as root the database server is another user, who must get there.
  chmodSync(folder, 0o1777)
  process.env.TMPDIR = folder
  return () => {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
    rmSync(folder, { recursive: true, force: true })
  }
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
