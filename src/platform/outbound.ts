import { Readable } from 'node:stream'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { isLoopback } from './http/guard.ts'

interface Sent {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Readable | undefined
}

/** A request to an Interlock on this machine. Redirects are not followed. */
export async function sendLocally(url: URL, { method, headers, body }: Sent): Promise<Response> {
  if (!isLoopback(url.hostname.replace(/^\[|\]$/g, '')))
    throw new Problem('invalid-input', t('{{host}} is not on this machine.', { host: url.host }))
  const streamed = body instanceof Readable
  try {
    return await fetch(url, {
      method,
      headers,
      body: streamed ? (Readable.toWeb(body) as ReadableStream) : (body ?? null),
      redirect: 'error',
      ...(streamed ? { duplex: 'half' } : {}),
    } as RequestInit)
  } catch (cause) {
    throw new Problem(
      'unavailable',
      t('Interlock does not answer at {{origin}}. Check that it still runs, then try again.', { origin: url.origin }),
      { cause },
    )
  }
}

/**
 * A request to a provider of single sign-on that an owner has set. Besides the mail server it is the only other machine that is ever called, by https
 * only, unless it is this one. Redirects are not followed.
 */
export async function callProvider(address: string, init: Omit<RequestInit, 'body'> & { readonly body?: unknown }): Promise<Response> {
  const url = new URL(address)
  if (url.protocol !== 'https:' && !isLoopback(url.hostname.replace(/^\[|\]$/g, '')))
    throw new Problem('not-allowed', t('{{host}} is not reached by https.', { host: url.host }))
  return await fetch(url, { ...init, redirect: 'manual' } as RequestInit)
}
