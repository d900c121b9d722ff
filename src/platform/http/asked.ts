import type { IncomingMessage } from 'node:http'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { defaultBody, parseJson, textOf } from './body.ts'
import type { Route } from './routes.ts'

/** The version that a change was made on, where a caller sends it as HTTP has it. */
export function versionOf(headers: Headers): { version?: string } {
  const said = headers.get('if-match')
  return said === null ? {} : { version: said.trim().replace(/^"(.*)"$/, '$1') }
}

/** The answer, or a problem once the time is over. What the work has begun ends by its own limits and is rolled back or kept whole. */
export function within<T>(signal: AbortSignal, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () =>
      reject(new Problem('time-out', t('This took longer than it may. Ask for less, or try again when the machine is less busy.')))
    signal.addEventListener('abort', late, { once: true })
    // Requests are aborted too when their connection is done with them, which is no news after the answer.
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', late))
  })
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The JSON that came with a request; an empty object where none did. */
export async function bodyOf({ endpoint }: Route, incoming: IncomingMessage, contentType: string | undefined): Promise<unknown> {
  if (endpoint.method === 'GET') return {}
  const text = await textOf(incoming, endpoint.limits.bodyBytes ?? defaultBody)
  if (text === '') return {}
  const type = contentType?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json')
    throw new Problem(
      'wrong-type',
      t('{{id}} takes application/json, not {{type}}.', { id: endpoint.id, type: type ?? 'a body without a type' }),
    )
  const value = parseJson(text)
  if (!isObject(value)) throw new Problem('invalid-input', t('The body must be one JSON object.'))
  return value
}
