import type { Day } from '#kernel/time'
import { openDuck } from '#platform/analytics/duck'
import type { GivenFile } from '#rooms/capture/actions/read-file'
import { forgetStaged, stageFiles } from '#rooms/capture/actions/stage-files'
import type { Correction, FileGuess, SetGuess } from '#rooms/capture/shapes'
import { fillFromStaged, ratesFrom } from '#rooms/measure/actions/fill-from-staged'
import { withMuchAsked } from '#rooms/measure/actions/measure-facts'
import { sliceMetrics } from '#rooms/measure/actions/slice-metrics'
import type { Answer, Constraint, Diagnosis, Limit, Quality, QualityItem } from '../contract.ts'
import { diagnose } from './diagnose.ts'
import { type BehindNumbers, behindNumbers } from './documents.ts'

export interface DiagnoseFilesOptions {
  /** Fields to cut by, each alone: a column as it is called in the files, or a key of a dimension. Case does not matter. */
  readonly by?: readonly string[]
  /** Look at the data as it was known on this day; without, as of the last day in it. */
  readonly asOf?: Day
  readonly corrections?: Correction
  /** A CSV file with dated exchange rates; without, only amounts in one currency count. */
  readonly rates?: { readonly path: string; readonly name: string }
  /** Nothing can have happened after this day. */
  readonly today: Day
  /** Also the slices and records that a workbook holds. */
  readonly behind?: boolean
  /** Most memory of the calculation, in MB; beyond it goes to disk. Default 1000. */
  readonly memoryMb?: number
  readonly onProgress?: (step: string, done: number, of: number) => void
}

/** What became of one file. */
export interface FileSummary {
  readonly name: string
  readonly kind: FileGuess['kind']
  readonly vendor: FileGuess['vendor']
  readonly counts: FileGuess['counts']
  readonly problem: string | null
}

export interface FilesDiagnosis {
  readonly files: readonly FileSummary[]
  readonly guesses: SetGuess
  /** Unsliced metrics first, then those of each stage, then those of each field that was asked for. */
  readonly metrics: readonly Answer[]
  readonly constraint: Constraint
  readonly quality: Quality
  readonly limits: readonly Limit[]
  readonly diagnosis: Diagnosis
  /** null unless asked for. */
  readonly behind: BehindNumbers | null
}

/** Diagnoses files alone: no server, no other database. Throws a Problem when a field to cut by does not exist. */
export async function diagnoseFiles(files: readonly GivenFile[], options: DiagnoseFilesOptions): Promise<FilesDiagnosis> {
  const { by = [], today, asOf, corrections, rates, memoryMb = 1000, onProgress } = options
  const duck = await openDuck({ readable: [...files, ...(rates ? [rates] : [])].map((file) => file.path), memoryMb })
  try {
    const known = rates ? await ratesFrom(duck, rates) : undefined
    const guesses = await stageFiles(duck, [...files], { today, corrections, onProgress, named: false, once: true })
    onProgress?.('counting', files.length, files.length)
    await fillFromStaged(duck, guesses, { today, asKnownOn: asOf ?? corrections?.asOf, rates: known })
    await forgetStaged(duck)
    const { metrics, diagnosis } = await withMuchAsked(duck, async () => ({
      metrics: await sliceMetrics(duck, by),
      diagnosis: await diagnose(duck, { vendor: vendorOf(guesses), found: rejected(guesses) }),
    }))
    return {
      files: guesses.files.map(({ name, kind, vendor, counts, problem }) => ({ name, kind, vendor, counts, problem })),
      guesses,
      metrics,
      constraint: diagnosis.constraint,
      quality: diagnosis.quality,
      limits: diagnosis.limits,
      diagnosis,
      behind: options.behind ? await behindNumbers(duck, diagnosis) : null,
    }
  } finally {
    duck.close()
  }
}

/** Below this the remedies name no system: a wrong menu path is worse than none. */
const sureEnough = 0.7

/** The system that the deals came from; without deals, the first that is known. */
function vendorOf({ files }: SetGuess): string {
  const known = files.filter((file) => file.vendor !== 'unknown' && file.vendorConfidence >= sureEnough)
  return (known.find((file) => file.kind === 'deal') ?? known[0])?.vendor ?? 'unknown'
}

function rejected({ files }: SetGuess): QualityItem[] {
  const items: QualityItem[] = []
  for (const { name, counts } of files) {
    if (counts.rejected > 0) {
      items.push({
        key: 'rejected_rows',
        title: `Rows of ${name} that could not be used`,
        count: counts.rejected,
        of: counts.rows,
        money: null,
        examples: [],
        next: 'Import the file to get these rows back with the reason of each.',
      })
    }
    if (counts.duplicates > 0) {
      items.push({
        key: 'repeated_ids',
        title: `Rows of ${name} whose id comes again`,
        count: counts.duplicates,
        of: counts.rows,
        money: null,
        examples: [],
        next: 'The newest row of each id is used; export each record once.',
      })
    }
  }
  return items
}
