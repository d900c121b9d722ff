import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, interlock, postmasterOf, processesWith, type Running } from './interlock.ts'
import { cookiesOf } from './people.ts'

/** What is killed with SIGKILL. A backend is the process of PostgreSQL that serves one connection. */
export const victims = [
  'server',
  'server and watchdog',
  'postmaster',
  'postmaster and watchdog',
  'backend',
  'server and postmaster',
] as const
export type Victim = (typeof victims)[number]

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What came back of a request: an answer, or nothing because the other side was gone. */
export interface Reply {
  readonly status: number
  readonly body: unknown
  /** What the answer has a browser send from now on. */
  readonly cookie: string
}

export const isWell = (reply: Reply) => reply.status >= 200 && reply.status < 300

/** An Interlock whose processes a test kills, and that it starts again. */
export class Mortal {
  readonly dataDir: string
  readonly kills: Record<Victim, number> = Object.fromEntries(victims.map((each) => [each, 0])) as Record<Victim, number>
  /** Answers of 500: none of the kills may look like a mistake of ours. */
  readonly internal: string[] = []
  #running: Running | undefined
  readonly #environment: Readonly<Record<string, string>>

  constructor(dataDir: string, environment: Readonly<Record<string, string>> = {}) {
    this.dataDir = dataDir
    this.#environment = environment
  }

  /** Sends one request. Status 0 stands for a connection that broke. */
  async send(
    method: string,
    path: string,
    body?: string | AsyncIterable<Uint8Array>,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const running = await this.#alive()
    try {
      const type = typeof body === 'string' ? { 'content-type': 'application/json' } : { 'content-type': 'application/octet-stream' }
      const sent = body === undefined ? {} : ({ body, duplex: 'half' } as RequestInit)
      const response = await fetch(running.url + path, { method, headers: { ...(body === undefined ? {} : type), ...headers }, ...sent })
      const reply = { status: response.status, body: (await response.json()) as unknown, cookie: cookiesOf(response) }
      if (reply.status === 500)
        this.internal.push(`${method} ${path}: ${this.#logged(String((reply.body as { instance?: string }).instance))}`)
      return reply
    } catch {
      return { status: 0, body: null, cookie: '' }
    }
  }

  /** Kills, and waits until what was killed is gone. Nothing happens when it is gone already. */
  async kill(victim: Victim): Promise<void> {
    const running = await this.#alive()
    const postmaster = postmasterPid(this.dataDir)
    this.kills[victim] += 1
    if (victim.endsWith('watchdog') && postmaster) for (const pid of processesWith(`interlock-watchdog ${postmaster}`)) end(pid)
    if (victim === 'backend' && postmaster) endOne(backendsOf(postmaster), this.kills.backend)
    if (victim.includes('postmaster') && postmaster) end(postmaster)
    if (!victim.startsWith('server')) return
    end(running.pid)
    await running.ended
  }

  /** Starts it again when it is down, and waits until the database answers too. */
  async well(): Promise<void> {
    for (let turn = 0; turn < 1_200; turn++) {
      if ((await this.send('GET', '/readyz')).status === 200) return
      await sleep(50)
    }
    throw new Error('Interlock was not well again within a minute.')
  }

  /** Has work that failed tried again now instead of after its pause of seconds. Nothing happens while the database is away. */
  async hasten(): Promise<void> {
    try {
      for (const { schema } of await ask<{ schema: string }>(this.dataDir, 'SELECT schema_name AS schema FROM workspace'))
        await ask(this.dataDir, 'UPDATE due_item SET due_at = now() WHERE tries > 0 AND lease_until IS NULL AND due_at > now()', schema)
    } catch {
      // It is tried again in its own time.
    }
  }

  /** Ends it as a user would. */
  async end(): Promise<void> {
    const running = this.#running
    this.#running = undefined
    if (!running || running.child.exitCode !== null || running.child.signalCode !== null) return
    running.child.kill('SIGTERM')
    await running.ended
  }

  /** What it wrote to standard error since its last start. */
  said(): string {
    return this.#running?.said() ?? ''
  }

  /** What the log says of a request. */
  #logged(requestId: string): string {
    return (
      this.said()
        .split('\n')
        .find((line) => line.includes(requestId)) ?? requestId
    )
  }

  async #alive(): Promise<Running> {
    const { child } = this.#running ?? {}
    if (child && child.exitCode === null && child.signalCode === null && this.#running) return this.#running
    this.#starting ??= interlock({ dataDir: this.dataDir, environment: this.#environment }).finally(() => {
      this.#starting = undefined
    })
    this.#running = await this.#starting
    return this.#running
  }

  #starting: Promise<Running> | undefined
}

function postmasterPid(dataDir: string): number | undefined {
  try {
    return postmasterOf(dataDir) || undefined
  } catch {
    // It was killed before and is not back yet.
    return undefined
  }
}

/** Processes of a postmaster that serve connections of the application. */
function backendsOf(postmaster: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]
        return Number(parent) === postmaster && readFileSync(`/proc/${name}/cmdline`, 'utf8').startsWith('postgres: interlock interlock')
      } catch {
        return false
      }
    })
    .map(Number)
}

function endOne(pids: readonly number[], which: number): void {
  const pid = pids[which % Math.max(1, pids.length)]
  if (pid !== undefined) end(pid)
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
