import type { IncomingMessage } from 'node:http'
import { type Readable, Transform } from 'node:stream'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'

/** Bytes of a body where an endpoint says nothing else. */
export const defaultBody = 1024 * 1024

const mostIdleMs = 30_000

const tooLarge = (limit: number) =>
  new Problem('too-large', t('The body is larger than {{limit}} bytes. Send less, or split it.', { limit }))
const tooIdle = (idleMs: number) => new Problem('time-out', t('No data came for {{seconds}} seconds.', { seconds: idleMs / 1000 }))
const brokenOff = () => new Problem('invalid-input', t('The upload ended before it was complete. Send it again.'))

/** A stream that fails with 'too-large' once more than `limit` bytes passed. */
function counted(limit: number): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > limit) done(tooLarge(limit))
      else done(null, chunk)
    },
  })
}

/** The body as a counted stream; an idle sender is cut off after `idleMs`. */
export function uploadOf(incoming: Readable, limit: number, idleMs = mostIdleMs): Readable {
  const gate = counted(limit)
  // Who reads it hears of an error. A caller who was refused may leave before anybody reads, and an error that nobody hears ends the process.
  gate.on('error', () => undefined)
  const timer = setTimeout(() => incoming.destroy(tooIdle(idleMs)), idleMs)
  incoming.on('data', () => timer.refresh())
  incoming.on('error', (error) => gate.destroy(error))
  incoming.on('close', () => clearTimeout(timer))
  // A sender that leaves in the middle must not look like a sender who finished.
  incoming.on('aborted', () => gate.destroy(brokenOff()))
  return incoming.pipe(gate)
}

/** The body as text, at most `limit` bytes, or a problem. Read as it comes: a stream between would cost more than the rest of a small request. */
export function textOf(incoming: Readable, limit: number, idleMs = mostIdleMs): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let bytes = 0
    const over = () => {
      clearTimeout(timer)
      for (const [event, listener] of heard) incoming.off(event, listener)
    }
    const fail = (error: unknown) => {
      over()
      reject(error)
    }
    const timer = setTimeout(() => {
      fail(tooIdle(idleMs))
      incoming.destroy()
    }, idleMs)
    const take = (part: Buffer) => {
      timer.refresh()
      bytes += part.length
      if (bytes > limit) fail(tooLarge(limit))
      else parts.push(part)
    }
    const end = () => {
      over()
      try {
        resolve(utf8.decode(parts.length === 1 ? parts[0] : Buffer.concat(parts)))
      } catch {
        reject(new Problem('invalid-input', t('The body is not UTF-8.')))
      }
    }
    // A sender that leaves in the middle must not look like a sender who finished.
    const leave = () => fail(brokenOff())
    const heard = [
      ['data', take],
      ['end', end],
      ['error', fail],
      ['aborted', leave],
      ['close', leave],
    ] as const
    if (incoming.readableEnded) return end()
    if (incoming.destroyed) return leave()
    for (const [event, listener] of heard) incoming.on(event, listener)
    // An error that comes when nobody reads any more would end the process.
    incoming.on('error', () => undefined)
  })
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

const lingering = { bytes: 32 * 1024 * 1024, idleMs: 1_000, ms: 5_000 }

/**
 * Lets what is left of a body that nobody reads flow away, as long as it comes and is not much. A connection that is closed while its sender still
 * writes takes the answer away from him as well (RFC 9112, section 9.6).
 */
export function drained(incoming: IncomingMessage, most = lingering): Promise<void> {
  if (incoming.complete || incoming.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    let bytes = 0
    const done = () => {
      clearTimeout(whole)
      clearTimeout(idle)
      incoming.off('data', flow)
      for (const end of ['end', 'close', 'error']) incoming.off(end, done)
      resolve()
    }
    const whole = setTimeout(done, most.ms)
    let idle = setTimeout(done, most.idleMs)
    const flow = (part: Buffer) => {
      bytes += part.length
      clearTimeout(idle)
      idle = setTimeout(done, most.idleMs)
      if (bytes > most.bytes) done()
    }
    for (const end of ['end', 'close', 'error']) incoming.once(end, done)
    incoming.unpipe()
    incoming.on('data', flow)
    incoming.resume()
  })
}

const deepest = 32

/** Parses JSON; refuses what nests too deeply and keys that reach for prototypes. */
export function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Problem(
      'invalid-input',
      t('The body is not JSON: {{message}}', { message: error instanceof Error ? error.message : 'it cannot be parsed' }),
    )
  }
  checkTree(value, 0)
  return value
}

function checkTree(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return
  if (depth > deepest) throw new Problem('invalid-input', t('The body nests deeper than {{deepest}} levels.', { deepest }))
  for (const [key, child] of Object.entries(value)) {
    if (key === '__proto__') throw new Problem('invalid-input', t('The body has a key named "__proto__", which is not accepted.'))
    checkTree(child, depth + 1)
  }
}
