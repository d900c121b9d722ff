import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How a receiver of webhooks may treat whoever calls it. */
export type Manner = 'well' | 'slow' | 'broken' | 'busy' | 'resets' | 'elsewhere' | 'drips' | 'floods' | 'hangs' | 'gone'

const floodBytes = 2 ** 30
const floodPart = Buffer.alloc(64 * 1024, 'x')

/** A message as it came in. */
interface Come {
  readonly body: string
  readonly headers: IncomingMessage['headers']
}

/** A receiver on this machine that behaves as it is told to for each message. */
export interface Receiver {
  readonly url: string
  /** Events that it took, with how often and under which number. */
  readonly told: Map<string, { times: number; readonly seq: number }>
  /** What was not right about a message: its signature, its time, its words. */
  readonly wrong: string[]
  /** How often it was spoken to in each manner. */
  readonly counts: Partial<Record<Manner, number>>
  /** The most bytes of a flood that somebody let come. */
  readonly flooded: () => number
  /** What it was told when it was made; nothing is right before. */
  knows(secret: string): void
  close(): Promise<void>
}

interface Behaviour {
  readonly manner: () => Manner
  /** Where it sends on to: an address inside, which nobody may call. */
  readonly elsewhere?: string
}

/** Starts a receiver. Its signatures are computed here, from the words of Standard Webhooks and not from our own code. */
export async function receiver({ manner, elsewhere = 'http://127.0.0.1:1/' }: Behaviour): Promise<Receiver> {
  const told: Receiver['told'] = new Map()
  const wrong: string[] = []
  const counts: Partial<Record<Manner, number>> = {}
  let secret = ''
  let flooded = 0
  const take = (come: Come) => {
    const fault = faultOf(come, secret)
    if (fault !== null) wrong.push(fault)
    const { event, seq } = (JSON.parse(come.body) as { data: { event: string; seq: number } }).data
    const known = told.get(event)
    if (known) known.times += 1
    else told.set(event, { times: 1, seq })
    if (known && known.seq !== seq) wrong.push(`${event} came as ${known.seq} and as ${seq}`)
  }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('error', () => {})
    response.on('error', () => {})
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const how = manner()
      counts[how] = (counts[how] ?? 0) + 1
      const come = { body: Buffer.concat(parts).toString(), headers: request.headers }
      if (taking.has(how)) take(come)
      answer(response, how, elsewhere, (sent) => {
        flooded = Math.max(flooded, sent)
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`,
    ...{ told, wrong, counts, flooded: () => flooded },
    knows: (one) => {
      secret = one
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Manners in which a message counts as taken: they say 2xx, whatever comes after that. */
const taking: ReadonlySet<Manner> = new Set(['well', 'slow', 'drips', 'floods'])

function answer(response: ServerResponse, how: Manner, elsewhere: string, flooded: (bytes: number) => void): void {
  switch (how) {
    case 'well':
      response.end('{}')
      break
    case 'slow':
      setTimeout(() => response.end('{}'), 50)
      break
    case 'broken':
      response.writeHead(503).end('down')
      break
    case 'busy':
      response.writeHead(429, { 'retry-after': '2' }).end('later')
      break
    case 'gone':
      response.writeHead(410).end()
      break
    case 'resets':
      response.destroy()
      break
    case 'elsewhere':
      response.writeHead(302, { location: elsewhere }).end()
      break
    case 'drips': {
      response.writeHead(200, { 'content-type': 'text/plain' })
      const drip = setInterval(() => response.write('.'), 200)
      response.on('close', () => clearInterval(drip))
      break
    }
    case 'floods':
      flood(response, flooded)
      break
    case 'hangs':
      break
  }
}

/** A gigabyte, as fast as it is read. */
function flood(response: ServerResponse, flooded: (bytes: number) => void): void {
  response.writeHead(200, { 'content-length': String(floodBytes) })
  let sent = 0
  const more = () => {
    while (sent < floodBytes && !response.destroyed) {
      sent += floodPart.length
      flooded(sent)
      if (!response.write(floodPart)) return void response.once('drain', more)
    }
  }
  more()
}

/** What is wrong about a message by Standard Webhooks; null where all is right. */
function faultOf({ body, headers }: Come, secret: string): string | null {
  const [id, time, said] = ['id', 'timestamp', 'signature'].map((name) => String(headers[`webhook-${name}`]))
  const right = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
    .update(`${id}.${time}.${body}`)
    .digest()
  const given = (said ?? '').split(' ').map((one) => Buffer.from(one.replace(/^v1,/, ''), 'base64'))
  if (!given.some((one) => one.length === right.length && timingSafeEqual(one, right))) return `${id} is not signed right`
  if (Math.abs(Date.now() / 1_000 - Number(time)) > 300) return `${id} says that it was sent at ${time}`
  return null
}
