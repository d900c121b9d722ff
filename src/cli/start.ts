import { readConfig, type VariableName } from '#platform/config'
import { openLog } from '#platform/log'
import { command } from './command.ts'
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
      // The server's code is large: `--help` and a wrong option do without it.
      const { bringUp } = await import('./bring-up.ts')
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
