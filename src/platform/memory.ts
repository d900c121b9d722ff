import v8 from 'node:v8'

/** How a server that began itself says that it minds its memory (bin/interlock.mjs). */
const minding = '--heap-growing-percent=60'
/** Garbage is collected before there is much of it, and the room given back at once; that takes up to three times the processor of requests. */
const small = ['--memory-saver-mode', '--heap-growing-percent=10']
const usual = ['--no-memory-saver-mode', minding]

const use = (flags: readonly string[]) => {
  if (process.execArgv.includes(minding)) for (const flag of flags) v8.setFlagsFromString(flag)
}

let running = 0

/** For long work on much data: while any of it runs, this process keeps as little memory as it can. Other processes than a server of ours are left as they are. */
export async function inLittleMemory<T>(work: () => Promise<T>): Promise<T> {
  if (running === 0) use(small)
  running += 1
  try {
    return await work()
  } finally {
    running -= 1
    if (running === 0) use(usual)
  }
}
