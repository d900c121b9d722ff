import { Problem } from '#kernel/problem'
import type { Config } from './config.ts'

/** How far the default port may move when another program has it. */
const reach = 9

/**
 * Listens on the port of the configuration. A port that somebody chose must be free; the default one moves to the next free one.
 * Throws Problem `unavailable` that names host and port and says what to do.
 */
export async function onFreePort<T>(
  config: Pick<Config, 'host' | 'port' | 'portChosen'>,
  listen: (port: number) => Promise<T>,
): Promise<T> {
  const last = config.portChosen ? config.port : config.port + reach
  for (let port = config.port; ; port++) {
    try {
      return await listen(port)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE' && port < last) continue
      throw refused(config, last, error)
    }
  }
}

function refused({ host, port, portChosen }: Pick<Config, 'host' | 'port' | 'portChosen'>, last: number, error: unknown): unknown {
  const sentences: Record<string, string> = {
    EADDRINUSE: portChosen
      ? `Another program listens on port ${port} of ${host}. Choose another: INTERLOCK_PORT=8080, or 0 for any free one.`
      : `Other programs listen on all of the ports ${port} to ${last} of ${host}. Choose one: INTERLOCK_PORT=8080, or 0 for any free one.`,
    EACCES: `This user may not listen on port ${port}. Choose one above 1023, for example INTERLOCK_PORT=8080.`,
    EADDRNOTAVAIL: `${host} is not an address of this machine. Set INTERLOCK_HOST to one that is, for example 127.0.0.1, or 0.0.0.0 for all.`,
    ENOTFOUND: `There is no host ${host}. Set INTERLOCK_HOST to an address of this machine, for example 127.0.0.1.`,
  }
  const sentence = sentences[(error as NodeJS.ErrnoException).code ?? '']
  return sentence ? new Problem('unavailable', sentence, { cause: error }) : error
}
