import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadSample } from './demo/load-sample.ts'
import { type App, type Ground, type House, openApp } from '#platform/app/open'
import { projectDir } from '#platform/config'
import { openApiOf } from '#platform/http/openapi'
import { apiPages, webPages } from '#platform/http/pages'
import { type RunningServer, startHttp } from '#platform/http/server'
import { migrations as accountsMigrations } from '#rooms/accounts/migrations'
import { tables as accountsTables } from '#rooms/accounts/tables'
import { importWork } from '#rooms/capture/actions/staging'
import { workImport } from '#rooms/capture/actions/work-import'
import { migrations as captureMigrations } from '#rooms/capture/migrations'
import { routes as captureRoutes } from '#rooms/capture/routes'
import { tables as captureTables } from '#rooms/capture/tables'
import { migrations as dealsMigrations } from '#rooms/deals/migrations'
import { tables as dealsTables } from '#rooms/deals/tables'
import { migrations as journeyMigrations } from '#rooms/journey/migrations'
import { tables as journeyTables } from '#rooms/journey/tables'
import { migrations as leadsMigrations } from '#rooms/leads/migrations'
import { tables as leadsTables } from '#rooms/leads/tables'
import { routes as measureRoutes } from '#rooms/measure/routes'
import { routes as planRoutes } from '#rooms/plan/routes'
import { migrations as workspaceMigrations } from '#rooms/workspace/migrations'
import { routes as workspaceRoutes } from '#rooms/workspace/routes'
import { tables as workspaceTables } from '#rooms/workspace/tables'

const { version } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8')) as { version: string }

/** All rooms, in line order. */
export const house: House = {
  tables: [...workspaceTables, ...accountsTables, ...journeyTables, ...dealsTables, ...leadsTables, ...captureTables],
  migrations: [...workspaceMigrations, ...accountsMigrations, ...journeyMigrations, ...dealsMigrations, ...leadsMigrations, ...captureMigrations],
  routes: [...workspaceRoutes, ...captureRoutes, loadSample, ...measureRoutes, ...planRoutes],
  handlers: new Map([[importWork, workImport]]),
  version,
}

/** Where in the data folder the command line finds the running server and its token; made anew at each start. */
export const localDoorFile = 'cli.json'

export interface Served {
  readonly url: string
  readonly app: App
  readonly server: RunningServer
  /** Lets running requests end, then closes everything that `startServer` opened. */
  close(): Promise<void>
}

/** Puts the app together and opens its front door. Where the web part lies may be said by tests. */
export async function startServer(ground: Ground, webDir = join(projectDir, 'dist/web')): Promise<Served> {
  const app = await openApp(ground, house)
  const { config } = ground
  const api = apiPages(() => openApiOf(app.routes, { version }))
  const web = webPages(webDir)
  try {
    const server = await listen(config.portChosen ? [config.port] : Array.from({ length: 10 }, (_, step) => config.port + step), (port) =>
      startHttp({
        host: config.host,
        port,
        publicUrl: config.publicUrl,
        trustedProxies: config.trustProxy,
        services: app.services,
        routes: app.routes,
        callerOf: (visit) => app.gate.callerOf(visit),
        page: async (request) => (await api(request)) ?? (await web(request)),
        ready: () => app.ready(),
      }),
    )
    writeFileSync(join(config.dataDir, localDoorFile), JSON.stringify({ url: `http://127.0.0.1:${server.port}`, token: app.localToken }), { mode: 0o600 })
    app.work()
    return {
      url: server.url,
      app,
      server,
      close: async () => {
        await server.close()
        await app.close()
      },
    }
  } catch (error) {
    await app.close()
    throw error
  }
}

/** Listens on the first free port of a list. */
async function listen(ports: readonly number[], start: (port: number) => Promise<RunningServer>): Promise<RunningServer> {
  const [port, ...rest] = ports
  if (port === undefined) throw new RangeError('No port was given.')
  try {
    return await start(port)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE' && rest.length > 0) return await listen(rest, start)
    throw error
  }
}
