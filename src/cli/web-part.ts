import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Problem } from '#kernel/problem'
import { projectDir } from '#platform/config'

/** What the web part is made of. The server words of rooms, and of the platform all but its contracts, are left out: they never reach the browser. */
const sources = [
  'src/web',
  'src/rooms',
  'src/kernel',
  'src/languages',
  'src/platform',
  'src/line.ts',
  'vite.config.ts',
  'package-lock.json',
]
const leftOut =
  /\.test\.tsx?$|[\\/](tables|migrations|store|actions|routes|events|reactions|facts)(\.ts$|[\\/])|^src[\\/]platform[\\/](?!.*[\\/]contract(\.ts$|[\\/]))/

/** Builds into a folder, by its absolute path. */
export type Build = (into: string) => Promise<void>

/**
 * Builds the web part into `dist/web` unless it is there and made of what the sources hold now. A build that is cut off leaves the old one in place.
 * Throws Problem `unavailable` with what the build said.
 */
export async function ensureWebPart(announce: () => void, project = projectDir, build: Build = viteBuild): Promise<void> {
  const dist = join(project, 'dist')
  const note = join(dist, 'web-built-from')
  const now = fingerprint(project)
  if (webPartState(project, now).state === 'fresh') return
  announce()
  const fresh = join(dist, `web.${process.pid}`)
  const old = `${fresh}.old`
  try {
    mkdirSync(dist, { recursive: true })
    await build(fresh)
    rmSync(note, { force: true })
    if (existsSync(join(dist, 'web'))) renameSync(join(dist, 'web'), old)
    renameSync(fresh, join(dist, 'web'))
    writeFileSync(note, now)
  } finally {
    for (const left of [fresh, old]) rmSync(left, { recursive: true, force: true })
  }
}

/** Whether the web part is there and made of what the sources hold now. */
export function webPartState(project = projectDir, now = fingerprint(project)): { state: 'fresh' | 'stale' | 'missing'; place: string } {
  const place = join(project, 'dist/web')
  const note = join(project, 'dist/web-built-from')
  if (!existsSync(join(place, 'index.html')) || !existsSync(note)) return { state: 'missing', place }
  return { state: readFileSync(note, 'utf8') === now ? 'fresh' : 'stale', place }
}

/** One hash over the names and contents of everything that ends up in the browser. */
function fingerprint(project: string): string {
  const hash = createHash('sha256')
  for (const path of sources.flatMap((source) => filesUnder(project, source)).sort()) {
    hash.update(`${path}\0`).update(readFileSync(join(project, path)))
  }
  return hash.digest('hex')
}

function filesUnder(project: string, source: string): string[] {
  const place = join(project, source)
  if (!existsSync(place)) return []
  if (statSync(place).isFile()) return [source]
  const inside = readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return inside.map((entry) => join(entry.parentPath, entry.name).slice(project.length + 1)).filter((path) => !leftOut.test(path))
}

/** In a process of its own, so that the server's code is read and the database made at the same time. */
async function viteBuild(into: string): Promise<void> {
  const vite = join(projectDir, 'node_modules/vite/bin/vite.js')
  const child = spawn(process.execPath, [vite, 'build', '--outDir', into, '--emptyOutDir', '--logLevel', 'error'], {
    cwd: projectDir,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
  if (code !== 0)
    throw new Problem(
      'unavailable',
      `The web part could not be built. To see why: npx vite build. It said: ${said.trim().split('\n').slice(0, 5).join(' ')}`,
    )
}
