import { systemClock } from '#platform/clock'
import { type Config, signingSecret } from '#platform/config'
import { openFiles } from '#platform/files'
import { type Log, openLog } from '#platform/log'
import { openPostgres } from '#platform/postgres/open'
import { claim } from '#platform/running'
import type { Out } from './command.ts'
import { lifetime } from './lifetime.ts'

type Ground = Parameters<typeof import('#main')['startServer']>[0]

/** Brings the server's code while the database starts; tests of starting and ending bring a small one. */
export type ReadMain = () => Promise<{
  startServer(ground: Ground): Promise<{ readonly url: string; readonly notice?: string | undefined; close(): Promise<void> }>
}>

/** Brings everything up, says where it is, waits until somebody wants the end, and takes everything down. */
export async function serve(config: Config, out: Out, readMain: ReadMain): Promise<void> {
  const log = openLog(config)
  const life = lifetime({
    followParent: config.followParent,
    broken: (error) => log.fatal({ error }, 'something broke that nobody caught; ending'),
  })
  try {
    const running = await bringUp(config, log, out, readMain).catch((error: unknown) => {
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
}

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

/** Claims the data folder, brings everything up and says where it is. What is up already is taken down again when a later part fails. */
async function bringUp(config: Config, log: Log, out: Out, readMain: ReadMain): Promise<Parts> {
  const parts = new Parts(log)
  try {
    const mine = await claim(config.dataDir, systemClock)
    parts.add(() => mine.release())
    const opening = openPostgres(config, systemClock, log)
    // Node reads the server's code while PostgreSQL starts in processes of its own. Should that fail, the database is waited for, to be ended.
    const reading = readMain()
    reading.catch(() => undefined)
    const postgres = await opening
    parts.add(() => postgres.stop())
    const { startServer } = await reading
    const files = openFiles(config.dataDir, config.fileLimitBytes)
    const server = await startServer({ config, clock: systemClock, log, postgres, files, secret: signingSecret(config) })
    parts.add(() => server.close())
    parts.add(() => mine.stopping())
    mine.announce(server.url)
    if (server.notice) process.stderr.write(`${server.notice}\n`)
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
