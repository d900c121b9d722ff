import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAccount } from '#platform/access/contract'
import { type TestApp, testApp } from '#test/kit/app'
import { owner, post } from '#test/kit/people'

/** With INTERLOCK_LONG=1 ten thousand, more than the server takes at once. */
const crowd = process.env.INTERLOCK_LONG ? 10_000 : 300

let app: TestApp & { close(): Promise<void> }
beforeAll(async () => {
  app = await testApp({ INTERLOCK_PUBLIC_URL: 'https://revenue.example.com' })
})
afterAll(() => app.close())

/** A connection that has sent this and stays open. A refusal is an end like another. */
function sender(text: string): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () => socket.write(text, () => resolve(socket)))
    socket.once('error', () => resolve(socket))
  })
}

const answerTo = (socket: Socket) => new Promise<string>((resolve) => socket.once('data', (part) => resolve(String(part))))

const head = (line: string, ...more: string[]) => [line, `Host: 127.0.0.1:${new URL(app.url).port}`, ...more, '', ''].join('\r\n')
const upload = 'POST /api/v1/imports/018c0000-0000-7000-8000-000000000001/files?name=a.csv HTTP/1.1'

describe('senders who do not keep to the rules', () => {
  test('an upload that was refused and is broken off then harms nobody else', async () => {
    const socket = await sender(head(upload, 'Content-Type: application/octet-stream', 'Content-Length: 5000000') + 'x'.repeat(200_000))
    const answer = await answerTo(socket)
    expect(answer).toMatch(/^HTTP\/1\.1 401/)
    // What is still to come is not read, so the connection is not one to be used again.
    expect(answer).toMatch(/^connection: close/im)
    socket.destroy()
    await new Promise((resolve) => setImmediate(resolve))
    expect((await app.raw('/healthz')).status).toBe(200)
  })

  test('who is refused while the upload is still on its way hears the refusal, and may go on with the connection', async () => {
    const size = 3_000_000
    const socket = await sender(head(upload, 'Content-Type: application/octet-stream', `Content-Length: ${size}`))
    const answer = answerTo(socket)
    for (let sent = 0; sent < size; sent += 100_000) {
      socket.write('x'.repeat(100_000))
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(await answer).toMatch(/^HTTP\/1\.1 401/)
    const next = answerTo(socket)
    socket.write(head('GET /healthz HTTP/1.1'))
    expect(await next).toMatch(/^HTTP\/1\.1 200/)
    socket.destroy()
  })

  test('under an address of https every answer tells browsers to keep to it', async () => {
    for (const path of ['/healthz', '/api/v1/session', '/no-such-page'])
      expect((await app.raw(path)).headers.get('strict-transport-security'), path).toBe('max-age=31536000; includeSubDomains')
  })

  test('under an address of https the cookie of a session is for it alone, and for no script', async () => {
    const answer = await post(app, createAccount.path, { ...owner, setupCode: app.served.app.setupCode })
    const cookies = answer.headers.getSetCookie()
    expect(cookies.length).toBeGreaterThan(0)
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-interlock\./)
      for (const wanted of [/; Secure/i, /; HttpOnly/i, /; SameSite=Lax/i, /; Path=\/(;|$)/i]) expect(cookie).toMatch(wanted)
    }
  })

  test('a crowd that says half a request and waits does not keep others out when it goes', { timeout: 120_000 }, async () => {
    const all: Socket[] = []
    for (let begun = 0; begun < crowd; begun += 100)
      all.push(...(await Promise.all(Array.from({ length: 100 }, () => sender('GET /healthz HTTP/1.1\r\nHost: ')))))
    // More than 2,000 at once are let go again.
    const open = () => all.filter((socket) => !socket.destroyed && socket.readyState === 'open').length
    await expect.poll(open, { timeout: 30_000 }).toBeLessThanOrEqual(2_000)
    expect(open()).toBeGreaterThan(0)
    if (crowd < 2_000) expect((await app.raw('/healthz')).status).toBe(200)
    for (const socket of all) socket.destroy()
    await expect
      .poll(
        () =>
          app.raw('/healthz').then(
            ({ status }) => status,
            () => 0,
          ),
        { timeout: 30_000 },
      )
      .toBe(200)
  })
})
