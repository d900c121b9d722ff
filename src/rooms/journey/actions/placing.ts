import type { Id } from '#kernel/id'
import { normKey } from '#kernel/normal'
import type { Tx } from '#platform/store/database'
import { type Aimed, pipelineFor } from '../rules.ts'
import * as store from '../store.ts'

/** Names of one thing, however it is written; nothing is null. */
export const keyed = (name: string | null) => (name === null ? null : normKey(name) || null)

/** Pipelines in use with what they are for. */
export function aimedLines(
  lines: readonly Pick<store.Pipeline, 'name' | 'solutionId' | 'vertical' | 'retiredAt'>[],
  solutions: readonly { readonly id: string; readonly name: string }[],
): Aimed[] {
  const sold = new Map(solutions.map(({ id, name }) => [id, name]))
  return lines.flatMap(({ name, solutionId, vertical, retiredAt }) =>
    retiredAt === null ? [{ name, solution: keyed(sold.get(solutionId ?? '') ?? null), vertical: keyed(vertical) }] : [],
  )
}

/** The pipeline for a deal by what it sells and its industry, as for one of a file that names none; null where no pipeline is for these. */
export async function placingOf(
  tx: Tx,
  { solutionId, vertical }: { readonly solutionId: string | null; readonly vertical: string | null },
): Promise<{ readonly pipelineId: Id<'pipeline'> | null; readonly why: 'solution' | 'vertical' | 'both' | 'several' } | null> {
  const lines = await store.allPipelines(tx)
  const solutions = await store.allSolutions(tx)
  const solution = solutions.find(({ id }) => id === solutionId)?.name ?? null
  const choice = pipelineFor(aimedLines(lines, solutions), { solution: keyed(solution), vertical: keyed(vertical) })
  if (choice === null) return null
  return { pipelineId: lines.find(({ name }) => name === choice.pipeline)?.id ?? null, why: choice.why }
}
