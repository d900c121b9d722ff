import type { CallOf, Endpoint, ResultOf } from '#kernel/endpoint'
import { Problem, type ProblemKind, problemKinds } from '#kernel/problem'
import { prepare } from '#kernel/request'
import { spoken, t } from '#web/kit/text'
import { currentWorkspace } from './workspace.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * Calls an endpoint with JSON both ways. What comes again with the same `key`, because an answer was lost, is done once. Throws Problem, also when the server
 * does not answer.
 */
export async function call<E extends Endpoint>(endpoint: E, input: CallOf<E>, signal?: AbortSignal, key?: string): Promise<ResultOf<E>> {
  const { url, body } = prepare(endpoint, input as Values)
  const headers = { ...(body ? { 'Content-Type': 'application/json' } : {}), ...(key ? { 'Idempotency-Key': key } : {}) }
  const response = await send(endpoint, url, { body, signal, headers })
  if (response.status === 204) return undefined as ResultOf<E>
  return (await response.json()) as ResultOf<E>
}

/** Sends a file as it is to an upload endpoint. Throws Problem. */
export async function upload<E extends Endpoint>(endpoint: E, input: CallOf<E>, file: Blob): Promise<ResultOf<E>> {
  const { url } = prepare(endpoint, input as Values)
  const response = await send(endpoint, url, { body: file, headers: { 'Content-Type': 'application/octet-stream' } })
  return (await response.json()) as ResultOf<E>
}

/** Fetches a file and hands it to the browser's downloads, called as the server calls it, else `fileName`. Throws Problem. */
export async function download<E extends Endpoint>(endpoint: E, input: CallOf<E>, fileName: string): Promise<void> {
  const { url, body } = prepare(endpoint, input as Values)
  const response = await send(endpoint, url, { body, headers: body ? { 'Content-Type': 'application/json' } : {} })
  const address = URL.createObjectURL(await response.blob())
  const anchor = Object.assign(document.createElement('a'), { href: address, download: namedIn(response) ?? fileName })
  anchor.click()
  // Firefox starts the download in a later task; freeing the address at once would lose it.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** The name that the server gives to a file. */
function namedIn(response: Response): string | null {
  const [, name] = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('Content-Disposition') ?? '') ?? []
  return name === undefined ? null : decodeURIComponent(name)
}

async function send(endpoint: Endpoint, url: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
  // Only what is about a workspace names one: a remembered company that is gone must not lock its user out of the session.
  const workspace = endpoint.access.who === 'members' ? currentWorkspace() : null
  const headers = {
    Accept: 'application/json',
    'Accept-Language': spoken(),
    ...(workspace ? { 'Interlock-Workspace': workspace } : {}),
    ...init.headers,
  }
  let response: Response
  try {
    response = await fetch(url, { ...init, method: endpoint.method, headers, credentials: 'same-origin' })
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw new Problem('unavailable', t('Interlock does not answer. Check that it still runs in its terminal, then try again.'), { cause })
  }
  if (response.ok) return response
  throw await problemOf(response)
}

/** The problem that a refused response tells, whatever its body is. */
export async function problemOf(response: Response): Promise<Problem> {
  const told: unknown = await response.json().catch(() => null)
  const details = told && typeof told === 'object' ? (told as { type?: unknown; detail?: unknown; issues?: unknown }) : {}
  const detail =
    typeof details.detail === 'string'
      ? details.detail
      : t('The server answered with status {{status}}. Try again; the log has more.', { status: response.status })
  const issues = Array.isArray(details.issues) ? (details.issues as { path: string; message: string }[]) : []
  const retryAfter = Number(response.headers.get('Retry-After')) || undefined
  return new Problem(kindOf(details.type, response.status), detail, { issues, retryAfter })
}

function kindOf(type: unknown, status: number): ProblemKind {
  const name = String(type).replace('urn:interlock:problem:', '')
  if (name in problemKinds) return name as ProblemKind
  const kinds = Object.keys(problemKinds) as ProblemKind[]
  return kinds.find((kind) => problemKinds[kind].status === status) ?? 'internal'
}
