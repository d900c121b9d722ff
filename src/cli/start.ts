import { startServer } from '#main'
import { systemClock } from '#platform/clock'
import { type Config, readConfig, signingSecret, type VariableName } from '#platform/config'
import { openFiles } from '#platform/files'
import { type Log, openLog } from '#platform/log'
import { openPostgres } from '#platform/postgres/open'
import { claim } from '#platform/running'
import { command, type Out } from './command.ts'
import { lifetime } from './lifetime.ts'

/** `interlock start`: everything up, one line with the address, and everything down again when asked. */
export const start = command({
  name: 'start',
  description: 'Start Interlock, with a database of its own unless DATABASE_URL is set. Ctrl-C ends it. Variables: docs/configuration.md',
  args: {
    port: { type: 'string', description: 'Port to listen on, 0 for any free one (INTERLOCK_PORT)' },
    host: { type: 'string', description: 'Address to listen on (INTERLOCK_HOST)' },
    data: { type: 'string', description: 'Folder for everything that is kept (INTERLOCK_DATA)', valueHint: 'folder' },
  },
  run: async ({ port, host, data }, out) => {
    const said: Partial<Record<VariableName, string>> = { INTERLOCK_PORT: port, INTERLOCK_HOST: host, INTERLOCK_DATA: data }
    const config = readConfig(said)
    const log = openLog(config)
    const life = lifetime({
      followParent: config.followParent,
      broken: (error) => log.fatal({ error }, 'something broke that nobody caught; ending'),
    })
    try {
      const running = await bringUp(config, log, out).catch((error: unknown) => {
        // Ctrl-C reaches the programs that we start as well: what they then complain about is not a failed start.
        if (life.asked() === undefined) throw error
      })
      const reason = await life.over
      log.info({ reason }, 'ending')
      await running?.down()
      if (reason === 'broken') process.exitCode = 1
    } finally {
      life.close()
    }
  },
})

/** Takes down in the opposite order what was brought up; a part that fails to end does not keep the others up. */
class Parts {
  readonly #ends: (() => void | Promise<void>)[] = []
  readonly #log: Log

  constructor(log: Log) {
    this.#log = log
  }

  add(end: () => void | Promise<void>): void {
    this.#ends.push(end)
  }

  async down(): Promise<void> {
    for (let end = this.#ends.pop(); end; end = this.#ends.pop()) {
      try {
        await end()
      } catch (error) {
        this.#log.error({ error }, 'a part did not end cleanly')
      }
    }
  }
}

async function bringUp(config: Config, log: Log, out: Out): Promise<Parts> {
  const parts = new Parts(log)
  try {
    const mine = await claim(config.dataDir, systemClock)
    parts.add(() => mine.release())
    const postgres = await openPostgres(config, systemClock, log)
    parts.add(() => postgres.stop())
    const files = openFiles(config.dataDir, config.fileLimitBytes)
    const server = await startServer({ config, clock: systemClock, log, postgres, files, secret: signingSecret(config) })
    parts.add(() => server.close())
    parts.add(() => mine.stopping())
    mine.announce(server.url)
    out.result(`Interlock is ready: ${server.url}   (data: ${config.dataDir}; Ctrl-C ends it)`, {
      url: server.url,
      dataDir: config.dataDir,
      database: postgres.kind,
      pid: process.pid,
    })
    return parts
  } catch (error) {
    await parts.down()
    throw error
  }
}
