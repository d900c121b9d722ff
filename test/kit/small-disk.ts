import { spawnSync } from 'node:child_process'
import { chmodSync, closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A file system of its own that a test may fill up. */
export interface SmallDisk {
  readonly path: string
  /** Fills it to the last byte; `leave` bytes stay free. */
  fill(leave?: number): void
  /** Makes the room again. */
  free(): void
}

/** A disk of so many MB for one test, or null where none can be made: that takes root, Linux and the right to mount. */
export function smallDisk(megabytes: number): SmallDisk | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null
  const path = mkdtempSync(join(tmpdir(), 'interlock-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0711`, 'tmpfs', path]).status === 0
  if (!mounted) {
    rmSync(path, { recursive: true, force: true })
    return null
  }
  chmodSync(path, 0o711)
  onTestFinished(() => {
    // Whoever still holds a file on it gives it back on ending.
    spawnSync('umount', ['-l', path])
    rmSync(path, { recursive: true, force: true })
  })
  const ballast = join(path, 'ballast')
  return { path, fill: (leave = 0) => fillUp(ballast, leave), free: () => rmSync(ballast, { force: true }) }
}

function fillUp(path: string, leave: number): void {
  const file = openSync(path, 'a')
  const spare = `${path}-spare`
  try {
    if (leave > 0) {
      const held = openSync(spare, 'w')
      writeSync(held, Buffer.alloc(leave))
      closeSync(held)
    }
    for (let piece = 1 << 20; piece >= 1 << 12; ) {
      try {
        if (writeSync(file, Buffer.alloc(piece)) < piece) piece /= 2
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
        piece /= 2
      }
    }
    fsyncSync(file)
  } finally {
    closeSync(file)
    rmSync(spare, { force: true })
  }
}
