import { mkdirSync, rmSync, statSync } from 'node:fs'
import type { Duck } from './duck.ts'

/** Most files that stay open; the one used longest ago is closed first. */
const mostIdle = 4
const idleMs = 60_000

interface Idle {
  readonly duck: Duck
  /** Which file it is, for the case that another was put in its place. */
  readonly file: number | null
  readonly timer: NodeJS.Timeout
}

/** Small DuckDB files that stay open a little, for work that comes in steps: opening one takes longer than a step of a few rows. */
export class IdleDucks {
  readonly #idle = new Map<string, Idle>()

  /** The open file at this path, for the caller alone, who closes it or gives it back; undefined when it is not open or was replaced. */
  take(path: string): Duck | undefined {
    const idle = this.#idle.get(path)
    if (!idle) return undefined
    this.#idle.delete(path)
    clearTimeout(idle.timer)
    if (idle.file === null || idle.file !== fileAt(path)) {
      idle.duck.close()
      return undefined
    }
    mkdirSync(idle.duck.tempDir, { recursive: true })
    return idle.duck
  }

  /** Keeps a file open for a minute; nothing may run on it any more. */
  keep(path: string, duck: Duck): void {
    this.drop(path)
    rmSync(duck.tempDir, { recursive: true, force: true })
    this.#idle.set(path, { duck, file: fileAt(path), timer: setTimeout(() => this.drop(path), idleMs).unref() })
    const oldest = this.#idle.keys().next()
    if (this.#idle.size > mostIdle && !oldest.done) this.drop(oldest.value)
  }

  /** Closes the file at this path, if it is open. */
  drop(path: string): void {
    const idle = this.#idle.get(path)
    this.#idle.delete(path)
    clearTimeout(idle?.timer)
    idle?.duck.close()
  }

  close(): void {
    for (const path of [...this.#idle.keys()]) this.drop(path)
  }
}

function fileAt(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? null
}
