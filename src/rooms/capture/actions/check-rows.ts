import { join } from 'node:path'
import { later } from '#kernel/time'
import type { Duck } from '#platform/analytics/duck'
import { openDuck } from '#platform/analytics/duck'
import { copyHead } from '#platform/analytics/text-file'
import { renew } from '#platform/due/due'
import type { DueWork } from '#platform/due/runner'
import { unfinishedIn } from '#platform/files'
import { firstOf, shownChecked } from '../rules/checked.ts'
import type { Checked, FileGuess } from '../shapes.ts'
import { changeImport, type ImportRow, importById } from '../store/imports.ts'
import { firstUnread } from '../store/rejected.ts'
import { stageFiles } from './stage-files.ts'
import { filesOf, type Place, readingOf } from './staging.ts'
import type { Stop } from './stopping.ts'

/** Bytes of the beginnings of all files together: what is checked in much less than a second. */
export const headBytes = 1_200_000
/** The beginning of one file of many is at least so long. */
const leastBytes = 64_000
const sampleCells = 20_000
const leaseMs = 30_000

/**
 * Checks the first rows of each file as all rows will be, and answers which of them come back; null when the files are so short that
 * all of them are read as soon. What cannot be read at all is for the reading of the whole to say.
 */
export async function checkHeads(place: Place, row: ImportRow, stop: Stop): Promise<Checked | null> {
  const given = filesOf(place, row)
  const most = Math.max(leastBytes, Math.floor(headBytes / given.length))
  if (row.files.every((file) => file.bytes <= most)) return null
  const duck = await openDuck({ tempIn: unfinishedIn(place.services.dataDir) })
  return await stop.withDuck(duck, () => checkIn(duck, place, row, { given, most, signal: stop.signal }))
}

/** Checks the first rows of a file of which only the beginning is there, more than `headBytes`. */
export async function checkBeginning(place: Place, row: ImportRow, name: string, beginning: Uint8Array): Promise<Checked> {
  const duck = await openDuck({ tempIn: unfinishedIn(place.services.dataDir) })
  try {
    return await checkIn(duck, place, row, { given: [{ name, path: beginning }], most: headBytes })
  } finally {
    duck.close()
  }
}

async function checkIn(
  duck: Duck,
  place: Place,
  row: ImportRow,
  { given, most, signal }: { given: readonly { name: string; path: string | Uint8Array }[]; most: number; signal?: AbortSignal },
): Promise<Checked> {
  const heads: { name: string; path: string; whole: boolean }[] = []
  for (const [no, { name, path }] of given.entries()) {
    const target = join(duck.tempDir, `head-${no}`)
    heads.push({ name, path: target, whole: (await copyHead(path, target, most)).whole })
  }
  const options = { ...(await readingOf(place, row)), sampleCells, ...(signal ? { signal } : {}) }
  const { files } = await stageFiles(duck, heads, options)
  const checked = await checkedOf(duck, files)
  return { ...checked, files: checked.files.map((file, no) => ({ ...file, whole: heads[no]?.whole ?? false })) }
}

/** Which rows of all that were staged come back. */
export async function checkedOf(duck: Duck, files: readonly FileGuess[]): Promise<Checked> {
  const first: Checked['first'] = []
  for (const file of files) for (const row of await firstUnread(duck, file, shownChecked - first.length)) first.push(firstOf(file, row))
  return { files: files.map(({ file, counts }) => ({ file, rows: counts.rows, whole: true, reject: counts.rejected })), first }
}

/** Keeps what is known of rows that come back while the reading goes on, unless the work was taken away or begun anew. */
export async function keepChecked({ services, workspace, item }: DueWork, id: ImportRow['id'], checked: Checked): Promise<void> {
  await services.database.inWorkspace(workspace, async (tx) => {
    // The import is locked before the due item, as cancelling does it.
    await importById(tx, id, true)
    if (await renew(tx, item, later(services.clock.now(), leaseMs))) await changeImport(tx, id, { checked })
  })
}
