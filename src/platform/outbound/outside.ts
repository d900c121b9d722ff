import {
  type Agent,
  type AgentOptions,
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import type { BlockList } from 'node:net'
import type { Duplex } from 'node:stream'
import { millis } from '#kernel/time'
import type { Clock } from '../clock.ts'
import { addressOf, connected, type Guard, type Lookup, Refused } from './connecting.ts'

/** How long each part of a call may take, in milliseconds, and how much of an answer is read. */
export interface CallLimits {
  readonly connectMs: number
  /** From the request until the first line of the answer. */
  readonly headersMs: number
  /** From there until its end: whoever drips is cut off. */
  readonly bodyMs: number
  readonly bodyBytes: number
}

export const callLimits: CallLimits = { connectMs: 5_000, headersMs: 15_000, bodyMs: 5_000, bodyBytes: 64 * 1024 }

/** The longest that a call can take. */
export const longestCallMs = callLimits.connectMs + callLimits.headersMs + callLimits.bodyMs

export interface OutsideCall {
  readonly url: string
  readonly method: 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal?: AbortSignal
}

/** What came back. An answer that was cut off, too long or too slow, still counts by its status. */
export interface OutsideAnswer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  /** The beginning of the body, at most as many bytes as are read. */
  readonly body: Buffer
  readonly ms: number
}

interface Setting {
  readonly clock: Clock
  readonly opened: BlockList
  readonly lookup?: Lookup
  readonly limits?: Partial<CallLimits>
  /** Connections to one place that are kept to be used again. How many calls are made at once is for the caller to bound. */
  readonly sockets: number
}

/**
 * Calls machines that somebody named in the settings: none inside a network, none twice by a redirect. Connections are kept and used again, a bounded number for
 * each place. None waits in a queue of the agent, which forgets those behind the first when a connection cannot be made.
 */
export class Outside {
  readonly #clock: Clock
  readonly #guard: Guard
  readonly #limits: CallLimits
  readonly #agents: readonly [plain: Agent, secure: Agent]

  constructor({ clock, opened, lookup, limits, sockets }: Setting) {
    this.#clock = clock
    this.#guard = { opened, lookup }
    this.#limits = { ...callLimits, ...limits }
    const options = { keepAlive: true, maxFreeSockets: sockets, timeout: 30_000, scheduling: 'lifo' } as const
    const { connectMs } = this.#limits
    this.#agents = [
      guarded(new HttpAgent(options), this.#guard, connectMs, false),
      guarded(new HttpsAgent(options), this.#guard, connectMs, true),
    ]
  }

  /** Why an address would not be called, as far as can be said now; null where nothing speaks against it, or its name is not known yet. */
  async refusal(url: string): Promise<string | null> {
    const { protocol, hostname } = new URL(url)
    try {
      await addressOf({ host: hostname, secure: protocol === 'https:' }, this.#guard)
      return null
    } catch (error) {
      return error instanceof Refused ? error.message : null
    }
  }

  /** Sends one request. Throws `Refused` where it would go inside, and an Error with the reason where no answer came. */
  async call({ url, method, headers, body, signal }: OutsideCall): Promise<OutsideAnswer> {
    const target = new URL(url)
    if (target.protocol !== 'https:' && target.protocol !== 'http:') throw new Error('Only http and https are called.')
    const secure = target.protocol === 'https:'
    const began = this.#clock.now()
    const sent = (secure ? requestHttps : requestHttp)(target, {
      method,
      agent: this.#agents[secure ? 1 : 0],
      headers: { ...headers, 'accept-encoding': 'identity', 'content-length': Buffer.byteLength(body) },
      ...(signal ? { signal } : {}),
      maxHeaderSize: 16 * 1024,
    })
    const answer = await this.#headers(sent, body, signal)
    const read = await this.#body(sent, answer)
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: read, ms: millis(this.#clock.now()) - millis(began) }
  }

  close(): void {
    for (const agent of this.#agents) agent.destroy()
  }

  #headers(sent: ClientRequest, body: string, signal: AbortSignal | undefined): Promise<IncomingMessage> {
    const { connectMs, headersMs } = this.#limits
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(late)
        signal?.removeEventListener('abort', over)
      }
      // A request that has no connection yet says nothing when it is destroyed: nobody waits for that.
      const fail = (error: Error) => {
        end()
        reject(error)
        sent.destroy(error)
      }
      const over = () => fail(signal?.reason instanceof Error ? signal.reason : new Error('The call was cut off.'))
      const late = setTimeout(
        () => fail(new Error(`No answer came within ${(connectMs + headersMs) / 1000} seconds.`)),
        connectMs + headersMs,
      )
      signal?.addEventListener('abort', over, { once: true })
      if (signal?.aborted) over()
      sent.on('error', fail)
      sent.on('response', (answer) => {
        end()
        resolve(answer)
      })
      sent.end(body)
    })
  }

  /** Reads until the end, the most bytes or the time; then the connection goes, for nobody knows how much more would come. */
  #body(sent: ClientRequest, answer: IncomingMessage): Promise<Buffer> {
    const { bodyMs, bodyBytes } = this.#limits
    return new Promise((resolve) => {
      const parts: Buffer[] = []
      let size = 0
      const done = () => {
        clearTimeout(late)
        resolve(Buffer.concat(parts).subarray(0, bodyBytes))
      }
      const cut = () => {
        done()
        sent.destroy()
      }
      const late = setTimeout(cut, bodyMs)
      answer.on('data', (part: Buffer) => {
        if (size >= bodyBytes) return
        parts.push(part)
        size += part.length
        if (size >= bodyBytes) cut()
      })
      answer.on('end', done)
      answer.on('error', done)
      answer.on('close', done)
    })
  }
}

type Connecting = (
  options: { host?: string; hostname?: string; port?: number | string },
  done: (error: Error | null, socket?: Duplex) => void,
) => undefined

/** An agent whose sockets are made by us, so that nothing is connected that was not looked at. */
function guarded<A extends Agent>(agent: A, guard: Guard, connectMs: number, secure: boolean): A {
  const createConnection: Connecting = ({ host, hostname, port }, done) => {
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(new Error(`No connection stood within ${connectMs / 1000} seconds.`)), connectMs)
    connected({ host: host ?? hostname ?? '', port: Number(port), secure }, guard, late.signal)
      .then(
        (socket) => done(null, socket),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      )
      .finally(() => clearTimeout(timer))
    return undefined
  }
  return Object.assign(agent, { createConnection }) as A & AgentOptions
}
