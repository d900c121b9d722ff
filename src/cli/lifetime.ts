/** Why a process should end now. */
export type EndReason = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGBREAK' | 'parent-gone' | 'broken'

/** When somebody wants this process to end. */
export interface Lifetime {
  /** Settles with the first reason. */
  readonly over: Promise<EndReason>
  /** The first reason, if there has been one. */
  asked(): EndReason | undefined
  /** Stops listening for signals. */
  close(): void
}

/** Ctrl-C under npm arrives twice, from the terminal and from npm, within milliseconds; a person needs longer. */
const secondCtrlCAfterMs = 1000
const lookForParentEveryMs = 250

/**
 * Listens for the end from here on: signals, and where wished the end of the parent, since npm and shells may end on a signal without passing it on.
 * When nobody reads standard output and error any more, work goes on. A second signal, a second later, ends the process at once; the watchdog of the database then ends the database.
 */
export function lifetime(options: { followParent: boolean; broken: (error: unknown) => void }): Lifetime {
  const { promise, resolve } = Promise.withResolvers<EndReason>()
  const parent = process.ppid
  let impatient = false
  let first: EndReason | undefined
  const end = (reason: EndReason) => {
    first ??= reason
    resolve(reason)
  }
  const asked = (reason: EndReason) => {
    if (impatient) process.exit(130)
    setTimeout(() => {
      impatient = true
    }, secondCtrlCAfterMs).unref()
    end(reason)
  }
  let isBroken = false
  const broken = (error: unknown) => {
    // Told once: what breaks while everything ends could break in telling it.
    if (!isBroken) options.broken(error)
    isBroken = true
    end('broken')
  }
  const unheard = (error: NodeJS.ErrnoException) => {
    // Whoever read what we say has gone, such as the terminal or a log collector; that is no reason to end.
    if (error.code !== 'EPIPE' && error.code !== 'EIO') broken(error)
  }
  for (const out of [process.stdout, process.stderr]) out.on('error', unheard)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const
  for (const signal of signals) process.on(signal, asked)
  process.on('uncaughtException', broken)
  process.on('unhandledRejection', broken)
  const looking = setInterval(() => {
    if (options.followParent && process.ppid !== parent) end('parent-gone')
  }, lookForParentEveryMs)
  looking.unref()
  return {
    over: promise,
    asked: () => first,
    close: () => {
      clearInterval(looking)
      for (const signal of signals) process.off(signal, asked)
      process.off('uncaughtException', broken)
      process.off('unhandledRejection', broken)
      for (const out of [process.stdout, process.stderr]) out.off('error', unheard)
    },
  }
}
