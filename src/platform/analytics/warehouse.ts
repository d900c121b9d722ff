import { rmSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Duck, openDuck } from './duck.ts'

/** Workspaces whose files stay open at most; the one asked longest ago is closed first. */
const mostOpen = 8

interface Open {
  /** Not there until it is asked, and after its file was thrown away. */
  duck?: Promise<Duck>
  /** Questions to one workspace come one after another: each first takes over what changed. */
  queue: Promise<unknown>
}

/** DuckDB files, one for each workspace, of what was derived from its records. Any of them may be deleted; it is made again. */
export class Warehouse {
  readonly #dir: string
  readonly #memoryMb: number
  readonly #open = new Map<string, Open>()

  constructor(dir: string, memoryMb = 512) {
    this.#dir = dir
    this.#memoryMb = memoryMb
  }

  /** Works on the file of a workspace, alone. */
  async use<T>(workspaceId: string, work: (duck: Duck) => Promise<T>): Promise<T> {
    const entry = this.#entry(workspaceId)
    const turn = entry.queue.then(async () => {
      entry.duck ??= this.#openFile(workspaceId)
      return await work(await entry.duck)
    })
    entry.queue = turn.catch(() => {})
    return await turn
  }

  /**
   * Throws the files of a workspace away, those called `<workspace>-…` too, behind the questions that wait for them. What is asked later finds empty ones.
   * For what must be gone: rows that are taken out of a DuckDB file stay in its bytes until they are written over.
   */
  async forget(workspaceId: string): Promise<void> {
    const names = new Set((await this.#names()).filter((name) => name === workspaceId || name.startsWith(`${workspaceId}-`)))
    await Promise.all([...names].map((name) => this.#empty(name)))
  }

  /** All files that are there or open. */
  async #names(): Promise<string[]> {
    const files = await readdir(this.#dir).catch(() => [])
    return [...this.#open.keys(), ...files.filter((file) => file.endsWith('.duckdb')).map((file) => file.slice(0, -'.duckdb'.length))]
  }

  async #empty(name: string): Promise<void> {
    const entry = this.#entry(name)
    const turn = entry.queue.then(async () => {
      await entry.duck?.then(
        (duck) => duck.close(),
        () => {},
      )
      delete entry.duck
      this.#remove(name)
    })
    entry.queue = turn.catch(() => {})
    await turn
  }

  /** Waits for running questions, then closes all files. */
  async close(): Promise<void> {
    const entries = [...this.#open.values()]
    this.#open.clear()
    for (const entry of entries) {
      await entry.queue
      await entry.duck?.then(
        (duck) => duck.close(),
        () => {},
      )
    }
  }

  #pathOf(workspaceId: string): string {
    return join(this.#dir, `${workspaceId}.duckdb`)
  }

  #remove(workspaceId: string): void {
    for (const end of ['', '.wal']) rmSync(`${this.#pathOf(workspaceId)}${end}`, { force: true })
  }

  #entry(workspaceId: string): Open {
    const known = this.#open.get(workspaceId)
    const entry: Open = known ?? { queue: Promise.resolve() }
    this.#open.delete(workspaceId)
    this.#open.set(workspaceId, entry)
    this.#closeOldest()
    return entry
  }

  async #openFile(workspaceId: string): Promise<Duck> {
    await mkdir(this.#dir, { recursive: true })
    const options = { path: this.#pathOf(workspaceId), tempDir: join(this.#dir, `${workspaceId}.tmp`), memoryMb: this.#memoryMb }
    try {
      return await openDuck(options)
    } catch {
      // A file that cannot be read (torn by a crash, made by another version) holds nothing that cannot be made again.
      this.#remove(workspaceId)
      return await openDuck(options)
    }
  }

  #closeOldest(): void {
    if (this.#open.size <= mostOpen) return
    const oldest = this.#open.entries().next()
    if (oldest.done) return
    const [workspaceId, entry] = oldest.value
    this.#open.delete(workspaceId)
    void entry.queue
      .then(() => entry.duck)
      .then(
        (duck) => duck?.close(),
        () => {},
      )
  }
}
