import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { onTestFinished } from 'vitest'
import type { CallOf, Endpoint, ResultOf } from '#kernel/endpoint'
import { prepare } from '#kernel/request'
import { type Served, startServer } from '#main'
import { SignIn } from '#platform/access/sign-in'
import { type Clock, systemClock } from '#platform/clock'
import { readConfig } from '#platform/config'
import { openFiles } from '#platform/files'
import { openLog } from '#platform/log'
import { Database } from '#platform/store/database'
import { createWorkspace, migrateDirectory } from '#platform/store/workspaces'
import { testDatabase } from './postgres.ts'
import { houseMigrations } from './workspace.ts'

/** A whole Interlock of a test, on a database of its own, in this process. */
export interface TestApp {
  readonly url: string
  readonly served: Served
  readonly dataDir: string
  /** Calls an endpoint as whoever the cookie says; throws with the problem's words when it is refused. */
  call<E extends Endpoint>(endpoint: E, input: CallOf<E>, as?: Visitor): Promise<ResultOf<E>>
  /** Sends bytes to an upload endpoint. */
  upload<E extends Endpoint>(endpoint: E, input: CallOf<E>, bytes: Uint8Array | string): Promise<ResultOf<E>>
  /** Does something before work that becomes due is begun: it waits for the next look, which comes at the end and every two seconds. */
  quietly<T>(act: () => Promise<T>): Promise<T>
  /** The raw answer, for looking at status and headers. */
  raw(path: string, init?: RequestInit): Promise<Response>
}

/** Cookies and workspace of one caller. */
export interface Visitor {
  readonly cookie?: string
  readonly workspace?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** The bytes of an answer; of a line that stays open what it says first. */
export async function bytesOf(answer: Response): Promise<Buffer> {
  if (answer.headers.get('content-type') !== 'text/event-stream' || !answer.body) return Buffer.from(await answer.arrayBuffer())
  const reader = answer.body.getReader()
  const { value } = await reader.read()
  await reader.cancel()
  return Buffer.from(value ?? [])
}

/** All that the first start does to a database, done once in a run and copied. */
async function migrated(pool: pg.Pool): Promise<void> {
  const database = new Database(pool)
  const authPool = new pg.Pool({
    ...(pool.options.connectionString ? { connectionString: pool.options.connectionString } : {}),
    max: 2,
    options: '-c search_path=auth',
  })
  try {
    await pool.query('CREATE SCHEMA auth')
    await new SignIn({ pool: authPool, secret: 'a secret of tests that is long enough', baseUrl: 'http://localhost' }).migrate()
    await migrateDirectory(database, systemClock)
    await createWorkspace(database, 'My company', houseMigrations, systemClock)
  } finally {
    await authPool.end()
  }
}

/** Starts an app; it ends with the test, or by `close` when it was started in a hook. */
export async function testApp(
  environment: Readonly<Record<string, string>> = {},
  clock: Clock = systemClock,
): Promise<TestApp & { close(): Promise<void> }> {
  const database = await testDatabase(migrated)
  const dataDir = environment.INTERLOCK_DATA ?? mkdtempSync(join(tmpdir(), 'interlock-app-'))
  const config = readConfig({ INTERLOCK_DATA: dataDir, INTERLOCK_PORT: '0', INTERLOCK_LOG: 'error', ...environment }, {})
  const log = openLog(config)
  const postgres = {
    kind: 'outside' as const,
    pool: database.pool,
    url: database.url,
    adminUrl: database.url,
    createDatabase: () => Promise.reject(new Error('not in tests')),
    dropDatabase: () => Promise.reject(new Error('not in tests')),
    stop: async () => {},
  }
  const files = openFiles(dataDir, config.fileLimitBytes)
  const served = await startServer({ config, clock, log, postgres, files, secret: 'a secret of tests that is long enough' })
  let open = true
  const close = async () => {
    if (!open) return
    open = false
    await served.close()
    await database.drop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    onTestFinished(close)
  } catch {
    // Started in a hook: the caller closes it.
  }
  // Under a public address the app still listens here.
  const url = `http://127.0.0.1:${served.server.port}`
  const { services } = served.app
  const { nudge } = services
  const quietly = async <T>(act: () => Promise<T>) => {
    Object.assign(services, { nudge: () => {} })
    try {
      return await act()
    } finally {
      Object.assign(services, { nudge })
      nudge()
    }
  }
  return { url, served, dataDir, close, ...callersOf(url), quietly }
}

/** Ways to call a server by its address; `usual` calls where nobody else is named. */
export function callersOf(url: string, usual: Visitor = {}): Pick<TestApp, 'call' | 'upload' | 'raw' | 'quietly'> {
  const headersOf = (as: Visitor = usual) => ({
    ...(as.cookie ? { cookie: as.cookie } : {}),
    ...(as.workspace ? { 'interlock-workspace': as.workspace } : {}),
    ...as.headers,
  })
  const parsed = async (response: Response) => {
    const body: unknown = await response.json()
    if (!response.ok) throw new Error(`${response.status} ${(body as { detail?: string }).detail}`)
    return body
  }
  return {
    async call<E extends Endpoint>(endpoint: E, input: CallOf<E>, as?: Visitor) {
      const { url: path, body } = prepare(endpoint, input as Readonly<Record<string, unknown>>)
      const headers = { ...headersOf(as), ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
      return (await parsed(
        await fetch(url + path, { method: endpoint.method, headers, ...(body === undefined ? {} : { body }) }),
      )) as ResultOf<E>
    },
    async upload<E extends Endpoint>(endpoint: E, input: CallOf<E>, bytes: Uint8Array | string) {
      const { url: path } = prepare(endpoint, input as Readonly<Record<string, unknown>>)
      return (await parsed(
        await fetch(url + path, {
          method: 'POST',
          body: bytes as BodyInit,
          headers: { ...headersOf(), 'content-type': 'application/octet-stream' },
        }),
      )) as ResultOf<E>
    },
    // It may be in another process, and begins at once.
    quietly: (act) => act(),
    raw: (path, init) => fetch(url + path, init),
  }
}

/** One more workspace of a running app. */
export async function anotherWorkspace(app: TestApp, name: string): Promise<string> {
  const { services } = app.served.app
  return (await createWorkspace(services.database, name, houseMigrations, services.clock)).id
}
