import { normKey } from '#kernel/normal'
import type { Taken } from '#kernel/taken'
import type { Ctx } from '#platform/action/context'
import { type Incoming, takeRows } from '#platform/ledger/take'
import { aimedLines, keyed } from './actions/placing.ts'
import { mergedOrder, type PipelineChoice, pipelineFor } from './rules.ts'
import * as store from './store.ts'
import { pipelines, solutions, stages } from './tables.ts'

/** A stage as a file or a person describes it. The pipeline is empty where there is only one. */
export interface StageIn {
  readonly pipeline: string
  readonly name: string
  readonly position: number
  readonly kind: 'open' | 'won' | 'lost'
}

/** Where stages are found by pipeline and name. */
export interface StageBook {
  pipelineId(pipeline: string): string | null
  /** Empty for the only pipeline of a company that names none. */
  pipelineName(pipelineId: string | null): string
  stage(pipeline: string, name: string): { readonly id: string; readonly kind: 'open' | 'won' | 'lost' } | null
  /** The name of a stage now, where a file says one that it had before. */
  called(pipelineId: string | null, name: string): string
  /** The pipeline for a deal that names none, by what it sells and its industry. */
  pipelineFor(deal: { readonly solution: string | null; readonly vertical: string | null }): PipelineChoice
  /** All stages, by their pipeline's id and their name. */
  readonly stages: Map<string, store.Stage>
}

/** Makes and reorders stages, and answers a book of all of them. A file may say a name that a pipeline or stage had before; an order set by hand stays. */
export async function ensureStages(ctx: Ctx, wanted: readonly StageIn[]): Promise<{ taken: Taken[]; book: StageBook }> {
  const known = await store.allPipelines(ctx.tx)
  const lines = new Map(known.map((pipeline) => [pipeline.name, pipeline]))
  const lineOnce = new Map(known.flatMap(({ name, formerNames }) => Object.keys(formerNames ?? {}).map((once) => [once, name])))
  const lineName = (name: string) => (lines.has(name) ? name : (lineOnce.get(name) ?? name))
  const said = wanted.map((stage) => ({ ...stage, pipeline: lineName(stage.pipeline) }))
  const names = [...new Set(said.map((stage) => stage.pipeline))]
  await takeRows(
    ctx,
    { table: pipelines, existing: lines },
    names.map((name) => ({ key: name, row: { name } })),
  )
  const rows = await store.allStages(ctx.tx)
  const existing = new Map(rows.map((stage) => [keyOf(stage.pipelineId, stage.name), stage]))
  const once = new Map(
    rows.flatMap(({ pipelineId, name, formerNames }) => Object.keys(formerNames ?? {}).map((former) => [keyOf(pipelineId, former), name])),
  )
  const lineId = (name: string) => lines.get(lineName(name))?.id ?? null
  const called = (id: string | null, name: string) => (existing.has(keyOf(id, name)) ? name : (once.get(keyOf(id, name)) ?? name))
  const incoming = names.flatMap((name) => {
    const line = lines.get(name)
    const id = line?.id ?? null
    const stagesSaid = said.filter((stage) => stage.pipeline === name).map((stage) => ({ ...stage, name: called(id, stage.name) }))
    return inPlace(id, (line?.arrangedAt ?? null) !== null, stagesSaid, existing)
  })
  const taken = await takeRows(ctx, { table: stages, existing }, incoming)
  const nameById = new Map([...lines.values()].map((pipeline) => [String(pipeline.id), String(pipeline.name)]))
  const aimed = aimedLines(known, await store.allSolutions(ctx.tx))
  const book: StageBook = {
    pipelineId: lineId,
    pipelineName: (id) => nameById.get(id ?? '') ?? '',
    called,
    pipelineFor: ({ solution, vertical }) => pipelineFor(aimed, { solution: keyed(solution), vertical: keyed(vertical) }),
    stage: (pipeline, name) => existing.get(keyOf(lineId(pipeline), called(lineId(pipeline), name))) ?? null,
    stages: existing,
  }
  return { taken, book }
}

const keyOf = (pipelineId: string | null, name: string) => `${pipelineId} ${name}`

/** The stages of a pipeline with their places, those included that are known and that nobody named. */
function inPlace(
  pipelineId: string | null,
  arranged: boolean,
  wanted: readonly StageIn[],
  existing: ReadonlyMap<string, store.Stage>,
): Incoming<typeof stages>[] {
  const kinds = new Map<string, StageIn['kind']>()
  const known = [...existing.values()].filter((stage) => stage.pipelineId === pipelineId).toSorted((a, b) => a.position - b.position)
  const said = wanted.toSorted((a, b) => a.position - b.position)
  for (const { name, kind } of [...known, ...said]) kinds.set(name, kind)
  const [mine, theirs] = [known.map((stage) => stage.name), said.map((stage) => stage.name)]
  const order = arranged ? mergedOrder(theirs, mine) : mergedOrder(mine, theirs)
  return order.map((name, position) => ({
    key: keyOf(pipelineId, name),
    row: { pipelineId, name, position, kind: kinds.get(name) } as Incoming<typeof stages>['row'],
  }))
}

/** Adds stages that only a history names to the end of their pipelines. Known ones stay as they are; the book learns the new ones. */
export async function addStages(
  ctx: Ctx,
  { stages: existing, called }: StageBook,
  named: readonly { readonly pipelineId: string | null; readonly name: string; readonly kind: StageIn['kind'] }[],
): Promise<void> {
  const next = new Map<string, number>()
  for (const { pipelineId, position } of existing.values()) next.set(pipelineId, Math.max(next.get(pipelineId) ?? 0, position + 1))
  const missing = new Map<string, Incoming<typeof stages>>()
  for (const { pipelineId, name: said, kind } of named) {
    const name = called(pipelineId, said)
    const key = keyOf(pipelineId, name)
    if (pipelineId === null || existing.has(key) || missing.has(key)) continue
    const position = next.get(pipelineId) ?? 0
    next.set(pipelineId, position + 1)
    missing.set(key, { key, row: { pipelineId, name, position, kind } as Incoming<typeof stages>['row'] })
  }
  await takeRows(ctx, { table: stages, existing }, [...missing.values()])
}

/** What is sold, as a file describes it. */
export interface SolutionIn {
  readonly externalId: string | null
  readonly name: string | null
  readonly family: string | null
  readonly price: string | null
  readonly custom: Record<string, string>
}

/** Takes products and services. They are known by their name without spaces and signs: "GTXPro" is "GTX Pro". */
export async function takeSolutions(ctx: Ctx, rows: readonly SolutionIn[]): Promise<Taken[]> {
  const existing = await existingSolutions(
    ctx,
    rows.map((row) => row.name),
  )
  return await takeRows(
    ctx,
    // Products are known by name; two systems may both have one and call it by ids of their own.
    { table: solutions, existing, keepFirst: ['externalId'] },
    rows.map((row): Incoming<typeof solutions> => {
      const nameKey = normKey(row.name ?? '')
      return {
        key: nameKey === '' ? null : nameKey,
        row: { externalId: row.externalId, name: row.name ?? '', nameKey, family: row.family, price: row.price, custom: row.custom },
        ...(nameKey === '' ? { reject: 'This product has no name.' } : {}),
      }
    }),
  )
}

/** The solution behind each name; unknown ones are made. null where there is no name. */
export async function ensureSolutions(ctx: Ctx, names: readonly (string | null)[]): Promise<(string | null)[]> {
  const existing = await existingSolutions(ctx, names)
  const missing = names.filter((name) => name !== null && normKey(name) !== '' && !existing.has(normKey(name)))
  await takeRows(
    ctx,
    { table: solutions, existing },
    missing.map((name) => ({ key: normKey(name ?? ''), row: { name: name ?? '', nameKey: normKey(name ?? ''), custom: {} } })),
  )
  return names.map((name) => (name === null ? null : (existing.get(normKey(name))?.id ?? null)))
}

async function existingSolutions(ctx: Ctx, names: readonly (string | null)[]): Promise<Map<string, store.Solution>> {
  const nameKeys = [...new Set(names.filter((name) => name !== null).map(normKey))]
  return new Map((await store.solutionsBy(ctx.tx, { externalIds: [], nameKeys })).map((solution) => [solution.nameKey, solution]))
}
