import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

/** A mail that arrived. */
export interface Arrived {
  readonly from: string
  readonly to: readonly string[]
  /** Headers and body as they came over the wire. */
  readonly raw: string
  /** The same with the lines joined that quoted-printable breaks. */
  readonly said: string
}

/**
 * How a server may treat one mail. Greylists: not this recipient now. Closing: 421 to whoever comes. Full: no room, said when all of it came. Cuts: hangs up in the
 * middle of the data. Keeps and drops hang up when all of it came: the one has it, the other has not.
 */
export type MailManner = 'well' | 'slow' | 'greylists' | 'closing' | 'full' | 'cuts' | 'keeps' | 'drops'

/** A mail server of a test, on this machine, that keeps what it gets. */
export interface MailServer {
  readonly url: string
  readonly arrived: readonly Arrived[]
  /** What it says to the next recipients, one answer for each; after these it takes all. */
  refuse(...answers: readonly string[]): void
  /** What it says to every recipient until it is told otherwise by null. */
  refuseAll(answer: string | null): void
  /** Takes the next mail and hangs up before it says so, as a connection does that breaks at the worst moment. */
  hangUpAfterNext(): void
  /** The mail that comes as the n-th, counted from 1, waited for. */
  mail(n: number): Promise<Arrived>
  close(): Promise<void>
}

/** Speaks as much SMTP (RFC 5321) as a client without TLS and password needs. `mannerOf` is asked for each connection. */
export async function mailServer(mannerOf: () => MailManner = () => 'well'): Promise<MailServer> {
  const arrived: Arrived[] = []
  const waiting = new Set<() => void>()
  const refusals: string[] = []
  const sockets = new Set<Socket>()
  let hangUp = false
  let toAll: string | null = null
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    talk(socket, {
      manner: mannerOf(),
      recipient: () => toAll ?? refusals.shift() ?? '250 ok',
      take: (mail) => {
        arrived.push(mail)
        for (const look of waiting) look()
        if (!hangUp) return true
        hangUp = false
        return false
      },
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    refuse: (...answers) => void refusals.push(...answers),
    refuseAll: (answer) => {
      toAll = answer
    },
    hangUpAfterNext: () => {
      hangUp = true
    },
    mail: (n) =>
      new Promise((resolve) => {
        const look = () => {
          const mail = arrived[n - 1]
          if (!mail) return
          waiting.delete(look)
          resolve(mail)
        }
        waiting.add(look)
        look()
      }),
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

interface Desk {
  readonly manner: MailManner
  recipient(): string
  /** Whether to say that it was taken. */
  take(mail: Arrived): boolean
}

function talk(socket: Socket, desk: Desk): void {
  let from = ''
  let to: string[] = []
  let data: string[] | null = null
  let rest = ''
  const say = (line: string) => socket.write(`${line}\r\n`)
  const address = (line: string) => /<([^>]*)>/.exec(line)?.[1] ?? ''
  const hear = (line: string) => {
    if (data) {
      if (line !== '.') return void data.push(line.replace(/^\./, ''))
      const raw = data.join('\n')
      data = null
      if (desk.manner === 'full') return say('452 4.3.1 no room, come back later')
      if (desk.manner === 'drops') return socket.destroy()
      const taken = desk.take({ from, to, raw, said: raw.replace(/=\n/g, '').replaceAll('=3D', '=') })
      if (!taken || desk.manner === 'keeps') return socket.destroy()
      if (desk.manner === 'slow') return setTimeout(() => say('250 taken'), 250)
      return say('250 taken')
    }
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'MAIL') {
      from = address(line)
      to = []
    }
    if (verb === 'DATA') {
      data = []
      if (desk.manner === 'cuts') setTimeout(() => socket.destroy(), 5)
      return say('354 go on')
    }
    if (verb === 'STAR') return say('502 no TLS here')
    if (verb === 'QUIT') return socket.end('221 bye\r\n')
    if (verb !== 'RCPT') return say('250 ok')
    const answer = desk.manner === 'greylists' ? '450 4.2.0 greylisted, come back later' : desk.recipient()
    if (answer.startsWith('2')) to.push(address(line))
    return say(answer)
  }
  socket.setEncoding('utf8')
  socket.on('data', (part: string) => {
    const lines = (rest + part).split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines) hear(line)
  })
  if (desk.manner === 'closing') return void socket.end('421 4.3.2 closing, come back later\r\n')
  say('220 test')
}
