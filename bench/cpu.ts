import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks of Linux in a second, as every Linux that Node runs on has them. */
const ticks = 100

interface Spent {
  readonly parent: number
  readonly seconds: number
}

/**
 * Processor seconds that this process and all that it started spent so far, PostgreSQL and processes that ended included. Unlike times they say
 * something on a machine where others work too. NaN where there is no /proc.
 */
export function cpuSeconds(): number {
  const all = new Map<number, Spent>()
  for (const name of readable('/proc')) {
    const spent = /^\d+$/.test(name) ? spentBy(name) : undefined
    if (spent) all.set(Number(name), spent)
  }
  let seconds = 0
  for (const [pid, spent] of all) if (isOurs(pid, all)) seconds += spent.seconds
  return all.size === 0 ? Number.NaN : seconds
}

function isOurs(pid: number, all: ReadonlyMap<number, Spent>): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = all.get(at)?.parent) if (at === process.pid) return true
  return false
}

function readable(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Fields of /proc/…/stat behind the name, which may hold blanks: parent, and the ticks of the process and of its children that ended. */
function spentBy(pid: string): Spent | undefined {
  try {
    const said = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const words = said.slice(said.lastIndexOf(')') + 2).split(' ')
    const spent = words.slice(11, 15).reduce((sum, word) => sum + Number(word), 0)
    return { parent: Number(words[1]), seconds: spent / ticks }
  } catch {
    return undefined
  }
}
