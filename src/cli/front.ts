import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import type { CallOf, Endpoint, ResultOf } from '#kernel/endpoint'
import { Problem, type ProblemKind } from '#kernel/problem'
import { prepare } from '#kernel/request'
import { getSession } from '#platform/access/contract'
import { type LocalDoor, readLocalDoor } from '#platform/app/local-door'
import { systemClock } from '#platform/clock'
import { type Config, signingSecret } from '#platform/config'
import { openFiles } from '#platform/files'
import { openLog } from '#platform/log'
import { sendLocally } from '#platform/outbound'
import { openPostgres } from '#platform/postgres/open'
import { claim, isClaimed, whoRuns } from '#platform/running'

/** The way from a command to the endpoints: the running Interlock of the data folder, or one that is started for this command. */
export interface Front {
  call<E extends Endpoint>(endpoint: E, input: CallOf<E>): Promise<ResultOf<E>>
  /** Sends a file, or a stream, as it is. */
  upload<E extends Endpoint>(endpoint: E, input: CallOf<E>, source: string | Readable): Promise<ResultOf<E>>
  /** What a download answers, as a stream. */
  download<E extends Endpoint>(endpoint: E, input: CallOf<E>): Promise<Readable>
  /** Where the same Interlock answers programs that speak for themselves, and what they must send. */
  readonly door: { readonly url: string; readonly headers: Readonly<Record<string, string>> }
  close(): Promise<void>
}

/** Opens the front for a workspace, by id or name; without, the only one; `any` for commands that belong to none. Throws Problem when it cannot be told which. */
export async function openFront(config: Config, workspace: string | undefined, which: 'one' | 'any' = 'one'): Promise<Front> {
  const ground = isClaimed(config.dataDir) ? await joined(config) : await started(config)
  try {
    const session = await answer<ResultOf<typeof getSession>>(await ask(ground, getSession, {}, null))
    const workspaceId = which === 'any' ? null : chosen(session.workspaces, workspace)
    return {
      call: async (endpoint, input) => await answer(await ask(ground, endpoint, input, workspaceId)),
      upload: async (endpoint, input, source) =>
        await answer(await ask(ground, endpoint, input, workspaceId, typeof source === 'string' ? createReadStream(source) : source)),
      download: async (endpoint, input) => {
        const response = await ask(ground, endpoint, input, workspaceId)
        if (!response.body) throw new Problem('internal', `${endpoint.id} answered nothing.`)
        return Readable.fromWeb(response.body as never)
      },
      door: {
        url: ground.url,
        headers: { authorization: `Bearer ${ground.token}`, ...(workspaceId === null ? {} : { 'interlock-workspace': workspaceId }) },
      },
      close: ground.close,
    }
  } catch (error) {
    await ground.close()
    throw error
  }
}

interface Ground extends LocalDoor {
  close(): Promise<void>
}

async function joined(config: Config): Promise<Ground> {
  const running = whoRuns(config.dataDir)
  if (!running?.address)
    throw new Problem('unavailable', 'Interlock is just starting or ending on this data folder. Try again in a few seconds.')
  return { ...readLocalDoor(config.dataDir), close: async () => {} }
}

async function started(config: Config): Promise<Ground> {
  const mine = await claim(config.dataDir, systemClock)
  // The server's code is read only when a server is needed: with one running, a command is a client.
  const { startServer } = await import('#main')
  const log = openLog(config)
  const postgres = await openPostgres(config, systemClock, log)
  const private_ = { ...config, host: '127.0.0.1', port: 0, portChosen: true, publicUrl: undefined }
  const files = openFiles(config.dataDir, config.fileLimitBytes)
  const server = await startServer({ config: private_, clock: systemClock, log, postgres, files, secret: signingSecret(config) })
  const close = async () => {
    mine.stopping()
    await server.close()
    await postgres.stop()
    mine.release()
  }
  return { ...readLocalDoor(config.dataDir), close }
}

function chosen(workspaces: readonly { id: string; name: string }[], wanted: string | undefined): string {
  const fitting =
    wanted === undefined ? workspaces : workspaces.filter((one) => one.id === wanted || one.name.toLowerCase() === wanted.toLowerCase())
  const [only, ...more] = fitting
  const names = workspaces.map((one) => `"${one.name}" (${one.id})`).join(', ')
  if (!only) throw new Problem('not-found', `There is no workspace "${wanted}". There are: ${names}.`)
  if (more.length > 0) throw new Problem('invalid-input', `Say which workspace with --workspace: ${names}.`)
  return only.id
}

async function ask(ground: Ground, endpoint: Endpoint, input: unknown, workspaceId: string | null, file?: Readable): Promise<Response> {
  const { url, body } = prepare(endpoint, input as Readonly<Record<string, unknown>>)
  const headers: Record<string, string> = { authorization: `Bearer ${ground.token}` }
  if (workspaceId !== null && endpoint.access.who === 'members') headers['interlock-workspace'] = workspaceId
  if (file) headers['content-type'] = 'application/octet-stream'
  else if (body !== undefined) headers['content-type'] = 'application/json'
  const response = await sendLocally(new URL(url, ground.url), { method: endpoint.method, headers, body: file ?? body })
  if (response.ok) return response
  const told = (await response.json().catch(() => ({}))) as { type?: string; detail?: string }
  const kind = (told.type ?? '').replace('urn:interlock:problem:', '') as ProblemKind
  throw new Problem(kind || 'internal', told.detail ?? `Interlock answered with status ${response.status}.`)
}

async function answer<T>(response: Response): Promise<T> {
  return (await response.json()) as T
}
