import { readConfig, type VariableName } from '#platform/config'
import { command } from './command.ts'

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
    // What serves is loaded last: `--help` and a wrong option do without it.
    const [{ serve }, { ensureWebPart }] = await Promise.all([import('./serve.ts'), import('./web-part.ts')])
    await serve(config, out, async () => {
      const webPart = ensureWebPart(() => out.remark('Building the web part; this is done once after each change of it.'))
      const [main] = await Promise.all([import('#main'), webPart])
      return main
    })
  },
})
