import { createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { Problem } from '#kernel/problem'
import { onFreePort } from './port.ts'

const open: Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

function listen(port: number, host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ host, port }, () => {
      open.push(server)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
}

test('a port that was chosen and is taken is an error that names it', async () => {
  const port = await listen(0)
  const attempt = onFreePort({ host: '127.0.0.1', port, portChosen: true }, listen)
  await expect(attempt).rejects.toThrow(Problem)
  await expect(attempt).rejects.toThrow(`Another program listens on port ${port} of 127.0.0.1. Choose another: INTERLOCK_PORT=8080`)
})

test('the default port moves on when another program has it', async () => {
  const port = await listen(0)
  const got = await onFreePort({ host: '127.0.0.1', port, portChosen: false }, listen)
  expect(got).toBeGreaterThan(port)
  expect(got).toBeLessThanOrEqual(port + 9)
})

test('an address of another machine is refused in words', async () => {
  const attempt = onFreePort({ host: '192.0.2.1', port: 0, portChosen: true }, (port) => listen(port, '192.0.2.1'))
  await expect(attempt).rejects.toThrow('192.0.2.1 is not an address of this machine')
})
