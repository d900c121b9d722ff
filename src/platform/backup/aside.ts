import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Problem } from '#kernel/problem'
import type { Instant } from '#kernel/time'

/** What belongs to the process that holds the data folder, and what was moved aside before. */
const stays = /^(lock.*|running\.json.*|before-restore-.*|unfinished-restore\.json.*)$/

const markShape = z.object({ file: z.string(), at: z.string(), aside: z.string(), moved: z.boolean() })
type Mark = z.output<typeof markShape>

const markOf = (dataDir: string): string => join(dataDir, 'unfinished-restore.json')

/** Whether a data folder holds a database of its own. */
export function holdsData(dataDir: string): boolean {
  return existsSync(join(dataDir, 'postgres.json')) || existsSync(join(dataDir, 'postgres'))
}

/**
 * Moves everything in a claimed data folder into a folder of its own inside: the claim stays, and it works where the data folder is a mount. Interlock can be
 * started on that folder, so nothing is lost. A mark says from here on that the data folder waits for a restore; a second call goes on where the first was cut off.
 * Gives the folder, or undefined when there was nothing to move.
 */
export function moveAside(dataDir: string, file: string, at: Instant): string | undefined {
  const known = readMark(dataDir)
  if (!known && !holdsData(dataDir)) return undefined
  const mark = known ?? { file, at, aside: join(dataDir, `before-restore-${at.slice(0, 19).replaceAll(':', '')}`), moved: false }
  if (mark.moved) return mark.aside
  writeMark(dataDir, mark)
  moveAll(dataDir, mark.aside)
  writeMark(dataDir, { ...mark, moved: true })
  return mark.aside
}

/** Takes the mark away: from here on another one, in the database, says that a restore is under way. */
export function unmarkFolder(dataDir: string): void {
  rmSync(markOf(dataDir), { force: true })
}

/** Refuses a data folder whose data was moved aside for a restore that then never came. */
export function refuseUnfinishedFolder(dataDir: string): void {
  const mark = readMark(dataDir)
  if (!mark) return
  throw new Problem(
    'conflict',
    `A restore of ${mark.file} into ${dataDir} was begun at ${mark.at} and not finished. Run it again: interlock restore ${mark.file} --replace. The data of before is not lost: it lies in ${mark.aside}.`,
  )
}

function moveAll(dataDir: string, aside: string): void {
  mkdirSync(aside, { recursive: true, mode: 0o700 })
  // As root, the database of another user lies inside: that user may pass through, not look around.
  if (process.getuid?.() === 0) chmodSync(aside, 0o711)
  for (const name of readdirSync(dataDir)) if (!stays.test(name)) renameSync(join(dataDir, name), join(aside, name))
  if (existsSync(join(aside, 'postgres.json'))) follow(join(aside, 'postgres.json'), join(dataDir, 'postgres'), join(aside, 'postgres'))
}

/** `postgres.json` names its database by an absolute path. */
function follow(pointer: string, from: string, to: string): void {
  const kept = JSON.parse(readFileSync(pointer, 'utf8')) as { home: string }
  if (kept.home === from) writeSafely(pointer, { ...kept, home: to })
}

const readMark = (dataDir: string): Mark | undefined =>
  existsSync(markOf(dataDir)) ? markShape.parse(JSON.parse(readFileSync(markOf(dataDir), 'utf8'))) : undefined

const writeMark = (dataDir: string, mark: Mark): void => writeSafely(markOf(dataDir), mark)

function writeSafely(path: string, content: object): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true })
  renameSync(`${path}.new`, path)
}
