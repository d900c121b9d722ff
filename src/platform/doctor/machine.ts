import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { Problem } from '#kernel/problem'
import { refuseUnfinishedFolder } from '../backup/aside.ts'
import type { Config } from '../config.ts'
import { sendLocally } from '../outbound.ts'
import { onFreePort } from '../port.ts'
import { readKept } from '../postgres/home.ts'
import { type Check, error, type Found, type Machine, warning } from './check.ts'
import { cluster, whole } from './cluster.ts'

const gigabyte = 1024 ** 3
/** Below this an import or a backup may not fit any more. */
const littleRoom = gigabyte
/** Below this PostgreSQL itself may have to stop. */
const noRoom = gigabyte / 10
const nodeFloor = 24
/** Interlock is younger than this, and no certificate or clock of today is honest after that. */
const sensible = { from: '2025-01-01', to: '2100-01-01' }

const node: Check<Machine> = {
  name: 'node-version',
  look: async ({ node: version }) =>
    Number.parseInt(version, 10) >= nodeFloor
      ? []
      : [
          error(
            `Node ${version} runs this`,
            'process',
            `The sources are TypeScript that Node ${nodeFloor} runs as it is.`,
            'Start it as `npx interlock`, which finds the Node that npm ci brought.',
          ),
        ],
}

const clock: Check<Machine> = {
  name: 'clock',
  look: async ({ clock: machine }) => {
    const now = machine.now()
    if (now > sensible.from && now < sensible.to) return []
    const why = 'Everything that is written carries this time, sessions end by it, and backups are named by it.'
    return [
      error(
        `The clock of this machine says ${now}`,
        'system clock',
        why,
        'Set the clock right (an NTP service does it for good), then start Interlock again.',
      ),
    ]
  },
}

const dataFolder: Check<Machine> = {
  name: 'data-folder',
  look: async ({ config: { dataDir } }) => {
    if (!existsSync(dataDir))
      return [
        warning(
          'There is no data folder yet',
          dataDir,
          'Nothing was kept here so far, or another folder was meant.',
          'Start Interlock, which makes it, or name the right one with --data.',
        ),
      ]
    const stat = statSync(dataDir)
    if (!stat.isDirectory())
      return [error('The data folder is no folder', dataDir, 'Nothing can be kept in it.', 'Name another one with --data.')]
    const user = process.getuid?.()
    const found: Found[] = []
    if (!isWritable(dataDir))
      found.push(
        error(
          'The data folder cannot be written by this user',
          dataDir,
          'Interlock does not start on it.',
          `Give it to the user that runs Interlock (chown), or start Interlock as user ${stat.uid}.`,
        ),
      )
    else if (user !== undefined && user !== 0 && user !== stat.uid)
      found.push(
        warning(
          `The data folder belongs to user ${stat.uid}, and this is user ${user}`,
          dataDir,
          'Files that one makes the other may not be able to read.',
          'Run Interlock and its commands always as the same user.',
        ),
      )
    return found
  },
}

const secrets: Check<Machine> = {
  name: 'secrets-are-private',
  look: async ({ config: { dataDir } }) =>
    process.platform === 'win32'
      ? []
      : ['secret', 'postgres.json', 'cli.json']
          .map((name) => join(dataDir, name))
          .filter((path) => existsSync(path) && (statSync(path).mode & 0o077) !== 0)
          .map((path) =>
            warning(
              'A file with a secret can be read by other users of this machine',
              path,
              'Whoever reads it can enter the database or act as somebody else.',
              `chmod 600 ${path}`,
            ),
          ),
}

const diskSpace: Check<Machine> = {
  name: 'disk-space',
  look: async (machine) => {
    const places = [machine.config.dataDir, homeOf(machine.config)].filter((place) => place !== undefined && existsSync(place))
    const found = new Map<string, Found>()
    for (const place of places as string[]) {
      const { bavail, bsize } = await statfs(place)
      const finding = roomLeft(place, bavail * bsize)
      if (finding) found.set(`${statSync(place).dev}`, finding)
    }
    return [...found.values()]
  },
}

/** What is to be said of a disk with so many free bytes. */
export function roomLeft(place: string, free: number): Found | undefined {
  if (free >= littleRoom) return undefined
  const what = `${Math.floor(free / 1024 ** 2)} MB are free on the disk`
  const next = 'Make room, or move the data to a larger disk: interlock backup, then interlock restore there.'
  if (free < noRoom) return error(what, place, 'The database refuses to write when its disk is full, and nothing can be saved.', next)
  return warning(what, place, 'A larger import or a backup may not fit.', next)
}

const claim: Check<Machine> = {
  name: 'claim',
  look: async ({ config: { dataDir }, claimed, running }) => {
    const place = join(dataDir, 'running.json')
    if (!claimed) {
      if (!running) return []
      const why = 'It was killed, or the machine went down. Nothing that was saved is lost: the next start puts the rest in order.'
      return [
        warning(
          `An Interlock (process ${running.pid}) ended without saying so`,
          place,
          why,
          'Start Interlock. If nobody killed it, look into its log.',
        ),
      ]
    }
    if (!running?.address || running.state !== 'running') return []
    const answer = await sendLocally(new URL('/readyz', running.address), { method: 'GET', headers: {} }).catch((error: unknown) => error)
    if (answer instanceof Response && answer.ok) return []
    const why =
      answer instanceof Response
        ? `It says: ${(await answer.text()).slice(0, 200)}`
        : 'Its process is there and does not answer, so nobody can work.'
    return [
      error(
        `Interlock runs at ${running.address} and is not ready`,
        place,
        why,
        `Look into its log; if it stays so, end process ${running.pid} and start it again.`,
      ),
    ]
  },
}

const restoreMark: Check<Machine> = {
  name: 'restore-in-folder',
  stops: true,
  look: async ({ config: { dataDir } }) => {
    try {
      refuseUnfinishedFolder(dataDir)
      return []
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      return [error('A restore was not finished', dataDir, problem.message, 'Run the restore again, as it says.')]
    }
  },
}

const port: Check<Machine> = {
  name: 'port',
  look: async ({ config, claimed }) => {
    if (claimed || config.port === 0) return []
    try {
      await onFreePort(config, (number) => tryPort(config.host, number))
      return []
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      return [
        error(
          'Interlock could not listen',
          `${config.host}:${config.port}`,
          problem.message,
          'Choose a free port with INTERLOCK_PORT, or end the program that has it.',
        ),
      ]
    }
  },
}

async function tryPort(host: string, number: number): Promise<void> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(number, host, resolve))
  await new Promise((resolve) => server.close(resolve))
}

/** All checks that need no database, in this order. */
export const machineChecks: readonly Check<Machine>[] = [node, clock, dataFolder, secrets, diskSpace, claim, port, restoreMark, cluster]

function homeOf(config: Config): string | undefined {
  const kept = whole(() => readKept(join(config.dataDir, 'postgres.json')))
  return kept ? (existsSync(kept.home) ? kept.home : dirname(kept.home)) : undefined
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}
