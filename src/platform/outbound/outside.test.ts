import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcp, type Server as TcpServer } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { systemClock } from '../clock.ts'
import { isOutside, networksOf } from './addresses.ts'
import { Refused } from './connecting.ts'
import { type CallLimits, Outside } from './outside.ts'

const closing: (() => void)[] = []
afterAll(() => {
  for (const close of closing) close()
})

async function listening(server: Server | TcpServer, host = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  closing.push(() => server.close())
  return (server.address() as AddressInfo).port
}

const closed = networksOf([])
const here = networksOf(['127.0.0.1'])
const small: CallLimits = { connectMs: 1_000, headersMs: 400, bodyMs: 300, bodyBytes: 64 * 1024 }
const outside = (more: Partial<ConstructorParameters<typeof Outside>[0]> = {}) => {
  const made = new Outside({ clock: systemClock, opened: closed, limits: small, sockets: 4, ...more })
  closing.push(() => made.close())
  return made
}
const call = (from: Outside, url: string) => from.call({ url, method: 'POST', headers: {}, body: '{}' })

/** Addresses of IPv4 that nobody outside has, some from the edges of their networks. */
const inside4 = [
  ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.100.100.200', '100.127.255.255', '127.0.0.1', '127.1.2.3'],
  ...['127.255.255.254', '169.254.0.1', '169.254.169.254', '169.254.170.2', '172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1'],
  ...['192.88.99.1', '192.168.0.1', '192.168.255.255', '198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.9', '224.0.0.1'],
  ...['239.255.255.255', '240.0.0.1', '255.255.255.255', '168.63.129.16'],
]

const bytes = (ip: string) => ip.split('.').map(Number)
const whole = (ip: string) => bytes(ip).reduce((sum, byte) => sum * 256 + byte, 0)
const hex = (ip: string) => whole(ip).toString(16).padStart(8, '0')
const groups = (ip: string) => `${hex(ip).slice(0, 4)}:${hex(ip).slice(4)}`
const octal = (byte: number) => `0${byte.toString(8)}`
const wide = (text: string) => text.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))

/** Ways to write one address of IPv4 so that somebody who looks for "10." does not see it. */
const disguises: readonly ((ip: string) => string)[] = [
  (ip) => ip,
  (ip) => String(whole(ip)),
  (ip) => `0x${hex(ip)}`,
  (ip) => `0${whole(ip).toString(8)}`,
  (ip) => bytes(ip).map(octal).join('.'),
  (ip) =>
    bytes(ip)
      .map((byte) => `0x${byte.toString(16)}`)
      .join('.'),
  (ip) => `${bytes(ip)[0]}.${whole(ip) % 2 ** 24}`,
  (ip) => `${ip}.`,
  (ip) => wide(ip),
  (ip) => encodeURIComponent(ip).replace(/\d/, (digit) => `%3${digit}`),
  (ip) => `[::ffff:${ip}]`,
  (ip) => `[::ffff:${groups(ip)}]`,
  (ip) => `[::${ip}]`,
  (ip) => `[64:ff9b::${ip}]`,
  (ip) => `[2002:${groups(ip)}::1]`,
]

const inside6 = [
  ...['::', '::1', '0:0:0:0:0:0:0:1', 'fe80::1', 'febf::1', 'fc00::1', 'fd00:ec2::254', 'fdff::1', 'ff02::1', 'fec0::1', '2001:db8::1'],
  ...['2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2', '3fff::1', '64:ff9b:1::1', '100::1', '5f00::1', '4000::1', '::ffff:0:7f00:1'],
]

const tricks = [...inside4.flatMap((ip) => disguises.map((disguise) => disguise(ip))), ...inside6.map((ip) => `[${ip}]`)]
const names = ['localhost', 'LOCALHOST', 'localhost.', 'a.localhost']

describe('what leads inside is refused at the socket', () => {
  test(`however an address is written: ${tricks.length} ways, with https and without`, async () => {
    const from = outside()
    const through: string[] = []
    for (const host of [...tricks, ...names])
      for (const scheme of ['https', 'http'])
        await call(from, `${scheme}://${host}:9/`).then(
          () => through.push(host),
          (error: unknown) => error instanceof Refused || through.push(`${host}: ${String(error)}`),
        )
    expect(through.filter((one) => !/ENOTFOUND|EAI_AGAIN/.test(one))).toEqual([])
    expect(tricks.length).toBeGreaterThanOrEqual(400)
  })

  test('by names too: one address inside among public ones, one that answers otherwise later, and names for addresses of each kind', async () => {
    const server = createServer((_, response) => response.writeHead(200, { connection: 'close' }).end())
    const reached: (string | undefined)[] = []
    server.on('connection', (socket) => reached.push(socket.localAddress))
    const port = await listening(server, '0.0.0.0')
    for (const address of [...inside4, ...inside6, '::ffff:10.0.0.1', 'fe80::1%eth0', 'not an address'])
      await expect(
        call(outside({ lookup: async () => [{ address: '93.184.215.14' }, { address }] }), 'https://corp.example/'),
      ).rejects.toThrow(Refused)
    // The first look says an address that may be called, each one after it another: what was looked at is what is connected to, and it is looked at each time.
    let looks = 0
    const rebinding = outside({ opened: here, lookup: async () => [{ address: looks++ === 0 ? '127.0.0.1' : '127.0.0.2' }] })
    expect((await call(rebinding, `http://rebinding.example:${port}/`)).status).toBe(200)
    expect(looks).toBe(1)
    for (let again = 0; again < 3; again++) await expect(call(rebinding, `http://rebinding.example:${port}/`)).rejects.toThrow(Refused)
    expect(reached).toEqual(['127.0.0.1'])
  })

  test('nothing goes without https to a machine that was not opened, and what was opened is reached', async () => {
    await expect(call(outside({ lookup: async () => [{ address: '93.184.215.14' }] }), 'http://corp.example/')).rejects.toThrow(
      'without https',
    )
    const port = await listening(createServer((_, response) => response.end('ok')))
    expect((await call(outside({ opened: here }), `http://127.0.0.1:${port}/`)).body.toString()).toBe('ok')
    await expect(call(outside({ opened: here }), `http://127.0.0.2:${port}/`)).rejects.toThrow(Refused)
  })

  test('public addresses are let through', () => {
    const fine = [
      '1.1.1.1',
      '8.8.8.8',
      '93.184.215.14',
      '172.15.255.255',
      '172.32.0.1',
      '100.63.255.255',
      '2606:4700::1111',
      '64:ff9b::8.8.8.8',
    ]
    expect(fine.filter((one) => !isOutside(one))).toEqual([])
  })
})

describe('a receiver that behaves badly', () => {
  const answers = async (listener: RequestListener) => {
    const port = await listening(createServer(listener))
    return await call(outside({ opened: here }), `http://127.0.0.1:${port}/`)
  }

  test('that never answers, or never says hello, is left', async () => {
    await expect(answers(() => {})).rejects.toThrow('No answer came')
    const port = await listening(createTcp(() => {}))
    await expect(call(outside({ opened: here }), `http://127.0.0.1:${port}/`)).rejects.toThrow('No answer came')
    await expect(call(outside({ opened: here }), `https://127.0.0.1:${port}/`)).rejects.toThrow('No connection stood')
  })

  test('that drips is cut off, also in its headers', async () => {
    const dripped = await answers((_, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(timer))
    })
    expect(dripped.status).toBe(200)
    expect(dripped.body.length).toBeLessThan(100)
    const port = await listening(
      createTcp((socket) => {
        socket.on('error', () => {})
        socket.write('HTTP/1.1 200 OK\r\n')
        const timer = setInterval(() => socket.write('x-a: b\r\n'), 20)
        socket.on('close', () => clearInterval(timer))
      }),
    )
    await expect(call(outside({ opened: here }), `http://127.0.0.1:${port}/`)).rejects.toThrow('No answer came')
  })

  test('that sends a gigabyte is read for 64 KB', async () => {
    let sent = 0
    const answer = await answers((_, response) => {
      response.writeHead(200, { 'content-length': 1024 ** 3 })
      const part = Buffer.alloc(64 * 1024, 'x')
      const more = () => {
        while (sent < 1024 ** 3 && !response.destroyed) {
          sent += part.length
          if (!response.write(part)) return response.once('drain', more)
        }
      }
      more()
    })
    expect(answer).toMatchObject({ status: 200 })
    expect(answer.body.length).toBe(64 * 1024)
    expect(sent).toBeLessThan(64 * 1024 * 1024)
  })

  test('that hangs up before it answers is a failure; after it, its status counts', async () => {
    await expect(answers((request) => request.socket.destroy())).rejects.toThrow()
    const half = await answers((_, response) => {
      response.writeHead(202, { 'content-length': 1_000 })
      response.write('half')
      setTimeout(() => response.destroy(), 20)
    })
    expect(half).toMatchObject({ status: 202 })
  })

  test('that sends on to an address inside is not followed', async () => {
    const answer = await answers((_, response) => response.writeHead(307, { location: 'http://169.254.169.254/latest/' }).end())
    expect(answer.status).toBe(307)
  })
})

test('whoever waits for a place that hangs, and then goes away, is told so: each call ends, also one that had no connection yet', async () => {
  const server = createServer(() => {})
  const port = await listening(server)
  const from = outside({ opened: here, limits: { ...small, headersMs: 1_500 } })
  const calls = Array.from({ length: 4 }, () => call(from, `http://127.0.0.1:${port}/`))
  await new Promise((resolve) => setTimeout(resolve, 100))
  // As many connections as there may be stand; these wait for one.
  for (let more = 0; more < 8; more += 1) calls.push(call(from, `http://127.0.0.1:${port}/`))
  setTimeout(() => server.close().closeAllConnections(), 200)
  const ends = await Promise.allSettled(calls)
  expect(ends.map(({ status }) => status)).toEqual(calls.map(() => 'rejected'))
  const cut = new AbortController()
  const waits = from.call({ url: `http://127.0.0.1:${port}/`, method: 'POST', headers: {}, body: '{}', signal: cut.signal })
  cut.abort(new Error('Cut off.'))
  await expect(waits).rejects.toThrow()
})
