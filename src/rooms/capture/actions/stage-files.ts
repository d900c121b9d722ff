import type { Day } from '#kernel/time'
import type { Duck } from '#platform/analytics/duck'
import { installKeys } from '#platform/analytics/keys'
import { planOf } from '../rules/plan.ts'
import { questionsOf } from '../rules/questions.ts'
import type { Correction, FileGuess, SetGuess, StagedKind, StageGuess } from '../shapes.ts'
import { installMacros } from '../store/macros.ts'
import * as staged from '../store/staged.ts'
import { decideStages } from './decide-stages.ts'
import { type GivenFile, type ReadFile, readFile } from './read-file.ts'

export interface StageOptions {
  /** No date after this can have happened. */
  readonly today: Day
  readonly corrections?: Correction | null
  /** Called as work goes on: what is being done, and how far it is. */
  readonly onProgress?: (step: string, done: number, of: number) => void
  /** Once aborted, it throws before the next file; queries under way are for the caller to interrupt. */
  readonly signal?: AbortSignal
}

/**
 * From files to typed tables: reads each file into `raw.*`, guesses what it is and how its columns map, and leaves `staged.<kind>`
 * and `staged.stage` in the same DuckDB. Call it again with corrections to change any guess. Every row of every file is in one
 * bucket of its file's `counts`. Files that cannot be read are in the answer with their `problem`; nothing throws for bad data.
 */
export async function stageFiles(duck: Duck, files: readonly GivenFile[], options: StageOptions): Promise<SetGuess> {
  const { onProgress = () => {}, corrections, signal } = options
  await installKeys(duck)
  await installMacros(duck)
  await staged.createStagedTables(duck)
  const read: ReadFile[] = []
  for (const [no, file] of files.entries()) {
    onProgress(`Reading ${file.name}`, no, files.length * 2)
    signal?.throwIfAborted()
    read.push(await readFile(duck, no, file, corrections?.files?.find((each) => each.file === no) ?? {}))
  }
  signal?.throwIfAborted()
  const usable = read.filter((file) => file.guess.problem === null)
  const stages = await decideStages(duck, usable, corrections)
  const guesses: FileGuess[] = []
  for (const [no, file] of read.entries()) {
    onProgress(`Sorting the rows of ${file.guess.name}`, files.length + no, files.length * 2)
    signal?.throwIfAborted()
    guesses.push(await stageOne(duck, file, corrections))
  }
  return finish(duck, guesses, read, stages, options)
}

async function finish(
  duck: Duck,
  files: FileGuess[],
  read: readonly ReadFile[],
  stages: StageGuess[],
  options: StageOptions,
): Promise<SetGuess> {
  const present = new Set<StagedKind>(files.flatMap((file) => (staged.isStaged(file.kind) && file.problem === null ? [file.kind] : [])))
  const converted = present.has('lead') && present.has('deal') ? await staged.convertByDeals(duck) : 0
  const joins = await staged.joinCounts(duck, present)
  const asOf = options.corrections?.asOf ?? ((await staged.latestDay(duck, options.today)) as Day | null)
  const currency = options.corrections?.currency ?? (await staged.usualCurrency(duck))
  const unclosed = new Set(read.filter((file) => file.unclosedQuote).map((file) => file.guess.file))
  options.onProgress?.('Done', files.length * 2, files.length * 2)
  return { files, stages, joins, asOf, currency, convertedByDeals: converted, questions: questionsOf(files, stages, unclosed) }
}

async function stageOne(duck: Duck, file: ReadFile, corrections: Correction | null | undefined): Promise<FileGuess> {
  const { guess } = file
  if (guess.problem !== null) return guess
  if (!staged.isStaged(guess.kind)) return { ...guess, counts: await staged.rowCounts(duck, guess.kind, guess.file, file.rows) }
  const formats = { ...guess.formats, currency: guess.formats.currency ?? corrections?.currency ?? null }
  const plan = planOf({ ...file, no: guess.file, kind: guess.kind, mapping: guess.mapping, formats })
  await staged.stage(duck, plan)
  return {
    ...guess,
    counts: await staged.rowCounts(duck, guess.kind, guess.file, file.rows),
    unreadable: await staged.unreadableCells(duck, plan),
  }
}
