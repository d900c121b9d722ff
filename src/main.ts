import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '#platform/clock'
import type { Config } from '#platform/config'
import type { FileStore } from '#platform/files'
import type { Log } from '#platform/log'
import { onFreePort } from '#platform/port'
import type { Postgres } from '#platform/postgres/open'

/** What `interlock start` has brought up before the server. */
export interface Surroundings {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly postgres: Postgres
  readonly files: FileStore
  /** Signs cookies and links. */
  readonly secret: string
}

/** A server that takes requests. */
export interface Server {
  /** What people open. */
  readonly url: string
  /** Takes no new requests and lets running ones end. */
  close(): Promise<void>
}

/** Starts to listen and answers whether the book of record answers; the rooms are to be joined here. */
export async function startServer({ config, postgres }: Surroundings): Promise<Server> {
  const server = createServer(async (_, response) => {
    const well = await postgres.pool.query('select 1').then(
      () => true,
      () => false,
    )
    response.writeHead(well ? 200 : 503, { 'content-type': 'text/plain' }).end(well ? 'ready\n' : 'not ready\n')
  })
  await onFreePort(
    config,
    (port) =>
      new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen({ host: config.host, port }, resolve)
      }),
  )
  const { port } = server.address() as AddressInfo
  return {
    url: config.publicUrl?.origin ?? `http://${config.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
