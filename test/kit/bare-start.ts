import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { outOf } from '#cli/command'
import { exitCodeOf } from '#cli/exit'
import { serve } from '#cli/serve'
import { readConfig } from '#platform/config'

// `interlock start` with a server that only says whether the database answers: for tests of starting and ending, which would otherwise load all rooms
// some twenty times.
try {
  await serve(readConfig(), outOf(true), async () => ({
    startServer: async ({ config, postgres }) => {
      const server = createServer((_, response) => {
        postgres.pool.query('select 1').then(
          () => response.writeHead(200).end(),
          () => response.writeHead(503).end(),
        )
      })
      await new Promise<void>((resolve) => server.listen(config.port, config.host, resolve))
      const { port } = server.address() as AddressInfo
      const close = () =>
        new Promise<void>((resolve) => {
          server.close(() => resolve())
          server.closeAllConnections()
        })
      return { url: `http://${config.host}:${port}`, close }
    },
  }))
} catch (error) {
  console.error(String(error))
  process.exitCode = exitCodeOf(error)
}
