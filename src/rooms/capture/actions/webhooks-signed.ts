import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Instant, millis } from '#kernel/time'
import { standardSignature } from '#platform/webhooks/signing'
import type { HookSetting } from '../contract/webhooks.ts'

/** What is sent, as far as a signature says something about it. */
export interface Sent {
  readonly body: Buffer
  readonly headers: Headers
  /** The address under which the sender knows us, as HubSpot signs it. */
  readonly url: string
}

/** The id of the delivery where the sender names one; null where the signature does not hold, and never why: a forger learns nothing. */
export type Signed = { readonly id: string | null } | null

/** Messages that are older than this are not taken, nor those that are so far ahead. */
const toleranceMs = 5 * 60_000

const same = (given: Buffer, wanted: Buffer) => given.length === wanted.length && timingSafeEqual(given, wanted)

const isNow = (at: number, now: Instant) => Number.isFinite(at) && Math.abs(millis(now) - at) <= toleranceMs

/** Whether the sender knew the secret, over the bytes as they came. */
export function signedBy(setting: HookSetting, secret: string, sent: Sent, now: Instant): Signed {
  if (setting.kind === 'standard') return standard(secret, sent, now)
  if (setting.kind === 'hubspot') return hubspot(secret, sent, now)
  return plain(setting, secret, sent)
}

/** https://www.standardwebhooks.com: HMAC-SHA-256 of `id.timestamp.body`, one of several signatures holds while a secret is changed. */
function standard(secret: string, { body, headers }: Sent, now: Instant): Signed {
  const id = headers.get('webhook-id')
  const timestamp = headers.get('webhook-timestamp') ?? ''
  if (id === null || !/^[\x21-\x7e]{1,200}$/.test(id) || !/^\d{1,12}$/.test(timestamp) || !isNow(Number(timestamp) * 1000, now)) return null
  const wanted = standardSignature(secret, id, timestamp, body)
  const given = (headers.get('webhook-signature') ?? '').split(' ').slice(0, 20)
  const holds = given.filter((one) => one.startsWith('v1,') && same(Buffer.from(one.slice(3), 'base64'), wanted)).length > 0
  return holds ? { id } : null
}

/** HubSpot, version 3: HMAC-SHA-256 of method, address, body and timestamp in milliseconds, as base64. */
function hubspot(secret: string, { body, headers, url }: Sent, now: Instant): Signed {
  const timestamp = headers.get('x-hubspot-request-timestamp') ?? ''
  if (!/^\d{1,15}$/.test(timestamp) || !isNow(Number(timestamp), now)) return null
  const wanted = createHmac('sha256', secret).update(`POST${url}`).update(body).update(timestamp).digest()
  return same(Buffer.from(headers.get('x-hubspot-signature-v3') ?? '', 'base64'), wanted) ? { id: null } : null
}

function plain({ header, algorithm, encoding, idHeader }: HookSetting, secret: string, { body, headers }: Sent): Signed {
  const wanted = createHmac(algorithm, secret).update(body).digest()
  // Some write `sha256=…` before it.
  const given = (headers.get(header) ?? '').replace(/^[a-z0-9-]+=(?=.)/i, '')
  if (!same(Buffer.from(given, encoding), wanted)) return null
  return { id: idHeader === null ? null : (headers.get(idHeader)?.slice(0, 200) ?? null) }
}
