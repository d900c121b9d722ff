import { type Instant, millis } from '#kernel/time'
import { Refused } from '../outbound/connecting.ts'
import type { Outside } from '../outbound/outside.ts'
import { signedHeaders } from './signing.ts'

/** What one try brought. */
export interface Brought {
  readonly ms: number
  readonly status: number | null
  readonly answer: string | null
  readonly why: string | null
  readonly retryAfter: string | null
  readonly refused: boolean
}

const answerBytes = 1_024

interface Message {
  readonly id: string
  readonly url: string
  readonly secrets: readonly string[]
  readonly body: string
  readonly version: string
}

/** Signs a message and sends it once. Answers what came of it, and never throws. */
export async function callReceiver(
  outside: Outside,
  { id, url, secrets, body, version }: Message,
  now: () => Instant,
  signal: AbortSignal,
): Promise<Brought> {
  const began = now()
  try {
    const headers = {
      'content-type': 'application/json',
      'user-agent': `Interlock/${version}`,
      ...signedHeaders(secrets, id, Math.floor(millis(began) / 1_000), body),
    }
    const { status, headers: said, body: bytes, ms } = await outside.call({ url, method: 'POST', headers, body, signal })
    const moved = status >= 300 && status < 400 ? 'It sends on to another address, which is not followed.' : null
    return { ms, status, answer: textOf(bytes), why: moved, retryAfter: said['retry-after'] ?? null, refused: false }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const ms = millis(now()) - millis(began)
    return { ms, status: null, answer: null, why: why.slice(0, 500), retryAfter: null, refused: error instanceof Refused }
  }
}

/** The first KB as text that a database keeps. */
const textOf = (bytes: Buffer) => bytes.subarray(0, answerBytes).toString('utf8').replaceAll('\0', '')
