import { spawnSync } from 'node:child_process'
import { Problem } from '#kernel/problem'

/** The system user that PostgreSQL runs as when Interlock runs as root, which PostgreSQL itself refuses. */
export interface ServiceUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** Options of a child process that make it run as this user; none when it runs as ourselves. */
export function as(user: ServiceUser | undefined): { uid?: number; gid?: number } {
  return user ? { uid: user.uid, gid: user.gid } : {}
}

export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/**
 * Who runs PostgreSQL: ourselves (undefined), or as root the system user `interlock`, made where the system lets us, else `nobody`.
 * Throws Problem `unavailable` when there is neither.
 */
export function serviceUser(lookUp = lookUpUser, make = makeUser): ServiceUser | undefined {
  if (!isRoot()) return undefined
  const user = lookUp('interlock') ?? (make('interlock') ? lookUp('interlock') : undefined) ?? lookUp('nobody')
  if (user) return user
  throw new Problem(
    'unavailable',
    'PostgreSQL does not run as root, and this system has neither a user `interlock` nor `nobody`. Add one (useradd --system interlock), start Interlock as an ordinary user, or set DATABASE_URL.',
  )
}

/** A user of this system by name or number, as `id` knows it; undefined when there is none. */
export function lookUpUser(nameOrUid: string): ServiceUser | undefined {
  const uid = idOf('-u', nameOrUid)
  const gid = idOf('-g', nameOrUid)
  if (uid === undefined || gid === undefined || uid === 0) return undefined
  return { name: nameOrUid, uid, gid }
}

function idOf(flag: '-u' | '-g', nameOrUid: string): number | undefined {
  const { status, stdout } = spawnSync('id', [flag, nameOrUid], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  // Node takes ids as signed 32-bit numbers; `nobody` is 4294967294 on some systems.
  return status === 0 && /^\d+\s*$/.test(stdout) ? Number(stdout) | 0 : undefined
}

function makeUser(name: string): boolean {
  const made = spawnSync(
    'useradd',
    ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', name],
    { stdio: 'ignore' },
  )
  return made.status === 0
}

/** Whether this user may pass through all folders on the way to `dir` and into it. Asks the system itself, which also knows its access lists. */
export function canEnter(user: ServiceUser | undefined, dir: string): boolean {
  if (process.platform === 'win32') return true
  return asked(user, 'cd "$1"', dir)
}

/** Whether this user may read a file. */
export function canRead(user: ServiceUser | undefined, file: string): boolean {
  if (process.platform === 'win32') return true
  return asked(user, 'test -r "$1"', file)
}

function asked(user: ServiceUser | undefined, script: string, path: string): boolean {
  return spawnSync('/bin/sh', ['-c', script, 'sh', path], { ...as(user), cwd: '/', stdio: 'ignore' }).status === 0
}
