import type { IncomingMessage } from 'node:http'

/** Whether a request comes from this machine, with no proxy between. */
export function fromThisMachine({ socket, headers }: IncomingMessage): boolean {
  return isThisMachine(socket.remoteAddress) && headers['x-forwarded-for'] === undefined && headers.forwarded === undefined
}

function isThisMachine(address: string | undefined): boolean {
  return address !== undefined && /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(address)
}

/** The address of the peer, or of the client that so many trusted proxies name. */
export function peerOf({ socket, headers }: IncomingMessage, trustedProxies: number): string {
  const peer = socket.remoteAddress ?? 'unknown'
  if (trustedProxies === 0) return peer
  const hops = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((hop) => hop.trim())
    .filter(Boolean)
  return hops[hops.length - trustedProxies] ?? peer
}
