import type { Placed } from '#rooms/journey/contract'

/** Why a deal of a file is where it is. */
export type Placing = Omit<Placed, 'deals'>

type Choice = { readonly line: string | null; readonly why: Placed['why'] } | null

interface Row {
  readonly pipeline: string
  readonly stage: string | null
  readonly state: 'open' | 'won' | 'lost'
  readonly solution: string | null
  readonly vertical: string | null
  readonly entered: readonly { readonly stage: string }[]
}

interface Book {
  lineFor(deal: Pick<Row, 'solution' | 'vertical'>): Choice
  pipelineName(pipelineId: string | null): string
  stage(pipeline: string, name: string): { readonly kind: Row['state'] } | null
}

/**
 * The pipeline of a row that names none. A new deal takes the one that is for what it sells or its industry, where that has all of its stages; a known one
 * stays in its pipeline as long as that has them, so that the next file does not move it back.
 */
export function lineOf(
  row: Row,
  known: { readonly pipelineId: string | null } | undefined,
  book: Book,
): { line: string; placed: Placing | null } {
  if (row.pipeline !== '') return { line: row.pipeline, placed: null }
  const holds = (line: string) =>
    [row.stage, ...row.entered.map(({ stage }) => stage)].every((stage) => stage === null || book.stage(line, stage) !== null) &&
    (row.stage === null || book.stage(line, row.stage)?.kind === row.state)
  if (known) {
    const line = book.pipelineName(known.pipelineId)
    return { line: holds(line) ? line : row.pipeline, placed: null }
  }
  const choice = book.lineFor(row)
  if (choice === null) return { line: row.pipeline, placed: null }
  if (choice.line === null) return { line: row.pipeline, placed: { pipeline: null, why: choice.why } }
  if (!holds(choice.line)) return { line: row.pipeline, placed: { pipeline: null, why: 'stages' } }
  return { line: choice.line, placed: { pipeline: choice.line, why: choice.why } }
}
