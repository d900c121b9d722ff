import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Problem } from '#kernel/problem'
import type { Binaries } from './binaries.ts'
import type { Home } from './home.ts'
import { as } from './service-user.ts'

/** The superuser of an embedded PostgreSQL; the application never uses it. */
export const adminRole = 'interlock_admin'

/** PostgreSQL's major version in the binaries that we bring. */
export const major = '18'

/**
 * Makes the database cluster of a home unless it is there. It is made under another name and renamed when complete, so that a start that was cut off
 * leaves nothing that stops the next one. Gives true when it was made.
 */
export async function ensureCluster(home: Home, { initdb }: Binaries): Promise<boolean> {
  if (existsSync(home.cluster)) {
    ensureVersion(home.cluster)
    return false
  }
  const unfinished = `${home.cluster}.unfinished`
  const passwordFile = join(home.dir, 'initdb-password')
  rmSync(unfinished, { recursive: true, force: true })
  rmSync(passwordFile, { force: true })
  writeFileSync(passwordFile, home.adminPassword, { mode: 0o600 })
  if (home.user) chownSync(passwordFile, home.user.uid, home.user.gid)
  try {
    await runInitdb(initdb, home, [
      `--pgdata=${unfinished}`,
      `--username=${adminRole}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    ])
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(unfinished, home.cluster)
  return true
}

async function runInitdb(initdb: string, home: Home, options: readonly string[]): Promise<void> {
  const child = spawn(initdb, options, {
    ...as(home.user),
    cwd: home.user ? '/' : home.dir,
    env: { LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
  if (code === 0) return
  const hint = said.includes('could not look up effective user ID')
    ? 'The user that runs Interlock has no entry in the password file: add one, or set DATABASE_URL.'
    : 'Check that the disk has room and the folder can be written, or set DATABASE_URL to a PostgreSQL of yours.'
  throw new Problem('unavailable', `The database could not be made in ${home.dir}: ${lastLines(said)} ${hint}`)
}

function ensureVersion(cluster: string): void {
  const version = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  if (version === major) return
  throw new Problem(
    'unavailable',
    `The database in ${cluster} was made by PostgreSQL ${version}, and this Interlock brings ${major}. Start the Interlock that made it, export, and import here; nothing was changed.`,
  )
}

/** What a program said last, without its time stamps, in one line. */
export function lastLines(said: string): string {
  const lines = said
    .split('\n')
    .map((line) => line.replace(/^\d{4}-\d\d-\d\d [\d:.]+ \w+ \[\d+\] /, '').trim())
    .filter(Boolean)
  const telling = lines.filter((line) => /FATAL|PANIC|error|could not|HINT/.test(line))
  return (telling.length > 0 ? telling : lines).slice(-3).join(' ')
}
