import type { ColumnMapping, Correction, FileCorrection, StageGuess } from '../shapes.ts'

/** The correction with one file's answers changed; earlier answers about the same file stay. */
export function correctFile(correction: Correction, file: number, change: FileCorrection): Correction {
  const files = correction.files ?? []
  const before = files.find((one) => one.file === file) ?? { file }
  return { ...correction, files: [...files.filter((one) => one.file !== file), { ...before, ...change }] }
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
