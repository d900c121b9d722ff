import { dayShape } from '#kernel/time'
import { t } from '#web/kit/text'
import {
  type ColumnMapping,
  type Correction,
  type FileCorrection,
  type FileGuess,
  type Question,
  type SetGuess,
  type StageGuess,
  sameSystem,
} from '../shapes.ts'

/** The correction with one file's answers changed; earlier answers about the same file stay. */
export function correctFile(correction: Correction, file: number, change: FileCorrection): Correction {
  const files = correction.files ?? []
  const before = files.find((one) => one.file === file) ?? { file }
  return { ...correction, files: [...files.filter((one) => one.file !== file), { ...before, ...change }] }
}

/** The correction with the currency of amounts whose files name none; empty takes the answer back. */
export function withCurrency({ currency: _before, ...rest }: Correction, currency: string): Correction {
  return currency === '' ? rest : { ...rest, currency }
}

/** The correction with the system that the files are from; empty is the first one of the workspace. */
export function withSystem(correction: Correction, system: string): Correction {
  return { ...correction, system }
}

/** The correction with the day that the data is as of; empty takes the answer back. */
export function withAsOf({ asOf: _before, ...rest }: Correction, day: string): Correction {
  const said = dayShape.safeParse(day)
  return said.success ? { ...rest, asOf: said.data } : rest
}

/** The correction with one column of a file sent to another field. A field holds one column: whoever had it becomes a custom field. */
export function correctColumn(
  correction: Correction,
  file: number,
  column: number,
  field: string,
  guessed: readonly ColumnMapping[],
): Correction {
  const before = correction.files?.find((one) => one.file === file)?.mapping ?? []
  const rest = before.filter((one) => one.column !== column)
  const holder = shared.has(field) ? undefined : guessed.find((one) => one.field === field && one.column !== column)
  const pushed = holder ? [...rest.filter((one) => one.column !== holder.column), { column: holder.column, field: 'custom' }] : rest
  return correctFile(correction, file, { mapping: [...pushed, { column, field }] })
}

/** Fields that several columns may have. */
const shared: ReadonlySet<string> = new Set(['custom', 'ignore', 'entered'])

/** The correction with a changed process: the whole order of it. */
export function correctStages(correction: Correction, stages: readonly StageGuess[]): Correction {
  return { ...correction, stages: stages.map(({ pipeline, stage, kind }) => ({ pipeline, stage, kind })) }
}

/** The stages with one moved up (-1) or down (1) inside its own pipeline; unchanged at the ends. */
export function moveStage(stages: readonly StageGuess[], index: number, by: -1 | 1): StageGuess[] {
  const moved = stages[index]
  const other = stages[index + by]
  const next = [...stages]
  if (!moved || !other || moved.pipeline !== other.pipeline) return next
  next[index] = { ...other, position: moved.position }
  next[index + by] = { ...moved, position: other.position }
  return next
}

/**
 * The guesses as they look with the corrections said so far, for the moment until the files have been read again: what was
 * chosen stays chosen on the screen.
 */
export function withCorrection(guess: SetGuess, correction: Correction): SetGuess {
  return {
    ...guess,
    files: guess.files.map((file) =>
      correctedFile(
        file,
        correction.files?.find((one) => one.file === file.file),
      ),
    ),
    stages: correctedStages(guess.stages, correction.stages),
    currency: correction.currency ?? guess.currency,
    asOf: correction.asOf ?? guess.asOf,
    system: correction.system ?? guess.system,
    questions: guess.questions.map((question) => ({ ...question, ...answeredBy(answerTo(question, correction)) })),
  }
}

function correctedFile(file: FileGuess, said: FileCorrection | undefined): FileGuess {
  if (!said) return file
  const { kind = file.kind, vendor = file.vendor, encoding = file.encoding, delimiter = file.delimiter, hasHeader = file.hasHeader } = said
  const { dateOrder = file.formats.dateOrder, decimal = file.formats.decimal, currency = file.formats.currency } = said
  return {
    ...file,
    kind,
    vendor,
    encoding,
    delimiter,
    hasHeader,
    formats: { ...file.formats, dateOrder, decimal, currency },
    mapping: file.mapping.map((one) => {
      const chosen = said.mapping?.find((entry) => entry.column === one.column)
      return chosen && chosen.field !== one.field ? { ...one, field: chosen.field, confidence: 1, why: t('You said so.') } : one
    }),
  }
}

function correctedStages(stages: readonly StageGuess[], said: Correction['stages']): StageGuess[] {
  if (!said) return [...stages]
  const same = (one: { pipeline: string; stage: string }) => (other: { pipeline: string; stage: string }) =>
    one.pipeline === other.pipeline && one.stage === other.stage
  const named = said.flatMap((entry) => {
    const stage = stages.find(same(entry))
    return stage ? [{ ...stage, kind: entry.kind }] : []
  })
  return [...named, ...stages.filter((stage) => !said.some(same(stage)))]
}

/** What was answered is no longer open. */
const answeredBy = (answer: string | undefined) => (answer === undefined ? {} : { chosen: answer, must: false })

function answerTo(question: Question, correction: Correction): string | undefined {
  if (question.asks === 'currency' && question.file === null) return correction.currency
  if (question.asks === 'system') return correction.system === '' ? sameSystem : correction.system
  const said = correction.files?.find((one) => one.file === question.file)
  switch (question.asks) {
    case 'dateOrder':
    case 'decimal':
    case 'kind':
    case 'currency':
      return said?.[question.asks]
    default:
      return undefined
  }
}
