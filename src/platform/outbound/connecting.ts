import { lookup } from 'node:dns/promises'
import { type BlockList, connect, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { isIn, isOutside } from './addresses.ts'

/** Why nothing is sent: the address leads inside. No later try helps, and the words tell nobody what is there. */
export class Refused extends Error {}

/** Looks a name up; tests put their own in, to answer otherwise the second time. */
export type Lookup = (host: string) => Promise<readonly { readonly address: string }[]>

const systemLookup: Lookup = (host) => lookup(host, { all: true, verbatim: true })

/** Where a socket is to go. */
export interface Place {
  readonly host: string
  readonly port: number
  readonly secure: boolean
}

export interface Guard {
  /** Networks of the operator's own that may be called. */
  readonly opened: BlockList
  readonly lookup?: Lookup | undefined
}

const inWords = (host: string) => `${host} leads to an address inside a network, which is not called.`

const bareOf = (host: string) => host.replace(/^\[|\]$/g, '')

/** The address to connect to. Throws `Refused` where a name leads inside, and an Error where it leads nowhere. */
export async function addressOf(
  { host, secure }: Pick<Place, 'host' | 'secure'>,
  { opened, lookup: find = systemLookup }: Guard,
): Promise<string> {
  const bare = bareOf(host)
  const found = isIP(bare) === 0 ? (await find(bare)).map(({ address }) => address) : [bare]
  const [address] = found
  if (address === undefined) throw new Error(`${bare} is not known.`)
  if (found.every((one) => isIn(opened, one) || (secure && isOutside(one)))) return address
  throw new Refused(found.every(isOutside) ? `${bare} is not called without https.` : inWords(bare))
}

/**
 * Connects to an address that was looked at, never to a name: a name that answers otherwise the next moment changes nothing. One address inside among many
 * refuses all of them. Without TLS only what the operator opened is reached.
 */
export async function connected({ host, port, secure }: Place, guard: Guard, signal: AbortSignal): Promise<Socket> {
  const bare = bareOf(host)
  const address = await addressOf({ host, secure }, guard)
  const fits = (one: string) => isIn(guard.opened, one) || (secure && isOutside(one))
  signal.throwIfAborted()
  const socket = connect({ host: address, port, family: isIP(address), autoSelectFamily: false })
  await until(socket, 'connect', signal)
  // What the system says that it is connected to counts, whatever led there.
  if (socket.remoteAddress === undefined || !fits(socket.remoteAddress)) {
    socket.destroy()
    throw new Refused(inWords(bare))
  }
  if (!secure) return socket
  const named = isIP(bare) === 0 ? { servername: bare } : {}
  const sealed = connectTls({ socket, host: bare, ALPNProtocols: ['http/1.1'], ...named })
  await until(sealed, 'secureConnect', signal)
  return sealed
}

/** Waits for a step of a socket; an end before it, or that of the time, destroys it. */
function until(socket: Socket, step: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      signal.removeEventListener('abort', over)
      socket.destroy()
      reject(error)
    }
    const over = () => failed(signal.reason as Error)
    const closed = () => failed(new Error('The connection was closed before it stood.'))
    signal.addEventListener('abort', over, { once: true })
    socket.once('error', failed)
    socket.once('close', closed)
    socket.once(step, () => {
      signal.removeEventListener('abort', over)
      socket.off('close', closed)
      socket.off('error', failed)
      resolve()
    })
  })
}
