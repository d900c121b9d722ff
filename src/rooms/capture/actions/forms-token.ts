import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { Id } from '#kernel/id'
import { type Instant, instant, millis } from '#kernel/time'
import { sameSecret } from '#platform/ids'

/** How long a page may lie open, and how fast nobody types. */
const lastsMs = 24 * 3_600_000
const leastMs = 2_000

/** What a page carries: it proves that the page was ours, when it was opened, and which version it showed. No cookie is needed. */
export interface Token {
  readonly id: string
  readonly version: number
  readonly at: Instant
}

type Of = { readonly formId: Id<'form'>; readonly secret: string }

const signed = ({ formId, secret }: Of, text: string) => createHmac('sha256', secret).update(`${formId} ${text}`).digest('base64url')

/** A new token for a page that is shown now. */
export function newToken(of: Of, version: number, now: Instant): string {
  const text = `${randomBytes(12).toString('base64url')}.${version}.${millis(now).toString(36)}`
  return `${text}.${signed(of, text)}`
}

/** The token of a page; null where it is not ours. */
export function readToken(of: Of, given: string): Token | null {
  const [, text = '', seal = ''] = /^([\w-]{16}\.\d{1,6}\.[0-9a-z]{6,10})\.([\w-]{43})$/.exec(given) ?? []
  if (text === '' || !sameSecret(seal, signed(of, text))) return null
  const [id = '', version = '', at = ''] = text.split('.')
  return { id, version: Number(version), at: instant(new Date(Number.parseInt(at, 36))) }
}

/** Whether the page was open for longer than a day. */
export const isOver = ({ at }: Token, now: Instant) => millis(now) - millis(at) > lastsMs

/** Whether it was sent faster than anybody types. */
export const isTooFast = ({ at }: Token, now: Instant) => millis(now) - millis(at) < leastMs

/** By what a delivery is known again: the page, or the day where there is none, and what was typed. The same twice is one response. */
export function deliveryOf({ formId, secret }: Of, from: string, sent: ReadonlyMap<string, readonly string[]>): string {
  const words = JSON.stringify([...sent].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  const typed = createHash('sha256').update(words).digest('base64url').slice(0, 22)
  return `form-${createHmac('sha256', secret).update(`${formId} ${from} ${typed}`).digest('base64url').slice(0, 32)}`
}
