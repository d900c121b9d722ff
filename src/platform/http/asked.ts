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

/** What an address asks for behind its question mark. */
export function queryOf(url: string): Record<string, string> {
  return url.includes('?') ? Object.fromEntries(new URL(url).searchParams) : {}
}

/** The Idempotency-Key that a caller sends. */
export function keyOf(headers: Headers): string | undefined {
  const key = headers.get('idempotency-key') ?? undefined
  if (key !== undefined && !/^[\x21-\x7e]{8,200}$/.test(key))
    throw new Problem('invalid-input', t('An Idempotency-Key is 8 to 200 visible characters.'))
  return key
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The JSON that came with a request; an empty object where none did. */
export async function bodyOf({ endpoint }: Route, incoming: IncomingMessage, contentType: string | null): Promise<unknown> {
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
