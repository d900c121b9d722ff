import type { IncomingMessage } from 'node:http'
import { parseAccept } from 'hono/utils/accept'
import type { DoorBody } from '#kernel/door'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Services } from '#platform/action/context'
import type { DoorAction, Visit } from '#platform/action/door'
import { asProblem } from './answer.ts'
import { parseJson, textOf } from './body.ts'
import type { RateGate } from './rate.ts'

/** A door of a room, as its word `routes` lists it. */
export type DoorRoute = DoorAction

const types: Readonly<Record<string, DoorBody>> = {
  'application/x-www-form-urlencoded': 'form',
  'multipart/form-data': 'form',
  'application/json': 'json',
  'text/plain': 'beacon',
}

/** Far more than a form of ours has, and little enough to read. */
const mostFields = 300
const defaultBody = 64 * 1024

const pattern = (path: string) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`)

/** Whether an address belongs to a door, so that neither the name of the host nor the page that sends to it matters. */
export function isDoor(doors: readonly DoorRoute[]): (method: string, path: string) => boolean {
  const known = doors.map(({ door }) => ({ method: door.method, at: pattern(door.path) }))
  return (method, path) => known.some((one) => (one.method === method || (method === 'HEAD' && one.method === 'GET')) && one.at.test(path))
}

/** What of a request a door gets to know. */
interface Knock {
  readonly incoming: IncomingMessage
  readonly url: URL
  readonly headers: Headers
  readonly params: Readonly<Record<string, string>>
  readonly address: string
  readonly requestId: string
}

/** Answers a visit at a door: limits by address and door, then the body, then the action. Every no is put into words by the door itself. */
export async function answerDoor({ door, open, refuse }: DoorRoute, services: Services, gate: RateGate, knock: Knock): Promise<Response> {
  const { headers, url, params, address } = knock
  const now = services.clock.now()
  let answer: Awaited<ReturnType<typeof open>>
  try {
    gate.take(`${address} ${door.id} ${Object.values(params).join(' ')}`, door.limits.rate, now)
    const body = door.takes ? await bodyOf(knock, door.takes, door.limits.bodyBytes ?? defaultBody) : nothing
    const [first] = parseAccept(headers.get('accept-language') ?? '')
    const wishes = first && /^[a-z]{2,3}(-|$)/i.test(first.type) ? (first.type.split('-')[0]?.toLowerCase() ?? null) : null
    answer = await open({ services, now, params, query: url.searchParams, headers, address, wishes, ...body })
  } catch (error) {
    const problem = asProblem(error, knock.requestId, services.log)
    answer = refuse(problem, { headers })
    if (problem.retryAfter !== undefined) answer = { ...answer, headers: { ...answer.headers, 'retry-after': String(problem.retryAfter) } }
  }
  return new Response(answer.status === 204 || answer.status === 303 ? null : answer.body, {
    status: answer.status,
    headers: { 'cache-control': 'no-store', ...answer.headers },
  })
}

const nothing: Pick<Visit, 'fields' | 'json'> = { fields: new Map(), json: null }

async function bodyOf({ incoming, headers }: Knock, takes: readonly DoorBody[], limit: number): Promise<Pick<Visit, 'fields' | 'json'>> {
  const type = headers.get('content-type') ?? ''
  const kind = types[type.split(';')[0]?.trim().toLowerCase() ?? '']
  if (kind === undefined || !takes.includes(kind))
    throw new Problem('wrong-type', t('This address does not take {{type}}.', { type: type === '' ? t('a body without a type') : type }))
  const text = await textOf(incoming, limit)
  if (kind === 'form') return { fields: await fieldsOf(text, type), json: null }
  const json = parseJson(text)
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new Problem('invalid-input', t('The body must be one JSON object.'))
  return { fields: new Map(), json: json as Record<string, unknown> }
}

/** Fields as a browser sends them. A file among them is refused: nobody here takes one. */
async function fieldsOf(text: string, type: string): Promise<Map<string, string[]>> {
  const sent = new Request('http://form', { method: 'POST', body: text, headers: { 'content-type': type } })
  const data = await sent.formData().catch(() => {
    throw new Problem('invalid-input', t('The form was not sent whole. Send it again.'))
  })
  const fields = new Map<string, string[]>()
  let count = 0
  for (const [name, value] of data) {
    count += 1
    if (count > mostFields) throw new Problem('too-large', t('A form has at most {{most}} fields.', { most: mostFields }))
    if (typeof value !== 'string') throw new Problem('wrong-type', t('This form takes no files. Leave the file out.'))
    fields.set(name, [...(fields.get(name) ?? []), value])
  }
  return fields
}
