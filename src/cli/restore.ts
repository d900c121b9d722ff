import { Problem } from '#kernel/problem'
import { moveAside, unmarkFolder } from '#platform/backup/aside'
import { ensureFitting } from '#platform/backup/fitting'
import { type Archive, openArchive } from '#platform/backup/read-archive'
import { beginRestore, type Restored, restore, stateOf } from '#platform/backup/restore'
import { systemClock } from '#platform/clock'
import { type Config, readConfig } from '#platform/config'
import { openLog } from '#platform/log'
import { openPostgres } from '#platform/postgres/open'
import { claim } from '#platform/running'
import { Database } from '#platform/store/database'
import { command, type Out } from './command.ts'

/** `interlock restore FILE`. */
export const restoreBackup = command({
  name: 'restore',
  description: 'Put everything from a backup into an empty data folder, or into the empty database of DATABASE_URL',
  args: {
    file: { type: 'positional', required: true, description: 'The backup' },
    replace: { type: 'boolean', description: 'Move the present data of the folder aside first; it is not deleted' },
    data: { type: 'string', description: 'Folder for everything that is kept (INTERLOCK_DATA)', valueHint: 'folder' },
  },
  run: async ({ file, replace, data }, out) => {
    const config = readConfig({ INTERLOCK_DATA: data })
    const bar = out.progress('check')
    const archive = await openArchive(file, (part, of) => bar.step(part, of)).finally(() => bar.end())
    try {
      const [{ house }, { migrationsOf }] = await Promise.all([import('#main'), import('#platform/app/open')])
      const migrations = migrationsOf(house)
      ensureFitting(archive.path, archive.manifest, house.version, migrations)
      const mine = await claim(config.dataDir, systemClock)
      try {
        const { restored, aside } = await into(config, archive, replace ?? false, migrations, out)
        tell(config, archive, restored, aside, out)
      } finally {
        mine.release()
      }
    } finally {
      archive.close()
    }
  },
})

type Migrations = Parameters<typeof restore>[0]['migrations']

/** Restores into the data folder, which is claimed. */
async function into(
  config: Config,
  archive: Archive,
  replace: boolean,
  migrations: Migrations,
  out: Out,
): Promise<{ restored: Restored; aside: string | undefined }> {
  const { dataDir, databaseUrl } = config
  const aside = replace && databaseUrl === undefined ? moveAside(dataDir, archive.path, systemClock.now()) : undefined
  if (aside) out.remark(`The data of before lies in ${aside}; it can be started with INTERLOCK_DATA=${aside}.`)
  const postgres = await openPostgres(config, systemClock, openLog(config))
  const bar = out.progress('restore')
  try {
    if ((await stateOf(new Database(postgres.pool))) === 'occupied') throw occupied(config)
    const target = { pool: postgres.pool, url: postgres.url, dataDir, clock: systemClock, migrations }
    await beginRestore(target, archive)
    unmarkFolder(dataDir)
    return { restored: await restore(target, archive, (part, of, what) => bar.step(part, of, what)), aside }
  } finally {
    bar.end()
    await postgres.stop()
  }
}

function occupied({ dataDir, databaseUrl }: Config): Problem {
  if (databaseUrl === undefined) {
    return new Problem(
      'conflict',
      `${dataDir} holds data already, and a restore writes into an empty folder. Name another one with --data, or move what is there aside with --replace.`,
    )
  }
  const { host, pathname, username } = new URL(databaseUrl)
  const name = decodeURIComponent(pathname.slice(1))
  const owner = username ? ` OWNER "${decodeURIComponent(username)}"` : ''
  return new Problem(
    'conflict',
    `The database ${name} at ${host || 'the local socket'} holds workspaces already, and a restore writes into an empty one. Make one there, CREATE DATABASE "${name}_restored"${owner} ENCODING 'UTF8' TEMPLATE template0, and set DATABASE_URL to it.`,
  )
}

function tell(config: Config, archive: Archive, restored: Restored, aside: string | undefined, out: Out): void {
  const { rows, files, workspaces, migrated } = restored
  const where = config.databaseUrl === undefined ? config.dataDir : 'the database of DATABASE_URL'
  const steps = migrated > 0 ? ` It is from an older Interlock; ${migrated} steps brought it up to date.` : ''
  out.result(
    [
      `Restored ${rows} rows and ${files} files into ${where}, as of ${archive.manifest.at}. Every table was counted against the backup.${steps}`,
      `Workspaces: ${workspaces.map((name) => `"${name}"`).join(', ') || 'none'}. Passwords are as they were; everybody signs in again.`,
    ].join('\n'),
    { from: archive.path, at: archive.manifest.at, dataDir: config.dataDir, rows, files, workspaces, migrated, aside: aside ?? null },
  )
}
