import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { major } from '../postgres/cluster.ts'
import { readKept } from '../postgres/home.ts'
import { isAlive, isPostmasterOf, postmasterFile } from '../postgres/orphan.ts'
import { type Check, error, type Found, type Machine, warning } from './check.ts'

/** The files of the embedded database: without them a start would begin with an empty one, or not at all. */
export const cluster: Check<Machine> = {
  name: 'database-files',
  stops: true,
  look: async ({ config, claimed }) => {
    if (config.databaseUrl !== undefined) return []
    const pointer = join(config.dataDir, 'postgres.json')
    const inside = join(config.dataDir, 'postgres/cluster')
    if (!existsSync(pointer))
      return existsSync(inside)
        ? [
            error(
              'There is a database without postgres.json',
              inside,
              'That file has the passwords to it; without, nobody gets in.',
              'Put postgres.json back where it was, or restore a backup with --replace.',
            ),
          ]
        : []
    const kept = whole(() => readKept(pointer))
    if (!kept)
      return [
        error(
          'postgres.json cannot be understood',
          pointer,
          'It says where the database is and has the passwords to it.',
          'Put it back from a copy of the data folder, or restore a backup with --replace.',
        ),
      ]
    return ofCluster(kept.home, claimed)
  },
}

function ofCluster(home: string, claimed: boolean): Found[] {
  const place = join(home, 'cluster')
  if (!existsSync(place)) {
    const why = existsSync(`${place}.unfinished`)
      ? 'Its making was cut off before there was anything in it.'
      : 'It was moved or deleted; a start would begin with an empty one.'
    const next = existsSync(`${place}.unfinished`)
      ? 'Start Interlock, which makes it anew.'
      : 'Put the folder back, or restore a backup with --replace.'
    return [error('The database is not where postgres.json says', place, why, next)]
  }
  const version = whole(() => readFileSync(join(place, 'PG_VERSION'), 'utf8').trim())
  if (version !== major) {
    const next = version
      ? 'Start the Interlock that made it and take a backup, then restore it with this one.'
      : 'Restore a backup with --replace.'
    return [
      error(
        `The database was made by PostgreSQL ${version ?? 'of an unknown version'}`,
        place,
        `This Interlock brings PostgreSQL ${major}, which cannot open it.`,
        next,
      ),
    ]
  }
  const left = postmasterFile(place)
  if (claimed || !left || !isAlive(left.pid) || !isPostmasterOf(left.pid, place)) return []
  const why = 'Its Interlock was killed together with the watchdog that ends it.'
  return [
    warning(
      `PostgreSQL (process ${left.pid}) lives on without its Interlock`,
      place,
      why,
      'Start Interlock: it ends the old one in an orderly way, and nothing is lost.',
    ),
  ]
}

/** What can be read, or undefined. */
export function whole<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
