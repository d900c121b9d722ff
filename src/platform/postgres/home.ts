import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { Problem } from '#kernel/problem'
import type { Clock } from '../clock.ts'
import { canEnter, isRoot, lookUpUser, type ServiceUser } from './service-user.ts'

const keptShape = z.object({
  home: z.string(),
  adminPassword: z.string().min(20),
  password: z.string().min(20),
  since: z.string(),
})

/** Where one embedded PostgreSQL lives, and how to get in. Kept in `<dataDir>/postgres.json`, mode 0600. */
export interface Home {
  readonly dir: string
  /** PGDATA */
  readonly cluster: string
  readonly logFile: string
  readonly adminPassword: string
  readonly password: string
  /** Who owns it; undefined when we do. */
  readonly user: ServiceUser | undefined
  /** Whether it had to be put outside the data folder, which lies where `user` cannot go. */
  readonly elsewhere: boolean
}

/** Where root keeps what an unprivileged user must reach. */
export const systemDir = process.platform === 'darwin' ? '/var/db/interlock' : '/var/lib/interlock'

/**
 * Finds or makes the home of the database of a claimed data folder. It is `<dataDir>/postgres`, except when we are root and the folder is private: then it
 * is a folder under /var/lib/interlock, and `postgres.json` in the data folder points to it. A home once chosen stays.
 */
export function home(dataDir: string, user: ServiceUser | undefined, clock: Clock): Home {
  const pointer = join(dataDir, 'postgres.json')
  const kept = readKept(pointer)
  const dir = kept?.home ?? chooseDir(dataDir, user)
  const passwords = kept ?? { home: dir, adminPassword: password(), password: password(), since: clock.now() }
  const owner = ownerOf(dir) ?? user
  ensureDir(dir, owner)
  if (kept && !canEnter(owner, dir)) throw unreachable(dir, owner)
  ensureOnlyOwner(dir, dataDir, pointer)
  if (!kept) writeKept(pointer, passwords)
  return {
    ...passwords,
    dir,
    cluster: join(dir, 'cluster'),
    logFile: join(dir, 'postgres.log'),
    user: owner,
    elsewhere: dir !== join(dataDir, 'postgres'),
  }
}

/** A folder for the socket, readable by nobody else, with a path that is short enough for one (107 bytes on Linux, 103 on macOS). */
export function socketDir({ dir, user }: Home): string {
  const beside = join(dir, 'socket')
  if (Buffer.byteLength(join(beside, '.s.PGSQL.5432')) <= 100) {
    ensureDir(beside, user)
    return beside
  }
  const note = join(dir, 'socket-is-in')
  if (existsSync(note)) rmSync(readFileSync(note, 'utf8').trim(), { recursive: true, force: true })
  const short = mkdtempSync('/tmp/interlock-')
  writeFileSync(note, `${short}\n`)
  ensureDir(short, user)
  return short
}

/** What a `postgres.json` says; undefined when there is none. Throws Problem `unavailable` when it cannot be understood. */
export function readKept(pointer: string): z.output<typeof keptShape> | undefined {
  if (!existsSync(pointer)) return undefined
  const parsed = keptShape.safeParse(JSON.parse(readFileSync(pointer, 'utf8')))
  if (parsed.success) return parsed.data
  throw new Problem(
    'unavailable',
    `${pointer}, which says where the database is, cannot be understood. Put it back from a backup; the database itself was not touched.`,
  )
}

function writeKept(pointer: string, kept: z.infer<typeof keptShape>): void {
  writeFileSync(`${pointer}.new`, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600, flush: true })
  renameSync(`${pointer}.new`, pointer)
}

function chooseDir(dataDir: string, user: ServiceUser | undefined): string {
  const inside = join(dataDir, 'postgres')
  if (existsSync(join(inside, 'cluster'))) {
    throw new Problem(
      'unavailable',
      `${dataDir} holds a database but no postgres.json, which has the passwords to it. Put that file back, or move ${inside} away to begin anew.`,
    )
  }
  if (canEnter(user, dataDir)) return inside
  return join(systemDir, randomBytes(6).toString('hex'))
}

function password(): string {
  return randomBytes(24).toString('base64url')
}

/** A database that was begun by an ordinary user and is now started by root goes on under that user. */
function ownerOf(dir: string): ServiceUser | undefined {
  if (!isRoot() || !existsSync(join(dir, 'cluster'))) return undefined
  const { uid, gid } = statSync(join(dir, 'cluster'))
  return uid === 0 ? undefined : (lookUpUser(String(uid)) ?? { name: String(uid), uid, gid })
}

function ensureDir(dir: string, user: ServiceUser | undefined): void {
  try {
    const above = dirname(dir)
    // Whatever our umask is: the user of the database must get through the folder that we make for it.
    if (mkdirSync(above, { recursive: true })) chmodSync(above, 0o711)
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    if (user) chownSync(dir, user.uid, user.gid)
    if ((statSync(dir).mode & 0o777) !== 0o700) chmodSync(dir, 0o700)
  } catch (error) {
    throw new Problem(
      'unavailable',
      `The folder for the database, ${dir}, cannot be made or given to ${user?.name ?? 'this user'} (${String(error)}). Choose another data folder: INTERLOCK_DATA=/another/folder.`,
      { cause: error },
    )
  }
}

function unreachable(dir: string, user: ServiceUser | undefined): Problem {
  return new Problem(
    'unavailable',
    `The database is in ${dir}, but PostgreSQL, which runs as ${user?.name ?? 'this user'}, may not go there any more. Let others pass through the folders above it (chmod o+x), or move the data folder.`,
  )
}

/** A copied data folder would point to the database of the original: refuse, unless the original has gone and this is it, moved. */
function ensureOnlyOwner(dir: string, dataDir: string, pointer: string): void {
  const path = join(dir, 'belongs-to')
  const owner = existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined
  if (owner === dataDir) return
  if (owner !== undefined && existsSync(join(owner, 'postgres.json'))) {
    const original = readKept(join(owner, 'postgres.json'))
    if (original?.home === dir) {
      throw new Problem(
        'conflict',
        `${pointer} points to the database of ${owner}: this data folder is a copy of that one without its database. Use ${owner}, or remove ${pointer} to begin with an empty database.`,
      )
    }
  }
  writeFileSync(path, `${dataDir}\n`)
}
