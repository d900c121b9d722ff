import type { CustomField } from '#kernel/custom-field'
import { t } from '#kernel/text'
import type { Day } from '#kernel/time'
import type { Duck } from '#platform/analytics/duck'
import { installKeys } from '#platform/analytics/keys'
import { hasMoney, namesCurrency } from '../rules/memory.ts'
import { planOf } from '../rules/plan.ts'
import { questionsOf } from '../rules/questions.ts'
import type { Correction, FileGuess, SetGuess, StagedKind, StageGuess } from '../shapes.ts'
import { installMacros } from '../store/macros.ts'
import type { Plan } from '../store/plan.ts'
import { createRaw, dropRaw } from '../store/raw.ts'
import * as staged from '../store/staged.ts'
import { decideStages } from './decide-stages.ts'
import { type GivenFile, type ReadFile, type Recall, readFile } from './read-file.ts'

export interface StageOptions {
  /** No date after this can have happened. */
  readonly today: Day
  readonly corrections?: Correction | null
  /** Called as work goes on: what is being done, and how far it is. */
  readonly onProgress?: (step: string, done: number, of: number) => void
  /** Once aborted, it throws before the next file; queries under way are for the caller to interrupt. */
  readonly signal?: AbortSignal
  /** Asks for what was said of the last file of a shape; without it nothing is remembered. */
  readonly recall?: Recall
  /** About how many cells of a file the guesses look at; the usual number without it. */
  readonly sampleCells?: number
  /** A file that needs more memory than there is throws, because the work is begun again with more. Without it the file says so as its problem. */
  readonly again?: boolean
  /** The currency of the company, for amounts whose files name none; null when it has said none. Without it nobody is asked. */
  readonly companyCurrency?: string | null
  /** Whether rows without an id get a name by which they are found again in the next export. True without it; a diagnosis keeps nothing. */
  readonly named?: boolean
  /** The rows are only read from now on: their text goes once they are sorted, and columns that no file fills take no room. */
  readonly once?: boolean
  /** Custom fields of which people settled name or kind, by the kind of file that feeds them. */
  readonly settled?: ReadonlyMap<string, readonly CustomField[]>
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
  const read = await readFiles(duck, files, options)
  signal?.throwIfAborted()
  const usable = read.filter((file) => file.guess.problem === null)
  const said = corrections?.stages ?? usable.find((file) => file.memory?.stages && file.guess.kind === 'deal')?.memory?.stages
  const stages = await decideStages(duck, usable, said)
  const currency = currencyOfSet(usable, options)
  const system = systemOfSet(usable, corrections)
  const planned = { currency: currency.used, system, named: options.named ?? true, settled: options.settled }
  if (options.once)
    await staged.narrowStagedTables(
      duck,
      usable.flatMap((file) => planFor(file, planned) ?? []),
    )
  const guesses: FileGuess[] = []
  for (const [no, file] of read.entries()) {
    onProgress(`Sorting the rows of ${file.guess.name}`, files.length + no, files.length * 2)
    signal?.throwIfAborted()
    guesses.push(await stageOne(duck, file, planned))
    await letGoAfter(duck, file.rows)
    if (options.once) await dropRaw(duck, no)
  }
  return { ...(await finish(duck, guesses, read, stages, currency, options)), system }
}

/** Files that are read at a time where nothing else is: a file is cut into rows by one thread, so that two use two. */
const atATime = 2

/** Reads the files one after another, and answers them in their order; those that are read once only, two at a time. */
async function readFiles(duck: Duck, files: readonly GivenFile[], options: StageOptions): Promise<ReadFile[]> {
  const { onProgress = () => {}, corrections, signal, recall = nothing, sampleCells, again = false, once = false } = options
  const ask = { recall, again, ...(sampleCells === undefined ? {} : { sampleCells }) }
  await createRaw(duck)
  const read: ReadFile[] = []
  const waiting = [...files.entries()]
  const readOn = async (own: Duck) => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [no, file] = next
      onProgress(`Reading ${file.name}`, no, files.length * 2)
      signal?.throwIfAborted()
      read[no] = await readFile(own, no, file, corrections?.files?.find((each) => each.file === no) ?? {}, ask)
      await letGoAfter(own, read[no].rows)
    }
  }
  const others = await Promise.all(Array.from({ length: once ? Math.min(atATime, files.length) - 1 : 0 }, () => duck.connect()))
  // All are waited for: nothing may run any more when this throws.
  const ended = await Promise.allSettled([duck, ...others].map(readOn))
  for (const other of others) other.close()
  for (const end of ended) if (end.status === 'rejected') throw end.reason
  return read
}

/** Rows from which what DuckDB holds of a file counts. */
const manyRows = 500_000

async function letGoAfter(duck: Duck, rows: number): Promise<void> {
  if (rows >= manyRows) await duck.letGo()
}

/** Forgets the staged rows, once the facts are made of them and nothing else is. */
export const forgetStaged = (duck: Duck): Promise<number> => duck.run('DROP SCHEMA staged CASCADE')

const nothing: Recall = async () => null

interface SetCurrency {
  /** What amounts are in where their file names no currency. */
  readonly used: string | null
  /** Whether somebody should be asked. */
  readonly open: boolean
}

/** What holds for amounts whose files name no currency: what was said, then or before, else that of the company where no file names one. */
function currencyOfSet(files: readonly ReadFile[], { corrections, companyCurrency }: StageOptions): SetCurrency {
  const said = corrections?.currency ?? files.find((file) => file.memory?.setCurrency)?.memory?.setCurrency
  if (said !== undefined) return { used: said, open: false }
  const open =
    companyCurrency !== undefined && files.some(({ guess }) => hasMoney(guess)) && !files.some(({ guess }) => namesCurrency(guess))
  return { used: open ? companyCurrency : null, open }
}

/** Whose ids the files hold: what was said, then or of all earlier files of these shapes that anything was said of. Without a word, those of the first system. */
function systemOfSet(files: readonly ReadFile[], corrections: StageOptions['corrections']): string {
  const before = new Set(files.flatMap(({ memory }) => (memory?.system === undefined ? [] : [memory.system])))
  return corrections?.system ?? (before.size === 1 ? [...before][0] : undefined) ?? ''
}

async function finish(
  duck: Duck,
  files: FileGuess[],
  read: readonly ReadFile[],
  stages: StageGuess[],
  used: SetCurrency,
  options: StageOptions,
): Promise<SetGuess> {
  const present = new Set<StagedKind>(files.flatMap((file) => (staged.isStaged(file.kind) && file.problem === null ? [file.kind] : [])))
  const converted = present.has('lead') && present.has('deal') ? await staged.convertByDeals(duck) : 0
  const joins = await staged.joinCounts(duck, present)
  const asOf = options.corrections?.asOf ?? ((await staged.latestDay(duck, options.today)) as Day | null)
  const currency = options.corrections?.currency ?? (await staged.usualCurrency(duck)) ?? used.used
  const unclosed = new Set(read.filter((file) => file.unclosedQuote).map((file) => file.guess.file))
  const questions = questionsOf(files, stages, { unclosed, currency: used.open ? { company: used.used } : null })
  options.onProgress?.('Done', files.length * 2, files.length * 2)
  return { files, stages, joins, asOf, currency, convertedByDeals: converted, questions }
}

interface Planned {
  readonly currency: string | null
  readonly system: string
  readonly named: boolean
  readonly settled: StageOptions['settled']
}

/** How the rows of a file become staged ones; undefined where they do not. */
function planFor(file: ReadFile, { currency, system, named, settled: all }: Planned): Plan | undefined {
  const { guess } = file
  if (guess.problem !== null || !staged.isStaged(guess.kind)) return undefined
  const formats = { ...guess.formats, currency: guess.formats.currency ?? currency }
  const settled = all?.get(guess.kind) ?? []
  return planOf({ ...file, no: guess.file, kind: guess.kind, mapping: guess.mapping, formats, system, named, settled })
}

async function stageOne(duck: Duck, file: ReadFile, planned: Planned): Promise<FileGuess> {
  const { guess } = file
  if (guess.problem !== null) return guess
  const plan = planFor(file, planned)
  if (!plan) return { ...guess, counts: await staged.rowCounts(duck, guess.kind, guess.file, file.rows) }
  await staged.stage(duck, plan)
  return {
    ...guess,
    mapping: withFields(guess.mapping, plan.custom),
    counts: await staged.rowCounts(duck, guess.kind, guess.file, file.rows),
    unreadable: await staged.unreadableCells(duck, plan),
  }
}

/** The mapping, which says of columns that feed a settled custom field by another name which one that is. */
function withFields(mapping: FileGuess['mapping'], custom: Plan['custom']): FileGuess['mapping'] {
  const fields = new Map(custom.map(({ column, settled }) => [column, settled]))
  return mapping.map((each) => {
    const field = each.field === 'custom' ? fields.get(each.column) : undefined
    return field ? { ...each, why: t('Kept in the custom field "{{label}}", which is known by this name.', { label: field.label }) } : each
  })
}
