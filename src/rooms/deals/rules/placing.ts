import type { Placed } from '#rooms/journey/contract'

/** Why a deal of a file is where it is. */
export type Placing = Omit<Placed, 'deals'>

type Choice = { readonly pipeline: string | null; readonly why: Placed['why'] } | null

interface Row {
  readonly pipeline: string
  readonly stage: string | null
  readonly state: 'open' | 'won' | 'lost'
  readonly solution: string | null
  readonly vertical: string | null
  readonly entered: readonly { readonly stage: string }[]
}

interface Book {
  pipelineFor(deal: Pick<Row, 'solution' | 'vertical'>): Choice
  pipelineName(pipelineId: string | null): string
  stage(pipeline: string, name: string): { readonly kind: Row['state'] } | null
}

/**
 * The pipeline of a row that names none. A new deal takes the one that is for what it sells or its industry, where that has all of its stages; a known one
 * stays in its pipeline as long as that has them, so that the next file does not move it back.
 */
export function pipelineOf(
  row: Row,
  known: { readonly pipelineId: string | null } | undefined,
  book: Book,
): { pipeline: string; placed: Placing | null } {
  if (row.pipeline !== '') return { pipeline: row.pipeline, placed: null }
  const holds = (pipeline: string) =>
    [row.stage, ...row.entered.map(({ stage }) => stage)].every((stage) => stage === null || book.stage(pipeline, stage) !== null) &&
    (row.stage === null || book.stage(pipeline, row.stage)?.kind === row.state)
  if (known) {
    const pipeline = book.pipelineName(known.pipelineId)
    return { pipeline: holds(pipeline) ? pipeline : row.pipeline, placed: null }
  }
  const choice = book.pipelineFor(row)
  if (choice === null) return { pipeline: row.pipeline, placed: null }
  if (choice.pipeline === null) return { pipeline: row.pipeline, placed: { pipeline: null, why: choice.why } }
  if (!holds(choice.pipeline)) return { pipeline: row.pipeline, placed: { pipeline: null, why: 'stages' } }
  return { pipeline: choice.pipeline, placed: { pipeline: choice.pipeline, why: choice.why } }
}
