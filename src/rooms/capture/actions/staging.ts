import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { type Day, dayOf } from '#kernel/time'
import type { Services } from '#platform/action/context'
import { type Duck, openDuck } from '#platform/analytics/duck'
import { scratchOf } from '#platform/analytics/scratch'
import { explainDiskError } from '#platform/disk'
import { settledFields } from '#platform/fields/store'
import { type FileStore, unfinishedIn } from '#platform/files'
import type { WorkspaceRef } from '#platform/store/database'
import { companyOf, knownMembers } from '#rooms/workspace/actions'
import type { SetGuess } from '../shapes.ts'
import type { ImportRow } from '../store/imports.ts'
import { ownedKinds, ownersOf } from '../store/owners.ts'
import { isStaged } from '../store/staged.ts'
import { beginReturned, knowsReturned, tidy } from '../store/staged-rows.ts'
import { mostTries, readerMemoryMb, sortingMb, takingMemoryMb } from './reader-memory.ts'
import { recallIn } from './remember.ts'
import { stageFiles } from './stage-files.ts'
import type { Stop } from './stopping.ts'
import { withSystem } from './which-system.ts'

/** The kind of due item that reads, rehearses and runs imports. */
export const importWork = 'capture.import'

export interface Place {
  readonly services: Services
  readonly workspace: WorkspaceRef
  /** The work that this is for. */
  readonly item?: { readonly tries: number }
}

export interface StagedOptions {
  readonly stop: Stop
  /** Read the files anew, whatever is there. */
  readonly again?: boolean
  readonly onProgress?: (step: string, done: number, of: number) => void
}

/** Files that all together are so small that staging them takes less than opening and closing a database. */
const smallBytes = 4_000_000
const isSmall = (row: ImportRow) => row.files.reduce((sum, file) => sum + file.bytes, 0) <= smallBytes

/** Each piece looks at all rows of some tables, so pieces are larger than the memory suggests; a join of two of them fits. */
const leastPieceRows = 64_000

const scratch = ({ services, workspace }: Place, importId: string) => scratchOf(services.dataDir, 'imports', workspace.id, importId)

/** Does something with the staged rows of an import; reads the files again when the rows are not there, or not whole. */
export async function openStaged<T>(
  place: Place,
  row: ImportRow,
  options: StagedOptions,
  act: (duck: Duck, guess: SetGuess) => Promise<T>,
): Promise<T> {
  const { stop, again = false } = options
  const { guess } = row
  const there = again || guess === null ? null : await stagedBefore(place, row, takingMemoryMb(guess))
  let whole = there !== null && guess !== null
  try {
    if (there && guess) return await used(place, row, stop, there, () => act(there, guess))
    const duck = await emptyStaging(place, row)
    return await used(place, row, stop, duck, async () => {
      const found = await stageInto(duck, place, row, options.onProgress, stop.signal)
      whole = true
      return await act(duck, found)
    })
  } catch (error) {
    // What is half read would keep the room that may be missing.
    if (!whole) await removeStaging(place, row.id)
    throw explainDiskError(error, 'the files could not be worked on')
  }
}

/** Does something with the open rows; those of a small import stay open for the next step when all went well. */
async function used<T>(place: Place, row: ImportRow, stop: Stop, duck: Duck, act: () => Promise<T>): Promise<T> {
  if (!isSmall(row)) return await stop.withDuck(duck, act)
  let well = false
  const close = () => (well ? place.services.idle.keep(scratch(place, row.id).path, duck) : duck.close())
  return await stop.withDuck({ ...duck, close }, async () => {
    const answer = await act()
    well = true
    return answer
  })
}

/** To be called before others hear that a task is done, who may want the rows at once: makes closing them quick. Not for small imports, which stay open. */
export async function tidyStaged({ services }: Place, row: ImportRow, duck: Duck): Promise<void> {
  if (isSmall(row)) return
  await tidy(duck).catch((err: unknown) => services.log.info({ err, importId: row.id }, 'staged rows could not be tidied up'))
}

/** The staged rows of an import for looking at, as they are or read again. The caller closes them. */
export async function lookAtStaged(place: Place, row: ImportRow): Promise<Duck> {
  const there = await stagedBefore(place, row, sortingMb)
  if (there) return there
  const duck = await emptyStaging(place, row)
  try {
    await stageInto(duck, place, row)
    return duck
  } catch (error) {
    duck.close()
    throw error
  }
}

/** The kept files of an import; throws Problem for one that is gone. */
export const filesOf = ({ services, workspace }: Place, row: ImportRow) =>
  row.files.map((file) => ({ name: file.name, path: pathOf(services.files, workspace.id, file), remarks: file.remarks ?? [] }))

function pathOf(files: FileStore, workspaceId: WorkspaceRef['id'], file: ImportRow['files'][number]): string {
  try {
    return files.path(workspaceId, file.sha256)
  } catch (cause) {
    throw new Problem(
      'not-found',
      t('"{{name}}" is no longer in the data folder. {{addAgain}}', { name: file.name, addAgain: addAgain() }),
      { cause },
    )
  }
}

const addAgain = () => t('Nothing was written. Add the file to this import again.')

/** Throws Problem when somebody changed a kept file: what is read has to be what was added. */
async function ensureWhole({ services, workspace }: Place, row: ImportRow): Promise<void> {
  for (const { name, sha256 } of row.files)
    if (!(await services.files.isWhole(workspace.id, sha256)))
      throw new Problem(
        'conflict',
        t('"{{name}}" was changed in the data folder since it was added. {{addAgain}}', { name, addAgain: addAgain() }),
      )
}

async function open(place: Place, row: ImportRow, leastMb?: number): Promise<Duck> {
  const readable = filesOf(place, row).map((file) => file.path)
  const memoryMb = await readerMemoryMb(readable, place.item?.tries, leastMb)
  const { path } = scratch(place, row.id)
  return await openDuck({
    path,
    smallGroups: true,
    tempIn: unfinishedIn(place.services.dataDir),
    readable,
    memoryMb,
    threads: 1,
    pieceRows: Math.max(leastPieceRows, memoryMb * 1_000),
    lazyClose: true,
  })
}

async function stagedBefore(place: Place, row: ImportRow, leastMb?: number): Promise<Duck | null> {
  const { path, exists } = scratch(place, row.id)
  const idle = place.services.idle.take(path)
  if (idle) return idle
  if (!(await exists())) return null
  const duck = await open(place, row, leastMb).catch((error: unknown) => {
    // A scratch file that cannot be opened is worth nothing: the files are read again.
    if (error instanceof Problem && error.kind === 'unavailable') return null
    throw error
  })
  if (duck && (await knowsReturned(duck))) return duck
  duck?.close()
  return null
}

async function emptyStaging(place: Place, row: ImportRow): Promise<Duck> {
  await removeStaging(place, row.id)
  await scratch(place, row.id).prepare()
  return await open(place, row)
}

async function stageInto(
  duck: Duck,
  place: Place,
  row: ImportRow,
  onProgress: NonNullable<StagedOptions['onProgress']> = () => {},
  signal?: AbortSignal,
): Promise<SetGuess> {
  await ensureWhole(place, row)
  const options = { ...(await readingOf(place, row)), onProgress, ...(signal ? { signal } : {}) }
  const found = await stageFiles(duck, filesOf(place, row), options)
  const owned = { ...found, owners: await guessOwners(place, duck, found) }
  const guess = await place.services.database.inWorkspace(place.workspace, (tx) => withSystem(tx, duck, owned, row.correction), {
    readOnly: true,
  })
  // Its place for returned rows comes last, and so is the sign that all rows are there.
  await beginReturned(duck)
  return guess
}

/** What holds for the reading of an import: the day, what was said of these files and of earlier ones, the currency of the company. */
export async function readingOf({ services, workspace, item }: Place, row: ImportRow) {
  const today: Day = dayOf(services.clock.now())
  const [{ currency }, fields] = await services.database.inWorkspace(
    workspace,
    async (tx) => [await companyOf(tx), await settledFields(tx)] as const,
    { readOnly: true },
  )
  return {
    today,
    corrections: row.correction,
    recall: recallIn(services, workspace),
    companyCurrency: currency,
    settled: Map.groupBy(fields, ({ object }): string => object),
    again: (item?.tries ?? mostTries) < mostTries,
  }
}

/** Whose the rows of each file are, and how many of those are known. */
async function guessOwners({ services, workspace }: Place, duck: Duck, guess: SetGuess): Promise<NonNullable<SetGuess['owners']>> {
  const found: NonNullable<SetGuess['owners']> = []
  for (const { file, kind, problem, mapping, columns } of guess.files) {
    const from = mapping.find((each) => each.field === 'owner_name') ?? mapping.find((each) => each.field === 'owner_external_id')
    if (problem !== null || !from || !isStaged(kind) || !ownedKinds.has(kind)) continue
    const owners = await ownersOf(duck, kind, file)
    const members = await services.database.inWorkspace(workspace, (tx) => knownMembers(tx, owners), { readOnly: true })
    const unknown = owners.filter((owner, index) => !owner.listed && !members[index])
    const column = columns.find((each) => each.index === from.column)?.name ?? ''
    const some = unknown.slice(0, 5).map((owner) => owner.name ?? owner.externalId ?? '')
    found.push({ file, kind, column, values: owners.length, known: owners.length - unknown.length, unknown: some })
  }
  return found
}

/** Forgets the staged rows of an import; the files themselves stay. */
export async function removeStaging(place: Place, importId: string): Promise<void> {
  const { path, remove } = scratch(place, importId)
  place.services.idle.drop(path)
  await remove()
}
